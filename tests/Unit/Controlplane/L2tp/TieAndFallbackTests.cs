using Router.Controlplane.L2tp;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Tunnels;
using Router.Controlplane.L2tp.Wire;
using Xunit;
using static Router.Unit.Tests.Controlplane.L2tp.Octets;

namespace Router.Unit.Tests.Controlplane.L2tp;

/// <summary>Ties of control connections, and the choice of the version.</summary>
public sealed class TieAndFallbackTests
{
    private static readonly L2tpPeerProfile Tie2 = ScriptedPeer.V2 with { TieBreaker = true };
    private static readonly L2tpPeerProfile Tie3 = ScriptedPeer.V3 with { TieBreaker = true };
    private static readonly L2tpPeerProfile Both = ScriptedPeer.V3 with { Versions = L2tpVersions.V3OrV2 };

    [Fact]
    [Trait("l2tp", "H108")]
    public void The_lower_value_wins_silently_in_version_2()
    {
        (ScriptedPeer peer, ControlConnection tunnel, ulong ours) = Outstanding(Tie2);
        peer.Give(ScriptedPeer.Sccrq2(Avp(5, U64(ours + 1), mandatory: false)));
        peer.Nothing();
        Assert.Equal(1, peer.Dropped(ControlDropReason.TieLost));
        Assert.Equal(TunnelState.WaitControlReply, tunnel.State);

        uint before = tunnel.LocalId;
        peer.Engine.OpenSession(tunnel, new L2tpCallParameters(), peer.Now);
        peer.Give(ScriptedPeer.Sccrq2(Avp(5, U64(ours - 1), mandatory: false)));
        SeenMessage reply = peer.Take(2);
        Assert.NotEqual(before, (uint)reply.U16(9));
        Assert.Equal(tunnel.LocalId, (uint)reply.U16(9));
        peer.Give(V2(reply.U16(9), 0, 1, 1, Type(3)));

        // What waited for the lost tunnel uses the other one, and the owner sees one tunnel come up.
        peer.Take(10);
        Assert.Equal(["tunnel up"], peer.Events);
        Assert.Same(tunnel, peer.Tunnel);
        Assert.False(tunnel.IsInitiator);
        peer.Give(V2((int)before, 0, 0, 1, [Type(2), .. ScriptedPeer.Identity2()]));
        Assert.Equal(1, peer.Dropped(ControlDropReason.UnknownConnection));
    }

    [Theory]
    [Trait("l2tp", "H108")]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void One_value_wins_over_none_and_none_makes_two_tunnels(bool ours, bool theirs)
    {
        var peer = new ScriptedPeer(ours ? Tie2 : ScriptedPeer.V2);
        ControlConnection tunnel = peer.Engine.OpenTunnel(ScriptedPeer.Udp, peer.Profile!, peer.Now)!;
        Assert.Equal(ours, peer.Take(1).Has(5));
        peer.Give(ScriptedPeer.Sccrq2(theirs ? [Avp(5, U64(1), mandatory: false)] : []));
        if (ours)
        {
            peer.Nothing();
            Assert.Equal(1, peer.Engine.TunnelCount);
            return;
        }

        SeenMessage reply = peer.Take(2);
        Assert.Equal(theirs, tunnel.LocalId == reply.U16(9));
        Assert.Equal(theirs ? TunnelState.WaitControlConnection : TunnelState.WaitControlReply, tunnel.State);
    }

    [Theory]
    [Trait("l2tp", "H108")]
    [Trait("l2tp", "I133")]
    [InlineData(2)]
    [InlineData(3)]
    public void Equal_values_make_both_ends_try_again(int version)
    {
        (ScriptedPeer peer, ControlConnection tunnel, ulong ours) = Outstanding(version == 2 ? Tie2 : Tie3);
        uint before = tunnel.LocalId;
        byte[] tie = Avp(5, U64(ours), mandatory: false);
        peer.Give(version == 2 ? ScriptedPeer.Sccrq2(tie) : ScriptedPeer.Sccrq3(tie));
        SeenMessage again = peer.Take(1);
        Assert.NotEqual(ours, again.U64(5));
        Assert.Equal(0, again.Ns);
        Assert.NotEqual(before, tunnel.LocalId);
        peer.Nothing();
    }

    [Fact]
    [Trait("l2tp", "I133")]
    public void The_winner_of_version_3_sends_a_stop()
    {
        (ScriptedPeer peer, _, ulong ours) = Outstanding(Tie3);
        peer.Give(ScriptedPeer.Sccrq3(Avp(5, U64(ours + 1))));
        SeenMessage stop = peer.Take(4);
        Assert.Equal((3, 0), stop.Result);
        Assert.Equal((uint)ScriptedPeer.PeerId, stop.Connection);
        peer.Give(ScriptedPeer.Sccrq3(Avp(5, U64(ours - 1))));
        peer.Take(2);
    }

