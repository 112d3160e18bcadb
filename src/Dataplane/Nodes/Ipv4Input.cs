using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>
/// The short way of IPv4: packets without options that are good in everything and whose route leads to a known next hop
/// get its header in the place of the one that they came with. All others go on to <see cref="Ipv4Forward"/> unchanged.
/// Passes, so that the memory that one needs is fetched while the one before works: headers (as packets are added),
/// then FIB, then adjacencies.
/// </summary>
internal static unsafe class Ipv4Input
{
    /// <summary>First pass, in <see cref="EthernetInput"/>, for one packet (<see cref="EightFrames"/> takes eight): false, and nothing done, if it is not good in everything.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryAdd(Worker* worker, rte_mbuf* packet, ulong origin, byte* header, int link)
    {
        int length = packet->data_len - link;
        int total = Wire.Load16(header + Ipv4.TotalLengthOffset);
        if (!IsGood(header, length, total))
        {
            return false;
        }

        if (length != total)
        {
            Mbuf.SetLength(packet, link + total);
        }

        Add(worker, packet, origin, header);
        return true;
    }

    /// <summary>The same for eight packets of one origin that are good in everything.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="packets">Eight packets.</param>
    /// <param name="origin">Their origin.</param>
    /// <param name="destinations">Their destinations in host byte order.</param>
    /// <param name="ttls">Their TTLs, protocols and checksums as they lie in memory; no checksum is above 0xfffd there.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddEight(Worker* worker, rte_mbuf** packets, ulong origin, Vector256<uint> destinations, Vector256<uint> ttls)
    {
        Vector256<ulong> origins = Vector256.Create(origin);
        int i = LookupVector.AddEight(worker->Ipv4, packets, origins, origins, destinations);
        Decremented(ttls).Store(LookupVector.Ttl(worker->Ipv4, i));
        uint* to = LookupVector.Key(worker->Ipv4, i);
        uint* root = worker->Tables->Vrfs[Origin.Vrf(origin)].Ipv4Root;
        Prefetch.Read(root + (to[0] >> 16));
        Prefetch.Read(root + (to[1] >> 16));
        Prefetch.Read(root + (to[2] >> 16));
        Prefetch.Read(root + (to[3] >> 16));
        Prefetch.Read(root + (to[4] >> 16));
        Prefetch.Read(root + (to[5] >> 16));
        Prefetch.Read(root + (to[6] >> 16));
        Prefetch.Read(root + (to[7] >> 16));
    }

    /// <summary>The same for packets of any origins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddEight(Worker* worker, rte_mbuf** packets, ulong* origins, Vector256<uint> destinations, Vector256<uint> ttls)
    {
        int i = LookupVector.AddEight(worker->Ipv4, packets, Vector256.Load(origins), Vector256.Load(origins + 4), destinations);
        Decremented(ttls).Store(LookupVector.Ttl(worker->Ipv4, i));
        VrfEntry* vrfs = worker->Tables->Vrfs;
        uint* to = LookupVector.Key(worker->Ipv4, i);
        for (int k = 0; k < EightFrames.Count; k++)
        {
            Prefetch.Read(vrfs[Origin.Vrf(origins[k])].Ipv4Root + (to[k] >> 16));
        }
    }

    /// <summary>A TTL less one, and a checksum plus one (RFC 1624): neither wraps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Decremented(Vector256<uint> ttls) => ttls + Vector256.Create(0xffffu);

