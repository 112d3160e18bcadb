using System.Runtime.CompilerServices;

namespace Router.Dataplane.Headers;

/// <summary>The Internet checksum (RFC 1071). Sums are in memory order: they need no byte swap (RFC 1071 2 B).</summary>
internal static unsafe class Checksum
{
    /// <summary>Folds a sum of 16-bit (or 32-bit) words to 16 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Fold(ulong sum)
    {
        sum = (sum >> 32) + (uint)sum;
        sum = (sum >> 32) + (uint)sum;
        uint half = (uint)((sum >> 16) + (ushort)sum);
        return (ushort)((half >> 16) + half);
    }

    /// <summary>Sum of the five words of an option-less IPv4 header: folds to 0xffff when the checksum is right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong SumIpv4(byte* header)
    {
        uint* words = (uint*)header;
        return (ulong)words[0] + words[1] + words[2] + words[3] + words[4];
    }

    /// <summary>
    /// Whether a sum that is not zero folds to 0xffff, that is, whether 65,535 divides it: then its product with the
    /// inverse of 65,535 modulo 2^64 is the quotient, and otherwise it is larger than any quotient.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsRight(ulong sum) => sum * 0xfffefffefffeffff <= 0x0001000100010001;

    /// <summary>Sum over any octets, added to <paramref name="sum"/>.</summary>
    public static ulong Sum(byte* data, int length, ulong sum = 0)
    {
        while (length >= 16)
        {
            sum += (ulong)Unsafe.ReadUnaligned<uint>(data) + Unsafe.ReadUnaligned<uint>(data + 4)
                + Unsafe.ReadUnaligned<uint>(data + 8) + Unsafe.ReadUnaligned<uint>(data + 12);
            data += 16;
            length -= 16;
        }

        while (length >= 2)
        {
            sum += Unsafe.ReadUnaligned<ushort>(data);
            data += 2;
            length -= 2;
        }

        return length > 0 ? sum + *data : sum;
    }

    /// <summary>Writes the header checksum of an IPv4 header of <paramref name="length"/> octets.</summary>
    public static void SetIpv4(byte* header, int length)
    {
        Unsafe.WriteUnaligned<ushort>(header + 10, 0);
        Unsafe.WriteUnaligned(header + 10, (ushort)~Fold(Sum(header, length)));
    }

    /// <summary>Sum of the pseudo-header of IPv4 or IPv6 addresses, protocol and length (RFC 768, RFC 8200 8.1).</summary>
    public static ulong PseudoHeader(byte* addresses, int addressOctets, byte protocol, int length) =>
        Sum(addresses, addressOctets) + ((ulong)protocol << 8) + System.Buffers.Binary.BinaryPrimitives.ReverseEndianness((ushort)length);
}
