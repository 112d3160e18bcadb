using Router.Controlplane.L2tp;
using Router.Controlplane.L2tp.Reliable;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Tunnels;
using Router.Controlplane.L2tp.Wire;
using Xunit;
using static Router.Unit.Tests.Controlplane.L2tp.Octets;

namespace Router.Unit.Tests.Controlplane.L2tp;

/// <summary>Control connections of both versions against a scripted peer.</summary>
public sealed class ControlConnectionTests
{
    [Fact]
    [Trait("l2tp", "H101")]
    [Trait("l2tp", "H102")]
    [Trait("l2tp", "F68")]
    [Trait("l2tp", "G92")]
    public void Opens_a_tunnel_of_version_2()
    {
        var peer = new ScriptedPeer(ScriptedPeer.V2);
        ControlConnection tunnel = peer.Engine.OpenTunnel(ScriptedPeer.Udp, ScriptedPeer.V2, peer.Now)!;
        SeenMessage request = peer.Take(1);
        Assert.Equal((2, 0u, 0, 0, 0), (request.Version, request.Connection, request.Session, request.Ns, request.Nr));
        Assert.Equal([0, 2, 3, 7, 9, 10], request.Types);
        Assert.All(request.Types, type => Assert.True(request.Mandatory(type)));
        Assert.Equal((0x0100, 3u), (request.U16(2), request.U32(3)));
        Assert.Equal(tunnel.LocalId, (uint)request.U16(9));
        peer.Give(V2((int)tunnel.LocalId, 0, 0, 1, [Type(2), .. ScriptedPeer.Identity2(), Avp(10, U16(8))]));
        SeenMessage connected = peer.Take(3);
        Assert.Equal(((uint)ScriptedPeer.PeerId, 1, 1), (connected.Connection, connected.Ns, connected.Nr));
        Assert.Equal(TunnelState.Established, tunnel.State);
        Assert.Equal(8, tunnel.PeerReceiveWindow);
        Assert.Equal("lac", tunnel.PeerHostName);
        Assert.Equal(["tunnel up"], peer.Events);
    }

    [Fact]
    [Trait("l2tp", "H102")]
    [Trait("l2tp", "F71")]
    public void Answers_a_tunnel_of_version_2()
    {
        var peer = new ScriptedPeer(ScriptedPeer.V2);
        peer.Give(ScriptedPeer.Sccrq2());
        SeenMessage reply = peer.Take(2);
        Assert.Equal(((uint)ScriptedPeer.PeerId, 0, 1), (reply.Connection, reply.Ns, reply.Nr));
        Assert.Equal([0, 2, 3, 7, 9, 10], reply.Types);
        peer.Give(V2(reply.U16(9), 0, 1, 1, Type(3)));
        SeenMessage zlb = peer.Take(0);
        Assert.Equal((12, 1, 2), (zlb.Octets.Length, zlb.Ns, zlb.Nr));
        Assert.Equal(["tunnel up"], peer.Events);
        Assert.Equal(4, peer.Tunnel.PeerReceiveWindow);
    }

