using System.Text.Json.Nodes;
using Router.Configuration;
using Xunit;

namespace Router.Unit.Tests.Configuration;

/// <summary>The JSON Schema for editors and the reader say the same.</summary>
public sealed class SchemaTests
{
    private static readonly SchemaDocument Schema = new();

    /// <summary>Every key that the reader knows: pattern of the path of its mapping, and key.</summary>
    internal static SortedSet<string> ReaderKeys()
    {
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        _ = ConfigurationReader.Parse(Samples.Everything, "test.yaml", (path, key) => keys.Add($"{path} {key}"));
        return keys;
    }

    [Fact]
    public void KeysAreTheReadersKeys()
    {
        SortedSet<string> schema = new(Schema.Keys().Select(entry => $"{entry.Path} {entry.Key}"), StringComparer.Ordinal);
        Assert.Equal(ReaderKeys(), schema);
        Assert.Contains("l2tp.sessions[] peer-cookie-previous", schema);
    }

    [Fact]
    public void AcceptsTheSamples()
    {
        Assert.Empty(Schema.Offences(YamlAsJson.Convert(Samples.Everything)));
        Assert.Empty(Schema.Offences(YamlAsJson.Convert(Samples.Small)));
    }

    [Fact]
    public void AcceptsWhatTheWriterWrites()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            string yaml = ConfigurationWriter.ToYaml(new RandomConfiguration(seed).Make());
            string[] offences = [.. Schema.Offences(YamlAsJson.Convert(yaml))];
            Assert.True(offences.Length == 0, $"{string.Join(", ", offences)}\n{yaml}");
        }
    }

    [Fact]
    public void EveryUnknownKeyIsAnOffence()
    {
        WrongConfiguration[] unknown =
            [.. WrongConfigurations.Everything.Where(wrong => wrong.Fragment.Contains("unknown key", StringComparison.Ordinal))];
        Assert.True(unknown.Length >= 5);
        foreach (WrongConfiguration wrong in unknown)
        {
            Assert.Contains(wrong.Key, Schema.Offences(YamlAsJson.Convert(wrong.Yaml)));
        }
    }

    [Fact]
    public void EveryRangeIsTheReaders()
    {
        int checkedRanges = 0;
        foreach ((string path, string key, JsonObject schema) in Schema.Keys())
        {
            if (schema["minimum"] is null)
            {
                continue;
            }

            checkedRanges++;
            long minimum = schema["minimum"]!.GetValue<long>();
            long maximum = schema["maximum"]!.GetValue<long>();
            Assert.False(IsRefused(path, key, JsonValue.Create(minimum)), $"{path} {key} {minimum}");
            Assert.False(IsRefused(path, key, JsonValue.Create(maximum)), $"{path} {key} {maximum}");
            Assert.True(IsRefused(path, key, JsonValue.Create(minimum - 1)), $"{path} {key} {minimum - 1}");
            Assert.True(IsRefused(path, key, JsonValue.Create(maximum + 1)), $"{path} {key} {maximum + 1}");
        }

        Assert.True(checkedRanges >= 25);
    }

    [Fact]
    public void EveryChoiceIsTheReaders()
    {
        int checkedChoices = 0;
        foreach ((string path, string key, JsonObject schema) in Schema.Keys())
        {
            foreach (JsonNode? choice in schema["enum"]?.AsArray() ?? [])
            {
                checkedChoices++;
                Assert.False(IsRefused(path, key, choice!.DeepClone()), $"{path} {key} {choice}");
            }

            if (schema["enum"] is not null && key != "outer-tpid")
            {
                string message = Messages(path, key, JsonValue.Create("nonsense")).Single(text => text.Contains("Valid values: ", StringComparison.Ordinal));
                string listed = message[(message.IndexOf("Valid values: ", StringComparison.Ordinal) + "Valid values: ".Length)..];
                Assert.Equal(listed.Split(", ").Order(), schema["enum"]!.AsArray().Select(choice => choice!.ToString()).Order());
            }
        }

        Assert.True(checkedChoices >= 30);
    }

    [Fact]
    public void EveryRequiredKeyIsTheReaders()
    {
        foreach ((string path, string key, JsonObject _) in Schema.Keys())
        {
            JsonNode sample = YamlAsJson.Convert(Samples.Everything)!;
            JsonObject mapping = Find(sample, path).First(candidate => candidate.ContainsKey(key));
            _ = mapping.Remove(key);
            bool isRequired = Schema.Offences(sample).Any();
            IReadOnlyList<ConfigurationError> errors = ConfigurationReader.Parse(sample.ToJsonString(), "test.yaml").Errors;
            if (isRequired)
            {
                Assert.Contains(errors, error => error.Message.Contains($"'{key}' is missing", StringComparison.Ordinal)
                    || error.Message.StartsWith("needs at least", StringComparison.Ordinal));
            }
        }
    }

    // Out of range or not a valid word; other complaints are about what it does not fit to.
    private static bool IsRefused(string path, string key, JsonNode value) => Messages(path, key, value).Any(message =>
        message.Contains("out of range", StringComparison.Ordinal)
        || message.Contains("is not a", StringComparison.Ordinal)
        || message.Contains("is reserved", StringComparison.Ordinal)
        || message.Contains("more than 20 bits", StringComparison.Ordinal)
        || message.Contains("Valid values", StringComparison.Ordinal));

    private static string[] Messages(string path, string key, JsonNode value)
    {
        JsonNode sample = YamlAsJson.Convert(Samples.Everything)!;
        Find(sample, path).First(candidate => candidate.ContainsKey(key))[key] = value;
        ConfigurationResult result = ConfigurationReader.Parse(sample.ToJsonString(), "test.yaml");
        return [.. result.Errors.Where(error => error.Key.EndsWith($".{key}", StringComparison.Ordinal)).Select(error => error.Message)];
    }

    /// <summary>The mappings at a pattern of a path.</summary>
    private static IEnumerable<JsonObject> Find(JsonNode root, string pattern)
    {
        IEnumerable<JsonNode?> found = [root];
        foreach (string step in pattern.Replace("[]", ".[]", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            found = step switch
            {
                "*" => found.SelectMany(node => node!.AsObject().Select(pair => pair.Value)),
                "[]" => found.SelectMany(node => node!.AsArray()),
                _ => found.Select(node => node![step]),
            };
        }

        return found.OfType<JsonObject>();
    }
}
