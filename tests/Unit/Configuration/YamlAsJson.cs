using System.Globalization;
using System.Text.Json.Nodes;
using Router.Configuration.Syntax;

namespace Router.Unit.Tests.Configuration;

/// <summary>YAML as an editor sees it when it applies a JSON Schema: scalars typed by the core schema of YAML 1.2.</summary>
internal static class YamlAsJson
{
    public static JsonNode? Convert(string yaml) => Convert(TreeReader.Read(yaml, new ErrorList("test.yaml"))!);

    private static JsonNode? Convert(Node node) => node switch
    {
        MappingNode mapping => new JsonObject(mapping.Entries.Select(entry => KeyValuePair.Create(entry.Key, Convert(entry.Value)))),
        SequenceNode sequence => new JsonArray([.. sequence.Items.Select(Convert)]),
        ScalarNode scalar => Convert(scalar),
        _ => throw new InvalidDataException(),
    };

    private static JsonValue? Convert(ScalarNode scalar)
    {
        string text = scalar.Text;
        bool isHex = text.StartsWith("0x", StringComparison.Ordinal);
        return scalar.IsQuoted ? JsonValue.Create(text)
            : scalar.IsNull ? null
            : text is "true" or "false" ? JsonValue.Create(text == "true")
            : isHex && long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long hex) ? JsonValue.Create(hex)
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? JsonValue.Create(number)
            : JsonValue.Create(text);
    }
}
