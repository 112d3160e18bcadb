using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Router.Controlplane.L2tp.Wire;

/// <summary>Tunnel authentication of L2TPv2 (RFC 2661 5.1.1): MD5 over message type, secret and challenge.</summary>
[SuppressMessage("Security", "CA5351", Justification = "The RFCs prescribe MD5.")]
public static class ChallengeResponse
{
    /// <summary>Octets of a response.</summary>
    public const int Size = 16;

    /// <summary>Computes a response.</summary>
    /// <param name="message">The message that carries it: SCCRP or SCCCN.</param>
    /// <param name="secret">The shared secret.</param>
    /// <param name="challenge">The challenge that is answered.</param>
    /// <param name="response">16 octets.</param>
    public static void Compute(MessageType message, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> challenge, Span<byte> response)
    {
        Span<byte> input = stackalloc byte[2048];
        input[0] = (byte)message;
        secret.CopyTo(input[1..]);
        challenge.CopyTo(input[(1 + secret.Length)..]);
        MD5.HashData(input[..(1 + secret.Length + challenge.Length)], response);
    }

    /// <summary>Compares a response in constant time.</summary>
    /// <param name="message">The message that carried it.</param>
    /// <param name="secret">The shared secret.</param>
    /// <param name="challenge">The challenge that was sent.</param>
    /// <param name="response">The response as received.</param>
    public static bool Verify(
        MessageType message, ReadOnlySpan<byte> secret, ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> response)
    {
        Span<byte> expected = stackalloc byte[Size];
        Compute(message, secret, challenge, expected);
        return CryptographicOperations.FixedTimeEquals(expected, response);
    }
}
