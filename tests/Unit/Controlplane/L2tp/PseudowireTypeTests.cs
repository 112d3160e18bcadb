using Router.Configuration;
using Router.Controlplane.L2tp;
using Router.Controlplane.L2tp.Service;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Wire;
using Xunit;
using static Router.Unit.Tests.Controlplane.L2tp.Octets;

namespace Router.Unit.Tests.Controlplane.L2tp;

/// <summary>Pseudowires of L2TPv3 other than Ethernet and PPP against a scripted peer (RFC 4591, RFC 4454).</summary>
public sealed class PseudowireTypeTests
{
    private const uint Remote = 0xABCD0001;

    private static readonly L2tpPeerProfile Profile = ScriptedPeer.V3 with { PseudowireTypes = PseudowireTypes.Configurable };

    [Fact]
    [Trait("l2tp", "I129")]
    public void Every_configurable_type_is_offered()
    {
        ScriptedPeer peer = new(Profile);
        _ = peer.Engine.OpenTunnel(peer.Endpoint, Profile, peer.Now);
        byte[] list = peer.Take(1).Value(62);
        Assert.Equal(
            [1, 2, 3, 4, 5, 6, 9, 10, 11],
            Enumerable.Range(0, list.Length / 2).Select(at => (list[2 * at] << 8) | list[(2 * at) + 1]).Order());
    }

    [Theory]
    [Trait("l2tp", "I129")]
    [InlineData(PseudowireType.Ip)]
    [InlineData(PseudowireType.Hdlc)]
    [InlineData(PseudowireType.FrameRelayDlci)]
    [InlineData(PseudowireType.AtmAal5)]
    [InlineData(PseudowireType.AtmPort)]
    [InlineData(PseudowireType.AtmVcc)]
    [InlineData(PseudowireType.AtmVpc)]
    public void A_type_that_the_peer_does_not_list_is_never_asked_for(PseudowireType type)
    {
        ScriptedPeer peer = new ScriptedPeer(Profile).Open3();
        _ = peer.Engine.OpenSession(peer.Tunnel, new L2tpCallParameters { PseudowireType = type, RemoteEndId = Text("pw") }, peer.Now);
        peer.Nothing();
        Assert.Equal("session down NotSupported", peer.Events[^1]);

        peer = Open(type);
        L2tpSession session = peer.Engine.OpenSession(peer.Tunnel, new L2tpCallParameters { PseudowireType = type, RemoteEndId = Text("pw") }, peer.Now)!;
        Assert.Equal((int)type, peer.Take(10).U16(68));
        Assert.Equal(type, session.PseudowireType);
    }

    [Theory]
    [Trait("l2tp", "D49")]
    [InlineData(null, null, true)]
    [InlineData(null, 2, true)]
    [InlineData(2, null, true)]
    [InlineData(2, 2, true)]
    [InlineData(4, 4, true)]
    [InlineData(4, null, false)]
    [InlineData(null, 4, false)]
    [InlineData(4, 2, false)]
    public void Frame_relay_headers_have_one_length(int? own, int? theirs, bool fits)
    {
        byte[][] told = theirs is { } length ? [Avp(85, U16(length), mandatory: false)] : [];
        L2tpCallParameters local = new() { PseudowireType = PseudowireType.FrameRelayDlci, RemoteEndId = Text("pw"), FrameRelayHeaderLength = (ushort?)own };
        ScriptedPeer peer = Open(PseudowireType.FrameRelayDlci);
        L2tpSession session = peer.Engine.OpenSession(peer.Tunnel, local, peer.Now)!;
        SeenMessage request = peer.Take(10);
        Assert.Equal(own, request.Has(85) ? request.U16(85) : null);
        peer.Give3(Reply(session.LocalId, told));
        if (fits)
        {
            _ = peer.Take(12);
            Assert.Equal("session up", peer.Events[^1]);
        }
        else
        {
            Assert.Equal((19, 0), peer.Take(14).Result);
            Assert.Equal("session down ProtocolError", peer.Events[^1]);
        }

        peer = Open(PseudowireType.FrameRelayDlci);
        peer.Decide = _ => L2tpSessionDecision.Accept(local);
        peer.Give3(Request(PseudowireType.FrameRelayDlci, told));
        if (fits)
        {
            SeenMessage reply = peer.Take(11);
            Assert.Equal(own, reply.Has(85) ? reply.U16(85) : null);
        }
        else
        {
            Assert.Equal((19, 0), peer.Take(14).Result);
            Assert.Equal(0, peer.Engine.SessionCount);
        }
    }

