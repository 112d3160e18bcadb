using Router.Controlplane.L2tp;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Tunnels;
using Router.Controlplane.L2tp.Wire;
using Xunit;
using static Router.Unit.Tests.Controlplane.L2tp.Octets;

namespace Router.Unit.Tests.Controlplane.L2tp;

/// <summary>Challenges of L2TPv2, digests of L2TPv3.</summary>
public sealed class AuthenticationTests
{
    private static readonly L2tpSecret Shared = new(ScriptedPeer.Secret);
    private static readonly byte[] Challenge = Hex("000102030405060708090a0b0c0d0e0f");
    private static readonly byte[] PeerNonce = Text("the peer's nonce");
    private static readonly L2tpPeerProfile V2 = ScriptedPeer.V2 with { Secrets = [Shared], Authentication = L2tpAuthentication.Required };
    private static readonly L2tpPeerProfile V3 = ScriptedPeer.V3 with { Secrets = [Shared], Authentication = L2tpAuthentication.Required };

    [Fact]
    [Trait("l2tp", "H105")]
    public void Challenges_of_both_ends_are_answered()
    {
        var peer = new ScriptedPeer(V2);
        peer.Give(ScriptedPeer.Sccrq2(Avp(11, Challenge)));
        SeenMessage reply = peer.Take(2);
        Assert.Equal(Hex("dd4186e2196f00124a9d588f02701259"), reply.Value(13));
        byte[] response = new byte[16];
        ChallengeResponse.Compute(MessageType.StartControlConnectionConnected, ScriptedPeer.Secret, reply.Value(11), response);
        peer.Give(V2Message(reply.U16(9), 1, 1, Type(3), Avp(13, response)));
        Assert.Equal(["tunnel up"], peer.Events);
        Assert.True(peer.Tunnel.IsAuthenticated);

        peer = new ScriptedPeer(V2);
        peer.Engine.OpenTunnel(ScriptedPeer.Udp, V2, peer.Now);
        SeenMessage request = peer.Take(1);
        Assert.Equal(16, request.Value(11).Length);
        ChallengeResponse.Compute(MessageType.StartControlConnectionReply, ScriptedPeer.Secret, request.Value(11), response);
        peer.Give(V2Message(request.U16(9), 0, 1, [Type(2), .. ScriptedPeer.Identity2(), Avp(11, Challenge), Avp(13, response)]));
        Assert.Equal(Hex("8f3c2fa6fcfea72215ae83ea89ec2b77"), peer.Take(3).Value(13));
        Assert.Equal(["tunnel up"], peer.Events);
    }

    [Theory]
    [Trait("l2tp", "H106")]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void A_wrong_or_missing_response_stops_with_result_4(bool isInitiator, bool present)
    {
        var peer = new ScriptedPeer(V2);
        byte[][] response = present ? [Avp(13, new byte[16])] : [];
        if (isInitiator)
        {
            peer.Engine.OpenTunnel(ScriptedPeer.Udp, V2, peer.Now);
            SeenMessage request = peer.Take(1);
            peer.Give(V2Message(request.U16(9), 0, 1, [Type(2), .. ScriptedPeer.Identity2(), .. response]));
            Assert.Equal((4, 0), peer.Take(4).Result);
            Assert.Equal(["tunnel down Authentication"], peer.Events);
        }
        else
        {
            peer.Give(ScriptedPeer.Sccrq2());
            SeenMessage reply = peer.Take(2);
            peer.Give(V2Message(reply.U16(9), 1, 1, [Type(3), .. response]));
            Assert.Equal((4, 0), peer.Take(4).Result);
            Assert.Empty(peer.Events);
        }
    }

    [Fact]
    [Trait("l2tp", "H106")]
    public void An_empty_challenge_is_malformed()
    {
        var peer = new ScriptedPeer(V2);
        peer.Give(ScriptedPeer.Sccrq2(Avp(11, [])));
        Assert.Equal((2, 2), peer.Take(4).Result);
    }

    [Fact]
    [Trait("l2tp", "H107")]
    public void A_challenge_without_a_secret_stops_with_result_4()
    {
        var peer = new ScriptedPeer(ScriptedPeer.V2);
        peer.Give(ScriptedPeer.Sccrq2(Avp(11, Challenge)));
        Assert.Equal((4, 0), peer.Take(4).Result);
        Assert.Equal(0, peer.Engine.TunnelCount);

        peer.Engine.OpenTunnel(ScriptedPeer.Udp, ScriptedPeer.V2, peer.Now);
        SeenMessage request = peer.Take(1);
        peer.Give(V2Message(request.U16(9), 0, 1, [Type(2), .. ScriptedPeer.Identity2(), Avp(11, Challenge)]));
        Assert.Equal((4, 0), peer.Take(4).Result);
    }

