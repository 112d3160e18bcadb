using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>
/// The short way of IPv6: packets that are good in everything and whose route leads to a known next hop get its header in
/// the place of the one that they came with. All others go on to <see cref="Ipv6Forward"/> unchanged. Passes as in
/// <see cref="Ipv4Input"/>, and one for each level of the FIB: so the lines that the lookups of a vector wait for come
/// together, however many levels a lookup has.
/// </summary>
internal static unsafe class Ipv6Input
{
    /// <summary>Where the third octet of an address is in its first half.</summary>
    private const int ThirdOctetShift = 40;

    /// <summary>First pass, in <see cref="EthernetInput"/>, for one packet (<see cref="EightFrames"/> takes eight): false, and nothing done, if it is not good in everything.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryAdd(Worker* worker, rte_mbuf* packet, ulong origin, byte* header, int link)
    {
        int length = packet->data_len - link;
        if (length < Ipv6.HeaderLength)
        {
            return false;
        }

        int total = Ipv6.HeaderLength + Wire.Load16(header + Ipv6.PayloadLengthOffset);
        if (!IsGood(header, length, total))
        {
            return false;
        }

        if (length != total)
        {
            Mbuf.SetLength(packet, link + total);
        }

        ulong destination = Wire.Load64(header + Ipv6.DestinationOffset);
        Prefetch.Read(worker->Tables->Vrfs[Origin.Vrf(origin)].Ipv6Root + (destination >> 48));
        int i = LookupVector.AddLong(worker->Ipv6, packet, origin, destination);
        *LookupVector.Ttl(worker->Ipv6, i) = Unsafe.ReadUnaligned<uint>(header + Ipv6.PayloadLengthOffset) - (1u << 24);
        return true;
    }

