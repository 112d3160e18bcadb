using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>
/// Ends L2TP sessions (RFC 3931 4.1, RFC 2661 3.1): finds the session by its id, checks peer, cookie and sequence, strips
/// the headers and sends the frame to the session's cross-connect, or the IP packet of a PPP or IP session to its VRF.
/// Packets arrive with their IP header first.
/// </summary>
internal static unsafe class L2tpDecap
{
    private const int FlagsShift = 48;

    /// <summary>Sessions whose payload is no Ethernet frame.</summary>
    private const L2tpSessionFlags NotEthernet = L2tpSessionFlags.Ppp | L2tpSessionFlags.Ip | L2tpSessionFlags.Opaque;

    public static void Process(Worker* worker, rte_mbuf** packets, int count)
    {
        // Two scratch words for each packet: what its headers say, then its session.
        ForwardingTables* tables = worker->Tables;
        ulong* scratch = worker->Scratch;
        int good = 0;
        for (int i = 0; i < count; i++)
        {
            ulong parsed = Parse(worker, packets[i]);
            if (parsed != 0)
            {
                Prefetch.Read(tables->L2tpSessions.First((uint)parsed));
                scratch[2 * good] = parsed;
                packets[good++] = packets[i];
            }
        }

        for (int i = 0; i < good; i++)
        {
            L2tpSession* session = tables->L2tpSessions.Find((uint)scratch[2 * i]);
            scratch[(2 * i) + 1] = (ulong)session;
            if (session != null)
            {
                Prefetch.Read(worker->SessionReceived + session->Index);
                Output.Fetch(worker, session->Adjacency);
            }
        }

        int ended = 0;
        for (int i = 0; i < good; i++)
        {
            L2tpSession* session = (L2tpSession*)scratch[(2 * i) + 1];
            if (TryAccept(worker, packets[i], scratch[2 * i], session) && TryEnd(worker, packets[i], scratch[2 * i], session))
            {
                packets[ended++] = packets[i];
            }
        }

        if (ended > 0)
        {
            PacketGraph.Continue(worker, NodeId.L2Output, packets, ended);
        }
    }

    /// <summary>Whether a UDP packet is for a port that L2TP sessions use. The header must be complete.</summary>
    public static bool IsTunnelPort(Worker* worker, rte_mbuf* packet, int headerLength)
    {
        if (packet->data_len < headerLength + L2tpv3.UdpHeaderLength)
        {
            return false;
        }

        return worker->Tables->IsL2tpPort(Wire.Load16(Mbuf.Data(packet) + headerLength + 2));
    }

    /// <summary>
    /// Finds the session id: a word of it, its offset from the IP header (from bit 32), and Udp, Ipv6 and Version2 of
    /// <see cref="L2tpSessionFlags"/> (from bit 48). 0 when the packet is none of a session; it has then gone its way.
    /// In version 2 the word is both ids, and the offset is such that <see cref="L2tpSession.HeaderLength"/> leads to the payload.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Parse(Worker* worker, rte_mbuf* packet)
    {
        byte* header = Mbuf.Data(packet);
        L2tpSessionFlags encapsulation = L2tpSessionFlags.None;
        int offset = (header[0] & 0xf) * 4;
        byte protocol = header[Ipv4.ProtocolOffset];
        if (header[0] >> 4 != 4)
        {
            encapsulation = L2tpSessionFlags.Ipv6;
            offset = Ipv6.HeaderLength;
            protocol = header[Ipv6.NextHeaderOffset];
        }

        int length = packet->data_len - offset;
        if (protocol == Ipv4.ProtocolUdp)
        {
            // Ipv4Local and Ipv6Local have seen that the UDP header is complete.
            byte* udp = header + offset;
            int datagram = Wire.Load16(udp + 4);
            byte* l2tp = udp + L2tpv3.UdpHeaderLength;
            bool data = (l2tp[0] & L2tpv3.ControlFlag) == 0 && (l2tp[1] & L2tpv3.VersionMask) == L2tpv3.Version3;
            if (datagram > length || datagram < L2tpv3.UdpDataHeaderLength || !data)
            {
                return ExceptUdp(worker, packet, l2tp, datagram, length, offset, encapsulation);
            }

            if (datagram < length)
            {
                Mbuf.SetLength(packet, offset + datagram);
            }

            encapsulation |= L2tpSessionFlags.Udp;
            offset += L2tpv3.UdpHeaderLength + L2tpv3.UdpSessionHeaderLength;
        }
        else if (length < L2tpv3.SessionIdLength)
        {
            Worker.Drop(worker, packet, DropReason.L2tpTruncated);
            return 0;
        }

        uint session = Wire.Load32(header + offset);
        if (session == 0)
        {
            SessionZero(worker, packet, encapsulation);
            return 0;
        }

        return ((ulong)encapsulation << FlagsShift) | ((ulong)(uint)offset << 32) | session;
    }

