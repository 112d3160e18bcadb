using Router.Configuration;
using Router.Controlplane.L2tp;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Wire;
using Xunit;
using static Router.Unit.Tests.Controlplane.L2tp.Octets;

namespace Router.Unit.Tests.Controlplane.L2tp;

/// <summary>Calls of L2TPv2 against a scripted peer.</summary>
public sealed class CallTests
{
    private const int Remote = 0x4321;

    [Fact]
    [Trait("l2tp", "H111")]
    [Trait("l2tp", "H113")]
    public void Lac_sets_up_an_incoming_call()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V2).Open2();
        var call = new L2tpCallParameters
        {
            SerialNumber = 9,
            TxConnectSpeed = 100_000_000,
            RxConnectSpeed = 10_000_000_000,
            PhysicalChannelId = 3,
            Ppp = new PppCallParameters
            {
                CalledNumber = Text("100"),
                CallingNumber = Text("200"),
                SubAddress = Text("sub"),
                BearerType = 1,
                FramingType = 1,
                SequencingRequired = true,
                PrivateGroupId = Text("g"),
                InitialReceivedConfReq = Text("a"),
                LastSentConfReq = Text("b"),
                LastReceivedConfReq = Text("c"),
                ProxyAuthenType = 2,
                ProxyAuthenName = Text("user"),
                ProxyAuthenChallenge = Text("chal"),
                ProxyAuthenId = 5,
                ProxyAuthenResponse = Text("resp"),
            },
        };
        L2tpSession session = peer.Engine.OpenSession(peer.Tunnel, call, peer.Now)!;
        SeenMessage request = peer.Take(10);
        Assert.Equal((0, (uint)request.U16(14)), (request.Session, session.LocalId));
        Assert.Equal([0, 14, 15, 18, 21, 22, 23, 25], request.Types);
        Assert.Equal((9u, 3u), (request.U32(15), request.U32(25)));
        peer.Give2((int)session.LocalId, Type(11), Avp(14, U16(Remote)));
        SeenMessage connected = peer.Take(12);
        Assert.Equal(Remote, connected.Session);
        Assert.Equal([0, 24, 19, 38, 39, 37, 26, 27, 28, 29, 30, 31, 33, 32], connected.Types);
        Assert.Equal((100_000_000u, uint.MaxValue, 1u), (connected.U32(24), connected.U32(38), connected.U32(19)));
        Assert.All([0, 24, 19, 39], type => Assert.True(connected.Mandatory(type)));
        Assert.All([38, 37, 26, 29, 30, 33], type => Assert.False(connected.Mandatory(type)));
        Assert.Equal(["tunnel up", "session up"], peer.Events);
        Assert.Equal(PseudowireType.Ppp, session.PseudowireType);
        Assert.Equal((DataSequencingLevel.All, L2SublayerKind.None, 0), (session.SendSequencing, session.SendSublayer, session.LocalCookie.Length));
    }

    [Theory]
    [Trait("l2tp", "H111")]
    [Trait("l2tp", "H113")]
    [Trait("l2tp", "H120")]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void Lns_answers_an_incoming_call(int authenType)
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V2).Open2();
        peer.Give2(0, Type(10), Avp(14, U16(Remote)), Avp(15, U32(77)), Avp(18, U32(2)), Avp(21, Text("100")), Avp(25, U32(8), mandatory: false));
        SeenMessage reply = peer.Take(11);
        Assert.Equal((Remote, 1), (reply.Session, reply.Types.Count(type => type == 14)));
        Assert.Equal([0, 14], reply.Types);
        peer.Give2(reply.U16(14), Type(12), Avp(24, U32(56000)), Avp(19, U32(1)), Avp(38, U32(64000), mandatory: false), Avp(26, Text("x"), mandatory: false), Avp(29, U16(authenType), mandatory: false), Avp(30, Text("user"), mandatory: false), Avp(32, U16(6), mandatory: false), Avp(33, Text("pw"), mandatory: false), Avp(39, []));
        peer.Take(0);
        Assert.Equal("session up", peer.Events[^1]);
        L2tpCallParameters remote = peer.Session.Remote;
        Assert.Equal((56000u, 64000u, 77u, (uint?)8u), (remote.TxConnectSpeed, remote.RxConnectSpeed, remote.SerialNumber, remote.PhysicalChannelId));
        PppCallParameters ppp = remote.Ppp!;
        Assert.Equal((1u, (uint?)2u, (ushort)authenType, (byte)6), (ppp.FramingType, ppp.BearerType, ppp.ProxyAuthenType, ppp.ProxyAuthenId));
        Assert.Equal(Join(Text("100"), Text("user"), Text("pw"), Text("x")), Join(ppp.CalledNumber!, ppp.ProxyAuthenName!, ppp.ProxyAuthenResponse!, ppp.InitialReceivedConfReq!));
        Assert.Equal(DataSequencingLevel.All, peer.Session.ReceiveSequencing);
    }

    [Fact]
    [Trait("l2tp", "H112")]
    public void Lns_asks_for_an_outgoing_call()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V2).Connect2(Avp(4, U32(1)));
        peer.Give2(0);
        peer.Ns--;
        var call = new L2tpCallParameters { Ppp = new PppCallParameters { CalledNumber = Text("5551212"), MinimumBps = 1, MaximumBps = 2, BearerType = 1, FramingType = 3 } };
        L2tpSession session = peer.Engine.OpenSession(peer.Tunnel, call, peer.Now, isOutgoingCall: true)!;
        SeenMessage request = peer.Take(7);
        Assert.Equal([0, 14, 15, 16, 17, 18, 19, 21], request.Types);
        peer.Give2((int)session.LocalId, Type(8), Avp(14, U16(Remote)), Avp(25, U32(4), mandatory: false));
        peer.Take(0);
        Assert.Equal(SessionState.WaitConnect, session.State);
        peer.Give2((int)session.LocalId, Type(9), Avp(24, U32(64000)), Avp(19, U32(1)));
        peer.Take(0);
        Assert.Equal("session up", peer.Events[^1]);
        Assert.Equal((64000u, 1u), (session.Remote.TxConnectSpeed, session.Remote.Ppp!.FramingType));
    }

    [Fact]
    [Trait("l2tp", "H112")]
    public void Outgoing_calls_need_bearer_capabilities_of_the_peer()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V2).Open2();
        peer.Engine.OpenSession(peer.Tunnel, new L2tpCallParameters(), peer.Now, isOutgoingCall: true);
        peer.Nothing();
        Assert.Equal("session down NotSupported", peer.Events[^1]);
    }

    [Fact]
    [Trait("l2tp", "H112")]
    public void Lac_places_an_outgoing_call()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V2).Open2();
        peer.Decide = _ => L2tpSessionDecision.Accept(new L2tpCallParameters(), connected: false);
        peer.Give2(0, Outgoing());
        SeenMessage reply = peer.Take(8);
        Assert.Equal(SessionState.WaitAnswer, peer.Session.State);
        Assert.Equal(Text("5551212"), peer.Session.Remote.Ppp!.CalledNumber);
        peer.Give2(0);
        peer.Ns--;
        peer.Engine.ConnectSession(peer.Session, new L2tpCallParameters { TxConnectSpeed = 64000, Ppp = new PppCallParameters { FramingType = 2 } }, peer.Now);
        SeenMessage connected = peer.Take(9);
        Assert.Equal([0, 24, 19], connected.Types);
        Assert.Equal((Remote, 64000u, 2u), (connected.Session, connected.U32(24), connected.U32(19)));
        Assert.Equal("session up", peer.Events[^1]);
        Assert.Equal((int)peer.Session.LocalId, reply.U16(14));

        peer.Decide = _ => L2tpSessionDecision.Refuse(new L2tpResult(DisconnectResult.Busy));
        peer.Give2(0, Outgoing(0x99));
        Assert.Equal((8, 0), peer.Take(14).Result);
    }

    [Theory]
    [Trait("l2tp", "H103")]
    [Trait("l2tp", "G90")]
    [InlineData(0, true)]
    [InlineData(5, false)]
    public void A_request_without_a_usable_id_or_serial_number_is_refused(int id, bool serial)
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V2).Open2();
        peer.Give2(0, [Type(10), Avp(14, U16(id)), .. serial ? new[] { Avp(15, U32(1)) } : []]);
        SeenMessage refusal = peer.Take(14);
        Assert.Equal(((2, 3), id), (refusal.Result, refusal.Session));
        Assert.NotEqual(0, refusal.U16(14));
        Assert.Equal(0, peer.Engine.SessionCount);
        Assert.Equal(["tunnel up"], peer.Events);
    }

    [Fact]
    [Trait("l2tp", "H113")]
    [Trait("l2tp", "H115")]
    public void A_disconnect_ends_one_call_and_is_acknowledged()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V2).Open2();
        int first = Answered(peer, 0x100);
        int second = Answered(peer, 0x200);
        peer.Give2(first, Type(14), Avp(1, Join(U16(2), U16(6), Text("gone"))), Avp(14, U16(0x100)), Avp(12, Hex("001001"), mandatory: false));
        peer.Take(0);
        Assert.Equal("session down PeerRequest", peer.Events[^1]);
        Assert.Equal("gone", peer.Down.Result.Message);
        Assert.Equal(1, peer.Engine.SessionCount);
        peer.Give2(first, Type(14), Avp(1, U16(1)), Avp(14, U16(0x100)));
        peer.Take(0);
        Assert.Equal(1, peer.Dropped(ControlDropReason.UnknownSession));

        // Without the session id: found by the id that its sender assigned.
        peer.Give2(0, Type(14), Avp(1, U16(1)), Avp(14, U16(0x200)));
        peer.Take(0);
        Assert.Equal(0, peer.Engine.SessionCount);
        Assert.NotEqual(first, second);
    }

    [Fact]
    [Trait("l2tp", "H115")]
    public void This_end_ends_a_call()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V2).Open2();
        int id = Answered(peer, Remote);
        peer.Engine.CloseSession(peer.Session, new L2tpResult(DisconnectResult.LossOfCarrier, GeneralError.None, "carrier"), peer.Now);
        SeenMessage disconnect = peer.Take(14);
        Assert.Equal((Remote, id, (1, 0)), (disconnect.Session, disconnect.U16(14), disconnect.Result));
        peer.Engine.CloseSession(peer.Session, new L2tpResult(DisconnectResult.LossOfCarrier), peer.Now);
        peer.Nothing();
    }

    [Fact]
    [Trait("l2tp", "H121")]
    public void Link_info_and_wan_errors()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V2).Open2();
        int id = Answered(peer, Remote);
        peer.Give2(id, Type(16), Avp(35, Hex("0000 000A0000 FFFFFFFF")));
        peer.Take(0);
        Assert.Equal("accm 000a0000 ffffffff", peer.Events[^1]);
        peer.Give2(id, Type(15), Avp(34, new byte[26]));
        peer.Take(0);
        peer.Give2(0, Type(15), Avp(34, new byte[26]));
        peer.Take(0);
        Assert.Equal((1, 1), (peer.Engine.Counters.WanErrors, peer.Tunnel.Counters.LinkInfos));
        Assert.Equal(1, peer.Dropped(ControlDropReason.UnknownSession));
        peer.Engine.SendAccm(peer.Session, 1, 2, peer.Now);
        SeenMessage link = peer.Take(16);
        Assert.Equal(Remote, link.Session);
        Assert.Equal(Hex("0000 00000001 00000002"), link.Value(35));
        peer.Give2(0);
        peer.Ns--;
        peer.Engine.SendWanErrors(peer.Session, [1, 2, 3, 4, 5, 6], peer.Now);
        SeenMessage errors = peer.Take(15);
        Assert.Equal(Hex("0000 00000001 00000002 00000003 00000004 00000005 00000006"), errors.Value(34));
        peer.Give2(0);
        peer.Ns--;
        peer.Give2(id, Type(15), Avp(34, new byte[20]));
        Assert.Equal((2, 2), peer.Take(14).Result);
        Assert.Equal(0, peer.Engine.SessionCount);
    }

    [Theory]
    [Trait("l2tp", "H123")]
    [InlineData(true)]
    [InlineData(false)]
    public void Connect_speed_updates(bool enabled)
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V2 with { ConnectSpeedUpdates = enabled }).Open2();
        L2tpSession session = peer.Engine.OpenSession(peer.Tunnel, new L2tpCallParameters { TxConnectSpeed = 5, RxConnectSpeed = 6 }, peer.Now)!;
        Assert.Equal(enabled, peer.Take(10).Has(98));
        peer.Give2((int)session.LocalId, Type(11), Avp(14, U16(Remote)));
        peer.Take(12);
        peer.Give2(0, Type(29, mandatory: false), Avp(97, Join(U16(0), U16((int)session.LocalId), new byte[8]), mandatory: false));
        SeenMessage answer = peer.Take();
        if (!enabled)
        {
            Assert.Equal(0, answer.Type);
            peer.Engine.SetConnectSpeed(session, 7, 8, peer.Now);
            peer.Engine.RequestConnectSpeed(session, peer.Now);
            peer.Nothing();
            return;
        }

        Assert.Equal(28, answer.Type);
        Assert.Equal(Join(U16(0), U16(Remote), U32(5), U32(6)), answer.Value(97));
        peer.Give2(0);
        peer.Ns--;
        peer.Engine.SetConnectSpeed(session, 7, 8, peer.Now);
        Assert.Equal(Join(U16(0), U16(Remote), U32(7), U32(8)), peer.Take(28).Value(97));
    }

    [Fact]
    [Trait("l2tp", "G100")]
    public void Access_line_avps_are_ignored()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V2).Open2();
        peer.Give2(0, Type(10), Avp(14, U16(Remote)), Avp(15, U32(1)), Avp(1, Text("circuit"), mandatory: false, vendor: 3561));
        peer.Take(11);
        peer.Give2(0, Type(10), Avp(14, U16(0x99)), Avp(15, U32(1)), Avp(1, Text("circuit"), mandatory: true, vendor: 3561));
        Assert.Equal((2, 8), peer.Take(14).Result);
    }

    [Fact]
    public void Ids_of_different_tunnels_may_be_equal()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V2).Open2();
        Answered(peer, Remote);
        byte[][] identity = [.. ScriptedPeer.Identity2()[..3], Avp(9, U16(0x99))];
        peer.Give(V2(0, 0, 0, 0, [Type(1), .. identity]));
        peer.Find(peer.Take(2).U16(9));
        (peer.Ns, peer.Nr) = (1, 1);
        peer.Give2(0, Type(3));
        peer.Take(0);
        Answered(peer, Remote);
        Assert.Equal(2, peer.Engine.SessionCount);
    }

    private static byte[][] Outgoing(int id = Remote) =>
    [
        Type(7), Avp(14, U16(id)), Avp(15, U32(1)), Avp(16, U32(1)), Avp(17, U32(2)), Avp(18, U32(1)), Avp(19, U32(1)), Avp(21, Text("5551212")),
    ];

    private static int Answered(ScriptedPeer peer, int id)
    {
        peer.Give2(0, Type(10), Avp(14, U16(id)), Avp(15, U32(1)));
        int local = peer.Take(11).U16(14);
        peer.Give2(local, Type(12), Avp(24, U32(1)), Avp(19, U32(1)));
        peer.Take(0);
        return local;
    }
}
