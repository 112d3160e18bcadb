using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>What becomes of TCP's MSS option (RFC 9293 3.7.1) in packets out of and into a PPP session. The default is <see cref="Clamp"/>.</summary>
public readonly record struct TcpMss
{
    /// <summary>Octets by which a packet is longer than its segment: the headers of IPv4 and TCP without options.</summary>
    public const int Ipv4AndTcp = 40;

    private readonly ushort _value;

    private TcpMss(ushort value) => _value = value;

    /// <summary>Lowered to what the session takes in one packet.</summary>
    public static TcpMss Clamp => default;

    /// <summary>Left alone.</summary>
    public static TcpMss Off { get; } = new(ushort.MaxValue);

    /// <summary>Octets of a segment over IPv4 to which it is lowered at least, 20 less over IPv6; null if it is not a number.</summary>
    public ushort? Octets => _value is 0 or ushort.MaxValue ? null : _value;

    /// <summary>Lowered to a number, or less if the session takes less.</summary>
    /// <param name="octets">536 to 9560.</param>
    public static TcpMss At(ushort octets) => new(octets);

    /// <inheritdoc/>
    public override string ToString() =>
        this == Off ? "off" : this == Clamp ? "clamp" : _value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Parses a scalar.</summary>
    internal static string? Parse(ScalarNode node, [NotNull] out TcpMss value)
    {
        value = node.Text == "off" ? Off : Clamp;
        if (node.Text is "off" or "clamp")
        {
            return null;
        }

        if (TcpMssNumber.Parser(node, out ushort octets) is null)
        {
            value = At(octets);
            return null;
        }

        return $"'{node.Shown}' is not a valid MSS; write clamp, off, or a number from {TcpMssNumber.Minimum} to {TcpMssNumber.Maximum} without quotes";
    }

    private static class TcpMssNumber
    {
        /// <summary>What everybody takes (RFC 9293 3.7.1).</summary>
        public const int Minimum = 536;
        public const int Maximum = 9560;

        public static readonly ScalarParser<ushort> Parser = Scalars.Integer<ushort>(Minimum, Maximum);
    }
}
