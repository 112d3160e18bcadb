using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>
/// The short way for L2TP data over IPv4 that matches a session in everything: VRF, both addresses, encapsulation,
/// ports, id and cookie. Such a packet is for this router, so it needs no route. Every other packet, and those of sessions
/// that check sequence numbers, go on to <see cref="Ipv4Forward"/> unchanged, as if this node were not there; what is
/// wrong with them is found out, and counted, by the nodes of the long way.
/// </summary>
internal static unsafe class L2tpInput
{
    /// <summary>Octets that the IP packet of a data message has at least.</summary>
    public const int ShortestPacket = Ipv4.HeaderLength + L2tpv3.UdpDataHeaderLength;

    private const int UdpPayload = Ipv4.HeaderLength + L2tpv3.UdpHeaderLength;

    /// <summary>The session id of version 3, the middle of both ids of version 2.</summary>
    private const int UdpOffset = UdpPayload + L2tpv3.UdpSessionHeaderLength;

    /// <summary>Whether an IPv4 packet, of which nothing is checked yet, looks like L2TP data. Reads 24 octets, whatever its length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsCandidate(ForwardingTables* tables, byte* header)
    {
        byte protocol = header[Ipv4.ProtocolOffset];
        if (protocol != Ipv4.ProtocolUdp)
        {
            return protocol == Ipv4.ProtocolL2tp;
        }

        return tables->IsL2tpPort(Wire.Load16(header + Ipv4.HeaderLength + 2));
    }

    /// <summary>First pass, in <see cref="EthernetInput"/>: notes what <see cref="Locate"/> says, and where the search for the session begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(Worker* worker, rte_mbuf* packet, ulong origin, byte* header, int link)
    {
        Note(worker, ReceivedVector.Add(worker->L2tp, packet, origin), Locate(packet, header, link));
    }

