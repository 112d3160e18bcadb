using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Router.Configuration.Syntax;

/// <summary>Parsers of scalars that are not addresses.</summary>
internal static partial class Scalars
{
    /// <summary>A number, decimal or 0x hex.</summary>
    public static ScalarParser<T> Integer<T>(long minimum, long maximum)
        where T : struct, IBinaryInteger<T> => (ScalarNode node, [NotNull] out T value) =>
    {
        value = default;
        string range = string.Create(CultureInfo.InvariantCulture, $"a number from {minimum} to {maximum}");
        if (node.IsQuoted)
        {
            return $"'{node.Shown}' is text in quotes; write {range} without quotes";
        }

        if (!NumberPattern().IsMatch(node.Text))
        {
            return $"'{node.Shown}' is not a number; write {range}, decimal or 0x hex, without leading zeros";
        }

        // At most 16 digits: what is longer is out of every range.
        bool isHex = node.Text.StartsWith("0x", StringComparison.Ordinal);
        ReadOnlySpan<char> digits = isHex ? node.Text.AsSpan(2) : node.Text;
        NumberStyles style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        if (!ulong.TryParse(digits, style, CultureInfo.InvariantCulture, out ulong number)
            || number > (ulong)maximum || (long)number < minimum)
        {
            return $"{node.Shown} is out of range; write {range}";
        }

        value = T.CreateTruncating(number);
        return null;
    };

    /// <summary>A number of seconds.</summary>
    public static ScalarParser<TimeSpan> Seconds(int minimum, int maximum)
    {
        ScalarParser<int> number = Integer<int>(minimum, maximum);
        return (ScalarNode node, [NotNull] out TimeSpan value) =>
        {
            string? problem = number(node, out int seconds);
            value = TimeSpan.FromSeconds(seconds);
            return problem;
        };
    }

    /// <summary>A number of seconds, or 0 for never.</summary>
    public static ScalarParser<TimeSpan> SecondsOrNever(int minimum, int maximum)
    {
        ScalarParser<TimeSpan> parser = Seconds(0, maximum);
        string rule = string.Create(CultureInfo.InvariantCulture, $"write a number from {minimum} to {maximum}, or 0 for never");
        return (ScalarNode node, [NotNull] out TimeSpan value) =>
            parser(node, out value) is null
                ? value == TimeSpan.Zero || value.TotalSeconds >= minimum ? null : $"{node.Shown} is out of range; {rule}"
                : NumberPattern().IsMatch(node.Text) && !node.IsQuoted ? $"{node.Shown} is out of range; {rule}"
                : $"'{node.Shown}' is not a number; {rule}, without quotes and leading zeros";
    }

    /// <summary>A word that <paramref name="pattern"/> allows.</summary>
    public static ScalarParser<string> Word(Regex pattern, string rule) => (ScalarNode node, [NotNull] out string value) =>
    {
        value = node.Text;
        return pattern.IsMatch(node.Text) ? null : $"'{node.Shown}' is not valid; {rule}";
    };

    /// <summary>true or false.</summary>
    public static string? Boolean(ScalarNode node, out bool value)
    {
        value = node.Text == "true";
        if (node.IsQuoted)
        {
            return $"'{node.Shown}' is text in quotes; write true or false without quotes";
        }

        return node.Text is "true" or "false" ? null : $"'{node.Shown}' is not valid; write true or false";
    }

    /// <summary>A cookie of 0, 4 or 8 octets.</summary>
    public static string? Cookie(ScalarNode node, out L2tpCookie value)
    {
        if (L2tpCookie.TryParse(node.Text, out value))
        {
            return null;
        }

        string rule = "a cookie has 0, 4 or 8 octets: write \"\", 8 or 16 hex digits in quotes, for example \"a1a2a3a4\"";
        string problem = HexPattern().IsMatch(node.Text)
            ? string.Create(CultureInfo.InvariantCulture, $"'{node.Shown}' has {node.Text.Length} hex digits")
            : $"'{node.Shown}' is not hex digits";
        return $"{problem}; {rule}";
    }

    /// <summary>A unicast MAC address.</summary>
    public static string? Mac(ScalarNode node, out MacAddress value)
    {
        if (!MacAddress.TryParse(node.Text, out value))
        {
            return $"'{node.Shown}' is not a MAC address; write six pairs of hex digits, for example 02:00:00:00:01:01";
        }

        return value.IsUnicast ? null
            : value.IsMulticast ? $"'{node.Shown}' is a group address (the lowest bit of the first octet is set); write a unicast address, for example 02:00:00:00:01:01"
            : $"'{node.Shown}' is no station's address; write a unicast address, for example 02:00:00:00:01:01";
    }

    [GeneratedRegex("^(0|[1-9][0-9]*|0x[0-9a-fA-F]+)\\z", RegexOptions.CultureInvariant)]
    private static partial Regex NumberPattern();

    [GeneratedRegex("^[0-9a-fA-F]+\\z", RegexOptions.CultureInvariant)]
    private static partial Regex HexPattern();
}
