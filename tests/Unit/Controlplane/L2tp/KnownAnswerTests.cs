using System.Diagnostics.CodeAnalysis;
using Router.Controlplane.L2tp.Wire;
using Xunit;

namespace Router.Unit.Tests.Controlplane.L2tp;

/// <summary>Octets computed from the RFCs' formulas by another program; the secret is "secret".</summary>
[SuppressMessage("Security", "CA5350", Justification = "RFC 3931 prescribes HMAC-SHA-1.")]
public sealed class KnownAnswerTests
{
    private const string Sccrq =
        "8009000000077065 31800a0000003c0a000001800a0000003d11223344800a0000003e00050004801600000049202122232425262728292a2b2c2d2e2f";

    private static readonly byte[] Secret = Octets.Text("secret");
    private static readonly byte[] Challenge = Octets.Hex("000102030405060708090a0b0c0d0e0f");
    private static readonly byte[] Vector = Octets.Hex("101112131415161718191a1b1c1d1e1f");
    private static readonly byte[] LocalNonce = Octets.Hex("202122232425262728292a2b2c2d2e2f");
    private static readonly byte[] RemoteNonce = Octets.Hex("404142434445464748494a4b4c4d4e4f");

    [Theory]
    [Trait("l2tp", "H105")]
    [InlineData(MessageType.StartControlConnectionReply, "dd4186e2196f00124a9d588f02701259")]
    [InlineData(MessageType.StartControlConnectionConnected, "8f3c2fa6fcfea72215ae83ea89ec2b77")]
    public void Response_to_a_challenge(MessageType message, string expected)
    {
        byte[] response = new byte[16];
        ChallengeResponse.Compute(message, Secret, Challenge, response);
        Assert.Equal(Octets.Hex(expected), response);
        Assert.True(ChallengeResponse.Verify(message, Secret, Challenge, response));
        response[15] ^= 1;
        Assert.False(ChallengeResponse.Verify(message, Secret, Challenge, response));
    }

    [Theory]
    [Trait("l2tp", "G94")]
    [InlineData(AvpType.CalledNumber, "5551212", 0, "6e56312f17bd70fd90")]
    [InlineData(AvpType.ProxyAuthenName, "subscriber@example.net", 5, "f3b34e9c2d03e53498568ea35e56b3db6f31bc845dc6ea9606b581ae12")]
    public void Hidden_value_of_version_2(AvpType type, string value, int padding, string expected)
    {
        byte[] hidden = new byte[2 + value.Length + padding];
        Assert.Equal(hidden.Length, HiddenAvp.Hide(type, Octets.Text(value), new byte[padding], Secret, Vector, hidden));
        Assert.Equal(Octets.Hex(expected), hidden);
        Assert.True(HiddenAvp.TryReveal(type, hidden, Secret, Vector, out int length));
        Assert.Equal(Octets.Text(value), hidden[2..(2 + length)]);
    }

    [Fact]
    [Trait("l2tp", "G95")]
    public void Hidden_value_of_version_3()
    {
        byte[] key = HiddenAvp.DeriveKey(Secret);
        Assert.Equal(Octets.Hex("6f9f790a8110719177da100287dae7b8"), key);
        byte[] hidden = new byte[10];
        HiddenAvp.Hide(AvpType.AssignedCookie, Octets.Hex("0123456789abcdef"), [], key, Vector, hidden);
        Assert.Equal(Octets.Hex("a0902d2037463becd563"), hidden);
    }

    [Fact]
    [Trait("l2tp", "I135")]
    public void Keys_of_digests()
    {
        Assert.Equal(Octets.Hex("21dc457145ad58f4b1497ae27d2a87b4"), MessageDigest.DeriveKey(Secret));
        Assert.Equal(Octets.Hex("7b6085fbf45933670abcb07a27fcea5e"), MessageDigest.DeriveKey([]));
    }

    [Theory]
    [Trait("l2tp", "I134")]
    [InlineData("c80300680000000000000000800800000000000180170000003b000f9d5ea621c132f61173a73e27f6ed85")]
    [InlineData("c803006c00000000000000008008000000000001801b0000003b01f4b20b317f4be27d1dfd2a39cd831be903fb2d5b")]
    public void Digest_of_an_sccrq(string head)
    {
        byte[] message = Octets.Join(Octets.Hex(head), Octets.Hex(Sccrq));
        AssertDigest(message, MessageDigest.DeriveKey(Secret), [], []);
    }

    [Fact]
    [Trait("l2tp", "I135")]
    public void Digest_of_a_hello_with_nonces() => AssertDigest(
        Octets.Hex("c803002b5566778800020001800800000000000680170000003b00fab81a724f8828682cd6c31a239cd416"),
        MessageDigest.DeriveKey(Secret),
        LocalNonce,
        RemoteNonce);

    [Fact]
    [Trait("l2tp", "I139")]
    public void Digest_of_a_hello_as_an_integrity_check() => AssertDigest(
        Octets.Hex("c803002b5566778800020001800800000000000680170000003b00d6c9ebc07fca056b50b59100dc627ee2"),
        MessageDigest.DeriveKey([]),
        [],
        []);

    [Fact]
    [Trait("l2tp", "I138")]
    public void One_of_two_digests_is_enough()
    {
        byte[] key = MessageDigest.DeriveKey(Secret);
        byte[] plain = Octets.V3(1, 2, 3, Octets.Type(6), Octets.Avp(59, new byte[17]), Octets.Avp(59, Octets.Join([1], new byte[20])));
        byte[] signed = (byte[])plain.Clone();
        System.Security.Cryptography.HMACSHA1.HashData(key, Octets.Join(LocalNonce, RemoteNonce, plain)).CopyTo(signed, signed.Length - 20);
        signed[30] = 7;
        Assert.True(MessageDigest.Verify(signed, key, LocalNonce, RemoteNonce));
        signed[^1] ^= 1;
        Assert.False(MessageDigest.Verify(signed, key, LocalNonce, RemoteNonce));
    }

    private static void AssertDigest(byte[] message, byte[] key, byte[] sender, byte[] receiver)
    {
        Assert.True(MessageDigest.Verify(message, key, sender, receiver));
        byte[] unsigned = (byte[])message.Clone();
        unsigned.AsSpan(27, 16).Clear();
        MessageDigest.Sign(unsigned, key, sender, receiver);
        Assert.Equal(message, unsigned);
        for (int i = 0; i < message.Length; i++)
        {
            message[i] ^= 1;
            Assert.False(MessageDigest.Verify(message, key, sender, receiver));
            message[i] ^= 1;
        }

        Assert.False(MessageDigest.Verify(message.AsSpan(0, 40), key, sender, receiver));
    }
}