    /// <summary>The same for eight packets of one origin that are good in everything.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="packets">Eight packets.</param>
    /// <param name="origin">Their origin.</param>
    /// <param name="destinations0123">The first halves of their destinations in host byte order.</param>
    /// <param name="destinations4567">Those of the other four.</param>
    /// <param name="hopLimits">Their payload lengths, next headers and hop limits as they lie in memory.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddEight(
        Worker* worker, rte_mbuf** packets, ulong origin, Vector256<ulong> destinations0123, Vector256<ulong> destinations4567, Vector256<uint> hopLimits)
    {
        int i = LookupVector.AddEightLong(worker->Ipv6, packets, origin, destinations0123, destinations4567);
        (hopLimits - Vector256.Create(1u << 24)).Store(LookupVector.Ttl(worker->Ipv6, i));
        uint* root = worker->Tables->Vrfs[Origin.Vrf(origin)].Ipv6Root;
        ulong* to = LookupVector.LongKey(worker->Ipv6, i);
        for (int k = 0; k < EightFrames.Count; k++)
        {
            Prefetch.Read(root + (to[k] >> 48));
        }
    }

    /// <summary>The other passes: a method for each, so that the compiler keeps what it works on in registers.</summary>
    public static void Process(Worker* worker, LookupVector* vector)
    {
        Lookup(worker, vector);
        Resolve(worker, vector);
        ForwardInPlace(worker, vector);
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
            LongWay.TakeLeft(worker, vector, NodeId.Ipv6Forward);
        }
    }

    /// <summary>Finds what the FIB has for the destinations.</summary>
    internal static void Lookup(Worker* worker, LookupVector* vector)
    {
        LookupRoot(worker, vector);
        for (int shift = ThirdOctetShift - 8; shift >= 0 && vector->LeftCount != 0; shift -= 8)
        {
            Descend(worker, vector, shift);
        }

        if (vector->LeftCount != 0)
        {
            Finish(worker, vector);
        }
    }

    /// <summary>Finds the destinations' entries in the root of the FIB. Where one leads on it notes and fetches the place of the next, and leaves the packet over.</summary>
    private static void LookupRoot(Worker* worker, LookupVector* vector)
    {
        VrfEntry* vrfs = worker->Tables->Vrfs;
        uint* nodes = worker->Tables->FibNodes;
        nint count = vector->Count;
        nint left = 0;
        for (nint i = 0; i < count; i++)
        {
            uint* root = vrfs[Origin.Vrf(*LookupVector.Origin(vector, i))].Ipv6Root;
            ulong key = *LookupVector.LongKey(vector, i);
            left += Step(vector, nodes, i, left, root[key >> 48], (byte)(key >> ThirdOctetShift));
        }

        vector->LeftCount = (int)left;
    }

    /// <summary>The same for the packets left over, one level of the FIB further down.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="vector">The vector.</param>
    /// <param name="shift">Where the octet behind that level's is in the first half of the address.</param>
    private static void Descend(Worker* worker, LookupVector* vector, int shift)
    {
        uint* nodes = worker->Tables->FibNodes;
        nint count = vector->LeftCount;
        nint left = 0;
        for (nint k = 0; k < count; k++)
        {
            nint i = *LookupVector.Left(vector, k);
            left += Step(vector, nodes, i, left, nodes[*LookupVector.Found(vector, i)], (byte)(*LookupVector.LongKey(vector, i) >> shift));
        }

        vector->LeftCount = (int)left;
    }

    /// <summary>
    /// Notes an entry that was found, or the place that it leads to and that the packet is left over; 1 in that case. Without
    /// branches: how deep a destination lies cannot be predicted.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Step(LookupVector* vector, uint* nodes, nint i, nint left, uint entry, byte octet)
    {
        uint place = Fib.Place(entry, octet);
        uint leads = (uint)((int)entry >> 31);
        Prefetch.Read(nodes + (place & leads));
        *LookupVector.Found(vector, i) = entry ^ ((entry ^ place) & leads);
        *LookupVector.Left(vector, left) = (int)i;
        return (nint)(leads & 1);
    }

    /// <summary>Prefixes longer than 64 bits: the rest of the lookups, one after the other.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Finish(Worker* worker, LookupVector* vector)
    {
        const int LastOctet = 7;
        uint* nodes = worker->Tables->FibNodes;
        for (int k = 0; k < vector->LeftCount; k++)
        {
            int i = *LookupVector.Left(vector, k);
            byte* header = Mbuf.Data(*LookupVector.Packet(vector, i)) + Origin.LinkLength(*LookupVector.Origin(vector, i));
            uint* found = LookupVector.Found(vector, i);
            *found = Fib.FinishIpv6(nodes[*found], nodes, header + Ipv6.DestinationOffset + LastOctet + 1);
        }

        vector->LeftCount = 0;
    }

    /// <summary>Puts adjacency ids in the place of the targets, 0 where a route leads to none, and fetches the adjacencies. Eight at once: what lies behind the last does no harm.</summary>
    private static void Resolve(Worker* worker, LookupVector* vector)
    {
        Adjacency* adjacencies = worker->Tables->Adjacencies;
        PacketCounter* counters = worker->AdjacencyCounters;
        nint count = vector->Count;
        for (nint i = 0; i < count; i += Vector256<uint>.Count)
        {
            uint* found = LookupVector.Found(vector, i);
            Vector256<uint> targets = Vector256.Load(found);
            Vector256<uint> exist = Vector256.Equals(targets >>> 28, Vector256.Create((uint)TargetKind.Adjacency));
            (targets & Vector256.Create(ForwardingTarget.MaxIndex) & exist).Store(found);
            Output.FetchEight(adjacencies, counters, found);
        }
    }

    /// <summary>Packets that stay in place: only the addresses and the hop limit change.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ForwardInPlace(Worker* worker, LookupVector* vector) =>
        IpOutput.ForwardInPlace(worker, vector, Ethernet.WireIpv6);

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
        IpOutput.ForwardTunnelled(worker, vector, Ethernet.WireIpv6, limited: false);

    /// <summary>Those whose tunnel has a rate, and that are not over it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ForwardLimited(Worker* worker, LookupVector* vector)
    {
        IpOutput.FetchPolicers(worker, vector);
        _ = IpOutput.ForwardTunnelled(worker, vector, Ethernet.WireIpv6, limited: true);
    }

    /// <summary>With other tags or labels; leaves over what goes the long way.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ForwardLeft(Worker* worker, LookupVector* vector) => IpOutput.ForwardLeft(worker, vector, Ethernet.WireIpv6);

    /// <summary>
    /// Whether nothing but the route decides on the packet (RFC 8200 3, RFC 4291 2.5): its hop limit may be decremented, its
    /// addresses are neither multicast nor link-local. Sources in ::/8, some of which are illegal, go the long way.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsGood(byte* header, int length, int total) =>
        header[0] >> 4 == 6
        && total <= length
        && header[Ipv6.HopLimitOffset] > 1
        && header[Ipv6.SourceOffset] != 0
        && !Ipv6Forward.IsLinkScope(header + Ipv6.SourceOffset)
        && !Ipv6Forward.IsLinkScope(header + Ipv6.DestinationOffset);
}
