using System.Diagnostics.CodeAnalysis;
using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses labels that the router itself gives out.</summary>
internal static class LocalLabel
{
    private const string Rule = "write a label from 16 to 1048575";

    private static readonly ScalarParser<uint> Any = Scalars.Integer<uint>(0, uint.MaxValue);

    public static readonly ScalarParser<uint> Parser = Parse;

    private static string? Parse(ScalarNode node, [NotNull] out uint value)
    {
        if (Any(node, out value) is not null)
        {
            return $"'{node.Shown}' is not a label; {Rule}";
        }

        return value < MplsLabel.First ? $"label {value} is reserved (0 to 15, RFC 3032, RFC 7274); {Rule}"
            : value > MplsLabel.Last ? $"label {value} has more than 20 bits; {Rule}"
            : null;
    }
}
