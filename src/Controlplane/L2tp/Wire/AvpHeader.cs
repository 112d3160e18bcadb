using System.Buffers.Binary;

namespace Router.Controlplane.L2tp.Wire;

/// <summary>The header of an AVP (RFC 2661 4.1, RFC 3931 5.1).</summary>
/// <param name="Flags">M, H and four reserved bits, in the place that they have in the first octet.</param>
/// <param name="Length">Octets of the AVP, this header included.</param>
/// <param name="Vendor">Enterprise number, 0 for the IETF's AVPs.</param>
/// <param name="Type">Type, in the vendor's space.</param>
internal readonly record struct AvpHeader(byte Flags, ushort Length, ushort Vendor, AvpType Type)
{
    /// <summary>Octets of the header.</summary>
    public const int Size = 6;

    /// <summary>Most octets that an AVP can have.</summary>
    public const int MaximumLength = 1023;

    /// <summary>M bit.</summary>
    public const byte MandatoryBit = 0x80;

    /// <summary>H bit.</summary>
    public const byte HiddenBit = 0x40;

    /// <summary>Reserved bits.</summary>
    public const byte ReservedBits = 0x3C;

    /// <summary>M bit set.</summary>
    public bool Mandatory => (Flags & MandatoryBit) != 0;

    /// <summary>H bit set.</summary>
    public bool Hidden => (Flags & HiddenBit) != 0;

    /// <summary>A reserved bit set.</summary>
    public bool Reserved => (Flags & ReservedBits) != 0;

    /// <summary>Reads a header without judging its length.</summary>
    /// <param name="octets">At least <see cref="Size"/> octets.</param>
    public static AvpHeader Read(ReadOnlySpan<byte> octets)
    {
        ushort first = BinaryPrimitives.ReadUInt16BigEndian(octets);
        return new AvpHeader(
            (byte)((first >> 8) & 0xFC),
            (ushort)(first & 0x3FF),
            BinaryPrimitives.ReadUInt16BigEndian(octets[2..]),
            (AvpType)BinaryPrimitives.ReadUInt16BigEndian(octets[4..]));
    }

    /// <summary>Writes the header.</summary>
    /// <param name="destination">At least <see cref="Size"/> octets.</param>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)((Flags << 8) | Length));
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], Vendor);
        BinaryPrimitives.WriteUInt16BigEndian(destination[4..], (ushort)Type);
    }
}
