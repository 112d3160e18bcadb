using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Router.Controlplane.L2tp.Wire;

/// <summary>Algorithm of a Message Digest AVP; the values are those on the wire (RFC 3931 5.4.1).</summary>
public enum DigestType : byte
{
    /// <summary>HMAC-MD5, 16 octets.</summary>
    HmacMd5 = 0,

    /// <summary>HMAC-SHA-1, 20 octets.</summary>
    HmacSha1 = 1,
}

/// <summary>
/// Control message authentication of L2TPv3 (RFC 3931 4.3, 5.4.1): an HMAC over both nonces and the whole message with its
/// digests zero. Digest AVPs follow the Message Type directly, so they are at a fixed offset.
/// </summary>
[SuppressMessage("Security", "CA5351", Justification = "The RFCs prescribe MD5.")]
[SuppressMessage("Security", "CA5350", Justification = "RFC 3931 prescribes HMAC-SHA-1.")]
public static class MessageDigest
{
    /// <summary>Offset of the first digest AVP in a message.</summary>
    public const int Offset = ControlHeader.Size + AvpHeader.Size + 2;

    /// <summary>Offset of the digest in its AVP.</summary>
    public const int DigestOffset = AvpHeader.Size + 1;

    private const int MaximumStack = 2048;

    /// <summary>The key of digests: HMAC-MD5 of the octet 2 under the secret.</summary>
    /// <param name="secret">The shared secret; empty for an integrity check without authentication.</param>
    public static byte[] DeriveKey(ReadOnlySpan<byte> secret) => HMACMD5.HashData(secret, [2]);

    /// <summary>Octets of a digest.</summary>
    /// <param name="type">Algorithm.</param>
    public static int SizeOf(DigestType type) => type == DigestType.HmacMd5 ? 16 : 20;

    /// <summary>True if the message has a digest AVP in the place where it must be.</summary>
    /// <param name="message">The message, header first.</param>
    public static bool IsPresent(ReadOnlySpan<byte> message) => TryFind(message, Offset, out _, out _);

    /// <summary>Fills in the digest of a message that has one digest AVP.</summary>
    /// <param name="message">The message; everything else is final.</param>
    /// <param name="key">From <see cref="DeriveKey"/>.</param>
    /// <param name="senderNonce">Nonce of the sender; empty in an SCCRQ.</param>
    /// <param name="receiverNonce">Nonce of the receiver; empty in an SCCRQ.</param>
    public static void Sign(
        Span<byte> message, ReadOnlySpan<byte> key, ReadOnlySpan<byte> senderNonce, ReadOnlySpan<byte> receiverNonce)
    {
        if (!TryFind(message, Offset, out DigestType type, out int size))
        {
            return;
        }

        Span<byte> digest = message.Slice(Offset + DigestOffset, size);
        digest.Clear();
        Span<byte> computed = stackalloc byte[20];
        Compute(type, key, senderNonce, receiverNonce, message, computed);
        computed[..size].CopyTo(digest);
    }

    /// <summary>Verifies a message: one of its digests, at most two, must fit.</summary>
    /// <param name="message">The message as received.</param>
    /// <param name="key">From <see cref="DeriveKey"/>.</param>
    /// <param name="senderNonce">Nonce of the sender; empty in an SCCRQ.</param>
    /// <param name="receiverNonce">Nonce of the receiver; empty in an SCCRQ.</param>
    public static bool Verify(
        ReadOnlySpan<byte> message, ReadOnlySpan<byte> key, ReadOnlySpan<byte> senderNonce, ReadOnlySpan<byte> receiverNonce)
    {
        if (!TryFind(message, Offset, out DigestType first, out int firstSize))
        {
            return false;
        }

        int secondOffset = Offset + DigestOffset + firstSize;
        bool two = TryFind(message, secondOffset, out DigestType second, out int secondSize);
        byte[]? rented = message.Length > MaximumStack ? new byte[message.Length] : null;
        Span<byte> zeroed = rented ?? stackalloc byte[MaximumStack];
        zeroed = zeroed[..message.Length];
        message.CopyTo(zeroed);
        zeroed.Slice(Offset + DigestOffset, firstSize).Clear();
        if (two)
        {
            zeroed.Slice(secondOffset + DigestOffset, secondSize).Clear();
        }

        Span<byte> computed = stackalloc byte[20];
        Compute(first, key, senderNonce, receiverNonce, zeroed, computed);
        bool valid = CryptographicOperations.FixedTimeEquals(
            computed[..firstSize], message.Slice(Offset + DigestOffset, firstSize));
        if (two)
        {
            Compute(second, key, senderNonce, receiverNonce, zeroed, computed);
            valid |= CryptographicOperations.FixedTimeEquals(
                computed[..secondSize], message.Slice(secondOffset + DigestOffset, secondSize));
        }

        return valid;
    }

    private static bool TryFind(ReadOnlySpan<byte> message, int offset, out DigestType type, out int size)
    {
        type = default;
        size = 0;
        if (message.Length < offset + DigestOffset)
        {
            return false;
        }

        AvpHeader header = AvpHeader.Read(message[offset..]);
        type = (DigestType)message[offset + AvpHeader.Size];
        if (header.Vendor != 0 || header.Type != AvpType.MessageDigest || type > DigestType.HmacSha1)
        {
            return false;
        }

        size = SizeOf(type);
        return header.Length == DigestOffset + size && message.Length >= offset + header.Length;
    }

    private static void Compute(
        DigestType type,
        ReadOnlySpan<byte> key,
        ReadOnlySpan<byte> senderNonce,
        ReadOnlySpan<byte> receiverNonce,
        ReadOnlySpan<byte> message,
        Span<byte> digest)
    {
        int length = senderNonce.Length + receiverNonce.Length + message.Length;
        byte[]? rented = length > MaximumStack ? new byte[length] : null;
        Span<byte> input = rented ?? stackalloc byte[MaximumStack];
        senderNonce.CopyTo(input);
        receiverNonce.CopyTo(input[senderNonce.Length..]);
        message.CopyTo(input[(senderNonce.Length + receiverNonce.Length)..]);
        if (type == DigestType.HmacMd5)
        {
            HMACMD5.HashData(key, input[..length], digest);
        }
        else
        {
            HMACSHA1.HashData(key, input[..length], digest);
        }
    }
}