    [Theory]
    [Trait("l2tp", "H102")]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(7)]
    public void Messages_out_of_sequence_stop_with_result_7(int type)
    {
        var peer = new ScriptedPeer(ScriptedPeer.V2);
        peer.Give(ScriptedPeer.Sccrq2());
        SeenMessage reply = peer.Take(2);
        peer.Give(V2(reply.U16(9), 0, 1, 1, Type(type), Avp(14, U16(1)), Avp(15, U32(1))));
        Assert.Equal((7, 0), peer.Take(4).Result);
        Assert.Empty(peer.Events);

        peer = new ScriptedPeer(ScriptedPeer.V2).Open2();
        peer.Give2(0, Type(3));
        Assert.Equal(7, peer.Take(4).Result.Result);
        Assert.Equal("tunnel down ProtocolError", peer.Events[^1]);
    }

    [Theory]
    [Trait("l2tp", "H103")]
    [InlineData(true)]
    [InlineData(false)]
    public void Assigned_id_0_is_refused(bool inReply)
    {
        var peer = new ScriptedPeer(ScriptedPeer.V2);
        byte[][] identity = [Avp(2, U16(0x100)), Avp(3, U32(3)), Avp(7, Text("lac")), Avp(9, U16(0))];
        if (inReply)
        {
            ControlConnection tunnel = peer.Engine.OpenTunnel(ScriptedPeer.Udp, ScriptedPeer.V2, peer.Now)!;
            peer.Take(1);
            peer.Give(V2((int)tunnel.LocalId, 0, 0, 1, [Type(2), .. identity]));
        }
        else
        {
            peer.Give(V2(0, 0, 0, 0, [Type(1), .. identity]));
        }

        Assert.Equal((2, 3), peer.Take(4).Result);
        Assert.DoesNotContain("tunnel up", peer.Events);
    }

    [Theory]
    [Trait("l2tp", "H104")]
    [InlineData(0x0200)]
    [InlineData(0x0001)]
    public void Another_protocol_version_is_refused_with_the_highest_known(int version)
    {
        var peer = new ScriptedPeer(ScriptedPeer.V2);
        peer.Give(V2(0, 0, 0, 0, Type(1), Avp(2, U16(version)), Avp(3, U32(3)), Avp(7, Text("lac")), Avp(9, U16(7))));
        SeenMessage stop = peer.Take(4);
        Assert.Equal((5, 0x0100), stop.Result);
        Assert.Equal((7u, 0, 1), (stop.Connection, stop.Ns, stop.Nr));
        Assert.NotEqual(0, stop.U16(9));
        Assert.Equal(0, peer.Engine.TunnelCount);
    }

    [Fact]
    [Trait("l2tp", "H104")]
    public void A_later_revision_of_protocol_version_1_is_accepted()
    {
        var peer = new ScriptedPeer(ScriptedPeer.V2);
        peer.Give(V2(0, 0, 0, 0, Type(1), Avp(2, U16(0x0105)), Avp(3, U32(3)), Avp(7, Text("lac")), Avp(9, U16(7))));
        peer.Take(2);
    }

    [Theory]
    [Trait("l2tp", "G90")]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void A_request_without_a_required_avp_is_refused(int missing)
    {
        var peer = new ScriptedPeer(ScriptedPeer.V2);
        byte[][] avps = [.. ScriptedPeer.Identity2().Where(avp => avp[5] != missing)];
        peer.Give(V2(0, 0, 0, 0, [Type(1), .. avps]));
        Assert.Equal((2, 3), peer.Take(4).Result);
        Assert.Equal(0, peer.Engine.TunnelCount);
    }

    [Theory]
    [Trait("l2tp", "G88")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void Unknown_mandatory_avp_in_a_control_connection_message_stops_it(int type)
    {
        var peer = new ScriptedPeer(ScriptedPeer.V2);
        byte[] unknown = Avp(999, [1]);
        switch (type)
        {
            case 1:
                peer.Give(ScriptedPeer.Sccrq2(unknown));
                break;
            case 2:
                ControlConnection tunnel = peer.Engine.OpenTunnel(ScriptedPeer.Udp, ScriptedPeer.V2, peer.Now)!;
                peer.Take(1);
                peer.Give(V2((int)tunnel.LocalId, 0, 0, 1, [Type(2), .. ScriptedPeer.Identity2(), unknown]));
                break;
            case 3:
                peer.Give(ScriptedPeer.Sccrq2());
                peer.Give(V2(peer.Take(2).U16(9), 0, 1, 1, Type(3), unknown));
                break;
            default:
                peer.Open2().Give2(0, Type(6), unknown);
                break;
        }

        SeenMessage stop = peer.Take(4);
        Assert.Equal((2, 8), stop.Result);
        Assert.Equal((uint)ScriptedPeer.PeerId, stop.Connection);
        Assert.Contains("999", System.Text.Encoding.ASCII.GetString(stop.Value(1)), StringComparison.Ordinal);
    }

    [Theory]
    [Trait("l2tp", "G91")]
    [InlineData(13, true)]
    [InlineData(40, true)]
    [InlineData(40, false)]
    [InlineData(5, false)]
    public void Unknown_message_type_goes_by_its_m_bit(int type, bool mandatory)
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V2).Open2();
        peer.Give2(0, Type(type, mandatory));
        SeenMessage answer = peer.Take();
        Assert.Equal(3, answer.Nr);
        Assert.Equal(mandatory ? 4 : 0, answer.Type);
        if (mandatory)
        {
            Assert.Equal((2, 8), answer.Result);
        }
    }

    [Fact]
    [Trait("l2tp", "G86")]
    public void A_message_without_a_message_type_clears_the_tunnel()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V2).Open2();
        peer.Give2(0, Avp(7, Text("x")));
        Assert.Equal((2, 3), peer.Take(4).Result);
        Assert.Equal(1, peer.Dropped(ControlDropReason.MalformedMessage));
    }

    [Theory]
    [Trait("l2tp", "F79")]
    [InlineData(0)]
    public void Window_0_is_invalid(int window)
    {
        var peer = new ScriptedPeer(ScriptedPeer.V2);
        peer.Give(ScriptedPeer.Sccrq2(Avp(10, U16(window))));
        Assert.Equal((2, 3), peer.Take(4).Result);
    }

    [Theory]
    [Trait("l2tp", "F79")]
    [InlineData(1)]
    [InlineData(4)]
    public void Twenty_calls_at_once_respect_the_window(int window)
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V2).Connect2(Avp(10, U16(window)));
        peer.Give(V2((int)peer.Tunnel.LocalId, 0, 1, 2));
        for (int i = 0; i < 20; i++)
        {
            Assert.NotNull(peer.Engine.OpenSession(peer.Tunnel, new L2tpCallParameters(), peer.Now));
        }

        int requests = 0;
        while (requests < 20)
        {
            int before = requests;
            int last = -1;
            while (peer.Tunnel.Counters.Sent - 2 > requests)
            {
                last = peer.Take(10).Ns;
                requests++;
            }

            Assert.InRange(requests - before, 1, window);
            peer.Give(V2((int)peer.Tunnel.LocalId, 0, 1, last + 1));
        }

        peer.Nothing();
    }

    [Fact]
    [Trait("l2tp", "F69")]
    public void Zlb_with_a_session_id_is_accepted()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V2).Connect2();
        peer.Give(V2((int)peer.Tunnel.LocalId, 99, 1, 2));
        peer.Advance(3000);
        peer.Nothing();
    }

    [Fact]
    [Trait("l2tp", "F70")]
    [Trait("l2tp", "F77")]
    public void Repetition_has_the_same_ns_and_a_new_nr()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V2).Connect2();
        peer.Give(V2((int)peer.Tunnel.LocalId, 0, 1, 1, Type(6)));
        peer.Take(0);
        peer.Advance(1000);
        SeenMessage repeated = peer.Take(3);
        Assert.Equal((1, 2), (repeated.Ns, repeated.Nr));
        Assert.Equal(1, peer.Tunnel.Counters.Retransmitted);
    }

    [Fact]
    [Trait("l2tp", "F73")]
    public void Duplicates_are_acknowledged_and_not_processed()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V2).Open2();
        peer.Give(V2((int)peer.Tunnel.LocalId, 0, 1, 1, Type(3)));
        Assert.Equal((0, 2), (peer.Take(0).Type, peer.Nr + 1));
        Assert.Equal(1, peer.Tunnel.Counters.Duplicates);
        Assert.Equal(["tunnel up"], peer.Events);
    }

    [Fact]
    [Trait("l2tp", "F75")]
    public void Early_messages_wait_for_their_turn()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V2).Open2();
        byte[] call = V2((int)peer.Tunnel.LocalId, 0, 3, 1, Type(10), Avp(14, U16(9)), Avp(15, U32(1)));
        peer.Give(call);
        peer.Give(call);
        peer.Nothing();
        Assert.Equal(2, peer.Tunnel.Counters.OutOfOrder);
        peer.Give(V2((int)peer.Tunnel.LocalId, 0, 2, 1, Type(6)));
        Assert.Equal(4, peer.Take(11).Nr);
        Assert.Equal(["tunnel up", "session requested"], peer.Events);
    }

    [Fact]
    [Trait("l2tp", "F76")]
    public void Nr_of_what_was_not_sent_is_dropped()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V2).Open2();
        peer.Give(V2((int)peer.Tunnel.LocalId, 0, 2, 5, Type(6)));
        peer.Nothing();
        Assert.Equal(1, peer.Dropped(ControlDropReason.InvalidNr));
        Assert.Equal(1, peer.Tunnel.Counters.DroppedFor(ControlDropReason.InvalidNr));
    }

    [Theory]
    [Trait("l2tp", "F78")]
    [InlineData(2, 31_000)]
    [InlineData(3, 71_000)]
    public void A_peer_that_does_not_answer_is_given_up(int version, int milliseconds)
    {
        ScriptedPeer peer = version == 2
            ? new ScriptedPeer(ScriptedPeer.V2).Connect2()
            : new ScriptedPeer(ScriptedPeer.V3 with { EstablishMilliseconds = 100_000 }).Connect3();
        peer.Engine.OpenSession(peer.Tunnel, new L2tpCallParameters(), peer.Now);
        peer.Advance(milliseconds - 1);
        Assert.Equal(["tunnel up"], peer.Events);
        peer.Advance(1);
        Assert.Equal(["tunnel up", "session down TunnelDown", "tunnel down Timeout"], peer.Events);
        Assert.Equal(0, peer.Engine.SessionCount);
        peer.Give(V2((int)peer.Tunnel.LocalId, 0, 1, 1, Type(6)));
        peer.Advance(100_000);
        Assert.Equal(0, peer.Engine.TunnelCount);
        Assert.Equal(0, peer.Engine.SessionIdsTaken);
        Assert.Equal(long.MaxValue, peer.Engine.NextDeadline);
    }

    [Fact]
    [Trait("l2tp", "F78")]
    public void A_request_may_be_given_up_sooner()
    {
        var peer = new ScriptedPeer(ScriptedPeer.V3 with { Retransmit = new RetransmitSettings { MaximumOfRequest = 2 } });
        peer.Engine.OpenTunnel(ScriptedPeer.Udp, peer.Profile!, peer.Now);
        peer.Advance(7000);
        Assert.Equal(["tunnel down Timeout"], peer.Events);
    }

    [Fact]
    [Trait("l2tp", "F82")]
    public void Hello_after_silence()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V2).Open2();
        peer.Advance(53_900);
        peer.Nothing();
        peer.Engine.DataReceived(peer.Tunnel, peer.Now);
        peer.Advance(53_900);
        peer.Nothing();
        Assert.InRange(peer.Engine.NextDeadline, peer.Now, peer.Now + 6100);
        peer.Advance(peer.Engine.NextDeadline - peer.Now);
        SeenMessage hello = peer.Take(6);
        Assert.Equal(((uint)ScriptedPeer.PeerId, 0), (hello.Connection, hello.Session));
        Assert.Equal([0], hello.Types);
        peer.Give(V2((int)peer.Tunnel.LocalId, 0, 2, 2));
        peer.Advance(53_900);
        peer.Nothing();
        peer.Advance(peer.Engine.NextDeadline - peer.Now);
        peer.Take(6);
        peer.Advance(31_000);
        Assert.Equal("tunnel down Timeout", peer.Events[^1]);
    }

    [Fact]
    [Trait("l2tp", "F83")]
    public void A_received_hello_is_only_acknowledged()
    {
        var peer = new ScriptedPeer(ScriptedPeer.V2);
        peer.Give(ScriptedPeer.Sccrq2());
        int id = peer.Take(2).U16(9);
        peer.Give(V2(id, 0, 1, 1, Type(6)));
        peer.Take(0);
        peer.Give(V2(id, 0, 2, 1, Type(3)));
        peer.Take(0);
        peer.Give(V2(id, 0, 3, 1, Type(6)));
        Assert.Equal(4, peer.Take(0).Nr);
        Assert.Equal(["tunnel up"], peer.Events);
    }

    [Fact]
    [Trait("l2tp", "F84")]
    [Trait("l2tp", "H114")]
    public void A_stop_of_the_peer_is_acknowledged_for_a_full_cycle()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V2).Open2();
        peer.Engine.OpenSession(peer.Tunnel, new L2tpCallParameters(), peer.Now);
        peer.Take(10);
        byte[] stop = V2((int)peer.Tunnel.LocalId, 0, 2, 1, Type(4), Avp(9, U16(ScriptedPeer.PeerId)), Avp(1, U16(6)));
        peer.Give(stop);
        Assert.Equal(3, peer.Take(0).Nr);
        Assert.Equal(["tunnel up", "session down TunnelDown", "tunnel down PeerRequest"], peer.Events);
        Assert.Equal(6, peer.Down.Result.Result);
        for (int second = 0; second < 30; second += 5)
        {
            peer.Advance(5000);
            peer.Give(stop);
            Assert.Equal(3, peer.Take(0).Nr);
        }

        peer.Advance(1000);
        peer.Give(stop);
        peer.Nothing();
        Assert.Equal(0, peer.Engine.TunnelCount);
    }

    [Fact]
    [Trait("l2tp", "F84")]
    [Trait("l2tp", "H114")]
    public void A_stop_of_this_end_is_repeated_and_state_is_kept()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V2).Open2();
        peer.Engine.CloseTunnel(peer.Tunnel, new L2tpResult(StopResult.ShuttingDown), peer.Now);
        SeenMessage stop = peer.Take(4);
        Assert.Equal((6, 0), stop.Result);
        Assert.Equal(8, stop.Value(1).Length + 6);
        Assert.Equal((uint)stop.U16(9), peer.Tunnel.LocalId);
        Assert.Equal("tunnel down LocalRequest", peer.Events[^1]);
        peer.Advance(1000);
        peer.Take(4);
        peer.Give(V2((int)peer.Tunnel.LocalId, 0, 2, 1, Type(4), Avp(9, U16(7)), Avp(1, U16(1))));
        Assert.Equal(3, peer.Take(0).Nr);
        peer.Give(V2((int)peer.Tunnel.LocalId, 0, 2, 2, Type(4), Avp(9, U16(7)), Avp(1, U16(1))));
        Assert.Equal(3, peer.Take(0).Nr);
        peer.Advance(31_000);
        peer.Nothing();
        Assert.Equal(0, peer.Engine.TunnelCount);
    }

    [Theory]
    [Trait("l2tp", "H116")]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(99)]
    public void Any_result_code_stops(int result)
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V2).Open2();
        peer.Give2(0, Type(4), Avp(9, U16(ScriptedPeer.PeerId)), Avp(1, Join(U16(result), U16(77), Text("bye"))));
        Assert.Equal(new L2tpDown(L2tpDownCause.PeerRequest, new L2tpResult((ushort)result, 77, "bye")), peer.Down);
    }

    [Fact]
    [Trait("l2tp", "H110")]
    public void A_repeated_request_makes_no_second_tunnel()
    {
        var peer = new ScriptedPeer(ScriptedPeer.V2);
        peer.Give(ScriptedPeer.Sccrq2());
        SeenMessage reply = peer.Take(2);
        peer.Give(ScriptedPeer.Sccrq2());
        Assert.Equal(1, peer.Take(0).Nr);
        Assert.Equal(1, peer.Engine.TunnelCount);
        peer.Advance(1000);
        Assert.Equal(reply.Octets, peer.Take(2).Octets);
        peer.Give(V2(reply.U16(9), 0, 1, 1, Type(3)));
        peer.Take(0);
        peer.Give(ScriptedPeer.Sccrq2());
        Assert.Equal(2, peer.Take(0).Nr);
        Assert.Equal(1, peer.Engine.TunnelCount);

        // A peer that lost its memory and uses the same id again gets a new tunnel; Hellos find out about the old one.
        peer.Give(ScriptedPeer.Sccrq2(Avp(8, Text("rebooted"), mandatory: false)));
        Assert.NotEqual(reply.U16(9), peer.Take(2).U16(9));
        Assert.Equal(2, peer.Engine.TunnelCount);
    }

    [Fact]
    [Trait("l2tp", "I126")]
    [Trait("l2tp", "I128")]
    public void Messages_with_id_0_or_an_unknown_id_are_dropped()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V3).Open3();
        peer.Give(V3(0, 2, 1, Type(6)));
        peer.Give(V3(0, 0, 0));
        peer.Give(V3(0, 2, 1, Type(4), Avp(1, U16(1)), Avp(61, U32(1234))));
        Assert.Equal(3, peer.Dropped(ControlDropReason.ConnectionIdZero));
        peer.Give(V3(peer.Tunnel.LocalId ^ 1, 2, 1, Type(6)));
        Assert.Equal(1, peer.Dropped(ControlDropReason.UnknownConnection));
        peer.Nothing();
    }

    [Fact]
    public void Messages_from_elsewhere_are_dropped()
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V2).Open2();
        byte[] hello = V2((int)peer.Tunnel.LocalId, 0, 2, 1, Type(6));
        peer.Give(hello, ScriptedPeer.Udp with { RemotePort = 1702 });
        peer.Give(hello, ScriptedPeer.Udp with { Vrf = 1 });
        peer.Give(hello, ScriptedPeer.Udp with { RemoteAddress = L2tpAddress.FromOctets([192, 0, 2, 3]) });
        peer.Give(V3(peer.Tunnel.LocalId, 2, 1, Type(6)));
        Assert.Equal(3, peer.Dropped(ControlDropReason.WrongEndpoint));
        Assert.Equal(1, peer.Dropped(ControlDropReason.VersionMismatch));
        peer.Nothing();
    }

    [Fact]
    [Trait("l2tp", "B28")]
    public void The_peers_first_answer_may_come_from_another_port()
    {
        var peer = new ScriptedPeer(ScriptedPeer.V2);
        ControlConnection tunnel = peer.Engine.OpenTunnel(ScriptedPeer.Udp, ScriptedPeer.V2, peer.Now)!;
        peer.Take(1);
        L2tpEndpoint other = ScriptedPeer.Udp with { RemotePort = 40_000 };
        peer.Give(V2((int)tunnel.LocalId, 0, 0, 1, [Type(2), .. ScriptedPeer.Identity2()]), other);
        peer.Take(3);
        Assert.Equal(other, peer.LastEndpoint);
        peer.Give(V2((int)tunnel.LocalId, 0, 1, 2, Type(6)), ScriptedPeer.Udp);
        Assert.Equal(1, peer.Dropped(ControlDropReason.WrongEndpoint));
    }

    [Fact]
    [Trait("l2tp", "B29")]
    public void An_initiator_is_answered_at_its_port()
    {
        var peer = new ScriptedPeer(ScriptedPeer.V2) { Endpoint = ScriptedPeer.Udp with { RemotePort = 40_000 } };
        peer.Open2();
        Assert.Equal(peer.Endpoint, peer.LastEndpoint);
        peer.Give2(0, Type(10), Avp(14, U16(9)), Avp(15, U32(1)));
        peer.Take(11);
        Assert.Equal(peer.Endpoint, peer.LastEndpoint);
        peer.Advance(1000);
        peer.Take(11);
        Assert.Equal(peer.Endpoint, peer.LastEndpoint);
        Assert.Equal(peer.Endpoint, peer.Tunnel.Endpoint);
    }

    [Theory]
    [Trait("l2tp", "A11")]
    [InlineData("", ControlDropReason.TooShort)]
    [InlineData("000000", ControlDropReason.TooShort)]
    [InlineData("00000000", ControlDropReason.TooShort)]
    [InlineData("00000000 C803", ControlDropReason.TooShort)]
    [InlineData("00000001 C803 000C 00000001 0002 0001", ControlDropReason.NotControl)]
    [InlineData("00000000 4803 000C 00000001 0002 0001", ControlDropReason.NotControl)]
    [InlineData("00000000 0003 000C 00000001 0002 0001", ControlDropReason.NotControl)]
    [InlineData("00000000 8803 000C 00000001 0002 0001", ControlDropReason.BadFlags)]
    [InlineData("00000000 C003 000C 00000001 0002 0001", ControlDropReason.BadFlags)]
    [InlineData("00000000 C802 000C 00000001 0002 0001", ControlDropReason.UnsupportedVersion)]
    [InlineData("00000000 C804 000C 00000001 0002 0001", ControlDropReason.UnsupportedVersion)]
    [InlineData("00000000 C803 0010 00000001 0002 0001", ControlDropReason.BadLength)]
    public void Over_ip_nothing_but_a_control_message_follows_session_0(string octets, ControlDropReason expected)
    {
        ScriptedPeer peer = new ScriptedPeer(ScriptedPeer.V3) { Endpoint = ScriptedPeer.Ip }.Open3();
        peer.Engine.Receive(ScriptedPeer.Ip, Hex(octets), peer.Now);
        Assert.Equal((1, 1), (peer.Engine.Counters.Dropped.Sum(), peer.Dropped(expected)));
        peer.Nothing();
    }

    [Fact]
    [Trait("l2tp", "A12")]
    [Trait("l2tp", "I125")]
    [Trait("l2tp", "I126")]
    public void Opens_a_control_connection_of_version_3_over_ip()
    {
        var peer = new ScriptedPeer(ScriptedPeer.V3) { Endpoint = ScriptedPeer.Ip };
        ControlConnection tunnel = peer.Engine.OpenTunnel(ScriptedPeer.Ip, ScriptedPeer.V3, peer.Now)!;
        SeenMessage request = peer.Take(1);
        Assert.Equal((3, 0u, 0, 0), (request.Version, request.Connection, request.Ns, request.Nr));
        Assert.Equal([0, 7, 60, 61, 62, 10], request.Types);
        Assert.Equal(0x0A000001u, request.U32(60));
        Assert.Equal(tunnel.LocalId, request.U32(61));
        Assert.True(tunnel.LocalId > 0xFFFF);
        Assert.Equal(Hex("00050004"), request.Value(62));
        peer.Give(V3(tunnel.LocalId, 0, 1, [Type(2), .. ScriptedPeer.Identity3()]));
        Assert.Equal((uint)ScriptedPeer.PeerId, peer.Take(3).Connection);
        Assert.Equal(0x0A000002u, tunnel.PeerRouterId);
        Assert.Equal(["tunnel up"], peer.Events);
    }

    [Fact]
    [Trait("l2tp", "I125")]
    [Trait("l2tp", "F72")]
    public void Answers_a_control_connection_of_version_3()
    {
        var peer = new ScriptedPeer(ScriptedPeer.V3);
        peer.Give(ScriptedPeer.Sccrq3());
        SeenMessage reply = peer.Take(2);
        Assert.Equal([0, 7, 60, 61, 62, 10], reply.Types);
        peer.Give(V3(reply.U32(61), 1, 1, Type(3)));
        SeenMessage ack = peer.Take(20);
        Assert.Equal((1, 2), (ack.Ns, ack.Nr));
        peer.Give(V3(reply.U32(61), 2, 1, Type(20)));
        peer.Give(V3(reply.U32(61), 2, 1));
        peer.Nothing();
        peer.Give(V3(reply.U32(61), 2, 1, Type(6)));
        Assert.Equal((1, 3), (peer.Take(20).Ns, 3));
    }

    [Theory]
    [Trait("l2tp", "G90")]
    [InlineData(7)]
    [InlineData(60)]
    [InlineData(61)]
    [InlineData(62)]
    public void A_request_of_version_3_without_a_required_avp_is_refused(int missing)
    {
        var peer = new ScriptedPeer(ScriptedPeer.V3);
        peer.Give(V3(0, 0, 0, [Type(1), .. ScriptedPeer.Identity3().Where(avp => avp[5] != missing)]));
        Assert.Equal((2, 3), peer.Take(4).Result);
        Assert.Equal(0, peer.Engine.TunnelCount);
    }

    [Fact]
    [Trait("l2tp", "I127")]
    public void A_stop_before_the_answer_names_the_own_id()
    {
        var peer = new ScriptedPeer(ScriptedPeer.V3);
        ControlConnection tunnel = peer.Engine.OpenTunnel(ScriptedPeer.Udp, ScriptedPeer.V3, peer.Now)!;
        peer.Take(1);
        peer.Engine.CloseTunnel(tunnel, new L2tpResult(StopResult.GeneralRequest), peer.Now);
        peer.Give(V3(tunnel.LocalId, 0, 1, Type(20)));
        SeenMessage stop = peer.Take(4);
        Assert.Equal((0u, 1), (stop.Connection, stop.Ns));
        Assert.Equal(tunnel.LocalId, stop.U32(61));
    }

    [Fact]
    [Trait("l2tp", "I127")]
    public void A_stop_with_id_0_is_found_by_the_peers_id()
    {
        var peer = new ScriptedPeer(ScriptedPeer.V3);
        peer.Give(ScriptedPeer.Sccrq3());
        peer.Take(2);
        peer.Give(V3(0, 1, 0, Type(4), Avp(1, U16(1)), Avp(61, U32(ScriptedPeer.PeerId))));
        peer.Take(20);
        Assert.Equal(0, peer.Engine.HalfOpenCount);
        peer.Advance(75_000);
        Assert.Equal(0, peer.Engine.TunnelCount);
    }

    [Fact]
    public void A_peer_that_is_not_configured_gets_no_answer()
    {
        var peer = new ScriptedPeer(null);
        peer.Give(ScriptedPeer.Sccrq2());
        peer.Nothing();
        Assert.Equal(1, peer.Dropped(ControlDropReason.UnknownPeer));
    }

    [Theory]
    [Trait("l2tp", "H122")]
    [InlineData(10, 10)]
    [InlineData(null, null)]
    [InlineData(11, null)]
    public void Per_hop_behaviour_of_the_control_connection(int? answered, int? agreed)
    {
        var peer = new ScriptedPeer(ScriptedPeer.V2 with { ControlPhb = 10 });
        ControlConnection tunnel = peer.Engine.OpenTunnel(ScriptedPeer.Udp, peer.Profile!, peer.Now)!;
        SeenMessage request = peer.Take(1);
        Assert.Equal(10, request.U16(47));
        Assert.False(request.Mandatory(47));
        byte[][] more = answered is { } value ? [Avp(47, U16(value), mandatory: false)] : [];
        peer.Give(V2((int)tunnel.LocalId, 0, 0, 1, [Type(2), .. ScriptedPeer.Identity2(), .. more]));
        if (answered == 11)
        {
            Assert.Equal((8, 0), peer.Take(4).Result);
            return;
        }

        peer.Take(3);
        Assert.Equal((ushort?)agreed, tunnel.AgreedPhb);

        var responder = new ScriptedPeer(ScriptedPeer.V2 with { ControlPhb = 10 });
        responder.Give(ScriptedPeer.Sccrq2(Avp(47, U16(10), mandatory: false)));
        Assert.Equal(10, responder.Take(2).U16(47));
        responder.Give(V2(0, 0, 0, 0, [Type(1), .. ScriptedPeer.Identity2()[..3], Avp(9, U16(5)), Avp(47, U16(3), mandatory: false)]));
        Assert.Equal((8, 0), responder.Take(4).Result);
    }
}
