using System.Buffers.Binary;

namespace Router.Controlplane.L2tp.Wire;

/// <summary>
/// The header of a control message (RFC 2661 3.1, RFC 3931 3.2.1). Octets 4 to 7 are a tunnel id and a session id in
/// L2TPv2, and the control connection id in L2TPv3.
/// </summary>
/// <param name="Version">2 or 3.</param>
/// <param name="Length">Octets of the message, this header included.</param>
/// <param name="ConnectionId">Tunnel id or control connection id, as the receiver assigned it.</param>
/// <param name="SessionId">Session id of L2TPv2; 0 in L2TPv3.</param>
/// <param name="Ns">Number of this message.</param>
/// <param name="Nr">Number of the message that is expected next.</param>
public readonly record struct ControlHeader(byte Version, ushort Length, uint ConnectionId, ushort SessionId, ushort Ns, ushort Nr)
{
    /// <summary>Octets of the header.</summary>
    public const int Size = 12;

    /// <summary>Offset of <see cref="Ns"/>.</summary>
    public const int NsOffset = 8;

    private const ushort Control = 0x8000;
    private const ushort HasLength = 0x4000;
    private const ushort HasSequence = 0x0800;
    private const ushort HasOffset = 0x0200;
    private const ushort Priority = 0x0100;
    private const ushort Required = Control | HasLength | HasSequence;

    /// <summary>Reads a header. Reserved bits are ignored, O and P are reserved in version 3.</summary>
    /// <param name="octets">The datagram, without the four zero octets of L2TPv3 over IP.</param>
    /// <param name="header">The header; its length is not beyond the datagram.</param>
    public static ControlDropReason TryParse(ReadOnlySpan<byte> octets, out ControlHeader header)
    {
        header = default;
        if (octets.Length < 2)
        {
            return ControlDropReason.TooShort;
        }

        ushort flags = BinaryPrimitives.ReadUInt16BigEndian(octets);
        byte version = (byte)(flags & 0xF);
        if (version is not (2 or 3))
        {
            return ControlDropReason.UnsupportedVersion;
        }

        if ((flags & Control) == 0)
        {
            return ControlDropReason.NotControl;
        }

        ushort forbidden = version == 2 ? (ushort)(HasOffset | Priority) : (ushort)0;
        if ((flags & Required) != Required || (flags & forbidden) != 0)
        {
            return ControlDropReason.BadFlags;
        }

        if (octets.Length < Size)
        {
            return ControlDropReason.TooShort;
        }

        ushort length = BinaryPrimitives.ReadUInt16BigEndian(octets[2..]);
        if (length < Size || length > octets.Length)
        {
            return ControlDropReason.BadLength;
        }

        uint id = BinaryPrimitives.ReadUInt32BigEndian(octets[4..]);
        header = new ControlHeader(
            version,
            length,
            version == 2 ? id >> 16 : id,
            version == 2 ? (ushort)id : (ushort)0,
            BinaryPrimitives.ReadUInt16BigEndian(octets[NsOffset..]),
            BinaryPrimitives.ReadUInt16BigEndian(octets[(NsOffset + 2)..]));
        return ControlDropReason.None;
    }

    /// <summary>Writes the header.</summary>
    /// <param name="destination">At least <see cref="Size"/> octets.</param>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)(Required | Version));
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], Length);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], Version == 2 ? (ConnectionId << 16) | SessionId : ConnectionId);
        WriteNumbers(destination, Ns, Nr);
    }

    /// <summary>Writes Ns and Nr into a message.</summary>
    /// <param name="message">A message with a header.</param>
    /// <param name="ns">Number of the message.</param>
    /// <param name="nr">Number of the message that is expected next.</param>
    public static void WriteNumbers(Span<byte> message, ushort ns, ushort nr)
    {
        BinaryPrimitives.WriteUInt16BigEndian(message[NsOffset..], ns);
        BinaryPrimitives.WriteUInt16BigEndian(message[(NsOffset + 2)..], nr);
    }
}
