using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>
/// The short way for L2TPv3 data over IPv4 that matches a session in everything: VRF, both addresses, encapsulation,
/// ports, id and cookie. Such a packet is for this router, so it needs no route. Every other packet, and those of sessions
/// that check sequence numbers, go on to <see cref="Ipv4Forward"/> unchanged, as if this node were not there; what is
/// wrong with them is found out, and counted, by the nodes of the long way.
/// </summary>
internal static unsafe class L2tpInput
{
    private const int PrefetchDistance = 8;

    private const int UdpOffset = Ipv4.HeaderLength + L2tpv3.UdpHeaderLength + L2tpv3.UdpSessionHeaderLength;

    /// <summary>Whether an IPv4 packet, of which nothing is checked yet, looks like L2TPv3 data. Reads 24 octets, whatever its length.</summary>
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

    public static void Process(Worker* worker, ReceivedVector* vector)
    {
        Check(worker, vector);
        int ended = Find(worker, vector);
        Send(worker, vector, ended);
    }

    /// <summary>Two scratch words for each packet: its session id, 0 if it is not for here, and the entry where the search for it begins.</summary>
    private static void Check(Worker* worker, ReceivedVector* vector)
    {
        rte_mbuf** packets = ReceivedVector.PacketsOf(vector);
        ulong* origins = ReceivedVector.OriginsOf(vector);
        ForwardingTables* tables = worker->Tables;
        ulong* scratch = worker->Scratch;
        int count = vector->Count;
        for (int i = 0; i < count; i++)
        {
            uint id = Parse(packets[i], Origin.LinkLength(origins[i]));
            L2tpSession* entry = tables->L2tpSessions.First(id);
            scratch[2 * i] = id;
            scratch[(2 * i) + 1] = (ulong)entry;
            Prefetch.Read(entry);
        }
    }

    /// <summary>Strips the packets that match their session. They move up in the vector, the scratch words are their sessions; returns their number.</summary>
    private static int Find(Worker* worker, ReceivedVector* vector)
    {
        rte_mbuf** packets = ReceivedVector.PacketsOf(vector);
        ulong* origins = ReceivedVector.OriginsOf(vector);
        ForwardingTables* tables = worker->Tables;
        ulong* scratch = worker->Scratch;
        int count = vector->Count;
        int ended = 0;
        for (int i = 0; i < count; i++)
        {
            rte_mbuf* packet = packets[i];
            ulong origin = origins[i];
            L2tpSession* session = tables->L2tpSessions.FindFrom((L2tpSession*)scratch[(2 * i) + 1], (uint)scratch[2 * i]);
            if (session == null || !TryStrip(packet, session, origin))
            {
                LongWay.Take(worker, packet, origin, NodeId.Ipv4Forward);
                continue;
            }

            Prefetch.Read(tables->Adjacencies + session->Adjacency);
            scratch[ended] = (ulong)session;
            origins[ended] = origin;
            packets[ended++] = packet;
        }

        return ended;
    }

    /// <summary>Counts the frames and sends them to their cross-connects; the scratch words are their sessions.</summary>
    private static void Send(Worker* worker, ReceivedVector* vector, int count)
    {
        rte_mbuf** packets = ReceivedVector.PacketsOf(vector);

        // Frames for one circuit come in runs: what depends on the circuit alone is looked up and counted once for each.
        uint circuit = 0;
        uint frames = 0;
        ulong octets = 0;
        int room = 0;
        PortQueue* queue = null;
        uint account = 0;
        for (int i = 0; i < Math.Min(PrefetchDistance, count); i++)
        {
            FetchCounters(worker, (L2tpSession*)worker->Scratch[i]);
        }

        for (int i = 0; i < count; i++)
        {
            if (i + PrefetchDistance < count)
            {
                FetchCounters(worker, (L2tpSession*)worker->Scratch[i + PrefetchDistance]);
            }

            rte_mbuf* packet = packets[i];
            L2tpSession* session = (L2tpSession*)worker->Scratch[i];
            int length = packet->data_len;
            worker->SessionReceived[session->Index].Add(1, (uint)length);
            if (session->Adjacency != circuit)
            {
                worker->AdjacencyCounters[circuit].Add(frames, octets);
                circuit = session->Adjacency;
                frames = 0;
                octets = 0;
                Adjacency* adjacency = worker->Tables->Adjacencies + circuit;
                account = (uint)adjacency->Interface << 16;
                queue = worker->Ports + worker->Tables->Interfaces[adjacency->Interface].Port;
                room = L2Output.RoomOf(worker, adjacency);
            }

            if (length <= room && (session->Flags & L2tpSessionFlags.PopVlan) == 0)
            {
                frames++;
                octets += (uint)length;
                Output.Transmit(worker, packet, queue, account);
            }
            else
            {
                SendOther(worker, packet, session, ReceivedVector.OriginsOf(vector)[i]);
            }
        }

        worker->AdjacencyCounters[circuit].Add(frames, octets);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FetchCounters(Worker* worker, L2tpSession* session)
    {
        Prefetch.Read(worker->SessionReceived + session->Index);
        Prefetch.Read(worker->AdjacencyCounters + session->Adjacency);
    }

    /// <summary>What is not simply a frame for an untagged circuit.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SendOther(Worker* worker, rte_mbuf* packet, L2tpSession* session, ulong origin)
    {
        PacketContext.BeginFrame(packet, (origin & Origin.WayMask) | ((ulong)session->Adjacency << 32), 0, 0);
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

    /// <summary>Checks the headers; the session id, 0 if the packet is not for here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Parse(rte_mbuf* packet, int link)
    {
        byte* header = Mbuf.Data(packet) + link;
        int total = Wire.Load16(header + Ipv4.TotalLengthOffset);

        // Padding is rare; an option or a fragment rarer still.
        bool plain = packet->data_len - link == total
            && total >= Ipv4.HeaderLength + L2tpv3.UdpDataHeaderLength
            && header[0] == 0x45
            && (Unsafe.ReadUnaligned<ushort>(header + Ipv4.FragmentOffset) & Ipv4.WireFragmentMask) == 0
            && Checksum.IsRight(Checksum.SumIpv4(header));
        if (!plain)
        {
            return 0;
        }

        if (header[Ipv4.ProtocolOffset] == Ipv4.ProtocolL2tp)
        {
            return Wire.Load32(header + Ipv4.HeaderLength);
        }

        return Wire.Load16(header + Ipv4.HeaderLength + 4) == total - Ipv4.HeaderLength ? Wire.Load32(header + UdpOffset) : 0;
    }

    /// <summary>Strips a parsed packet that matches its session in everything; false, and the packet as it was, if it does not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryStrip(rte_mbuf* packet, L2tpSession* session, ulong origin)
    {
        int link = Origin.LinkLength(origin);
        byte* header = Mbuf.Data(packet) + link;
        byte protocol = header[Ipv4.ProtocolOffset];
        uint transport = L2tpSession.TransportOf(Origin.Vrf(origin), protocol, L2tpSessionFlags.Enabled);
        int stripped = link + session->HeaderLength + (protocol == Ipv4.ProtocolUdp ? UdpOffset : Ipv4.HeaderLength);
        int inner = packet->data_len - stripped;
        if (transport != session->Transport || !L2tpSession.IsExpected(session, header) || inner < Ethernet.HeaderLength)
        {
            return false;
        }

        packet->data_off += (ushort)stripped;
        Mbuf.SetLength(packet, inner);
        return true;
    }
}