    /// <summary>Directly over IP, session 0 is the control connection (RFC 3931 4.1.1.2); over UDP it is nobody's.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SessionZero(Worker* worker, rte_mbuf* packet, L2tpSessionFlags encapsulation)
    {
        if ((encapsulation & L2tpSessionFlags.Udp) == 0)
        {
            Punt.FromLayer3(worker, packet, PuntReason.L2tpControl);
        }
        else
        {
            Worker.Drop(worker, packet, DropReason.L2tpUnknownSession);
        }
    }

    /// <summary>UDP packets that are no complete data messages of version 3: what <see cref="Parse"/> says of those of version 2, else 0.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong ExceptUdp(Worker* worker, rte_mbuf* packet, byte* l2tp, int datagram, int available, int offset, L2tpSessionFlags encapsulation)
    {
        if (datagram > available || datagram < L2tpv3.UdpHeaderLength + 2)
        {
            Worker.Drop(worker, packet, DropReason.L2tpTruncated);
            return 0;
        }

        if ((l2tp[0] & L2tpv3.ControlFlag) != 0)
        {
            Punt.FromLayer3(worker, packet, PuntReason.L2tpControl);
            return 0;
        }

        int version = l2tp[1] & L2tpv3.VersionMask;
        if (version != L2tpv2.Version)
        {
            Worker.Drop(worker, packet, version == L2tpv3.Version3 ? DropReason.L2tpTruncated : DropReason.L2tpBadVersion);
            return 0;
        }

        L2tpv2 message = new(l2tp, datagram - L2tpv3.UdpHeaderLength);
        if (message.HeaderLength == 0)
        {
            Worker.Drop(worker, packet, DropReason.L2tpTruncated);
            return 0;
        }

        if (message.Ids >> 16 == 0 || (ushort)message.Ids == 0)
        {
            Worker.Drop(worker, packet, DropReason.L2tpUnknownSession);
            return 0;
        }

        int start = offset + L2tpv3.UdpHeaderLength;
        Mbuf.SetLength(packet, start + message.MessageLength);
        encapsulation |= L2tpSessionFlags.Udp | L2tpSessionFlags.Version2;
        return ((ulong)encapsulation << FlagsShift) | ((ulong)(uint)(start + message.HeaderLength - L2tpv2.BehindMiddle) << 32) | message.Ids;
    }

