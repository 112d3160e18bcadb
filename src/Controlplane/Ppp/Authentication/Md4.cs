using System.Buffers.Binary;
using System.Numerics;

namespace Router.Controlplane.Ppp;

/// <summary>
/// MD4 (RFC 1320), which .NET does not have. It is broken as a hash and used only because MS-CHAPv2 is defined with it
/// (RFC 2759 8.3).
/// </summary>
internal static class Md4
{
    public const int DigestLength = 16;
    private const int BlockLength = 64;

    public static void Hash(ReadOnlySpan<byte> message, Span<byte> digest)
    {
        Span<uint> state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
        int whole = message.Length / BlockLength * BlockLength;
        for (int offset = 0; offset < whole; offset += BlockLength)
        {
            Transform(state, message.Slice(offset, BlockLength));
        }

        // Padding: a one bit, zeros, and the length in bits (RFC 1320 3.1, 3.2).
        Span<byte> tail = stackalloc byte[2 * BlockLength];
        tail.Clear();
        ReadOnlySpan<byte> rest = message[whole..];
        rest.CopyTo(tail);
        tail[rest.Length] = 0x80;
        int length = rest.Length < BlockLength - 8 ? BlockLength : 2 * BlockLength;
        BinaryPrimitives.WriteUInt64LittleEndian(tail[(length - 8)..], (ulong)message.Length * 8);
        for (int offset = 0; offset < length; offset += BlockLength)
        {
            Transform(state, tail.Slice(offset, BlockLength));
        }

        for (int i = 0; i < state.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(digest[(4 * i)..], state[i]);
        }
    }

    private static void Transform(Span<uint> state, ReadOnlySpan<byte> block)
    {
        ReadOnlySpan<byte> order =
        [
            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
            0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15,
            0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15,
        ];
        ReadOnlySpan<byte> shifts = [3, 7, 11, 19, 3, 5, 9, 13, 3, 9, 11, 15];
        (uint a, uint b, uint c, uint d) = (state[0], state[1], state[2], state[3]);
        for (int step = 0; step < order.Length; step++)
        {
            int round = step / 16;
            uint mixed = round switch
            {
                0 => (b & c) | (~b & d),
                1 => ((b & c) | (b & d) | (c & d)) + 0x5a827999,
                _ => (b ^ c ^ d) + 0x6ed9eba1,
            };
            uint word = BinaryPrimitives.ReadUInt32LittleEndian(block[(4 * order[step])..]);
            uint rotated = BitOperations.RotateLeft(a + mixed + word, shifts[(4 * round) + (step % 4)]);
            (a, d, c, b) = (d, c, b, rotated);
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
    }
}
