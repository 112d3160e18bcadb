using System.Security.Cryptography;
using System.Text;

namespace Router.Controlplane.Ppp;

/// <summary>The functions of MS-CHAP version 2 (RFC 2759 8).</summary>
internal static class MsChapV2
{
    public const int ChallengeLength = 16;
    public const int NtResponseLength = 24;

    /// <summary>Peer-Challenge, eight reserved octets, NT-Response, flags (RFC 2759 4).</summary>
    public const int ResponseLength = 49;

    public const int NtResponseOffset = 24;

    /// <summary>MD4 of the password in UTF-16 (RFC 2759 8.3).</summary>
    public static void PasswordHash(ReadOnlySpan<char> password, Span<byte> hash)
    {
        byte[] unicode = new byte[Encoding.Unicode.GetByteCount(password)];
        _ = Encoding.Unicode.GetBytes(password, unicode);
        Md4.Hash(unicode, hash);
        CryptographicOperations.ZeroMemory(unicode);
    }

    /// <summary>The challenge that is encrypted: of both sides' and the name (RFC 2759 8.2).</summary>
    public static void ChallengeHash(
        ReadOnlySpan<byte> peerChallenge, ReadOnlySpan<byte> challenge, ReadOnlySpan<byte> userName, Span<byte> hash)
    {
        Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
        Sha1(digest, peerChallenge, challenge, WithoutDomain(userName));
        digest[..8].CopyTo(hash);
    }

    /// <summary>NT-Response (RFC 2759 8.1).</summary>
    public static void NtResponse(
        ReadOnlySpan<byte> challenge,
        ReadOnlySpan<byte> peerChallenge,
        ReadOnlySpan<byte> userName,
        ReadOnlySpan<char> password,
        Span<byte> response)
    {
        Span<byte> hash = stackalloc byte[8];
        ChallengeHash(peerChallenge, challenge, userName, hash);
        Span<byte> keys = stackalloc byte[21];
        keys.Clear();
        PasswordHash(password, keys);
        for (int i = 0; i < 3; i++)
        {
            DesEncrypt(hash, keys.Slice(7 * i, 7), response.Slice(8 * i, 8));
        }
    }

    /// <summary>The authenticator's proof that it knows the password too: "S=" and forty digits (RFC 2759 8.7).</summary>
    public static string AuthenticatorResponse(
        ReadOnlySpan<char> password,
        ReadOnlySpan<byte> ntResponse,
        ReadOnlySpan<byte> peerChallenge,
        ReadOnlySpan<byte> challenge,
        ReadOnlySpan<byte> userName)
    {
        Span<byte> hash = stackalloc byte[Md4.DigestLength];
        PasswordHash(password, hash);
        Span<byte> hashOfHash = stackalloc byte[Md4.DigestLength];
        Md4.Hash(hash, hashOfHash);
        Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];
        Sha1(digest, hashOfHash, ntResponse, "Magic server to client signing constant"u8);
        Span<byte> mixed = stackalloc byte[8];
        ChallengeHash(peerChallenge, challenge, userName, mixed);
        Span<byte> proof = stackalloc byte[SHA1.HashSizeInBytes];
        Sha1(proof, digest, mixed, "Pad to make it do more than one iteration"u8);
        return "S=" + Convert.ToHexString(proof);
    }

    /// <summary>The account's name: what precedes a backslash is a domain, which is not hashed (RFC 2759 4).</summary>
    private static ReadOnlySpan<byte> WithoutDomain(ReadOnlySpan<byte> userName) =>
        userName[(userName.LastIndexOf((byte)'\\') + 1)..];

    private static void Sha1(Span<byte> digest, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
    {
#pragma warning disable CA5350 // the protocol's hash
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        hash.AppendData(first);
        hash.AppendData(second);
        hash.AppendData(third);
        _ = hash.GetHashAndReset(digest);
    }

    /// <summary>DES with 56 bits of key, spread over eight octets whose lowest bit is parity (RFC 2759 8.6).</summary>
    internal static void DesEncrypt(ReadOnlySpan<byte> clear, ReadOnlySpan<byte> key56, Span<byte> cipher)
    {
        byte[] key = new byte[8];
        int carry = 0;
        for (int i = 0; i < 7; i++)
        {
            key[i] = (byte)(((key56[i] >> i) | carry) & 0xfe);
            carry = key56[i] << (7 - i);
        }

        key[7] = (byte)(carry & 0xfe);
#pragma warning disable CA5351 // the protocol's cipher
        if (DES.IsWeakKey(key) || DES.IsSemiWeakKey(key))
        {
            WeakKeyEncrypt(key, clear, cipher);
            return;
        }

        using DES des = DES.Create();
#pragma warning restore CA5351
        des.Key = key;
        _ = des.EncryptEcb(clear, cipher, PaddingMode.None);
    }

    /// <summary>
    /// .NET refuses DES's weak keys, and a password's hash has one in 65536 times (its last two octets are then zero and the third
    /// key is). Triple DES may contain one: E_weak(D_b(E_a(x))), with x = D_a(E_b(clear)), is E_weak(clear).
    /// </summary>
    private static void WeakKeyEncrypt(byte[] key, ReadOnlySpan<byte> clear, Span<byte> cipher)
    {
        byte[] a = [0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe];
        byte[] b = [0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0];
#pragma warning disable CA5350, CA5351 // the protocol's cipher
        using DES first = DES.Create();
        using DES second = DES.Create();
        using TripleDES triple = TripleDES.Create();
#pragma warning restore CA5350, CA5351
        first.Key = b;
        second.Key = a;
        triple.Key = [.. a, .. b, .. key];
        byte[] mixed = second.DecryptEcb(first.EncryptEcb(clear, PaddingMode.None), PaddingMode.None);
        _ = triple.EncryptEcb(mixed, cipher, PaddingMode.None);
    }
}
