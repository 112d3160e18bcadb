using System.Security.Cryptography;

namespace Router.Controlplane.Radius;

/// <summary>What the shared secret is used for (RFC 2865 3, 5.2; RFC 2866 3; RFC 2869 5.14).</summary>
internal static class RadiusSecurity
{
    private const int BlockLength = 16;
    private const int MaximumPassword = 128;

    /// <summary>Hides a password: blocks of 16 octets, each xored with a hash of the secret and the block before.</summary>
    public static byte[] HidePassword(ReadOnlySpan<byte> password, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> authenticator)
    {
        int length = Math.Min(password.Length, MaximumPassword);
        byte[] hidden = new byte[Math.Max(1, (length + BlockLength - 1) / BlockLength) * BlockLength];
        password[..length].CopyTo(hidden);
        Span<byte> hash = stackalloc byte[BlockLength];
        ReadOnlySpan<byte> previous = authenticator;
        for (int offset = 0; offset < hidden.Length; offset += BlockLength)
        {
            Md5(hash, secret, previous);
            Span<byte> block = hidden.AsSpan(offset, BlockLength);
            for (int i = 0; i < BlockLength; i++)
            {
                block[i] ^= hash[i];
            }

            previous = block;
        }

        return hidden;
    }

    /// <summary>Signs a packet with Message-Authenticator; the Authenticator field must be the request's, or zero with RFC 5176.</summary>
    public static void SignMessage(Span<byte> packet, int offset, ReadOnlySpan<byte> secret)
    {
        Span<byte> field = packet.Slice(offset, RadiusPacket.AuthenticatorLength);
        field.Clear();
        Span<byte> signature = stackalloc byte[RadiusPacket.AuthenticatorLength];
        HmacMd5(secret, packet, signature);
        signature.CopyTo(field);
    }

    /// <summary>The Authenticator over a packet whose Authenticator field holds the request's, or zeros for requests.</summary>
    public static void SignPacket(Span<byte> packet, ReadOnlySpan<byte> secret)
    {
        Span<byte> digest = stackalloc byte[RadiusPacket.AuthenticatorLength];
        Md5(digest, packet, secret);
        digest.CopyTo(packet[RadiusPacket.AuthenticatorOffset..]);
    }

    /// <summary>Checks a packet's Authenticator and, if it has one, its Message-Authenticator.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="authenticator">The Authenticator of the request it answers; zeros if it is a request itself.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="requireMessage">It must have a Message-Authenticator.</param>
    public static bool IsGenuine(
        in RadiusPacket packet, ReadOnlySpan<byte> authenticator, ReadOnlySpan<byte> secret, bool requireMessage)
    {
        Span<byte> copy = stackalloc byte[RadiusPacket.MaximumLength];
        copy = copy[..packet.Octets.Length];
        packet.Octets.CopyTo(copy);
        authenticator.CopyTo(copy[RadiusPacket.AuthenticatorOffset..]);
        Span<byte> digest = stackalloc byte[RadiusPacket.AuthenticatorLength];
        Md5(digest, copy, secret);
        if (!CryptographicOperations.FixedTimeEquals(digest, packet.Authenticator))
        {
            return false;
        }

        int found = 0;
        RadiusAttributeReader reader = packet.Attributes;
        while (reader.MoveNext())
        {
            if (reader.Type != RadiusAttribute.MessageAuthenticator)
            {
                continue;
            }

            if (reader.Value.Length != RadiusPacket.AuthenticatorLength || ++found > 1)
            {
                return false;
            }

            copy.Slice(RadiusPacket.HeaderLength + reader.ValueOffset, RadiusPacket.AuthenticatorLength).Clear();
            HmacMd5(secret, copy, digest);
            if (!CryptographicOperations.FixedTimeEquals(digest, reader.Value))
            {
                return false;
            }
        }

        return found == 1 || !requireMessage;
    }

#pragma warning disable CA5351 // the protocol's hash
    private static void HmacMd5(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> packet, Span<byte> digest) =>
        _ = HMACMD5.HashData(secret, packet, digest);

    private static void Md5(Span<byte> digest, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        hash.AppendData(first);
        hash.AppendData(second);
        _ = hash.GetHashAndReset(digest);
    }
#pragma warning restore CA5351
}
