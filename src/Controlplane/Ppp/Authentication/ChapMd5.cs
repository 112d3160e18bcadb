using System.Security.Cryptography;
using System.Text;

namespace Router.Controlplane.Ppp;

/// <summary>CHAP's response value with MD5 (RFC 1994 4.1).</summary>
internal static class ChapMd5
{
    public const int ResponseLength = 16;

    public static void Respond(byte identifier, ReadOnlySpan<char> secret, ReadOnlySpan<byte> challenge, Span<byte> response)
    {
        byte[] octets = new byte[Encoding.UTF8.GetByteCount(secret)];
        _ = Encoding.UTF8.GetBytes(secret, octets);
#pragma warning disable CA5351 // the protocol's hash
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
#pragma warning restore CA5351
        hash.AppendData([identifier]);
        hash.AppendData(octets);
        hash.AppendData(challenge);
        _ = hash.GetHashAndReset(response);
        CryptographicOperations.ZeroMemory(octets);
    }
}
