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
    private const int UdpOffset = Ipv4.HeaderLength + L2tpv3.UdpHeaderLength + L2tpv3.UdpSessionHeaderLength;

    /// <summary>In a word of <see cref="Parse"/>: over UDP.</summary>
    private const ulong OverUdp = 1ul << 63;

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

    public static void Process(Worker* worker, rte_mbuf** packets, int count)
    {
        ForwardingTables* tables = worker->Tables;
        ulong* scratch = worker->Scratch;
        for (int i = 0; i < count; i++)
        {
            ulong parsed = Parse(packets[i]);
            uint slot = tables->L2tpSessions.FirstSlot((uint)parsed);
            scratch[i] = parsed | ((ulong)slot << 32);
            Prefetch.Read(tables->L2tpSessions.Entry(slot));
        }

        int ended = 0;
        for (int i = 0; i < count; i++)
        {
            rte_mbuf* packet = packets[i];
            L2tpSession* session = Match(tables, packet, scratch[i]);
            if (session == null)
            {
                Worker.Enqueue(worker, NodeId.Ipv4Forward, packet);
                continue;
            }

            Prefetch.Read(worker->SessionReceived + session->Index);
            Output.Fetch(worker, session->Adjacency);
            scratch[ended] = (ulong)session;
            packets[ended++] = packet;
        }

        Send(worker, packets, ended);
    }

    /// <summary>Counts the frames and sends them to their cross-connects; the scratch words are their sessions.</summary>
    private static void Send(Worker* worker, rte_mbuf** packets, int count)
    {
        // Frames for one circuit come in runs: what depends on the circuit alone is looked up and counted once for each.
        uint circuit = 0;
        uint frames = 0;
        ulong octets = 0;
        int room = 0;
        int port = 0;
        int interfaceId = 0;
        for (int i = 0; i < count; i++)
        {
            rte_mbuf* packet = packets[i];
            L2tpSession* session = (L2tpSession*)worker->Scratch[i];
            int length = packet->data_len;
            PacketContext.Of(packet)->Adjacency = session->Adjacency;
            worker->SessionReceived[session->Index].Add(1, (uint)length);
            if (session->Adjacency != circuit)
            {
                worker->AdjacencyCounters[circuit].Add(frames, octets);
                circuit = session->Adjacency;
                frames = 0;
                octets = 0;
                Adjacency* adjacency = worker->Tables->Adjacencies + circuit;
                interfaceId = adjacency->Interface;
                port = worker->Tables->Interfaces[interfaceId].Port;
                room = L2Output.RoomOf(worker, adjacency);
            }

            if (length <= room && (session->Flags & L2tpSessionFlags.PopVlan) == 0)
            {
                frames++;
                octets += (uint)length;
                Output.Transmit(worker, packet, port, interfaceId);
            }
            else
            {
                SendOther(worker, packet, session);
            }
        }

        worker->AdjacencyCounters[circuit].Add(frames, octets);
    }

    /// <summary>What is not simply a frame for an untagged circuit.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SendOther(Worker* worker, rte_mbuf* packet, L2tpSession* session)
    {
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

    /// <summary>Checks the headers: a word of the session id and <see cref="OverUdp"/>; 0 if it is not for here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Parse(rte_mbuf* packet)
    {
        byte* header = Mbuf.Data(packet);
        int total = Wire.Load16(header + Ipv4.TotalLengthOffset);

        // Padding is rare; an option or a fragment rarer still.
        bool plain = packet->data_len == total
            && total >= Ipv4.HeaderLength + L2tpv3.UdpDataHeaderLength
            && header[0] == 0x45
            && (Unsafe.ReadUnaligned<ushort>(header + Ipv4.FragmentOffset) & Ipv4.WireFragmentMask) == 0
            && Checksum.IsRight(Checksum.SumIpv4(header));
        if (!plain)
        {
            return 0;
        }

        byte* payload = header + Ipv4.HeaderLength;
        if (header[Ipv4.ProtocolOffset] == Ipv4.ProtocolL2tp)
        {
            return Wire.Load32(payload);
        }

        ushort type = Unsafe.ReadUnaligned<ushort>(payload + L2tpv3.UdpHeaderLength);
        bool data = Wire.Load16(payload + 4) == total - Ipv4.HeaderLength && (type & L2tpv3.WireTypeMask) == L2tpv3.WireData;
        return data ? OverUdp | Wire.Load32(header + UdpOffset) : 0;
    }

    /// <summary>Strips a parsed packet that matches its session in everything; null, and the packet as it was, if it does not.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="parsed">The word of <see cref="Parse"/> with the first slot of the session table in bits 32 to 62.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static L2tpSession* Match(ForwardingTables* tables, rte_mbuf* packet, ulong parsed)
    {
        L2tpSession* session = (uint)parsed == 0 ? null : tables->L2tpSessions.FindFrom((uint)(parsed >> 32) & int.MaxValue, (uint)parsed);
        if (session == null)
        {
            return null;
        }

        byte* header = Mbuf.Data(packet);
        int offset = Ipv4.HeaderLength;
        uint ports = 0;
        L2tpSessionFlags flags = L2tpSessionFlags.Enabled;
        if ((parsed & OverUdp) != 0)
        {
            offset = UdpOffset;
            ports = Unsafe.ReadUnaligned<uint>(header + Ipv4.HeaderLength);
            flags = L2tpSessionFlags.Enabled | L2tpSessionFlags.Udp;
        }

        ulong cookie = L2tpSession.CookieIn(Unsafe.ReadUnaligned<ulong>(header + offset + L2tpv3.SessionIdLength), session->CookieLength);
        ulong difference = (L2tpSession.TransportOf(PacketContext.Of(packet)->Vrf, flags, ports) ^ session->Transport)
            | (Unsafe.ReadUnaligned<ulong>(header + Ipv4.SourceOffset) ^ session->Ipv4Addresses)
            | (cookie ^ session->Cookie);
        int stripped = offset + session->HeaderLength;
        int inner = packet->data_len - stripped;
        if (difference != 0 || inner < Ethernet.HeaderLength)
        {
            return null;
        }

        packet->data_off += (ushort)stripped;
        Mbuf.SetLength(packet, inner);
        return session;
    }
}