    /// <summary>Whether the session takes the packet: from its peer, and the session is up, the packet long enough, its cookie right, and it is not late.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryAccept(Worker* worker, rte_mbuf* packet, ulong parsed, L2tpSession* session)
    {
        if (session == null)
        {
            Worker.Drop(worker, packet, DropReason.L2tpUnknownSession);
            return false;
        }

        L2tpSessionChecks* checks = worker->SessionChecks + session->Index;
        byte* header = Mbuf.Data(packet);
        int offset = (ushort)(parsed >> 32);
        byte* udp = header + IpHeaderLength(header);
        if (!L2tpTunnel.IsOf(
            worker->Tables->L2tpTunnels + session->Tunnel, PacketContext.Of(packet)->Vrf, (L2tpSessionFlags)(parsed >> FlagsShift), header, udp))
        {
            checks->WrongPeer++;
            Worker.Drop(worker, packet, DropReason.L2tpWrongPeer);
            return false;
        }

        L2tpSessionFlags flags = session->Flags;
        if ((flags & L2tpSessionFlags.Enabled) == 0)
        {
            checks->Errors++;
            Worker.Drop(worker, packet, DropReason.L2tpSessionDisabled);
            return false;
        }

        int stripped = offset + session->HeaderLength;
        int inner = packet->data_len - stripped;
        if (inner < ((flags & NotEthernet) != 0 ? 1 : Ethernet.HeaderLength))
        {
            checks->Errors++;
            Worker.Drop(worker, packet, DropReason.L2tpTruncated);
            return false;
        }

        // A shorter payload than a cookie is long may follow: buffers have room for these octets behind every packet.
        ulong cookie = L2tpSession.CookieIn(Unsafe.ReadUnaligned<ulong>(header + offset + L2tpv3.SessionIdLength), session->CookieLength);
        if (cookie != session->Cookie && cookie != worker->Tables->L2tpSessions.PreviousCookieOf(session))
        {
            checks->BadCookie++;
            Worker.Drop(worker, packet, DropReason.L2tpBadCookie);
            return false;
        }

        if (L2tpSession.VccvBit(session, header + stripped) != 0)
        {
            checks->Errors++;
            Worker.Drop(worker, packet, DropReason.L2tpVccv);
            return false;
        }

        if ((flags & L2tpSessionFlags.CheckSequence) != 0 && IsLate(checks, flags, header + stripped, udp, packet->data_len - (int)(udp - header)))
        {
            checks->OutOfSequence++;
            Worker.Drop(worker, packet, DropReason.L2tpOutOfSequence);
            return false;
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int IpHeaderLength(byte* header) => header[0] >> 4 == 4 ? (header[0] & 0xf) * 4 : Ipv6.HeaderLength;

    /// <summary>Strips an accepted packet; true when the frame is ready for its adjacency.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryEnd(Worker* worker, rte_mbuf* packet, ulong parsed, L2tpSession* session)
    {
        L2tpSessionChecks* checks = worker->SessionChecks + session->Index;
        int stripped = (ushort)(parsed >> 32) + session->HeaderLength;
        int inner = packet->data_len - stripped;
        if ((session->Flags & NotEthernet) != 0)
        {
            return TryEndOther(worker, packet, stripped, inner, session);
        }

        PacketContext* context = PacketContext.Of(packet);
        packet->data_off += (ushort)stripped;
        Mbuf.SetLength(packet, inner);
        worker->SessionReceived[session->Index].Add(1, (uint)inner);
        if ((session->Flags & L2tpSessionFlags.PopVlan) != 0 && !PseudowireVlan.TryPop(packet, context, session->VlanId))
        {
            checks->Errors++;
            Worker.Drop(worker, packet, DropReason.VlanMismatch);
            return false;
        }

        if (session->Adjacency == 0)
        {
            checks->Errors++;
            Worker.Drop(worker, packet, DropReason.L2tpNotConnected);
            return false;
        }

        context->Adjacency = session->Adjacency;
        return true;
    }

    /// <summary>The same for a payload that is no Ethernet frame: IP packets have gone to their VRF then.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryEndOther(Worker* worker, rte_mbuf* packet, int stripped, int inner, L2tpSession* session)
    {
        if ((session->Flags & L2tpSessionFlags.Opaque) != 0)
        {
            return TryEndOpaque(worker, packet, stripped, inner, session);
        }

        if ((session->Flags & L2tpSessionFlags.Ppp) != 0)
        {
            EndPpp(worker, packet, stripped, inner, session);
        }
        else
        {
            EndIp(worker, packet, stripped, inner, session);
        }

        return false;
    }

    /// <summary>Strips a frame that goes to another session as it is.</summary>
    private static bool TryEndOpaque(Worker* worker, rte_mbuf* packet, int stripped, int inner, L2tpSession* session)
    {
        byte atm = (session->Flags & L2tpSessionFlags.AtmSublayer) == 0 ? (byte)0
            : (byte)(Mbuf.Data(packet)[stripped - L2tpv3.SublayerLength] & Atm.TransportFlags);
        packet->data_off += (ushort)stripped;
        Mbuf.SetLength(packet, inner);
        DropReason reason = session->Adjacency == 0 ? DropReason.L2tpNotConnected
            : OpaqueFrame.Check(
                packet, session->Payload, worker->Tables->L2tpSessions.OpaqueOf(session), atm, worker->Tables->Adjacencies + session->Adjacency);
        if (reason != DropReason.None)
        {
            worker->SessionChecks[session->Index].Errors++;
            Worker.Drop(worker, packet, reason);
            return false;
        }

        worker->SessionReceived[session->Index].Add(1, (uint)inner);
        PacketContext* context = PacketContext.Of(packet);
        context->AtmFlags = atm;
        context->Adjacency = session->Adjacency;
        return true;
    }

    /// <summary>Takes the packet of an IP session to its VRF.</summary>
    private static void EndIp(Worker* worker, rte_mbuf* packet, int stripped, int inner, L2tpSession* session)
    {
        int version = Mbuf.Data(packet)[stripped] >> 4;
        if (version is not (4 or 6))
        {
            worker->SessionChecks[session->Index].Errors++;
            Worker.Drop(worker, packet, DropReason.L2tpBadPayload);
            return;
        }

        EnterVrf(worker, packet, stripped, inner, session, version == 4);
    }

    /// <summary>
    /// Takes an IP packet of a PPP session to its VRF; any other PPP frame, as it was received, to the control plane, and
    /// IPv6 packets of the link too: router solicitations, DHCPv6.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void EndPpp(Worker* worker, rte_mbuf* packet, int stripped, int inner, L2tpSession* session)
    {
        int header = Ppp.Parse(Mbuf.Data(packet) + stripped, inner, out ushort protocol);
        byte* payload = Mbuf.Data(packet) + stripped + header;
        bool isOfLink = protocol == Ppp.Ipv6 && inner - header >= Ipv6.HeaderLength && Ipv6Forward.IsLinkScope(payload + Ipv6.DestinationOffset);
        if (protocol is not (Ppp.Ipv4 or Ppp.Ipv6) || isOfLink)
        {
            if (protocol == 0)
            {
                worker->SessionChecks[session->Index].Errors++;
                Worker.Drop(worker, packet, DropReason.L2tpTruncated);
                return;
            }

            Punt.FromLayer3(worker, packet, PuntReason.PppControl);
            return;
        }

        EnterVrf(worker, packet, stripped + header, inner - header, session, protocol == Ppp.Ipv4);
    }

    /// <summary>Sends an IP packet to the VRF of its session's interface, if that takes it.</summary>
    private static void EnterVrf(Worker* worker, rte_mbuf* packet, int stripped, int inner, L2tpSession* session, bool ipv4)
    {
        InterfaceEntry* ingress = worker->Tables->Interfaces + session->Interface;
        DropReason reason = (session->Flags & L2tpSessionFlags.NetworkUp) == 0 ? DropReason.L2tpNotConnected
            : (ingress->Flags & InterfaceFlags.Enabled) == 0 ? DropReason.InterfaceDown
            : (ingress->Flags & (ipv4 ? InterfaceFlags.Ipv4 : InterfaceFlags.Ipv6)) != 0 ? DropReason.None
            : ipv4 ? DropReason.Ip4Disabled : DropReason.Ip6Disabled;
        if (reason != DropReason.None)
        {
            worker->SessionChecks[session->Index].Errors++;
            Worker.Drop(worker, packet, reason);
            return;
        }

        if ((session->Flags & L2tpSessionFlags.RateLimited) != 0
            && !RateBucket.TryTake(&worker->Tables->Policers[session->Index].Up, worker->Now, inner))
        {
            worker->RateDrops[session->Index].Up.Add(1, (uint)inner);
            Worker.Drop(worker, packet, DropReason.PppRateUp);
            return;
        }

        if (session->SegmentLimit != 0)
        {
            TcpMss.Lower(Mbuf.Data(packet) + stripped, inner, session->SegmentLimit);
        }

        PacketContext* context = PacketContext.Of(packet);
        context->Interface = (ushort)session->Interface;
        context->Vrf = ingress->Vrf;
        Mbuf.Advance(packet, stripped);
        worker->SessionReceived[session->Index].Add(1, (uint)inner);
        Worker.Enqueue(worker, ipv4 ? NodeId.Ipv4Forward : NodeId.Ipv6Forward, packet);
    }

    /// <summary>Whether a packet has a number and this is late, see <see cref="SequenceCheck"/>.</summary>
    /// <param name="checks">The session's state.</param>
    /// <param name="flags">Version2 of the session.</param>
    /// <param name="payload">The payload, behind the sublayer of version 3.</param>
    /// <param name="udp">The UDP header of version 2.</param>
    /// <param name="available">Octets from there on.</param>
    private static bool IsLate(L2tpSessionChecks* checks, L2tpSessionFlags flags, byte* payload, byte* udp, int available)
    {
        uint sequence;
        uint mask;
        if ((flags & L2tpSessionFlags.Version2) != 0)
        {
            int ns = new L2tpv2(udp + L2tpv3.UdpHeaderLength, available - L2tpv3.UdpHeaderLength).Ns;
            if (ns < 0)
            {
                return false;
            }

            sequence = (uint)ns;
            mask = ushort.MaxValue;
        }
        else
        {
            uint sublayer = Wire.Load32(payload - L2tpv3.SublayerLength);
            if ((sublayer & L2tpv3.SequenceFlag) == 0)
            {
                return false;
            }

            sequence = sublayer & L2tpv3.SequenceMask;
            mask = L2tpv3.SequenceMask;
        }

        return SequenceCheck.IsLate(checks, sequence, mask);
    }
}