    [Theory]
    [Trait("l2tp", "D49")]
    [InlineData(85, 3)]
    [InlineData(85, 0)]
    [InlineData(86, 0)]
    public void Impossible_lengths_are_refused(int type, int value)
    {
        ScriptedPeer peer = Open(PseudowireType.FrameRelayDlci);
        peer.Give3(Request(PseudowireType.FrameRelayDlci, Avp(type, U16(value), mandatory: false)));
        Assert.Equal((2, 3), peer.Take(14).Result);
    }

    [Fact]
    [Trait("l2tp", "D50")]
    public void The_most_cells_of_each_end_are_told()
    {
        L2tpCallParameters local = new() { PseudowireType = PseudowireType.AtmVcc, RemoteEndId = Text("pw"), MaxCells = 28 };
        ScriptedPeer peer = Open(PseudowireType.AtmVcc);
        L2tpSession session = peer.Engine.OpenSession(peer.Tunnel, local, peer.Now)!;
        Assert.Equal(28, peer.Take(10).U16(86));
        peer.Give3(Reply(session.LocalId, Avp(86, U16(5), mandatory: false)));
        Assert.False(peer.Take(12).Has(86));
        Assert.Equal((28, 5), ((int)session.Local.MaxCells!, (int)session.Remote.MaxCells!));

        peer = Open(PseudowireType.AtmVcc);
        peer.Decide = _ => L2tpSessionDecision.Accept(local);
        peer.Give3(Request(PseudowireType.AtmVcc));
        Assert.Equal(28, peer.Take(11).U16(86));
        Assert.Null(peer.Session.Remote.MaxCells);
    }

    [Theory]
    [Trait("l2tp", "D50")]
    [InlineData(PseudowireType.AtmAal5)]
    [InlineData(PseudowireType.AtmVcc)]
    public void Oam_emulation_is_refused(PseudowireType type)
    {
        ScriptedPeer peer = Open(type);
        peer.Give3(Request(type, Avp(87, [])));
        Assert.Equal((22, 0), peer.Take(14).Result);
        L2tpSession session = peer.Engine.OpenSession(peer.Tunnel, new L2tpCallParameters { PseudowireType = type, RemoteEndId = Text("pw") }, peer.Now)!;
        _ = peer.Take(10);
        peer.Give3(Reply(session.LocalId, Avp(87, [])));
        Assert.Equal((22, 0), peer.Take(14).Result);
        Assert.Equal(0, peer.Engine.SessionCount);
    }

    [Fact]
    [Trait("l2tp", "D50")]
    [Trait("l2tp", "J147")]
    public void The_atm_specific_sublayer_is_demanded_and_granted()
    {
        L2tpCallParameters local = new() { PseudowireType = PseudowireType.AtmAal5, RemoteEndId = Text("pw"), Sublayer = L2SublayerKind.Atm };
        ScriptedPeer peer = Open(PseudowireType.AtmAal5);
        L2tpSession session = peer.Engine.OpenSession(peer.Tunnel, local, peer.Now)!;
        Assert.Equal(2, peer.Take(10).U16(69));
        peer.Give3(Reply(session.LocalId, Avp(69, U16(2)), Avp(70, U16(2))));
        _ = peer.Take(12);
        Assert.Equal((L2SublayerKind.Atm, L2SublayerKind.Atm, DataSequencingLevel.All), (session.SendSublayer, session.ReceiveSublayer, session.SendSequencing));
    }

    [Theory]
    [Trait("l2tp", "J147")]
    [InlineData(PseudowireType.Ethernet, 2)]
    [InlineData(PseudowireType.Hdlc, 2)]
    [InlineData(PseudowireType.AtmVcc, 3)]
    public void Sublayers_of_other_types_are_refused(PseudowireType type, int sublayer)
    {
        ScriptedPeer peer = Open(type);
        peer.Give3(Request(type, Avp(69, U16(sublayer))));
        Assert.Equal((2, 3), peer.Take(14).Result);
    }

