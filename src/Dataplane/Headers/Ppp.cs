using System.Runtime.CompilerServices;

namespace Router.Dataplane.Headers;

/// <summary>PPP frames as tunnels carry them: address and control, if present, protocol, information (RFC 1661 2, RFC 1662 3.1).</summary>
internal static unsafe class Ppp
{
    public const ushort Ipv4 = 0x0021;
    public const ushort Ipv6 = 0x0057;

    /// <summary>Address and control octets, as they lie in memory.</summary>
    public const ushort WireAddressControl = 0x03ff;

    /// <summary>Protocols as they lie in memory.</summary>
    public const ushort WireIpv4 = 0x2100;
    public const ushort WireIpv6 = 0x5700;

    /// <summary>Reads the header of a frame with or without address and control, with a protocol of one or two octets (RFC 1661 6.5).</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="length">Its octets.</param>
    /// <param name="protocol">The protocol; 0, which is none, when the frame ends before it does.</param>
    /// <returns>Octets of the header.</returns>
    public static int Parse(byte* frame, int length, out ushort protocol)
    {
        int at = length >= 2 && Unsafe.ReadUnaligned<ushort>(frame) == WireAddressControl ? 2 : 0;
        protocol = 0;
        if (at >= length)
        {
            return at;
        }

        // The last octet of a protocol number is odd, the first of two even.
        if ((frame[at] & 1) != 0)
        {
            protocol = frame[at];
            return at + 1;
        }

        if (at + 2 <= length)
        {
            protocol = Wire.Load16(frame + at);
        }

        return at + 2;
    }
}