    /// <summary>The first pass for packets at the end of their LSP or PPP session, eight at once if they are good in everything.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="popped">Packets with their origins, which tell what is now their link header; no packet is in it afterwards.</param>
    /// <param name="link">The octets of link header in each.</param>
    public static void TakeInner(Worker* worker, LookupVector* popped, int link)
    {
        int count = popped->Count;
        popped->Count = 0;
        int i = 0;
        while (i < count)
        {
            int end = Math.Min(i + EightFrames.Count, count);
            if (Avx2.IsSupported && end - i == EightFrames.Count
                && EightFrames.TryTakeInner(worker, LookupVector.Packet(popped, i), LookupVector.Origin(popped, i), link))
            {
                i = end;
                continue;
            }

            for (; i < end; i++)
            {
                rte_mbuf* packet = *LookupVector.Packet(popped, i);
                ulong origin = *LookupVector.Origin(popped, i);
                if (!TryAddInner(worker, packet, origin))
                {
                    LongWay.Take(worker, packet, origin, NodeId.Ipv4Forward);
                }
            }
        }
    }

    /// <summary>The same for one packet; false, and nothing done, if it is not good in everything.</summary>
    public static bool TryAddInner(Worker* worker, rte_mbuf* packet, ulong origin)
    {
        int link = Origin.LinkLength(origin);
        byte* header = Mbuf.Data(packet) + link;
        int length = packet->data_len - link;
        if (length < Ipv4.HeaderLength || length != Wire.Load16(header + Ipv4.TotalLengthOffset) || !IsGood(header, length, length))
        {
            return false;
        }

        Add(worker, packet, origin, header);
        return true;
    }

    /// <summary>Notes a packet and fetches its destination's entry in the root of the FIB.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Worker* worker, rte_mbuf* packet, ulong origin, byte* header)
    {
        uint destination = Wire.Load32(header + Ipv4.DestinationOffset);
        Prefetch.Read(worker->Tables->Vrfs[Origin.Vrf(origin)].Ipv4Root + (destination >> 16));
        int i = LookupVector.Add(worker->Ipv4, packet, origin, destination);
        *LookupVector.Ttl(worker->Ipv4, i) = Ipv4Forward.DecrementedTtl(header);
    }

    /// <summary>The other passes: a method for each, so that the compiler keeps what it works on in registers.</summary>
    public static void Process(Worker* worker, LookupVector* vector)
    {
        Lookup(worker, vector);
        if (Resolve(worker, vector) != 0)
        {
            LookupDeep(worker, vector);
        }

        // Packets of one port often go the same way: the pass that suits the first one comes first, the others take what it leaves.
        Adjacency* first = worker->Tables->Adjacencies + *LookupVector.Found(vector, 0);
        if (IpOutput.StaysInPlace(*LookupVector.Origin(vector, 0), first))
        {
            ForwardInPlace(worker, vector);
        }
        else
        {
            LookupVector.LeaveAll(vector);
            if (first->Shape == Adjacency.LabelledNextHop)
            {
                ForwardLabelled(worker, vector);
            }
            else if (first->Kind == AdjacencyKind.IpTunnel)
            {
                ForwardTunnelled(worker, vector);
            }
        }

        if (vector->LeftCount != 0)
        {
            ForwardShortened(worker, vector);
        }

        if (vector->LeftCount != 0)
        {
            ForwardLabelled(worker, vector);
        }

        if (vector->LeftCount != 0)
        {
            ForwardTunnelled(worker, vector);
        }

        if (vector->LeftCount != 0)
        {
            ForwardLeft(worker, vector);
        }

        if (vector->LeftCount != 0)
        {
            LongWay.TakeLeft(worker, vector, NodeId.Ipv4Forward);
        }
    }

    /// <summary>Finds the destinations' entries in the root of the FIB.</summary>
    private static void Lookup(Worker* worker, LookupVector* vector)
    {
        VrfEntry* vrfs = worker->Tables->Vrfs;
        nint count = vector->Count;
        for (nint i = 0; i < count; i++)
        {
            uint* root = vrfs[Origin.Vrf(*LookupVector.Origin(vector, i))].Ipv4Root;
            *LookupVector.Found(vector, i) = root[*LookupVector.Key(vector, i) >> 16];
        }
    }

