using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Router.Controlplane.L2tp;

/// <summary>Numbers that nobody can guess.</summary>
internal static class RandomIds
{
    /// <summary>32 random bits.</summary>
    public static uint Next32()
    {
        Span<byte> octets = stackalloc byte[4];
        RandomNumberGenerator.Fill(octets);
        return BinaryPrimitives.ReadUInt32BigEndian(octets);
    }

    /// <summary>64 random bits.</summary>
    public static ulong Next64()
    {
        Span<byte> octets = stackalloc byte[8];
        RandomNumberGenerator.Fill(octets);
        return BinaryPrimitives.ReadUInt64BigEndian(octets);
    }
}
