using System.Text;
using Router.Controlplane.Ppp;
using Xunit;

namespace Router.Unit.Tests.Controlplane.Ppp;

/// <summary>Known answers of RFC 1320, 1994 and 2759.</summary>
public sealed class AuthenticationVectorTests
{
    private static readonly byte[] Challenge = Convert.FromHexString("5B5D7C7D7B3F2F3E3C2C602132262628");
    private static readonly byte[] PeerChallenge = Convert.FromHexString("21402324255E262A28295F2B3A337C7E");
    private static readonly byte[] NtResponse = Convert.FromHexString("82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF");

    [Theory]
    [InlineData("", "31D6CFE0D16AE931B73C59D7E0C089C0")]
    [InlineData("a", "BDE52CB31DE33E46245E05FBDBD6FB24")]
    [InlineData("abc", "A448017AAF21D8525FC10AE87AA6729D")]
    [InlineData("message digest", "D9130A8164549FE818874806E1C7014B")]
    [InlineData("abcdefghijklmnopqrstuvwxyz", "D79E1C308AA5BBCDEEA8ED63DF412DA9")]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "043F8582F241DB351CE627E153E7F0E4")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345678901234567890", "E33B4DDC9C38F2199C3E7B164FCC0536")]
    public void Md4OfTheRfcsTestSuite(string text, string digest)
    {
        byte[] hash = new byte[16];
        Md4.Hash(Encoding.ASCII.GetBytes(text), hash);
        Assert.Equal(digest, Convert.ToHexString(hash));
    }

    [Fact]
    public void MsChapV2OfRfc2759()
    {
        byte[] hash = new byte[16];
        MsChapV2.PasswordHash("clientPass", hash);
        Assert.Equal("44EBBA8D5312B8D611474411F56989AE", Convert.ToHexString(hash));
        byte[] mixed = new byte[8];
        MsChapV2.ChallengeHash(PeerChallenge, Challenge, "User"u8, mixed);
        Assert.Equal("D02E4386BCE91226", Convert.ToHexString(mixed));
        byte[] response = new byte[24];
        MsChapV2.NtResponse(Challenge, PeerChallenge, "User"u8, "clientPass", response);
        Assert.Equal(NtResponse, response);
        Assert.Equal(
            "S=407A5589115FD0D6209F510FE9C04566932CDA56",
            MsChapV2.AuthenticatorResponse("clientPass", NtResponse, PeerChallenge, Challenge, "User"u8));
    }

    [Theory]
    [InlineData("User")]
    [InlineData("BIGCO\\User")]
    public void MsChapV2IsVerified(string name)
    {
        byte[] response = [.. PeerChallenge, .. new byte[8], .. NtResponse, 0];
        PppAuthenticationRequest request = Request(PppAuthenticationMethod.MsChapV2, name, Challenge, response);
        Assert.True(request.Verify("clientPass", out string? proof));
        Assert.Equal("S=407A5589115FD0D6209F510FE9C04566932CDA56", proof);
        Assert.False(request.Verify("clientpass", out proof));
        Assert.Null(proof);
    }

    [Theory]
    [InlineData("0000000000000000", "00000000000000", "8CA64DE9C1B123A7")]
    [InlineData("1111111111111111", "0123456789ABCD", null)]
    public void WeakDesKeysWorkToo(string clear, string key, string? expected)
    {
        byte[] cipher = new byte[8];
        MsChapV2.DesEncrypt(Convert.FromHexString(clear), Convert.FromHexString(key), cipher);
        if (expected is not null)
        {
            Assert.Equal(expected, Convert.ToHexString(cipher));
        }
    }

    [Fact]
    public void ChapIsTheHashOfIdentifierSecretAndChallenge()
    {
        byte[] response = new byte[16];
        ChapMd5.Respond(0x16, "secret", "challenge"u8, response);
#pragma warning disable CA5351
        byte[] expected = System.Security.Cryptography.MD5.HashData([0x16, .. "secretchallenge"u8]);
#pragma warning restore CA5351
        Assert.Equal(expected, response);
        PppAuthenticationRequest request = Request(PppAuthenticationMethod.Chap, "x", "challenge"u8.ToArray(), response);
        Assert.True(request.Verify("secret", out _));
        Assert.False(request.Verify("Secret", out _));
    }

    /// <summary>The example of RFC 2865 7.2: user flopsy, whose challenge is the Request Authenticator.</summary>
    [Fact]
    public void ChapOfRfc2865()
    {
        byte[] response = new byte[16];
        ChapMd5.Respond(0x16, "arctangent", Convert.FromHexString("2AEE86F08D0D55969CA5978E0D3367A2"), response);
        Assert.Equal("E97557C316185895F293FF6344077275", Convert.ToHexString(response));
    }

    [Fact]
    public void PapComparesThePassword()
    {
        PppAuthenticationRequest request = Request(PppAuthenticationMethod.Pap, "x", [], "secret"u8.ToArray());
        Assert.True(request.Verify("secret", out _));
        Assert.False(request.Verify("secre", out _));
        Assert.False(request.Verify("", out _));
    }

    private static PppAuthenticationRequest Request(PppAuthenticationMethod method, string name, byte[] challenge, byte[] response) => new()
    {
        Method = method,
        Identifier = 0x16,
        NameOctets = Encoding.UTF8.GetBytes(name),
        Challenge = challenge,
        Response = response,
    };
}
