using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Router.Controlplane.L2tp.Wire;

/// <summary>
/// Hiding of AVP values (RFC 2661 4.3, RFC 3931 5.3): the length and the value are XORed with a chain of MD5 sums of the
/// key, the type and a random vector. The key is the secret in L2TPv2, and derived from it in L2TPv3.
/// </summary>
[SuppressMessage("Security", "CA5351", Justification = "The RFCs prescribe MD5.")]
public static class HiddenAvp
{
    /// <summary>Octets in front of the hidden value: its length.</summary>
    public const int LengthSize = 2;

    private const int BlockSize = 16;
    private const int MaximumInput = 2048;

    /// <summary>The key of L2TPv3: HMAC-MD5 of the octet 1 under the secret.</summary>
    /// <param name="secret">The shared secret.</param>
    public static byte[] DeriveKey(ReadOnlySpan<byte> secret) => HMACMD5.HashData(secret, [1]);

    /// <summary>Hides a value.</summary>
    /// <param name="type">AVP type.</param>
    /// <param name="value">The value.</param>
    /// <param name="padding">Octets behind it that hide its length.</param>
    /// <param name="key">The key.</param>
    /// <param name="randomVector">Value of the Random Vector AVP in front.</param>
    /// <param name="destination">2 + value + padding octets.</param>
    /// <returns>Octets written.</returns>
    public static int Hide(
        AvpType type,
        ReadOnlySpan<byte> value,
        ReadOnlySpan<byte> padding,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> randomVector,
        Span<byte> destination)
    {
        int length = LengthSize + value.Length + padding.Length;
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)value.Length);
        value.CopyTo(destination[LengthSize..]);
        padding.CopyTo(destination[(LengthSize + value.Length)..]);
        Span<byte> mask = stackalloc byte[BlockSize];
        FirstMask(type, key, randomVector, mask);
        for (int offset = 0; offset < length; offset += BlockSize)
        {
            Span<byte> block = destination[offset..Math.Min(offset + BlockSize, length)];
            Xor(block, mask);
            if (offset + BlockSize < length)
            {
                NextMask(key, block, mask);
            }
        }

        return length;
    }

    /// <summary>Reveals a value in its place: it then begins at <see cref="LengthSize"/>.</summary>
    /// <param name="type">AVP type.</param>
    /// <param name="hidden">Value of the AVP as received.</param>
    /// <param name="key">The key.</param>
    /// <param name="randomVector">Value of the Random Vector AVP in front.</param>
    /// <param name="length">Octets of the value.</param>
    /// <returns>False if there are fewer octets than its length says.</returns>
    public static bool TryReveal(
        AvpType type, Span<byte> hidden, ReadOnlySpan<byte> key, ReadOnlySpan<byte> randomVector, out int length)
    {
        length = 0;
        if (hidden.Length < LengthSize)
        {
            return false;
        }

        // From the last block to the first: a block's mask is made from the hidden octets of the block before.
        Span<byte> mask = stackalloc byte[BlockSize];
        for (int offset = (hidden.Length - 1) / BlockSize * BlockSize; offset > 0; offset -= BlockSize)
        {
            NextMask(key, hidden.Slice(offset - BlockSize, BlockSize), mask);
            Xor(hidden[offset..Math.Min(offset + BlockSize, hidden.Length)], mask);
        }

        FirstMask(type, key, randomVector, mask);
        Xor(hidden[..Math.Min(BlockSize, hidden.Length)], mask);
        length = BinaryPrimitives.ReadUInt16BigEndian(hidden);
        return length <= hidden.Length - LengthSize;
    }

    private static void FirstMask(AvpType type, ReadOnlySpan<byte> key, ReadOnlySpan<byte> randomVector, Span<byte> mask)
    {
        Span<byte> input = stackalloc byte[MaximumInput];
        BinaryPrimitives.WriteUInt16BigEndian(input, (ushort)type);
        key.CopyTo(input[2..]);
        randomVector.CopyTo(input[(2 + key.Length)..]);
        MD5.HashData(input[..(2 + key.Length + randomVector.Length)], mask);
    }

    private static void NextMask(ReadOnlySpan<byte> key, ReadOnlySpan<byte> previous, Span<byte> mask)
    {
        Span<byte> input = stackalloc byte[MaximumInput];
        key.CopyTo(input);
        previous.CopyTo(input[key.Length..]);
        MD5.HashData(input[..(key.Length + previous.Length)], mask);
    }

    private static void Xor(Span<byte> block, ReadOnlySpan<byte> mask)
    {
        for (int i = 0; i < block.Length; i++)
        {
            block[i] ^= mask[i];
        }
    }
}
