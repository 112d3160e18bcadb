using System.Security.Cryptography;
using System.Text;

namespace Router.Controlplane.Ppp;

/// <summary>A peer that wants to be authenticated: all that a RADIUS Access-Request or a local check needs.</summary>
public sealed class PppAuthenticationRequest
{
    /// <summary>How the peer authenticates.</summary>
    public required PppAuthenticationMethod Method { get; init; }

    /// <summary>Identifier of the packet, part of CHAP's hash.</summary>
    public required byte Identifier { get; init; }

    /// <summary>The name as it was sent.</summary>
    public required ReadOnlyMemory<byte> NameOctets { get; init; }

    /// <summary>The challenge sent to the peer; empty with PAP.</summary>
    public ReadOnlyMemory<byte> Challenge { get; init; }

    /// <summary>
    /// PAP: the password. CHAP: 16 octets. MS-CHAPv2: 49 octets, Peer-Challenge (16), reserved (8), NT-Response (24), flags (1).
    /// </summary>
    public required ReadOnlyMemory<byte> Response { get; init; }

    /// <summary>The session is up and the peer was challenged again; the authorization of a positive answer is not used.</summary>
    public bool IsRenewal { get; init; }

    /// <summary>A LAC took the data from the peer (RFC 2661 4.4.5).</summary>
    public bool IsProxy { get; init; }

    /// <summary>The name as text.</summary>
    public string Name => Encoding.UTF8.GetString(NameOctets.Span);

    /// <summary>Checks the response.</summary>
    /// <param name="password">The user's password.</param>
    /// <param name="proof">MS-CHAPv2's authenticator response; null with other methods, or if the response is wrong.</param>
    /// <returns>True if the peer knows the password.</returns>
    public bool Verify(string password, out string? proof)
    {
        ArgumentNullException.ThrowIfNull(password);
        proof = null;
        ReadOnlySpan<byte> response = Response.Span;
        switch (Method)
        {
            case PppAuthenticationMethod.Pap:
                // Hashes make the lengths equal, so that the time says nothing about the password's.
                return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(password)), SHA256.HashData(response));
            case PppAuthenticationMethod.Chap:
                Span<byte> expected = stackalloc byte[ChapMd5.ResponseLength];
                ChapMd5.Respond(Identifier, password, Challenge.Span, expected);
                return CryptographicOperations.FixedTimeEquals(expected, response);
            case PppAuthenticationMethod.MsChapV2 when response.Length == MsChapV2.ResponseLength
                && Challenge.Length == MsChapV2.ChallengeLength:
                ReadOnlySpan<byte> peerChallenge = response[..MsChapV2.ChallengeLength];
                ReadOnlySpan<byte> ntResponse = response.Slice(MsChapV2.NtResponseOffset, MsChapV2.NtResponseLength);
                Span<byte> own = stackalloc byte[MsChapV2.NtResponseLength];
                MsChapV2.NtResponse(Challenge.Span, peerChallenge, NameOctets.Span, password, own);
                if (!CryptographicOperations.FixedTimeEquals(own, ntResponse))
                {
                    return false;
                }

                proof = MsChapV2.AuthenticatorResponse(password, ntResponse, peerChallenge, Challenge.Span, NameOctets.Span);
                return true;
            default:
                return false;
        }
    }
}
