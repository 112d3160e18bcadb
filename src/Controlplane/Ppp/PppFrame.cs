using System.Buffers.Binary;

namespace Router.Controlplane.Ppp;

/// <summary>Address, control and protocol fields of a PPP frame without HDLC flags or FCS (RFC 1661 2, RFC 1662 3.1).</summary>
public static class PppFrame
{
    /// <summary>Octets in front of the information field of a frame in full form: FF 03 and two octets of protocol.</summary>
    public const int HeaderLength = 4;

    /// <summary>
    /// Takes the header off. FF 03 may be there or not and the protocol may have one octet or two, whatever was negotiated:
    /// the forms cannot be confused, and peers over L2TP are known to leave FF 03 out unasked.
    /// </summary>
    /// <param name="frame">The frame.</param>
    /// <param name="protocol">Its protocol.</param>
    /// <param name="information">What follows.</param>
    /// <returns>False if the frame has no whole protocol field.</returns>
    public static bool TryParse(ReadOnlySpan<byte> frame, out ushort protocol, out ReadOnlySpan<byte> information)
    {
        if (frame is [0xff, 0x03, ..])
        {
            frame = frame[2..];
        }

        if (frame.Length > 0 && (frame[0] & 1) != 0)
        {
            protocol = frame[0];
            information = frame[1..];
            return true;
        }

        // The second octet of a protocol is odd, the first one even (RFC 1661 2).
        if (frame.Length < 2 || (frame[1] & 1) == 0)
        {
            protocol = 0;
            information = default;
            return false;
        }

        protocol = BinaryPrimitives.ReadUInt16BigEndian(frame);
        information = frame[2..];
        return true;
    }

    /// <summary>Writes the header in full form, which every peer takes.</summary>
    /// <param name="frame">Room for <see cref="HeaderLength"/> octets.</param>
    /// <param name="protocol">The protocol.</param>
    public static void WriteHeader(Span<byte> frame, ushort protocol)
    {
        frame[1] = 0x03;
        frame[0] = 0xff;
        BinaryPrimitives.WriteUInt16BigEndian(frame[2..], protocol);
    }
}
