using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>
/// Ends L2TPv3 sessions (RFC 3931 4.1): finds the session by its id, checks peer, cookie and sequence, strips the
/// headers and sends the frame to the session's cross-connect. Packets arrive with their IP header first.
/// </summary>
internal static unsafe class L2tpDecap
{
    /// <summary>Set in a scratch word of a packet that came over UDP.</summary>
    private const ulong OverUdp = 1ul << 63;

    private const ulong SequenceSeen = 1ul << 63;

    public static void Process(Worker* worker, rte_mbuf** packets, int count)
    {
        int good = 0;
        for (int i = 0; i < count; i++)
        {
            if (TryParse(worker, packets[i], out ulong parsed))
            {
                Prefetch.Read(worker->Tables->L2tpSessions.Bucket((uint)parsed));
                worker->Scratch[good] = parsed;
                packets[good++] = packets[i];
            }
        }

        for (int i = 0; i < good; i++)
        {
            // Mostly the first entry probed is the session's: fetch what it leads to.
            L2tpSession* session = worker->Tables->L2tpSessions.Bucket((uint)worker->Scratch[i]);
            if (session->SessionId == (uint)worker->Scratch[i] && session->Index < worker->Tables->SessionLimit)
            {
                Prefetch.Read(worker->SessionCounters + session->Index);
                Prefetch.Read((byte*)(worker->Tables->Adjacencies + session->Adjacency) + 64);
                Prefetch.Read(worker->AdjacencyCounters + session->Adjacency);
            }
        }

        int ended = 0;
        for (int i = 0; i < good; i++)
        {
            ulong parsed = worker->Scratch[i];
            if (TryEnd(worker, packets[i], (uint)parsed, (int)((parsed & ~OverUdp) >> 32), (parsed & OverUdp) != 0))
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

        int port = Wire.Load16(Mbuf.Data(packet) + headerLength + 2);
        return (worker->Tables->L2tpUdpPorts[port >> 6] & (1ul << (port & 63))) != 0;
    }

    /// <summary>Finds the session id and its offset: (over UDP, offset, id) in one word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryParse(Worker* worker, rte_mbuf* packet, out ulong parsed)
    {
        byte* header = Mbuf.Data(packet);
        bool ipv4 = header[0] >> 4 == 4;
        int offset = ipv4 ? (header[0] & 0xf) * 4 : Ipv6.HeaderLength;
        byte protocol = ipv4 ? header[Ipv4.ProtocolOffset] : header[Ipv6.NextHeaderOffset];
        parsed = 0;
        if (protocol == Ipv4.ProtocolUdp)
        {
            return TryParseUdp(worker, packet, header, offset, out parsed);
        }

        if (packet->data_len < offset + L2tpv3.SessionIdLength)
        {
            Worker.Drop(worker, packet, DropReason.L2tpTruncated);
            return false;
        }

        uint session = Wire.Load32(header + offset);
        if (session == 0)
        {
            Punt.FromLayer3(worker, packet, PuntReason.L2tpControl);
            return false;
        }

        parsed = ((ulong)offset << 32) | session;
        return true;
    }

    private static bool TryParseUdp(Worker* worker, rte_mbuf* packet, byte* header, int offset, out ulong parsed)
    {
        parsed = 0;
        int length = Wire.Load16(header + offset + 4);
        int available = packet->data_len - offset;
        if (length > available || length < L2tpv3.UdpHeaderLength + 2)
        {
            Worker.Drop(worker, packet, DropReason.L2tpTruncated);
            return false;
        }

        byte* l2tp = header + offset + L2tpv3.UdpHeaderLength;
        if ((l2tp[0] & L2tpv3.ControlFlag) != 0)
        {
            Punt.FromLayer3(worker, packet, PuntReason.L2tpControl);
            return false;
        }

        if ((l2tp[1] & L2tpv3.VersionMask) != L2tpv3.Version3)
        {
            Worker.Drop(worker, packet, DropReason.L2tpBadVersion);
            return false;
        }

        if (length < L2tpv3.UdpHeaderLength + L2tpv3.UdpSessionHeaderLength + L2tpv3.SessionIdLength)
        {
            Worker.Drop(worker, packet, DropReason.L2tpTruncated);
            return false;
        }

        if (length < available)
        {
            Mbuf.SetLength(packet, offset + length);
        }

        offset += L2tpv3.UdpHeaderLength + L2tpv3.UdpSessionHeaderLength;
        parsed = OverUdp | ((ulong)offset << 32) | Wire.Load32(header + offset);
        return true;
    }

    /// <summary>Checks and strips; true when the frame is ready for its adjacency.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryEnd(Worker* worker, rte_mbuf* packet, uint sessionId, int offset, bool udp)
    {
        L2tpSession* session = sessionId == 0 ? null : worker->Tables->L2tpSessions.Find(sessionId);
        if (session == null)
        {
            Worker.Drop(worker, packet, DropReason.L2tpUnknownSession);
            return false;
        }

        PacketContext* context = PacketContext.Of(packet);
        L2tpSessionCounters* counters = worker->SessionCounters + session->Index;
        byte* header = Mbuf.Data(packet);
        if (!IsFromPeer(session, context, header, offset, udp))
        {
            counters->WrongPeer++;
            Worker.Drop(worker, packet, DropReason.L2tpWrongPeer);
            return false;
        }

        if ((session->Flags & L2tpSessionFlags.Enabled) == 0)
        {
            counters->Errors++;
            Worker.Drop(worker, packet, DropReason.L2tpSessionDisabled);
            return false;
        }

        int stripped = offset + session->HeaderLength;
        if (packet->data_len < stripped + Ethernet.HeaderLength)
        {
            counters->Errors++;
            Worker.Drop(worker, packet, DropReason.L2tpTruncated);
            return false;
        }

        // The length check covers 8 octets from the cookie on: at least 14 octets of frame follow the header.
        ulong cookie = Unsafe.ReadUnaligned<ulong>(header + offset + L2tpv3.SessionIdLength) & session->CookieMask;
        if (cookie != session->Cookie && cookie != session->PreviousCookie)
        {
            counters->BadCookie++;
            Worker.Drop(worker, packet, DropReason.L2tpBadCookie);
            return false;
        }

        if ((session->Flags & L2tpSessionFlags.CheckSequence) != 0
            && IsLate(counters, Wire.Load32(header + stripped - L2tpv3.SublayerLength)))
        {
            counters->OutOfSequence++;
            Worker.Drop(worker, packet, DropReason.L2tpOutOfSequence);
            return false;
        }

        Mbuf.Advance(packet, stripped);
        counters->RxPackets++;
        counters->RxBytes += packet->pkt_len;
        if ((session->Flags & L2tpSessionFlags.PopVlan) != 0 && !PseudowireVlan.TryPop(packet, context, session->VlanId))
        {
            counters->Errors++;
            Worker.Drop(worker, packet, DropReason.VlanMismatch);
            return false;
        }

        if (session->Adjacency == 0)
        {
            counters->Errors++;
            Worker.Drop(worker, packet, DropReason.L2tpNotConnected);
            return false;
        }

        context->Adjacency = session->Adjacency;
        return true;
    }

    /// <summary>The session id alone is not enough: encapsulation, VRF, source address and ports must be the session's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsFromPeer(L2tpSession* session, PacketContext* context, byte* header, int offset, bool udp)
    {
        bool ipv6 = (session->Flags & L2tpSessionFlags.Ipv6) != 0;
        if (udp != ((session->Flags & L2tpSessionFlags.Udp) != 0) || ipv6 != (header[0] >> 4 == 6) || context->Vrf != session->Vrf)
        {
            return false;
        }

        if (udp)
        {
            byte* ports = header + offset - L2tpv3.UdpSessionHeaderLength - L2tpv3.UdpHeaderLength;
            if (Unsafe.ReadUnaligned<ushort>(ports) != session->PeerPort || Unsafe.ReadUnaligned<ushort>(ports + 2) != session->LocalPort)
            {
                return false;
            }
        }

        return ipv6
            ? Unsafe.ReadUnaligned<ulong>(header + Ipv6.SourceOffset) == Unsafe.ReadUnaligned<ulong>(session->Peer)
                && Unsafe.ReadUnaligned<ulong>(header + Ipv6.SourceOffset + 8) == Unsafe.ReadUnaligned<ulong>(session->Peer + 8)
            : Unsafe.ReadUnaligned<uint>(header + Ipv4.SourceOffset) == Unsafe.ReadUnaligned<uint>(session->Peer);
    }

    /// <summary>RFC 3931 4.6.1: a number in the half of the 24-bit circle behind the expected one is late (or a duplicate).</summary>
    private static bool IsLate(L2tpSessionCounters* counters, uint sublayer)
    {
        if ((sublayer & L2tpv3.SequenceFlag) == 0)
        {
            return false;
        }

        uint sequence = sublayer & L2tpv3.SequenceMask;
        uint ahead = (sequence - (uint)counters->NextSequence) & L2tpv3.SequenceMask;
        if ((counters->NextSequence & SequenceSeen) != 0 && ahead >= (L2tpv3.SequenceMask + 1) / 2)
        {
            return true;
        }

        counters->NextSequence = SequenceSeen | ((sequence + 1) & L2tpv3.SequenceMask);
        return false;
    }
}