    [Theory]
    [Trait("l2tp", "I133")]
    [InlineData(true)]
    [InlineData(false)]
    public void The_winners_stop_may_come_before_its_request(bool comes)
    {
        (ScriptedPeer peer, ControlConnection tunnel, ulong ours) = Outstanding(Tie3);
        peer.Give(V3(tunnel.LocalId, 0, 1, Type(4), Avp(1, U16(3)), Avp(61, U32(0x123))));
        peer.Nothing();
        Assert.Empty(peer.Events);
        if (!comes)
        {
            peer.Advance(8000);
            Assert.Equal(["tunnel down PeerRequest"], peer.Events);
            Assert.Equal(3, peer.Down.Result.Result);
            return;
        }

        peer.Advance(3000);
        peer.Give(ScriptedPeer.Sccrq3(Avp(5, U64(ours - 1))));
        Assert.Equal(tunnel.LocalId, peer.Take(2).U32(61));
    }

    [Fact]
    [Trait("l2tp", "I133")]
    public void A_known_router_id_tells_peers_apart()
    {
        (ScriptedPeer peer, _, ulong ours) = Outstanding(Tie3 with { PeerRouterId = 0x0A000009 });
        peer.Profile = Tie3;
        peer.Give(ScriptedPeer.Sccrq3(Avp(5, U64(ours + 1))));
        peer.Take(2);
    }

    [Fact]
    [Trait("l2tp", "H109")]
    public void An_established_tunnel_is_no_tie()
    {
        ScriptedPeer peer = new ScriptedPeer(Tie2).Connect2();
        byte[][] identity = [.. ScriptedPeer.Identity2()[..3], Avp(9, U16(0x99))];
        peer.Give(V2(0, 0, 0, 0, [Type(1), .. identity, Avp(5, U64(0), mandatory: false)]));
        peer.Take(2);
        Assert.Equal(2, peer.Engine.TunnelCount);
        Assert.Equal(TunnelState.Established, peer.Tunnel.State);
    }

    [Fact]
    [Trait("l2tp", "I130")]
    public void A_request_of_version_2_with_what_version_3_needs_is_answered_in_version_3()
    {
        var peer = new ScriptedPeer(Both);
        byte[][] v3 = [Avp(60, U32(2), mandatory: false), Avp(61, U32(0x12345678), mandatory: false), Avp(62, U16(5), mandatory: false)];
        byte[] request = ScriptedPeer.Sccrq2([.. v3, Avp(10, U16(4))]);
        peer.Give(request);
        SeenMessage reply = peer.Take(2);
        Assert.Equal((3, 0x12345678u), (reply.Version, reply.Connection));
        Assert.Equal([0, 7, 60, 61, 62, 10], reply.Types);
        peer.Give(request);
        Assert.Equal((3, 20), (peer.Take(20).Version, 20));
        peer.Give(V3(reply.U32(61), 1, 1, Type(3)));
        peer.Take(20);
        Assert.Equal(3, peer.Tunnel.Version);
        Assert.Equal(1, peer.Engine.TunnelCount);
    }

    [Fact]
    [Trait("l2tp", "I130")]
    public void Version_2_avps_in_such_a_request_are_ignored_even_when_mandatory()
    {
        var peer = new ScriptedPeer(ScriptedPeer.V3);
        byte[][] v3 = [Avp(7, Text("x")), Avp(60, U32(2)), Avp(61, U32(1)), Avp(62, U16(5))];
        peer.Give(V2(0, 0, 0, 0, [Type(1), .. v3, Avp(11, Text("challenge")), Avp(2, U16(0x900)), Avp(9, U16(3))]));
        Assert.Equal(3, peer.Take(2).Version);
    }

    [Fact]
    [Trait("l2tp", "I131")]
    public void Falls_back_to_version_2()
    {
        var peer = new ScriptedPeer(Both);
        ControlConnection tunnel = peer.Engine.OpenTunnel(ScriptedPeer.Udp, Both, peer.Now)!;
        SeenMessage request = peer.Take(1);
        Assert.Equal(2, request.Version);
        Assert.Equal([0, 2, 3, 7, 9, 60, 61, 62, 10], request.Types);
        Assert.All([60, 61, 62], type => Assert.False(request.Mandatory(type)));
        Assert.All([0, 2, 3, 7, 9, 10], type => Assert.True(request.Mandatory(type)));
        Assert.Equal((uint)request.U16(9), request.U32(61));
        peer.Give(V2(request.U16(9), 0, 0, 1, [Type(2), .. ScriptedPeer.Identity2()]));
        SeenMessage connected = peer.Take(3);
        Assert.Equal((2, (uint)ScriptedPeer.PeerId), (connected.Version, connected.Connection));
        Assert.Equal((2, false), (tunnel.Version, tunnel.IsVersionOpen));
        peer.Engine.OpenSession(tunnel, new L2tpCallParameters(), peer.Now);
        peer.Give(V2(request.U16(9), 0, 1, 2));
        Assert.Equal(2, peer.Take(10).Version);
    }

