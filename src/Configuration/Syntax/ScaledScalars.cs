using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Router.Configuration.Syntax;

/// <summary>Numbers with a decimal prefix: k, M or G.</summary>
internal static partial class ScaledScalars
{
    /// <summary>Bits per second, 0 for no limit.</summary>
    public static readonly ScalarParser<ulong> BitRate = Scaled<ulong>(
        8000, 100_000_000_000, isZeroValid: true, "is not a rate", "write bits per second from 8k to 100G, for example 20M, or 0 for no limit", static value => value);

    /// <summary>Octets of a burst.</summary>
    public static readonly ScalarParser<uint> Burst = Scaled<uint>(
        1500, 1_000_000_000, isZeroValid: false, "is not a number of octets", "write octets from 1500 to 1G, for example 64k", static value => (uint)value);

    private static ScalarParser<T> Scaled<T>(ulong minimum, ulong maximum, bool isZeroValid, string wrong, string rule, Func<ulong, T> convert)
        where T : struct => (ScalarNode node, [NotNull] out T value) =>
    {
        value = default;
        Match match = ScaledPattern().Match(node.Text);
        if (!match.Success || (node.IsQuoted && match.Groups["prefix"].Length == 0))
        {
            return $"'{node.Shown}' {wrong}; {rule}";
        }

        ulong factor = match.Groups["prefix"].Value switch { "k" => 1000, "M" => 1_000_000, "G" => 1_000_000_000, _ => 1 };
        if (!ulong.TryParse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
            || number > maximum / factor
            || (number * factor < minimum && !(isZeroValid && number == 0)))
        {
            return $"{node.Shown} is out of range; {rule}";
        }

        value = convert(number * factor);
        return null;
    };

    [GeneratedRegex(@"^(?<number>0|[1-9][0-9]*)(?<prefix>[kMG]?)\z", RegexOptions.CultureInvariant)]
    private static partial Regex ScaledPattern();
}