    [Fact]
    [Trait("l2tp", "F72")]
    [Trait("l2tp", "I134")]
    [Trait("l2tp", "I135")]
    [Trait("l2tp", "I137")]
    public void Every_message_has_a_digest_directly_after_the_message_type()
    {
        var peer = new ScriptedPeer(V3);
        peer.Engine.OpenTunnel(ScriptedPeer.Udp, V3, peer.Now);
        SeenMessage request = peer.Take(1);
        byte[] nonce = request.Value(73);
        Assert.Equal(16, nonce.Length);
        Assert.Equal(request.Octets, Signed(Without(request.Octets), ScriptedPeer.Secret));
        Assert.Equal(17, request.Value(59).Length);
        uint id = request.U32(61);
        peer.Give(Signed(V3Message(id, 0, 1, [Type(2), .. ScriptedPeer.Identity3(), Avp(73, PeerNonce)]), ScriptedPeer.Secret, PeerNonce, nonce));
        SeenMessage connected = peer.Take(3);
        Assert.Equal(connected.Octets, Signed(Without(connected.Octets), ScriptedPeer.Secret, nonce, PeerNonce));
        Assert.Equal(["tunnel up"], peer.Events);
        Assert.True(peer.Tunnel.IsAuthenticated);
        peer.Give(Signed(V3Message(id, 1, 2, Type(6)), ScriptedPeer.Secret, PeerNonce, nonce));
        SeenMessage ack = peer.Take(20);
        Assert.Equal(ack.Octets, Signed(Without(ack.Octets), ScriptedPeer.Secret, nonce, PeerNonce));
    }

    [Theory]
    [Trait("l2tp", "I134")]
    [InlineData(false)]
    [InlineData(true)]
    public void Either_algorithm_is_accepted_over_ip(bool sha1)
    {
        var peer = new ScriptedPeer(V3 with { Digest = DigestType.HmacSha1 }) { Endpoint = ScriptedPeer.Ip };
        (uint id, byte[] nonce) = Ask(peer, sha1);
        peer.Give(Signed(V3Message(id, 1, 1, Type(3)), ScriptedPeer.Secret, PeerNonce, nonce, sha1));
        Assert.Equal(21, peer.Take(20).Value(59).Length);
        Assert.Equal(["tunnel up"], peer.Events);
    }

    [Fact]
    [Trait("l2tp", "I136")]
    public void A_wrong_digest_is_dropped_without_a_trace()
    {
        var peer = new ScriptedPeer(V3);
        peer.Give(Flip(Signed(ScriptedPeer.Sccrq3(Avp(73, PeerNonce)), ScriptedPeer.Secret)));
        Assert.Equal(1, peer.Dropped(ControlDropReason.BadDigest));
        Assert.Equal(0, peer.Engine.TunnelCount);
        peer.Nothing();
        (uint id, byte[] nonce) = Ask(peer);
        byte[] connected = Signed(V3Message(id, 1, 1, Type(3)), ScriptedPeer.Secret, PeerNonce, nonce);
        peer.Give(Flip(connected));
        peer.Give(Signed(V3Message(id, 1, 1, Type(3)), Text("wrong"), PeerNonce, nonce));
        peer.Give(Signed(V3Message(id, 1, 1, Type(3)), ScriptedPeer.Secret, nonce, PeerNonce));
        Assert.Equal(4, peer.Dropped(ControlDropReason.BadDigest));
        peer.Give(V3Message(id, 1, 1, Type(3)));
        peer.Give(V3Message(id, 1, 1));
        Assert.Equal(2, peer.Dropped(ControlDropReason.MissingDigest));
        peer.Nothing();
        peer.Give(connected);
        Assert.Equal(2, peer.Take(20).Nr);
        Assert.Equal(["tunnel up"], peer.Events);
    }