    /// <summary>The same for eight packets that <see cref="Locate"/> would find all that it asks for in.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="packets">Eight frames.</param>
    /// <param name="origin">Their origin.</param>
    /// <param name="ids">Their session ids in host byte order.</param>
    /// <param name="offset">What <see cref="Locate"/> would say of where these are.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddEight(Worker* worker, rte_mbuf** packets, ulong origin, Vector256<uint> ids, int offset)
    {
        uint* keys = stackalloc uint[EightFrames.Count];
        ids.Store(keys);
        ulong located = (ulong)(uint)offset << 32;
        ReceivedPacket* frame = ReceivedVector.AddEight(worker->L2tp, packets, origin);
        for (nint k = 0; k < EightFrames.Count; k++)
        {
            Note(worker, frame + k, keys[k] | located);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Note(Worker* worker, ReceivedPacket* frame, ulong located)
    {
        L2tpSession* first = worker->Tables->L2tpSessions.First((uint)located);
        frame->Key = located;
        frame->Found = (ulong)first;
        Prefetch.Read(first);
    }

    /// <summary>The other passes: a method for each, so that the compiler keeps what it works on in registers.</summary>
    public static void Process(Worker* worker, ReceivedVector* vector)
    {
        // An LNS has little else than PPP, a PE little else than pseudowires: PPP has a pass of its own if it comes first.
        ReceivedPacket* first = ReceivedVector.First(vector);
        if (L2tpSessionTable.Likely((L2tpSession*)first->Found, (uint)first->Key)->Plain == PlainPayload.Ppp)
        {
            TakePpp(worker, vector);
        }

        Strip(worker, vector);
        if (vector->LeftCount != 0)
        {
            TakeLeft(worker, vector);
        }

        Send(worker, vector);
        if (vector->LeftCount != 0)
        {
            SendLeft(worker, vector);
        }
    }

    /// <summary>Takes the packets in PPP sessions out of the vector, to <see cref="PppInput"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void TakePpp(Worker* worker, ReceivedVector* vector)
    {
        ReceivedPacket* stays = ReceivedVector.First(vector);
        ReceivedPacket* end = ReceivedVector.End(vector);
        int count = 0;
        for (ReceivedPacket* frame = stays; frame != end; frame++)
        {
            L2tpSession* session = L2tpSessionTable.Likely((L2tpSession*)frame->Found, (uint)frame->Key);
            if (session->SessionId != (uint)frame->Key || session->Plain != PlainPayload.Ppp || !PppInput.TryAdd(worker, frame, session))
            {
                stays[count++] = *frame;
            }
        }

        vector->Count = count;
    }

    /// <summary>Strips the packets that match their session; notes the session, or null.</summary>
    private static void Strip(Worker* worker, ReceivedVector* vector)
    {
        L2tpTunnel* tunnels = worker->Tables->L2tpTunnels;
        Adjacency* adjacencies = worker->Tables->Adjacencies;
        PacketCounter* counters = worker->SessionReceived;
        uint circuit = 0;
        ReceivedPacket* end = ReceivedVector.End(vector);
        for (ReceivedPacket* frame = ReceivedVector.First(vector); frame != end; frame++)
        {
            L2tpSession* session = L2tpSessionTable.Likely((L2tpSession*)frame->Found, (uint)frame->Key);
            if (session->SessionId == (uint)frame->Key && TryStrip(frame, session, tunnels))
            {
                Prefetch.Read(counters + session->Index);
                if (session->Adjacency != circuit)
                {
                    circuit = session->Adjacency;
                    Prefetch.Read(adjacencies + circuit);
                }

                frame->Found = (ulong)session;
            }
            else
            {
                frame->Found = 0;
                ReceivedVector.Leave(vector, frame);
            }
        }
    }

    /// <summary>Packets in PPP sessions, and those whose session is further on in the table; the others go the long way.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void TakeLeft(Worker* worker, ReceivedVector* vector)
    {
        ForwardingTables* tables = worker->Tables;
        ReceivedPacket** left = ReceivedVector.LeftOf(vector);
        for (int k = 0; k < vector->LeftCount; k++)
        {
            ReceivedPacket* frame = left[k];
            L2tpSession* session = tables->L2tpSessions.Find((uint)frame->Key);
            if (session != null && session->Plain == PlainPayload.Ppp && PppInput.TryAdd(worker, frame, session))
            {
                continue;
            }

            if (session != null && TryStrip(frame, session, tables->L2tpTunnels))
            {
                frame->Found = (ulong)session;
            }
            else
            {
                LongWay.Take(worker, frame->Packet, frame->Origin, NodeId.Ipv4Forward);
            }
        }

        vector->LeftCount = 0;
    }

    /// <summary>Counts the frames and sends them to their cross-connects.</summary>
    private static void Send(Worker* worker, ReceivedVector* vector)
    {
        // Frames for one circuit come in runs: what depends on the circuit alone is looked up and counted once for each.
        uint circuit = 0;
        uint frames = 0;
        ulong octets = 0;
        int room = 0;
        uint egress = 0;
        EgressRun run = EgressRun.Begin();
        ReceivedPacket* end = ReceivedVector.End(vector);
        for (ReceivedPacket* frame = ReceivedVector.First(vector); frame != end; frame++)
        {
            L2tpSession* session = (L2tpSession*)frame->Found;
            if (session == null)
            {
                continue;
            }

            uint length = frame->Packet->data_len;
            worker->SessionReceived[session->Index].Add(1, length);
            if (session->Adjacency != circuit)
            {
                worker->AdjacencyCounters[circuit].Add(frames, octets);
                circuit = session->Adjacency;
                frames = 0;
                octets = 0;
                Adjacency* adjacency = worker->Tables->Adjacencies + circuit;
                room = L2Output.RoomOf(worker, adjacency);
                egress = L2Output.EgressOf(worker, adjacency);
            }

            if ((int)length <= room && (session->Flags & L2tpSessionFlags.PopVlan) == 0)
            {
                frames++;
                octets += length;
                run.Add(worker, frame->Packet, egress, length);
            }
            else
            {
                ReceivedVector.Leave(vector, frame);
            }
        }

        run.End();
        worker->AdjacencyCounters[circuit].Add(frames, octets);
    }

    /// <summary>What is not simply a frame for an untagged circuit.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SendLeft(Worker* worker, ReceivedVector* vector)
    {
        ReceivedPacket** left = ReceivedVector.LeftOf(vector);
        for (int k = 0; k < vector->LeftCount; k++)
        {
            rte_mbuf* packet = left[k]->Packet;
            L2tpSession* session = (L2tpSession*)left[k]->Found;
            PacketContext.BeginFrame(packet, (left[k]->Origin & Origin.WayMask) | ((ulong)session->Adjacency << 32), 0, 0);
            if ((session->Flags & L2tpSessionFlags.PopVlan) != 0
                && !PseudowireVlan.TryPop(packet, PacketContext.Of(packet), session->VlanId))
            {
                worker->SessionChecks[session->Index].Errors++;
                Worker.Drop(worker, packet, DropReason.VlanMismatch);
            }
            else
            {
                L2Output.Send(worker, packet, session->Adjacency);
            }
        }

        vector->LeftCount = 0;
    }

    /// <summary>Checks the headers: the session id, and its offset from the frame's start in the high half; 0 if the packet is not for here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Locate(rte_mbuf* packet, byte* header, int link)
    {
        int total = Wire.Load16(header + Ipv4.TotalLengthOffset);

        // Padding is rare; an option or a fragment rarer still.
        bool plain = packet->data_len - link == total
            && total >= ShortestPacket
            && header[0] == 0x45
            && (Unsafe.ReadUnaligned<ushort>(header + Ipv4.FragmentOffset) & Ipv4.WireFragmentMask) == 0
            && Checksum.IsRight(Checksum.SumIpv4(header));
        if (!plain)
        {
            return 0;
        }

        if (header[Ipv4.ProtocolOffset] == Ipv4.ProtocolL2tp)
        {
            return Wire.Load32(header + Ipv4.HeaderLength) | ((ulong)(uint)(link + Ipv4.HeaderLength) << 32);
        }

        int before = (header[UdpPayload + 1] & L2tpv3.VersionMask) == L2tpv2.Version ? L2tpv2.BehindMiddle : 0;
        return Wire.Load16(header + Ipv4.HeaderLength + 4) == total - Ipv4.HeaderLength
            ? Wire.Load32(header + UdpOffset - before) | ((ulong)(uint)(link + UdpOffset) << 32) : 0;
    }

    /// <summary>Strips a located packet that matches its session in everything; false, and the packet as it was, if it does not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryStrip(ReceivedPacket* frame, L2tpSession* session, L2tpTunnel* tunnels)
    {
        rte_mbuf* packet = frame->Packet;
        int offset = (int)(frame->Key >> 32);
        int stripped = offset + session->HeaderLength;
        int inner = packet->data_len - stripped;
        if (offset == 0
            || inner < Ethernet.HeaderLength
            || !Matches(session, tunnels + session->Tunnel, Origin.Vrf(frame->Origin), Mbuf.Data(packet) + offset))
        {
            return false;
        }

        packet->data_off += (ushort)stripped;
        Mbuf.SetLength(packet, inner);
        return true;
    }

    /// <summary>Whether nothing decides on a packet but its headers, and these are its session's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool Matches(L2tpSession* session, L2tpTunnel* tunnel, uint vrf, byte* sessionId) =>
        (Differences(session, tunnel, vrf, sessionId) | (uint)(session->Plain ^ PlainPayload.Ethernet)) == 0 && L2tpTunnel.Carries(tunnel, sessionId);

    /// <summary>Whether a packet's headers are those of its session.</summary>
    /// <param name="session">The session that has the packet's session id.</param>
    /// <param name="tunnel">Its tunnel.</param>
    /// <param name="vrf">VRF id that the packet was received in.</param>
    /// <param name="sessionId">The packet's session id, behind an IPv4 header without options; up to 13 octets from it on are read.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool HasHeadersOf(L2tpSession* session, L2tpTunnel* tunnel, uint vrf, byte* sessionId) =>
        Differences(session, tunnel, vrf, sessionId) == 0 && L2tpTunnel.Carries(tunnel, sessionId);

    /// <summary>Not 0 for another VRF, a wrong cookie, or a packet that is not data: one comparison for all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Differences(L2tpSession* session, L2tpTunnel* tunnel, uint vrf, byte* sessionId)
    {
        ulong cookie = L2tpSession.CookieIn(Unsafe.ReadUnaligned<ulong>(sessionId + L2tpv3.SessionIdLength), session->CookieLength);
        return (cookie ^ session->Cookie) | L2tpSession.VccvBit(session, sessionId + session->HeaderLength) | (vrf ^ tunnel->Vrf);
    }
}
