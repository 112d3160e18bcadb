using System.Runtime.CompilerServices;
using System.Threading;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>
/// Sends Ethernet frames by the adjacency in their context: out of an attachment circuit, or into an L2TPv3 or MPLS
/// pseudowire, whose header is prebuilt and only gets its lengths, checksum, sequence number and flow label.
/// </summary>
internal static unsafe class L2Output
{
    public static void Process(Worker* worker, rte_mbuf** packets, int count)
    {
        Adjacency* adjacencies = worker->Tables->Adjacencies;
        for (int i = 0; i < count; i++)
        {
            rte_mbuf* packet = packets[i];
            PacketContext* context = PacketContext.Of(packet);
            Adjacency* adjacency = adjacencies + context->Adjacency;
            if ((adjacency->Flags & AdjacencyFlags.PushVlan) != 0 && !PseudowireVlan.TryPush(packet, context, adjacency->VlanId))
            {
                Worker.Drop(worker, packet, DropReason.Headroom);
                continue;
            }

            if (adjacency->Kind >= AdjacencyKind.L2tpv3)
            {
                Encapsulate(worker, packet, adjacency, context->Adjacency);
            }
            else if (adjacency->Kind == AdjacencyKind.AttachmentCircuit && adjacency->Present != 0)
            {
                ToCircuit(worker, packet, adjacency, context->Adjacency);
            }
            else
            {
                Unusable(worker, packet, adjacency);
            }
        }
    }

