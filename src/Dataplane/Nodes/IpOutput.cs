using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>
/// The last passes of the short ways of both families, which differ only in where the TTL is: inlined with a constant
/// family into a method for each, so that neither pays for the other.
/// </summary>
internal static unsafe class IpOutput
{
    /// <summary>Whether a packet came, and leaves, behind an Ethernet header without tags.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool StaysInPlace(ulong origin, Adjacency* adjacency) =>
        adjacency->Shape == Adjacency.UntaggedNextHop && Origin.IsUntagged(origin);

    /// <summary>Packets that stay in place: only the addresses and the TTL change.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="vector">Packets of one family.</param>
    /// <param name="type">Its EtherType as in memory.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ForwardInPlace(Worker* worker, LookupVector* vector, ushort type)
    {
        Adjacency* adjacencies = worker->Tables->Adjacencies;
        PacketCounter* counters = worker->AdjacencyCounters;
        EgressRun run = EgressRun.Begin();
        nint count = vector->Count;
        for (nint i = 0; i < count; i++)
        {
            rte_mbuf* packet = *LookupVector.Packet(vector, i);
            uint id = *LookupVector.Found(vector, i);
            Adjacency* adjacency = adjacencies + id;
            uint octets = packet->data_len;
            if (StaysInPlace(*LookupVector.Origin(vector, i), adjacency) && octets <= adjacency->Mtu + (uint)Ethernet.HeaderLength)
            {
                byte* frame = Mbuf.Data(packet);
                Adjacency.WriteAddresses(frame, adjacency);
                Unsafe.WriteUnaligned(frame + Ethernet.HeaderLength + TtlOffset(type), *LookupVector.Ttl(vector, i));
                counters[id].Add(1, octets);
                run.Add(worker, packet, adjacency->Egress, octets);
            }
            else
            {
                LookupVector.Leave(vector, i);
            }
        }

        run.End();
    }

    /// <summary>Counts the label that was popped, if one was.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="origin">The packet's origin.</param>
    /// <param name="octets">Its length behind an Ethernet header without tags.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CountPopped(Worker* worker, ulong origin, uint octets)
    {
        uint label = Origin.Label(origin);
        if (label != 0)
        {
            worker->LabelCounters[label].Add(1, octets - Ethernet.HeaderLength + MplsLabel.Length);
        }
    }

    /// <summary>
    /// Packets that leave in an IP tunnel whose headers need no more than lengths and an IPv4 checksum. True if tunnels with a
    /// rate were among what it leaves.
    /// </summary>
    /// <param name="worker">The worker.</param>
    /// <param name="vector">Packets of one family.</param>
    /// <param name="type">Its EtherType as in memory.</param>
    /// <param name="limited">Only, and otherwise all but, tunnels with a rate.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool ForwardTunnelled(Worker* worker, LookupVector* vector, ushort type, bool limited)
    {
        Adjacency* adjacencies = worker->Tables->Adjacencies;
        AdjacencyFlags left = AdjacencyFlags.None;
        EgressRun run = EgressRun.Begin();
        nint count = vector->LeftCount;
        vector->LeftCount = 0;
        for (nint k = 0; k < count; k++)
        {
            nint i = *LookupVector.Left(vector, k);
            rte_mbuf* packet = *LookupVector.Packet(vector, i);
            ulong origin = *LookupVector.Origin(vector, i);
            uint id = *LookupVector.Found(vector, i);
            Adjacency* adjacency = adjacencies + id;
            int link = Origin.LinkLength(origin);
            int inner = packet->data_len - link;
            byte* header = Mbuf.Data(packet) + link;
            if (adjacency->Kind != AdjacencyKind.IpTunnel
                || (adjacency->Flags & (TunnelHeader.Special | AdjacencyFlags.RateLimited)) != (limited ? AdjacencyFlags.RateLimited : AdjacencyFlags.None)
                || inner > adjacency->Mtu
                || !Output.HasRoom(packet, link, adjacency)
                || TcpMss.IsCandidate(header, type, adjacency->SegmentLimit, options: false)
                || (limited && !RateBucket.TryTake(&worker->Tables->Policers[worker->Tables->SessionOfAdjacency[id]].Down, worker->Now, inner)))
            {
                left |= adjacency->Flags;
                LookupVector.Leave(vector, i);
                continue;
            }

            CountPopped(worker, origin, (uint)(inner + Ethernet.HeaderLength));
            Unsafe.WriteUnaligned(header + TtlOffset(type), *LookupVector.Ttl(vector, i));
            byte* start = Output.Replace(worker, packet, link, adjacency);
            TunnelHeader.CompletePlain(start, inner, adjacency);
            worker->AdjacencyCounters[id].Add(1, packet->data_len);
            run.Add(worker, packet, adjacency->Egress, packet->data_len);
        }

        run.End();
        return (left & AdjacencyFlags.RateLimited) != 0;
    }

