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
    private const ulong SequenceSeen = 1ul << 63;

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
            if (TryEnd(worker, packets[i], scratch[2 * i], (L2tpSession*)scratch[(2 * i) + 1]))
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
    /// Finds the session id: a word of it, its offset from the IP header (from bit 32) and Udp and Ipv6 of
    /// <see cref="L2tpSessionFlags"/> (from bit 48). 0 when the packet is none of a session; it has then gone its way.
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
                ExceptUdp(worker, packet, l2tp, datagram, length);
                return 0;
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

        return ((ulong)encapsulation << 48) | ((ulong)(uint)offset << 32) | session;
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

    /// <summary>UDP packets that are no complete data messages of L2TPv3.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ExceptUdp(Worker* worker, rte_mbuf* packet, byte* l2tp, int datagram, int available)
    {
        if (datagram > available || datagram < L2tpv3.UdpHeaderLength + 2)
        {
            Worker.Drop(worker, packet, DropReason.L2tpTruncated);
        }
        else if ((l2tp[0] & L2tpv3.ControlFlag) != 0)
        {
            Punt.FromLayer3(worker, packet, PuntReason.L2tpControl);
        }
        else
        {
            bool version3 = (l2tp[1] & L2tpv3.VersionMask) == L2tpv3.Version3;
            Worker.Drop(worker, packet, version3 ? DropReason.L2tpTruncated : DropReason.L2tpBadVersion);
        }
    }

    /// <summary>Checks and strips; true when the frame is ready for its adjacency.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryEnd(Worker* worker, rte_mbuf* packet, ulong parsed, L2tpSession* session)
    {
        if (session == null)
        {
            Worker.Drop(worker, packet, DropReason.L2tpUnknownSession);
            return false;
        }

        PacketContext* context = PacketContext.Of(packet);
        L2tpSessionChecks* checks = worker->SessionChecks + session->Index;
        byte* header = Mbuf.Data(packet);
        int offset = (ushort)(parsed >> 32);
        byte* ports = header + offset - L2tpv3.UdpSessionHeaderLength - L2tpv3.UdpHeaderLength;
        if (!L2tpTunnel.IsOf(worker->Tables->L2tpTunnels + session->Tunnel, context->Vrf, (L2tpSessionFlags)(parsed >> 48), header, ports))
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
        if (inner < Ethernet.HeaderLength)
        {
            checks->Errors++;
            Worker.Drop(worker, packet, DropReason.L2tpTruncated);
            return false;
        }

        // The length check covers 8 octets from the cookie on: at least 14 octets of frame follow the header.
        ulong cookie = L2tpSession.CookieIn(Unsafe.ReadUnaligned<ulong>(header + offset + L2tpv3.SessionIdLength), session->CookieLength);
        if (cookie != session->Cookie && cookie != worker->Tables->L2tpSessions.PreviousCookieOf(session))
        {
            checks->BadCookie++;
            Worker.Drop(worker, packet, DropReason.L2tpBadCookie);
            return false;
        }

        if ((flags & L2tpSessionFlags.CheckSequence) != 0
            && IsLate(checks, Wire.Load32(header + stripped - L2tpv3.SublayerLength)))
        {
            checks->OutOfSequence++;
            Worker.Drop(worker, packet, DropReason.L2tpOutOfSequence);
            return false;
        }

        packet->data_off += (ushort)stripped;
        Mbuf.SetLength(packet, inner);
        worker->SessionReceived[session->Index].Add(1, (uint)inner);
        if ((flags & L2tpSessionFlags.PopVlan) != 0 && !PseudowireVlan.TryPop(packet, context, session->VlanId))
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

    /// <summary>RFC 3931 4.6.1: a number in the half of the 24-bit circle behind the expected one is late (or a duplicate).</summary>
    private static bool IsLate(L2tpSessionChecks* checks, uint sublayer)
    {
        if ((sublayer & L2tpv3.SequenceFlag) == 0)
        {
            return false;
        }

        uint sequence = sublayer & L2tpv3.SequenceMask;
        uint ahead = (sequence - (uint)checks->NextSequence) & L2tpv3.SequenceMask;
        if ((checks->NextSequence & SequenceSeen) != 0 && ahead >= (L2tpv3.SequenceMask + 1) / 2)
        {
            return true;
        }

        checks->NextSequence = SequenceSeen | ((sequence + 1) & L2tpv3.SequenceMask);
        return false;
    }
}
