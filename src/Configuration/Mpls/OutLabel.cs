using System.Diagnostics.CodeAnalysis;
using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses labels to push.</summary>
internal static class OutLabel
{
    private const string Rule = "a label to push is 0 (IPv4 explicit null), 2 (IPv6 explicit null), 3 (implicit null) or 16 to 1048575";

    private static readonly ScalarParser<uint> Any = Scalars.Integer<uint>(0, uint.MaxValue);

    public static readonly ScalarParser<uint> Parser = Parse;

    /// <summary>Reports a stack that is longer than the router can push.</summary>
    public static void CheckDepth(ConfigurationList<uint> labels, MappingReader map, string key)
    {
        if (labels.Count > MplsLabel.MaximumDepth)
        {
            map.Report(key, $"{labels.Count} labels; the router pushes at most {MplsLabel.MaximumDepth}");
        }
    }

    private static string? Parse(ScalarNode node, [NotNull] out uint value)
    {
        if (Any(node, out value) is not null)
        {
            return $"'{node.Shown}' is not a label; {Rule}";
        }

        return MplsLabel.IsValidOut(value) ? null
            : value < MplsLabel.First ? $"label {value} is reserved (RFC 3032, RFC 7274); {Rule}"
            : $"label {value} has more than 20 bits; {Rule}";
    }
}