    /// <summary>Fetches what this node reads and counts of an adjacency; called where the adjacency becomes known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fetch(Worker* worker, uint adjacency)
    {
        byte* entry = (byte*)(worker->Tables->Adjacencies + adjacency);
        Prefetch.Read(entry + 64);
        Prefetch.Read(entry);
        Prefetch.Read(worker->AdjacencyCounters + adjacency);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Encapsulate(Worker* worker, rte_mbuf* packet, Adjacency* adjacency, uint id)
    {
        int inner = packet->data_len;
        int total = inner + adjacency->RewriteLength;
        if (total - adjacency->L2Length > adjacency->Mtu)
        {
            Oversized(worker, packet, adjacency, id);
            return;
        }

        if (!TryWrap(worker, packet, adjacency, id))
        {
            Worker.Drop(worker, packet, DropReason.Headroom);
            return;
        }

        Output.Send(worker, packet, adjacency, id);
    }

    /// <summary>Pushes the pseudowire's header and completes it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryWrap(Worker* worker, rte_mbuf* packet, Adjacency* adjacency, uint id)
    {
        int inner = packet->data_len;
        byte* frame = Mbuf.Data(packet);
        AdjacencyFlags flags = adjacency->Flags;
        uint flow = (flags & AdjacencyFlags.OuterIpv6) != 0 ? FlowHash.Frame(frame, inner) : 0;
        byte* start = Output.Push(packet, adjacency);
        if (start == null)
        {
            return false;
        }

        if ((flags & AdjacencyFlags.Sequence) != 0)
        {
            uint sequence = Interlocked.Increment(ref worker->Tables->SendSequences[id]) - 1;
            Wire.Store32(frame - L2tpv3.SublayerLength, L2tpv3.SequenceFlag | (sequence & L2tpv3.SequenceMask));
        }

        byte* ip = start + adjacency->IpOffset;
        if ((flags & AdjacencyFlags.OuterIpv4) != 0)
        {
            FixIpv4(worker, ip, inner, flags);
            ip += Ipv4.HeaderLength;
        }
        else if ((flags & AdjacencyFlags.OuterIpv6) != 0)
        {
            Wire.Store32(ip, Wire.Load32(ip) | (flow & 0xfffff));
            Wire.Store16(ip + Ipv6.PayloadLengthOffset, Wire.Load16(ip + Ipv6.PayloadLengthOffset) + inner);
            ip += Ipv6.HeaderLength;
        }

        if ((flags & AdjacencyFlags.Udp) != 0)
        {
            Wire.Store16(ip + 4, Wire.Load16(ip + 4) + inner);
            if ((flags & AdjacencyFlags.UdpChecksum) != 0)
            {
                FillUdpChecksum(start + adjacency->IpOffset, ip, flags);
            }
        }

        return true;
    }

    /// <summary>Adds the frame to the prebuilt total length and checksum (RFC 1624: both grow by the same sum).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FixIpv4(Worker* worker, byte* ip, int inner, AdjacencyFlags flags)
    {
        uint sum = (ushort)~Wire.Load16(ip + Ipv4.ChecksumOffset) + (uint)inner;
        if ((flags & AdjacencyFlags.FragmentOuter) != 0)
        {
            // Only atomic datagrams may go without an identification of their own (RFC 6864 4).
            ushort identification = ++worker->NextIpId;
            Wire.Store16(ip + Ipv4.IdentificationOffset, identification);
            sum += identification;
        }

        sum = (sum >> 16) + (ushort)sum;
        sum = (sum >> 16) + (ushort)sum;
        Wire.Store16(ip + Ipv4.TotalLengthOffset, Wire.Load16(ip + Ipv4.TotalLengthOffset) + inner);
        Wire.Store16(ip + Ipv4.ChecksumOffset, (ushort)~sum);
    }

    private static void FillUdpChecksum(byte* ip, byte* udp, AdjacencyFlags flags)
    {
        bool ipv6 = (flags & AdjacencyFlags.OuterIpv6) != 0;
        int length = Wire.Load16(udp + 4);
        ulong sum = ipv6
            ? Checksum.PseudoHeader(ip + Ipv6.SourceOffset, 32, Ipv4.ProtocolUdp, length)
            : Checksum.PseudoHeader(ip + Ipv4.SourceOffset, 8, Ipv4.ProtocolUdp, length);
        ushort checksum = (ushort)~Checksum.Fold(Checksum.Sum(udp, length, sum));
        Unsafe.WriteUnaligned(udp + 6, checksum == 0 ? (ushort)0xffff : checksum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ToCircuit(Worker* worker, rte_mbuf* packet, Adjacency* adjacency, uint id)
    {
        // Up to two customer tags may come on top of a payload of the MTU.
        int payload = packet->data_len - Ethernet.HeaderLength;
        if (payload > adjacency->Mtu && payload - CustomerTags(packet) > adjacency->Mtu)
        {
            Worker.Drop(worker, packet, DropReason.MtuExceeded);
            return;
        }

        PacketCounter* counter = worker->AdjacencyCounters + id;
        counter->Packets++;
        counter->Bytes += packet->pkt_len;
        Output.SendFrame(worker, packet, adjacency->Interface);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int CustomerTags(rte_mbuf* packet)
    {
        byte* type = Mbuf.Data(packet) + Ethernet.AddressesLength;
        int tags = 0;
        while (tags < 2 * Ethernet.TagLength && Unsafe.ReadUnaligned<ushort>(type + tags) is Ethernet.WireVlan or Ethernet.WireServiceVlan)
        {
            tags += Ethernet.TagLength;
        }

        return tags;
    }

    private static void Oversized(Worker* worker, rte_mbuf* packet, Adjacency* adjacency, uint id)
    {
        if ((adjacency->Flags & AdjacencyFlags.FragmentOuter) == 0)
        {
            Worker.Drop(worker, packet, DropReason.MtuExceeded);
        }
        else if (!TryWrap(worker, packet, adjacency, id))
        {
            Worker.Drop(worker, packet, DropReason.Headroom);
        }
        else
        {
            Worker.Enqueue(worker, NodeId.Fragment, packet);
        }
    }

    private static void Unusable(Worker* worker, rte_mbuf* packet, Adjacency* adjacency)
    {
        if (adjacency->Kind == AdjacencyKind.Incomplete && adjacency->Present != 0)
        {
            Output.Unresolved(worker, packet, adjacency->Interface, adjacency->NextHopFamily, adjacency->Rewrite);
        }
        else
        {
            Worker.Drop(worker, packet, DropReason.NoCrossConnect);
        }
    }
}