    /// <summary>Fetches the buckets of the packets left over whose tunnel has a rate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FetchPolicers(Worker* worker, LookupVector* vector)
    {
        ForwardingTables* tables = worker->Tables;
        nint count = vector->LeftCount;
        for (nint k = 0; k < count; k++)
        {
            Prefetch.Read(tables->SessionOfAdjacency + *LookupVector.Found(vector, *LookupVector.Left(vector, k)));
        }

        for (nint k = 0; k < count; k++)
        {
            uint id = *LookupVector.Found(vector, *LookupVector.Left(vector, k));
            if ((tables->Adjacencies[id].Flags & AdjacencyFlags.RateLimited) != 0)
            {
                Prefetch.Read(tables->Policers + tables->SessionOfAdjacency[id]);
            }
        }
    }

    /// <summary>With new tags or more labels; leaves over what goes the long way.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="vector">Packets of one family.</param>
    /// <param name="type">Its EtherType as in memory.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ForwardLeft(Worker* worker, LookupVector* vector, ushort type)
    {
        Adjacency* adjacencies = worker->Tables->Adjacencies;
        EgressRun run = EgressRun.Begin();
        int count = vector->LeftCount;
        vector->LeftCount = 0;
        for (nint k = 0; k < count; k++)
        {
            nint i = *LookupVector.Left(vector, k);
            rte_mbuf* packet = *LookupVector.Packet(vector, i);
            ulong origin = *LookupVector.Origin(vector, i);
            uint id = *LookupVector.Found(vector, i);
            Adjacency* adjacency = adjacencies + id;
            int link = Origin.LinkLength(origin);
            int length = packet->data_len - link;

            // Adjacency 0 is none: nothing fits its MTU of 0.
            if (adjacency->Kind != AdjacencyKind.NextHop
                || length + (adjacency->LabelCount * MplsLabel.Length) > adjacency->Mtu
                || !Output.HasRoom(packet, link, adjacency))
            {
                LookupVector.Leave(vector, i);
                continue;
            }

            CountPopped(worker, origin, (uint)(length + Ethernet.HeaderLength));
            byte* header = Mbuf.Data(packet) + link;
            Unsafe.WriteUnaligned(header + TtlOffset(type), *LookupVector.Ttl(vector, i));
            Output.Replace(worker, packet, link, adjacency);
            if (adjacency->LabelCount == 0)
            {
                Unsafe.WriteUnaligned(header - Ethernet.TypeLength, type);
            }
            else
            {
                bool ipv4 = type == Ethernet.WireIpv4;
                LabelStack.Impose(
                    header, adjacency, header[ipv4 ? Ipv4.TtlOffset : Ipv6.HopLimitOffset], ipv4 ? (uint)header[1] >> 5 : (uint)(header[0] & 0xf) >> 1);
            }

            worker->AdjacencyCounters[id].Add(1, packet->data_len);
            run.Add(worker, packet, adjacency->Egress, packet->data_len);
        }

        run.End();
    }

    /// <summary>Offset of the word that <see cref="LookupVector.Ttl"/> notes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TtlOffset(ushort type) => type == Ethernet.WireIpv4 ? Ipv4.TtlOffset : Ipv6.PayloadLengthOffset;
}