    [Fact]
    [Trait("l2tp", "I130")]
    public void Goes_on_in_version_3()
    {
        var peer = new ScriptedPeer(Both);
        ControlConnection tunnel = peer.Engine.OpenTunnel(ScriptedPeer.Udp, Both, peer.Now)!;
        uint id = peer.Take(1).U32(61);
        peer.Give(V3(id, 0, 1, [Type(2), .. ScriptedPeer.Identity3()]));
        Assert.Equal(3, peer.Take(3).Version);
        Assert.Equal(3, tunnel.Version);
        peer.Give(V2((int)id, 0, 1, 2, Type(6)));
        Assert.Equal(1, peer.Dropped(ControlDropReason.VersionMismatch));
    }

    [Fact]
    [Trait("l2tp", "I130")]
    [Trait("l2tp", "I131")]
    public void Fallback_with_authentication()
    {
        L2tpPeerProfile profile = Both with { Secrets = [new L2tpSecret(ScriptedPeer.Secret)], Authentication = L2tpAuthentication.Required };
        var peer = new ScriptedPeer(profile);
        peer.Engine.OpenTunnel(ScriptedPeer.Udp, profile, peer.Now);
        SeenMessage request = peer.Take(1);
        Assert.False(request.Mandatory(59));
        Assert.True(MessageDigest.Verify(request.Octets, MessageDigest.DeriveKey(ScriptedPeer.Secret), [], []));
        byte[] response = new byte[16];
        ChallengeResponse.Compute(MessageType.StartControlConnectionReply, ScriptedPeer.Secret, request.Value(11), response);
        peer.Give(V2(request.U16(9), 0, 0, 1, [Type(2), .. ScriptedPeer.Identity2(), Avp(13, response)]));
        Assert.False(peer.Take(3).Has(59));
        Assert.Equal(["tunnel up"], peer.Events);

        var responder = new ScriptedPeer(profile);
        byte[] copy = (byte[])request.Octets.Clone();
        responder.Give(copy);
        SeenMessage reply = responder.Take(2);
        Assert.Equal(3, reply.Version);
        Assert.True(MessageDigest.Verify(reply.Octets, MessageDigest.DeriveKey(ScriptedPeer.Secret), reply.Value(73), request.Value(73)));
    }

    [Fact]
    [Trait("l2tp", "I131")]
    public void A_router_of_version_2_ignores_version_3_avps()
    {
        var peer = new ScriptedPeer(ScriptedPeer.V2);
        peer.Give(ScriptedPeer.Sccrq2(Avp(60, U32(2), mandatory: false), Avp(61, U32(1), mandatory: false), Avp(62, U16(5), mandatory: false)));
        Assert.Equal((2, (uint)ScriptedPeer.PeerId), peer.Take(2) is var reply ? (reply.Version, reply.Connection) : default);
    }

    [Fact]
    [Trait("l2tp", "I132")]
    public void Versions_that_are_not_configured_get_no_answer()
    {
        var peer = new ScriptedPeer(ScriptedPeer.V2);
        peer.Give(ScriptedPeer.Sccrq3());
        peer.Nothing();
        Assert.Equal(1, peer.Dropped(ControlDropReason.VersionNotAllowed));
        peer.Profile = ScriptedPeer.V3;
        peer.Give(ScriptedPeer.Sccrq2());
        peer.Nothing();
        Assert.Equal(2, peer.Dropped(ControlDropReason.VersionNotAllowed));

        peer.Profile = Both;
        peer.Endpoint = ScriptedPeer.Ip;
        peer.Give(ScriptedPeer.Sccrq2());
        peer.Nothing();
        Assert.Equal(1, peer.Dropped(ControlDropReason.UnsupportedVersion));
        peer.Engine.OpenTunnel(ScriptedPeer.Ip, Both, peer.Now);
        Assert.Equal(3, peer.Take(1).Version);
    }

    private static (ScriptedPeer Peer, ControlConnection Tunnel, ulong Tie) Outstanding(L2tpPeerProfile profile)
    {
        while (true)
        {
            var peer = new ScriptedPeer(profile);
            ControlConnection tunnel = peer.Engine.OpenTunnel(ScriptedPeer.Udp, profile, peer.Now)!;
            ulong tie = peer.Take(1).U64(5);
            if (tie is > 0 and < ulong.MaxValue)
            {
                return (peer, tunnel, tie);
            }
        }
    }
}
