using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>The DSCP (RFC 2474 3) of a tunnel's outer headers. The default is the fixed one 0.</summary>
public readonly record struct OuterDscp
{
    private const byte Maximum = 63;
    private static readonly ScalarParser<byte> Number = Scalars.Integer<byte>(0, Maximum);

    private readonly byte _value;

    private OuterDscp(byte value) => _value = value;

    /// <summary>That of the IP packet inside, in an Ethernet frame behind at most two VLAN tags; 0 if there is none.</summary>
    public static OuterDscp Reflect { get; } = new(Maximum + 1);

    /// <summary>The class selector (RFC 2474 4.2.2) of an Ethernet frame's 802.1p priority; 0 without a VLAN tag.</summary>
    public static OuterDscp Priority { get; } = new(Maximum + 2);

    /// <summary>The fixed one; 0 if it depends on what is inside.</summary>
    public byte Fixed => _value <= Maximum ? _value : (byte)0;

    /// <summary>A fixed one.</summary>
    /// <param name="value">0 to 63.</param>
    public static OuterDscp At(byte value) => new(value);

    /// <summary>As in the configuration: <c>reflect</c>, <c>priority</c> or a number.</summary>
    public override string ToString() =>
        this == Reflect ? "reflect" : this == Priority ? "priority" : _value.ToString(CultureInfo.InvariantCulture);

    /// <summary>What <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">It is none of these.</exception>
    public static OuterDscp Parse(string text) =>
        OfWord(text)
            ?? (byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out byte value) && value <= Maximum
                ? At(value) : throw new FormatException($"'{text}' is no DSCP."));

    /// <summary>Parses a scalar.</summary>
    internal static string? Parse(ScalarNode node, [NotNull] out OuterDscp dscp)
    {
        bool isNumber = Number(node, out byte value) is null;
        OuterDscp? word = OfWord(node.Text);
        dscp = word ?? At(value);
        return isNumber || word is not null ? null : $"'{node.Shown}' is not a valid DSCP; write a number from 0 to {Maximum} without quotes, reflect or priority";
    }

    private static OuterDscp? OfWord(string text) => text switch
    {
        "reflect" => Reflect,
        "priority" => Priority,
        _ => null,
    };
}