    /// <summary>
    /// Puts adjacency ids in the place of the entries, 0 where a route leads to none, and fetches the adjacencies, for eight
    /// entries at once where all lead to some. Where the root of the FIB is not enough it notes the place of the next entry,
    /// and fetches that. Returns how many such places there are.
    /// </summary>
    private static int Resolve(Worker* worker, LookupVector* vector)
    {
        Adjacency* adjacencies = worker->Tables->Adjacencies;
        PacketCounter* counters = worker->AdjacencyCounters;
        uint* nodes = worker->Tables->FibNodes;
        nint count = vector->Count;
        nint i = 0;
        int deep = 0;
        while (i < count)
        {
            nint end = i + Vector256<uint>.Count;
            Vector256<uint> entries = Vector256.Load(LookupVector.Found(vector, i));
            if (end <= count && entries >>> 28 == Vector256.Create((uint)TargetKind.Adjacency))
            {
                uint* found = LookupVector.Found(vector, i);
                (entries & Vector256.Create(ForwardingTarget.MaxIndex)).Store(found);
                Output.FetchEight(adjacencies, counters, found);
                i = end;
                continue;
            }

            for (end = Math.Min(end, count); i < end; i++)
            {
                uint entry = *LookupVector.Found(vector, i);
                if (Fib.IsChild(entry))
                {
                    uint place = Fib.SecondIpv4(entry, *LookupVector.Key(vector, i));
                    Prefetch.Read(nodes + (place & ~Fib.ChildBit));
                    *LookupVector.Found(vector, i) = place;
                    deep++;
                }
                else
                {
                    uint id = AdjacencyOf(entry);
                    *LookupVector.Found(vector, i) = id;
                    Output.Fetch(adjacencies, counters, id);
                }
            }
        }

        return deep;
    }

    /// <summary>The adjacency id of a target, 0 if it leads to none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint AdjacencyOf(uint entry)
    {
        ForwardingTarget target = new(entry);
        return target.Kind == TargetKind.Adjacency ? target.Index : 0;
    }

    /// <summary>Puts adjacency ids in the places that <see cref="Resolve"/> has noted.</summary>
    private static void LookupDeep(Worker* worker, LookupVector* vector)
    {
        uint* nodes = worker->Tables->FibNodes;
        nint count = vector->Count;
        for (nint i = 0; i < count; i++)
        {
            uint place = *LookupVector.Found(vector, i);
            if (Fib.IsChild(place))
            {
                uint id = AdjacencyOf(Fib.FinishIpv4(place, nodes, *LookupVector.Key(vector, i)));
                *LookupVector.Found(vector, i) = id;
                Output.Fetch(worker, id);
            }
        }
    }

    /// <summary>Packets that stay in place: only the addresses and the TTL change.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ForwardInPlace(Worker* worker, LookupVector* vector) =>
        IpOutput.ForwardInPlace(worker, vector, Ethernet.WireIpv4);

    /// <summary>Packets that lose tags or a label, and leave behind an Ethernet header without tags.</summary>
    private static void ForwardShortened(Worker* worker, LookupVector* vector)
    {
        Adjacency* adjacencies = worker->Tables->Adjacencies;
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
            int removed = Origin.LinkLength(origin) - Ethernet.HeaderLength;
            uint octets = packet->data_len - (uint)removed;
            if (adjacency->Shape == Adjacency.UntaggedNextHop && octets <= adjacency->Mtu + (uint)Ethernet.HeaderLength)
            {
                int offset = packet->data_off + removed;
                byte* frame = (byte*)packet->buf_addr + offset;
                Adjacency.WriteAddresses(frame, adjacency);
                Unsafe.WriteUnaligned(frame + Ethernet.AddressesLength, Ethernet.WireIpv4);
                Unsafe.WriteUnaligned(frame + Ethernet.HeaderLength + Ipv4.TtlOffset, *LookupVector.Ttl(vector, i));
                packet->data_off = (ushort)offset;
                Mbuf.SetLength(packet, (int)octets);
                IpOutput.CountPopped(worker, origin, octets);
                worker->AdjacencyCounters[id].Add(1, octets);
                run.Add(worker, packet, adjacency->Egress, octets);
            }
            else
            {
                LookupVector.Leave(vector, i);
            }
        }