    [Fact]
    [Trait("l2tp", "I137")]
    public void Authentication_of_one_end_only_never_comes_up()
    {
        // Only the peer authenticates.
        var peer = new ScriptedPeer(ScriptedPeer.V3);
        peer.Give(Signed(ScriptedPeer.Sccrq3(Avp(73, PeerNonce)), ScriptedPeer.Secret));
        Assert.Equal((4, 0), peer.Take(4).Result);
        Assert.Equal(0, peer.Engine.TunnelCount);
        ControlConnection tunnel = peer.Engine.OpenTunnel(ScriptedPeer.Udp, ScriptedPeer.V3, peer.Now)!;
        peer.Take(1);
        peer.Give(V3Message(tunnel.LocalId, 0, 1, [Type(2), .. ScriptedPeer.Identity3(), Avp(73, PeerNonce)]));
        Assert.Equal((4, 0), peer.Take(4).Result);

        // Only this end does.
        peer = new ScriptedPeer(V3);
        peer.Give(ScriptedPeer.Sccrq3());
        Assert.Equal((4, 0), peer.Take(4).Result);
        tunnel = peer.Engine.OpenTunnel(ScriptedPeer.Udp, V3, peer.Now)!;
        peer.Take(1);
        peer.Give(V3Message(tunnel.LocalId, 0, 1, [Type(2), .. ScriptedPeer.Identity3()]));
        peer.Nothing();
        Assert.Equal(1, peer.Dropped(ControlDropReason.MissingDigest));
        Assert.Equal(TunnelState.WaitControlReply, tunnel.State);
    }

    [Fact]
    [Trait("l2tp", "I137")]
    public void A_peer_that_demands_authentication_gets_it_if_there_is_a_secret()
    {
        var peer = new ScriptedPeer(V3 with { Authentication = L2tpAuthentication.None });
        (uint id, byte[] nonce) = Ask(peer);
        peer.Give(Signed(V3Message(id, 1, 1, Type(3)), ScriptedPeer.Secret, PeerNonce, nonce));
        Assert.True(peer.Tunnel.IsAuthenticated);
    }

    [Fact]
    [Trait("l2tp", "I138")]
    public void Two_secrets_while_they_change()
    {
        var peer = new ScriptedPeer(V3 with { Secrets = [new L2tpSecret(Text("new")), Shared] });
        (uint id, byte[] nonce) = Ask(peer);
        peer.Give(Signed(V3Message(id, 1, 1, Type(3)), Text("new"), PeerNonce, nonce));
        peer.Take(20);
        peer.Give(Signed(V3Message(id, 2, 1, Type(6)), ScriptedPeer.Secret, PeerNonce, nonce));
        SeenMessage ack = peer.Take(20);
        Assert.Equal(ack.Octets, Signed(Without(ack.Octets), ScriptedPeer.Secret, nonce, PeerNonce));
    }

    [Fact]
    [Trait("l2tp", "I139")]
    public void Digests_without_a_secret_check_integrity()
    {
        var peer = new ScriptedPeer(ScriptedPeer.V3 with { Authentication = L2tpAuthentication.IntegrityOnly });
        peer.Give(Flip(Signed(ScriptedPeer.Sccrq3(), [])));
        Assert.Equal(1, peer.Dropped(ControlDropReason.BadDigest));
        peer.Give(Signed(ScriptedPeer.Sccrq3(), []));
        SeenMessage reply = peer.Take(2);
        Assert.False(reply.Has(73));
        Assert.Equal(reply.Octets, Signed(Without(reply.Octets), []));
        uint id = reply.U32(61);
        peer.Give(Flip(Signed(V3Message(id, 1, 1, Type(3)), [])));
        Assert.Equal(2, peer.Dropped(ControlDropReason.BadDigest));
        peer.Give(Signed(V3Message(id, 1, 1, Type(3)), []));
        peer.Take(20);
        Assert.Equal(["tunnel up"], peer.Events);
        Assert.False(peer.Tunnel.IsAuthenticated);
    }

    [Fact]
    [Trait("l2tp", "I140")]
    public void Messages_of_an_earlier_connection_do_not_fit()
    {
        var peer = new ScriptedPeer(V3);
        (uint id, byte[] nonce) = Ask(peer);
        byte[] connected = Signed(V3Message(id, 1, 1, Type(3)), ScriptedPeer.Secret, PeerNonce, nonce);
        var later = new ScriptedPeer(V3);
        (uint laterId, _) = Ask(later);
        U32(laterId).CopyTo(connected, 4);
        later.Give(connected);
        byte[] resigned = Signed(V3Message(laterId, 1, 1, Type(3)), ScriptedPeer.Secret, PeerNonce, nonce);
        later.Give(resigned);
        Assert.Equal(2, later.Dropped(ControlDropReason.BadDigest));
        Assert.Empty(later.Events);
    }

