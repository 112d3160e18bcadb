using Router.Configuration;
using Router.Controlplane.L2tp;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Wire;
using Xunit;
using static Router.Unit.Tests.Controlplane.L2tp.Octets;

namespace Router.Unit.Tests.Controlplane.L2tp;

/// <summary>Sessions of L2TPv3 against a scripted peer.</summary>
public sealed class SessionTests
{
    private const uint Remote = 0xABCD0001;

    private static readonly L2tpCallParameters Call = new() { RemoteEndId = Text("pw-1"), SerialNumber = 7 };

    [Fact]
    [Trait("l2tp", "J141")]
    [Trait("l2tp", "J147")]
    public void Asks_for_a_session()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V3).Connect3();
        L2tpSession session = peer.Engine.OpenSession(peer.Tunnel, Call, peer.Now)!;
        peer.Give3();
        peer.Ns--;
        SeenMessage request = peer.Take(10);
        Assert.Equal([0, 63, 64, 15, 68, 66, 71, 65, 69], request.Types);
        Assert.Equal((uint)ScriptedPeer.PeerId, request.Connection);
        Assert.Equal((session.LocalId, 0u, 7u, 5), (request.U32(63), request.U32(64), request.U32(15), request.U16(68)));
        Assert.Equal(Text("pw-1"), request.Value(66));
        Assert.Equal((3, 1), (request.U16(71), request.U16(69)));
        Assert.Equal(session.LocalCookie.ToString(), Convert.ToHexStringLower(request.Value(65)));
        peer.Give3(Reply(session.LocalId, Avp(65, Hex("01020304")), Avp(69, U16(1)), Avp(70, U16(2)), Avp(74, U64(1_000_000_000), mandatory: false)));
        SeenMessage connected = peer.Take(12);
        Assert.Equal([0, 63, 64, 69], connected.Types);
        Assert.Equal((session.LocalId, Remote), (connected.U32(63), connected.U32(64)));
        Assert.Equal(["tunnel up", "session up"], peer.Events);
        Assert.Equal((SessionState.Established, Remote, "01020304"), (session.State, session.PeerId, session.PeerCookie.ToString()));
        Assert.Equal((L2SublayerKind.Default, L2SublayerKind.Default), (session.SendSublayer, session.ReceiveSublayer));
        Assert.Equal((DataSequencingLevel.All, DataSequencingLevel.None), (session.SendSequencing, session.ReceiveSequencing));
        Assert.Equal(1_000_000_000u, session.Remote.TxConnectSpeed);
        Assert.Equal(PseudowireType.Ethernet, session.PseudowireType);
    }

    [Fact]
    [Trait("l2tp", "J141")]
    [Trait("l2tp", "J142")]
    [Trait("l2tp", "J147")]
    public void Answers_a_session()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V3 with { CookieLength = 4, Sequencing = DataSequencingLevel.NonIp }).Open3();
        peer.Give3(Request(Avp(65, Hex("0102030405060708"))));
        SeenMessage reply = peer.Take(11);
        Assert.Equal([0, 63, 64, 71, 65, 69, 70], reply.Types);
        Assert.Equal((Remote, 4, 1, 1), (reply.U32(64), reply.Value(65).Length, reply.U16(69), reply.U16(70)));
        Assert.Equal("pw-2", System.Text.Encoding.ASCII.GetString(peer.Session.RemoteEndId));
        Assert.Equal(["tunnel up", "session requested"], peer.Events);
        peer.Give3(Type(12), Avp(63, U32(Remote)), Avp(64, U32(reply.U32(63))));
        peer.Take(20);
        Assert.Equal("session up", peer.Events[^1]);
        Assert.Equal((L2SublayerKind.None, L2SublayerKind.Default), (peer.Session.SendSublayer, peer.Session.ReceiveSublayer));
        Assert.Equal((DataSequencingLevel.None, DataSequencingLevel.NonIp), (peer.Session.SendSequencing, peer.Session.ReceiveSequencing));
        Assert.Equal("0102030405060708", peer.Session.PeerCookie.ToString());
        Assert.Equal(PseudowireType.Ethernet, peer.Session.PseudowireType);
        Assert.Equal(1, peer.Engine.SessionCount);
    }

    [Theory]
    [Trait("l2tp", "J144")]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(8)]
    public void Cookies_have_the_configured_length(int length)
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V3 with { CookieLength = length }).Open3();
        peer.Give3(Request());
        SeenMessage reply = peer.Take(11);
        Assert.Equal(length != 0, reply.Has(65));
        Assert.Equal(length, peer.Session.LocalCookie.Length);
        Assert.Equal(0, peer.Session.PeerCookie.Length);
        peer.Give3(Request(0x55, Avp(65, Hex("010203"))));
        Assert.Equal((2, 2), peer.Take(14).Result);
    }

    [Theory]
    [Trait("l2tp", "G90")]
    [Trait("l2tp", "J141")]
    [InlineData(63)]
    [InlineData(15)]
    [InlineData(68)]
    [InlineData(66)]
    [InlineData(71)]
    public void A_request_without_a_required_avp_is_refused(int missing)
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V3).Open3();
        peer.Give3([.. Request().Where(avp => avp[5] != missing || avp[5] == 0)]);
        SeenMessage refusal = peer.Take(14);
        Assert.Equal((2, 3), refusal.Result);
        Assert.Equal(missing == 63 ? 0 : Remote, refusal.U32(64));
        Assert.Equal(["tunnel up"], peer.Events);
        Assert.Equal(0, peer.Engine.SessionCount);
    }

    [Fact]
    [Trait("l2tp", "J143")]
    public void Session_id_0_is_refused()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V3).Open3();
        peer.Give3(Request(0u));
        Assert.Equal((2, 3), peer.Take(14).Result);
        L2tpSession session = peer.Engine.OpenSession(peer.Tunnel, Call, peer.Now)!;
        peer.Take(10);
        peer.Give3(Type(11), Avp(63, U32(0)), Avp(64, U32(session.LocalId)), Avp(71, U16(1)));
        Assert.Equal((2, 3), peer.Take(14).Result);
        Assert.Equal(0, peer.Engine.SessionCount);
    }

    [Fact]
    [Trait("l2tp", "J143")]
    [Trait("l2tp", "A19")]
    [Trait("l2tp", "H124")]
    public void Ids_are_unique_in_the_router_and_rest_after_use()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V3).Open3();
        peer.Give3(Request());
        uint id = peer.Take(11).U32(63);
        Assert.False(peer.Engine.ReserveSessionId(id));
        peer.Give3(Disconnect(id, Remote));
        peer.Take(20);
        Assert.False(peer.Engine.ReserveSessionId(id));
        peer.Advance(50_000);
        Assert.False(peer.Engine.ReserveSessionId(id));
        peer.Advance(21_100);
        Assert.True(peer.Engine.ReserveSessionId(id));
        peer.Engine.UnreserveSessionId(id);
        Assert.True(peer.Engine.ReserveSessionId(id));
    }

    [Fact]
    [Trait("l2tp", "I129")]
    public void A_pseudowire_type_that_was_not_offered()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V3).Open3();
        peer.Give3(Request(PseudowireType.Hdlc));
        Assert.Equal((14, 0), peer.Take(14).Result);
        peer.Engine.OpenSession(peer.Tunnel, Call with { PseudowireType = PseudowireType.Hdlc }, peer.Now);
        peer.Nothing();
        Assert.Equal("session down NotSupported", peer.Events[^1]);
        Assert.Equal(14, peer.Down.Result.Result);
        Assert.Equal(0, peer.Tunnel.SessionCount);
    }

    [Theory]
    [Trait("l2tp", "J147")]
    [InlineData(0, 1, 15)]
    [InlineData(null, 2, 15)]
    [InlineData(2, 0, 2)]
    [InlineData(1, 3, 2)]
    public void Demands_that_cannot_be_met(int? sublayer, int sequencing, int result)
    {
        byte[][] demands = [Avp(70, U16(sequencing)), .. sublayer is { } value ? new[] { Avp(69, U16(value)) } : []];
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V3).Open3();
        peer.Give3(Request(demands));
        Assert.Equal(result, peer.Take(14).Result.Result);
        L2tpSession session = peer.Engine.OpenSession(peer.Tunnel, Call, peer.Now)!;
        peer.Take(10);
        peer.Give3(Reply(session.LocalId, demands));
        SeenMessage refusal = peer.Take(14);
        Assert.Equal((result, Remote), (refusal.Result.Result, refusal.U32(64)));
        Assert.Equal("session down ProtocolError", peer.Events[^1]);
    }

    [Fact]
    [Trait("l2tp", "J145")]
    public void The_owner_refuses_a_circuit()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V3).Open3();
        peer.Decide = _ => L2tpSessionDecision.Refuse(new L2tpResult(DisconnectResult.AttachmentMismatch, message: "no such circuit"));
        peer.Give3(Request());
        SeenMessage refusal = peer.Take(14);
        Assert.Equal((24, 0), refusal.Result);
        Assert.Equal(Remote, refusal.U32(64));
        Assert.NotEqual(0u, refusal.U32(63));
        Assert.Equal(0, peer.Engine.SessionCount);
    }

    [Fact]
    [Trait("l2tp", "J145")]
    public void The_owner_decides_later()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V3).Open3();
        peer.Decide = _ => L2tpSessionDecision.Later;
        peer.Give3(Request());
        peer.Take(20);
        peer.Advance(5000);
        peer.Engine.AcceptSession(peer.Session, new L2tpCallParameters(), peer.Now);
        peer.Take(11);
        peer.Engine.AcceptSession(peer.Session, new L2tpCallParameters(), peer.Now);
        peer.Nothing();
        peer.Engine.CloseSession(peer.Session, new L2tpResult(DisconnectResult.Administrative), peer.Now);
        peer.Give3();
        Assert.Equal((3, 0), peer.Take(14).Result);
    }

    [Theory]
    [Trait("l2tp", "J146")]
    [InlineData("lower")]
    [InlineData("higher")]
    [InlineData("none")]
    [InlineData("equal")]
    public void Ties_of_sessions(string theirs)
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V3 with { TieBreaker = true });
        peer.Open3();
        L2tpSession session = peer.Engine.OpenSession(peer.Tunnel, Call, peer.Now)!;
        SeenMessage request = peer.Take(10);
        ulong ours = request.U64(5);
        byte[][] tie = theirs switch
        {
            "lower" => [Avp(5, U64(ours - 1))],
            "higher" => [Avp(5, U64(ours + 1))],
            "equal" => [Avp(5, U64(ours))],
            _ => [],
        };
        uint before = session.LocalId;
        peer.Give3([Type(10), Avp(63, U32(Remote)), Avp(64, U32(0)), Avp(15, U32(1)), Avp(68, U16(5)), Avp(66, Text("pw-1")), Avp(71, U16(1)), .. tie]);
        switch (theirs)
        {
            case "lower":
                SeenMessage reply = peer.Take(11);
                Assert.Equal((session.LocalId, Remote), (reply.U32(63), reply.U32(64)));
                Assert.NotEqual(before, session.LocalId);
                peer.Give3(Disconnect(before, 0x99, 13));
                peer.Take(20);
                peer.Give3(Type(12), Avp(63, U32(Remote)), Avp(64, U32(session.LocalId)));
                Assert.Equal(["tunnel up", "session up"], peer.Events);
                Assert.Same(session, peer.Session);
                Assert.False(session.IsInitiator);
                break;
            case "equal":
                peer.Take(10);
                Assert.NotEqual(before, session.LocalId);
                Assert.Equal(SessionState.WaitReply, session.State);
                peer.Nothing();
                break;
            default:
                SeenMessage refusal = peer.Take(14);
                Assert.Equal((13, Remote), (refusal.Result.Result, refusal.U32(64)));
                Assert.Equal((SessionState.WaitReply, before), (session.State, session.LocalId));
                break;
        }

        Assert.Equal(1, peer.Engine.SessionCount);
    }

    [Theory]
    [Trait("l2tp", "J146")]
    [InlineData(true)]
    [InlineData(false)]
    public void Ties_of_sessions_without_a_value_of_this_end(bool theirs)
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V3).Open3();
        L2tpSession session = peer.Engine.OpenSession(peer.Tunnel, Call, peer.Now)!;
        Assert.False(peer.Take(10).Has(5));
        byte[][] tie = theirs ? [Avp(5, U64(5))] : [];
        peer.Give3([Type(10), Avp(63, U32(Remote)), Avp(64, U32(0)), Avp(15, U32(1)), Avp(68, U16(5)), Avp(66, Text("pw-1")), Avp(71, U16(1)), .. tie]);
        if (theirs)
        {
            peer.Take(11);
            return;
        }

        Assert.Equal((13, 0), peer.Take(14).Result);
        Assert.Equal("session down TieLost", peer.Events[^1]);
        Assert.Equal(SessionState.Closed, session.State);
    }

    [Fact]
    [Trait("l2tp", "J148")]
    [Trait("l2tp", "J149")]
    public void Circuit_status_both_ways()
    {
        ScriptedPeer peer = Established(out uint id);
        Assert.Equal(CircuitStatus.Active, peer.Session.PeerStatus);
        peer.Give3(Link(id, 0xFF84));
        peer.Take(20);
        Assert.Equal("circuit CircuitReceiveFault", peer.Events[^1]);
        Assert.Equal(CircuitStatus.CircuitReceiveFault, peer.Session.PeerStatus);
        peer.Give3(Link(id, 1));
        peer.Take(20);
        Assert.Equal("circuit Active", peer.Events[^1]);
        peer.Engine.SetCircuitStatus(peer.Session, CircuitStatus.None, peer.Now);
        SeenMessage link = peer.Take(16);
        Assert.Equal([0, 63, 64, 71], link.Types);
        Assert.Equal((id, Remote, 0), (link.U32(63), link.U32(64), link.U16(71)));
        peer.Engine.SetCircuitStatus(peer.Session, CircuitStatus.None, peer.Now);
        peer.Engine.SetCircuitStatus(peer.Session, CircuitStatus.Active, peer.Now);
        peer.Give3();
        Assert.Equal(1, peer.Take(16).U16(71));
        peer.Nothing();
    }

    [Fact]
    [Trait("l2tp", "J149")]
    public void A_circuit_that_changes_during_set_up_is_told()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V3).Open3();
        L2tpSession session = peer.Engine.OpenSession(peer.Tunnel, Call, peer.Now)!;
        peer.Take(10);
        peer.Engine.SetCircuitStatus(session, CircuitStatus.None, peer.Now);
        peer.Give3(Reply(session.LocalId));
        Assert.Equal(0, peer.Take(12).U16(71));
        peer.Give3(Request(0x66));
        SeenMessage reply = peer.Take(11);
        Assert.Equal(3, reply.U16(71));
        peer.Engine.SetCircuitStatus(peer.Session, CircuitStatus.None, peer.Now);
        peer.Give3(Type(12), Avp(63, U32(0x66)), Avp(64, U32(reply.U32(63))));
        Assert.Equal(0, peer.Take(16).U16(71));
    }

    [Fact]
    [Trait("l2tp", "J150")]
    public void Link_info_early_repeated_or_for_nobody_is_harmless()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V3).Open3();
        peer.Give3(Request());
        uint id = peer.Take(11).U32(63);
        peer.Give3(Link(id, 0));
        peer.Take(20);
        peer.Give3(Link(id ^ 1, 0));
        peer.Take(20);
        peer.Give3(Type(16), Avp(63, U32(0x1234)), Avp(64, U32(0)), Avp(71, U16(0)));
        peer.Take(20);
        Assert.Equal(2, peer.Dropped(ControlDropReason.UnknownSession));
        peer.Give3(Type(12), Avp(63, U32(Remote)), Avp(64, U32(id)));
        peer.Take(20);
        Assert.Equal(CircuitStatus.None, peer.Session.PeerStatus);
        peer.Give3(Type(16), Avp(63, U32(Remote)), Avp(64, U32(0)), Avp(71, U16(1)));
        peer.Take(20);
        Assert.Equal(CircuitStatus.Active, peer.Session.PeerStatus);
        peer.Give(V3(peer.Tunnel.LocalId, peer.Ns - 1, peer.Nr, Link(id, 1)));
        peer.Take(20);
        Assert.Equal(["tunnel up", "session requested", "session up", "circuit Active"], peer.Events);
    }

    [Fact]
    [Trait("l2tp", "J142")]
    public void A_disconnect_is_found_by_either_id()
    {
        ScriptedPeer peer = Established(out uint id);
        peer.Give3(Disconnect(id ^ 1, Remote));
        peer.Take(20);
        Assert.Equal(1, peer.Engine.SessionCount);
        peer.Give3(Disconnect(0, Remote, 3));
        peer.Take(20);
        Assert.Equal("session down PeerRequest", peer.Events[^1]);
        Assert.Equal(3, peer.Down.Result.Result);
        peer.Give3(Disconnect(id, Remote));
        peer.Take(20);
        Assert.Equal(2, peer.Dropped(ControlDropReason.UnknownSession));
    }

    [Fact]
    [Trait("l2tp", "J142")]
    public void A_session_of_another_control_connection_is_not_found()
    {
        ScriptedPeer peer = Established(out uint id);
        byte[][] identity = [.. ScriptedPeer.Identity3()[..2], Avp(61, U32(0x88)), Avp(62, U16(5))];
        peer.Give(V3(0, 0, 0, [Type(1), .. identity]));
        peer.Find(peer.Take(2).U32(61));
        (peer.Ns, peer.Nr) = (1, 1);
        peer.Give3(Type(3));
        peer.Give3(Disconnect(id, Remote));
        Assert.Equal(1, peer.Dropped(ControlDropReason.UnknownSession));
        Assert.Equal(1, peer.Engine.SessionCount);
    }

    [Theory]
    [Trait("l2tp", "G88")]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(16)]
    public void Unknown_mandatory_avp_in_a_session_message_ends_the_session_only(int type)
    {
        byte[] unknown = Avp(999, []);
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V3).Open3();
        if (type == 11)
        {
            L2tpSession session = peer.Engine.OpenSession(peer.Tunnel, Call, peer.Now)!;
            peer.Take(10);
            peer.Give3(Reply(session.LocalId, unknown));
        }
        else
        {
            peer.Give3(Request(type == 10 ? [unknown] : []));
            if (type != 10)
            {
                uint id = peer.Take(11).U32(63);
                peer.Give3(Type(type), Avp(63, U32(Remote)), Avp(64, U32(id)), unknown);
            }
        }

        Assert.Equal((2, 8), peer.Take(14).Result);
        Assert.Equal(0, peer.Engine.SessionCount);
        Assert.DoesNotContain("tunnel down ProtocolError", peer.Events);
    }

    [Theory]
    [Trait("l2tp", "H117")]
    [InlineData(12)]
    [InlineData(11)]
    [InlineData(9)]
    public void Messages_out_of_sequence_end_the_session_with_16(int type)
    {
        ScriptedPeer peer = Established(out uint id);
        peer.Give3(Type(type), Avp(63, U32(Remote)), Avp(64, U32(id)), Avp(71, U16(1)));
        Assert.Equal((16, 0), peer.Take(14).Result);
        Assert.Equal("session down ProtocolError", peer.Events[^1]);
    }

    [Fact]
    public void A_reply_to_nothing_is_refused_so_that_the_peer_forgets_it()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V3).Open3();
        peer.Give3(Reply(0x4444));
        SeenMessage refusal = peer.Take(14);
        Assert.Equal((2, 5), refusal.Result);
        Assert.Equal(Remote, refusal.U32(64));
    }

    [Fact]
    public void A_session_that_is_not_completed_in_time_is_ended()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V3 with { HelloMilliseconds = 0 }).Open3();
        peer.Give3(Request());
        peer.Take(11);
        peer.Give3();
        peer.Ns--;
        peer.Advance(60_000);
        Assert.Equal((16, 0), peer.Take(14).Result);
        Assert.Equal("session down Timeout", peer.Events[^1]);
    }

    [Fact]
    [Trait("l2tp", "J151")]
    public void Connect_speeds_with_four_octets_are_ignored()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V3).Open3();
        peer.Give3(Request(Avp(74, U32(5), mandatory: false), Avp(75, U64(9_000_000_000), mandatory: false)));
        peer.Take(11);
        Assert.Equal((0u, 9_000_000_000u), (peer.Session.Remote.TxConnectSpeed, peer.Session.Remote.RxConnectSpeed));
    }

    [Fact]
    [Trait("l2tp", "J152")]
    public void Ids_and_cookie_are_told_to_the_owner_before_data_can_come()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V3).Open3();
        peer.Engine.OpenSession(peer.Tunnel, Call, peer.Now);
        SeenMessage request = peer.Take(10);
        Assert.Equal((SessionState.WaitReply, request.U32(63)), (peer.Session.State, peer.Session.LocalId));
        Assert.Equal(8, peer.Session.LocalCookie.Length);
    }

    [Fact]
    [Trait("l2tp", "J153")]
    public void All_sessions_go_with_the_control_connection()
    {
        ScriptedPeer peer = Established(out _);
        Assert.True(peer.Engine.ReserveSessionId(1));
        peer.Engine.CloseTunnel(peer.Tunnel, new L2tpResult(StopResult.ShuttingDown), peer.Now);
        Assert.Equal(["session down TunnelDown", "tunnel down LocalRequest"], peer.Events[^2..]);
        Assert.Equal(0, peer.Engine.SessionCount);
        peer.Advance(200_000);
        Assert.Equal(1, peer.Engine.SessionIdsTaken);
    }

    [Fact]
    [Trait("l2tp", "H119")]
    public void Limits_refuse_and_release()
    {
        var peer = new ScriptedPeer(ScriptedPeer.V3, new L2tpEngineOptions { MaximumSessions = 1 });
        peer.Open3();
        peer.Give3(Request());
        uint id = peer.Take(11).U32(63);
        peer.Give3(Request(0x99));
        Assert.Equal((2, 4), peer.Take(14).Result);
        peer.Engine.OpenSession(peer.Tunnel, Call, peer.Now);
        Assert.Equal("session down NoResources", peer.Events[^1]);
        peer.Give3(Disconnect(id, Remote));
        peer.Take(20);
        peer.Give3(Request(0x99));
        peer.Take(11);
    }

    [Theory]
    [Trait("l2tp", "H122")]
    [InlineData(46, true)]
    [InlineData(10, false)]
    public void Per_hop_behaviour_of_a_session(int theirs, bool agrees)
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V3).Open3();
        peer.Decide = _ => L2tpSessionDecision.Accept(new L2tpCallParameters { Phb = 46 });
        peer.Give3(Request(Avp(48, U16(theirs), mandatory: false)));
        SeenMessage answer = peer.Take();
        Assert.Equal(agrees ? 11 : 14, answer.Type);
        if (agrees)
        {
            Assert.Equal(46, answer.U16(48));
            Assert.Equal((ushort?)46, peer.Session.AgreedPhb);
        }
        else
        {
            Assert.Equal((12, 0), answer.Result);
        }
    }

    [Fact]
    [Trait("l2tp", "H123")]
    public void Connect_speed_updates_of_version_3()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V3).Open3();
        peer.Give3(Request(Avp(98, [], mandatory: false)));
        uint id = peer.Take(11).U32(63);
        peer.Give3(Type(12), Avp(63, U32(Remote)), Avp(64, U32(id)));
        peer.Take(20);
        peer.Give3(Type(28, mandatory: false), Avp(97, Join(U32(id), U64(10_000_000_000), U64(5)), mandatory: false));
        peer.Take(20);
        Assert.Equal("speed 10000000000 5", peer.Events[^1]);
        peer.Engine.RequestConnectSpeed(peer.Session, peer.Now);
        SeenMessage request = peer.Take(29);
        Assert.False(request.Mandatory(0));
        Assert.Equal(Join(U32(Remote), new byte[16]), request.Value(97));
    }

    private static ScriptedPeer Established(out uint id)
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V3).Open3();
        peer.Give3(Request());
        id = peer.Take(11).U32(63);
        peer.Give3(Type(12), Avp(63, U32(Remote)), Avp(64, U32(id)));
        peer.Take(20);
        Assert.Equal("session up", peer.Events[^1]);
        return peer;
    }

    private static byte[][] Request(params byte[][] more) => Request(Remote, more);

    private static byte[][] Request(PseudowireType type) =>
        [.. Request().Select(avp => avp[5] == 68 ? Avp(68, U16((int)type)) : avp)];

    private static byte[][] Request(uint id, params byte[][] more) =>
    [
        Type(10), Avp(63, U32(id)), Avp(64, U32(0)), Avp(15, U32(1), mandatory: false), Avp(68, U16(5)), Avp(66, Text("pw-2")),
        Avp(71, U16(1)), .. more,
    ];

    private static byte[][] Reply(uint id, params byte[][] more) =>
        [Type(11), Avp(63, U32(Remote)), Avp(64, U32(id)), Avp(71, U16(1)), .. more];

    private static byte[][] Link(uint id, int status) => [Type(16), Avp(63, U32(Remote)), Avp(64, U32(id)), Avp(71, U16(status))];

    private static byte[][] Disconnect(uint id, uint peerId, int result = 1) =>
        [Type(14), Avp(1, U16(result)), Avp(63, U32(peerId)), Avp(64, U32(id))];
}