        run.End();
    }

    /// <summary>Packets that came behind an Ethernet header without tags and leave behind one with a label after it.</summary>
    private static void ForwardLabelled(Worker* worker, LookupVector* vector)
    {
        Adjacency* adjacencies = worker->Tables->Adjacencies;
        EgressRun run = EgressRun.Begin();
        nint count = vector->LeftCount;
        vector->LeftCount = 0;
        for (nint k = 0; k < count; k++)
        {
            nint i = *LookupVector.Left(vector, k);
            rte_mbuf* packet = *LookupVector.Packet(vector, i);
            uint id = *LookupVector.Found(vector, i);
            Adjacency* adjacency = adjacencies + id;
            uint octets = packet->data_len + (uint)MplsLabel.Length;
            int offset = packet->data_off - MplsLabel.Length;
            if (adjacency->Shape == Adjacency.LabelledNextHop
                && Origin.IsUntagged(*LookupVector.Origin(vector, i))
                && octets <= adjacency->Mtu + (uint)Ethernet.HeaderLength
                && offset >= 0
                && (adjacency->Flags & AdjacencyFlags.UniformTtl) == 0)
            {
                byte* frame = (byte*)packet->buf_addr + offset;
                Adjacency.WriteLabelled(frame, adjacency);
                Unsafe.WriteUnaligned(frame + Ethernet.HeaderLength + MplsLabel.Length + Ipv4.TtlOffset, *LookupVector.Ttl(vector, i));
                packet->data_off = (ushort)offset;
                Mbuf.SetLength(packet, (int)octets);
                worker->AdjacencyCounters[id].Add(1, octets);
                run.Add(worker, packet, adjacency->Egress, octets);
            }
            else
            {
                LookupVector.Leave(vector, i);
            }
        }

        run.End();
    }

    /// <summary>Packets that leave in an IP tunnel.</summary>
    private static void ForwardTunnelled(Worker* worker, LookupVector* vector)
    {
        if (ForwardUnlimited(worker, vector))
        {
            ForwardLimited(worker, vector);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool ForwardUnlimited(Worker* worker, LookupVector* vector) =>
        IpOutput.ForwardTunnelled(worker, vector, Ethernet.WireIpv4, limited: false);

    /// <summary>Those whose tunnel has a rate, and that are not over it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ForwardLimited(Worker* worker, LookupVector* vector)
    {
        IpOutput.FetchPolicers(worker, vector);
        _ = IpOutput.ForwardTunnelled(worker, vector, Ethernet.WireIpv4, limited: true);
    }

    /// <summary>With new tags or more labels; leaves over what goes the long way.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ForwardLeft(Worker* worker, LookupVector* vector) => IpOutput.ForwardLeft(worker, vector, Ethernet.WireIpv4);

    /// <summary>Whether nothing but the route decides on the packet (RFC 1812 5.2.2, 5.3.7): its TTL may be decremented, its destination is no group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsGood(byte* header, int length, int total) =>
        header[0] == 0x45
        && (uint)(total - Ipv4.HeaderLength) <= (uint)(length - Ipv4.HeaderLength)
        && Checksum.IsRight(Checksum.SumIpv4(header))
        && header[Ipv4.TtlOffset] > 1
        && (Unsafe.ReadUnaligned<ushort>(header + Ipv4.FragmentOffset) & Ipv4.WireOffsetMask) != Ipv4.WireOffset1
        && !Ipv4Forward.IsIllegalSource(header[Ipv4.SourceOffset])
        && header[Ipv4.DestinationOffset] < Ipv4.FirstGroup >> 24;
}