    [Fact]
    [Trait("l2tp", "G94")]
    public void Hidden_avps_of_a_call_are_revealed_and_sent()
    {
        var peer = new ScriptedPeer(V2 with { HideAvps = true, Authentication = L2tpAuthentication.None });
        peer.Open2();
        byte[] vector = Text("0123456789abcdef");
        peer.Give2(0, Type(10), Avp(36, vector), Hidden(14, U16(9), ScriptedPeer.Secret, vector), Avp(15, U32(1)), Hidden(21, Text("5551212"), ScriptedPeer.Secret, vector, 3));
        Assert.Equal(9, peer.Take(11).Session);
        Assert.Equal(Text("5551212"), peer.Session.Remote.Ppp!.CalledNumber);

        L2tpCallParameters call = new() { Ppp = new PppCallParameters { CallingNumber = Text("42") } };
        peer.Engine.OpenSession(peer.Tunnel, call, peer.Now);
        peer.Give2(0);
        SeenMessage request = peer.Take(10);
        Assert.True(request.Hidden(22));
        Assert.Equal([0, 14, 15, 36, 22], request.Types);
        byte[] hidden = request.Value(22);
        Assert.Equal(0, hidden.Length % 16);
        Assert.True(HiddenAvp.TryReveal(AvpType.CallingNumber, hidden, ScriptedPeer.Secret, request.Value(36), out int length));
        Assert.Equal(Text("42"), hidden[2..(2 + length)]);
    }

    [Fact]
    [Trait("l2tp", "G97")]
    [Trait("l2tp", "G98")]
    public void Hidden_avps_that_cannot_be_revealed_end_the_call()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V2).Open2();
        byte[] vector = Text("0123456789abcdef");
        peer.Give2(0, Type(10), Avp(36, vector), Hidden(21, Text("5551212"), Text("x"), vector), Avp(14, U16(9)), Avp(15, U32(1)));
        SeenMessage refusal = peer.Take(14);
        Assert.Equal((2, 3), refusal.Result);
        Assert.Equal(9, refusal.Session);
        peer.Give2(0, Hidden(0, U16(6), Text("x"), vector));
        Assert.Equal(4, peer.Take().Type);
    }

    [Fact]
    [Trait("l2tp", "G95")]
    public void Cookies_are_hidden_where_messages_are_authenticated()
    {
        var peer = new ScriptedPeer(V3 with { HideAvps = true });
        (uint id, byte[] nonce) = Ask(peer);
        peer.Give(Signed(V3Message(id, 1, 1, Type(3)), ScriptedPeer.Secret, PeerNonce, nonce));
        peer.Take(20);
        byte[] key = HiddenAvp.DeriveKey(ScriptedPeer.Secret);
        byte[] vector = Text("another vector");
        peer.Give(Signed(V3Message(id, 2, 1, Type(10), Avp(36, vector), Avp(63, U32(5)), Avp(64, U32(0)), Avp(15, U32(1)), Avp(68, U16(5)), Avp(66, Text("e")), Avp(71, U16(1)), Hidden(65, Hex("0123456789abcdef"), key, vector)), ScriptedPeer.Secret, PeerNonce, nonce));
        SeenMessage reply = peer.Take(11);
        Assert.Equal("0123456789abcdef", peer.Session.PeerCookie.ToString());
        byte[] cookie = reply.Value(65);
        Assert.True(HiddenAvp.TryReveal(AvpType.AssignedCookie, cookie, key, reply.Value(36), out int length));
        Assert.Equal(peer.Session.LocalCookie.ToString(), Convert.ToHexStringLower(cookie.AsSpan(2, length)));
    }

    private static (uint Id, byte[] Nonce) Ask(ScriptedPeer peer, bool sha1 = false)
    {
        peer.Give(Signed(ScriptedPeer.Sccrq3(Avp(73, PeerNonce)), ScriptedPeer.Secret, sha1: sha1));
        SeenMessage reply = peer.Take(2);
        return (reply.U32(61), reply.Value(73));
    }

    private static byte[] V2Message(int id, int ns, int nr, params byte[][] avps) => Octets.V2(id, 0, ns, nr, avps);

    private static byte[] V3Message(uint id, int ns, int nr, params byte[][] avps) => Octets.V3(id, ns, nr, avps);

    private static byte[] Without(byte[] signed)
    {
        byte[] plain = Join(signed[..20], signed[43..]);
        U16(plain.Length).CopyTo(plain, 2);
        return plain;
    }

    private static byte[] Flip(byte[] octets)
    {
        byte[] flipped = (byte[])octets.Clone();
        flipped[^1] ^= 1;
        return flipped;
    }
}