    [Theory]
    [Trait("l2tp", "D51")]
    [InlineData(2, false)]
    [InlineData(4, true)]
    public void Only_one_end_would_keep_the_fcs(int length, bool mandatory)
    {
        ScriptedPeer peer = Open(PseudowireType.Hdlc);
        peer.Decide = _ => L2tpSessionDecision.Accept(new L2tpCallParameters { PseudowireType = PseudowireType.Hdlc });
        peer.Give3(Request(PseudowireType.Hdlc, Avp(92, U16(length), mandatory)));
        SeenMessage reply = peer.Take(11);
        Assert.False(reply.Has(92));
        peer.Give3(Type(12), Avp(63, U32(Remote)), Avp(64, U32(reply.U32(63))));
        _ = peer.Take(20);
        Assert.Equal("session up", peer.Events[^1]);
    }

    [Theory]
    [Trait("l2tp", "D52")]
    [InlineData(0x0101)]
    [InlineData(0xffff)]
    public void Vccv_is_not_agreed_to(int capability)
    {
        ScriptedPeer peer = Open(PseudowireType.Hdlc);
        peer.Decide = _ => L2tpSessionDecision.Accept(new L2tpCallParameters { PseudowireType = PseudowireType.Hdlc });
        peer.Give3(Request(PseudowireType.Hdlc, Avp(96, U16(capability), mandatory: false)));
        Assert.False(peer.Take(11).Has(96));
        Assert.Equal((ushort)capability, peer.Session.Remote.Vccv);
    }

    [Theory]
    [Trait("l2tp", "C40")]
    [InlineData(0, L2tpSequencing.None)]
    [InlineData(1, L2tpSequencing.SendNonIp)]
    [InlineData(2, L2tpSequencing.Send)]
    public void The_peers_level_of_sequencing_is_that_of_packets_to_it(int level, L2tpSequencing sequencing)
    {
        ScriptedPeer peer = Open(PseudowireType.Ethernet);
        peer.Decide = _ => L2tpSessionDecision.Accept(new L2tpCallParameters());
        peer.Give3(Request(PseudowireType.Ethernet, Avp(69, U16(1)), Avp(70, U16(level))));
        _ = peer.Take(11);
        Assert.Equal((DataSequencingLevel)level, peer.Session.SendSequencing);
        Assert.Equal(sequencing, TunnelContext.SequencingOf(peer.Session.SendSequencing));
    }

    [Fact]
    [Trait("l2tp", "D50")]
    public void An_alarm_is_noted()
    {
        ScriptedPeer peer = Open(PseudowireType.AtmVpc);
        peer.Decide = _ => L2tpSessionDecision.Accept(new L2tpCallParameters { PseudowireType = PseudowireType.AtmVpc });
        peer.Give3(Request(PseudowireType.AtmVpc));
        uint id = peer.Take(11).U32(63);
        peer.Give3(Type(12), Avp(63, U32(Remote)), Avp(64, U32(id)));
        _ = peer.Take(20);
        Assert.Null(peer.Session.Remote.AtmAlarm);
        peer.Give3(Type(16), Avp(63, U32(Remote)), Avp(64, U32(id)), Avp(71, U16(0)), Avp(88, Join(U16(2), U16(3)), mandatory: false));
        _ = peer.Take(20);
        Assert.Equal((0x00020003u, CircuitStatus.None), (peer.Session.Remote.AtmAlarm, peer.Session.PeerStatus));
        peer.Give3(Type(16), Avp(63, U32(Remote)), Avp(64, U32(id)), Avp(71, U16(1)), Avp(88, U16(3), mandatory: false));
        _ = peer.Take(20);
        Assert.Equal(CircuitStatus.Active, peer.Session.PeerStatus);
    }

    private static ScriptedPeer Open(PseudowireType type)
    {
        ScriptedPeer peer = new(Profile);
        peer.Give(V3(0, 0, 0, [Type(1), .. ScriptedPeer.Identity3().Where(static avp => avp[5] != 62), Avp(62, Join(U16(5), U16((int)type)))]));
        peer.Find(peer.Take(2).U32(61));
        peer.Ns = 1;
        peer.Give3(Type(3));
        _ = peer.Take(20);
        return peer;
    }

    private static byte[][] Request(PseudowireType type, params byte[][] more) =>
    [
        Type(10), Avp(63, U32(Remote)), Avp(64, U32(0)), Avp(15, U32(1), mandatory: false), Avp(68, U16((int)type)), Avp(66, Text("pw-2")),
        Avp(71, U16(1)), .. more,
    ];

    private static byte[][] Reply(uint id, params byte[][] more) =>
        [Type(11), Avp(63, U32(Remote)), Avp(64, U32(id)), Avp(71, U16(1)), .. more];
}
