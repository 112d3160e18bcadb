using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>
/// The short way of IPv4: packets without options that are good in everything and whose route leads to a known next hop
/// get its header in the place of the one that they came with. All others go on to <see cref="Ipv4Forward"/> unchanged.
/// Three passes, so that the memory that one needs is fetched while the one before works: headers (as packets are added),
/// then FIB, then adjacencies.
/// </summary>
internal static unsafe class Ipv4Input
{
    /// <summary>In the place of a destination: not a packet for here.</summary>
    private const ulong NoDestination = ulong.MaxValue;

    /// <summary>First pass, in <see cref="EthernetInput"/>: checks the header and notes the destination.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(Worker* worker, rte_mbuf* packet, ulong origin, byte* header, int link)
    {
        ReceivedPacket* frame = ReceivedVector.Add(worker->Ipv4, packet, origin);
        int length = packet->data_len - link;
        int total = Wire.Load16(header + Ipv4.TotalLengthOffset);
        if (!IsGood(header, length, total))
        {
            frame->Key = NoDestination;
            return;
        }

        if (length != total)
        {
            Mbuf.SetLength(packet, link + total);
        }

        NoteDestination(worker, frame, header);
    }

    /// <summary>The first pass for packets behind a label that is popped; false, and nothing done, for those that are not good in everything.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="packet">A packet in an LSP.</param>
    /// <param name="origin">Its origin.</param>
    /// <param name="label">Its only label.</param>
    /// <param name="vrf">The VRF that it leads to.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryAddPopped(Worker* worker, rte_mbuf* packet, ulong origin, uint label, uint vrf)
    {
        int link = Origin.LinkLength(origin) + MplsLabel.Length;
        byte* header = Mbuf.Data(packet) + link;
        int length = packet->data_len - link;
        if (length < Ipv4.HeaderLength || length != Wire.Load16(header + Ipv4.TotalLengthOffset) || !IsGood(header, length, length))
        {
            return false;
        }

        NoteDestination(worker, ReceivedVector.Add(worker->Ipv4, packet, Origin.Popped(origin, label, vrf)), header);
        return true;
    }

    /// <summary>Notes the destination and fetches its entry in the root of the FIB.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void NoteDestination(Worker* worker, ReceivedPacket* frame, byte* header)
    {
        uint destination = Wire.Load32(header + Ipv4.DestinationOffset);
        frame->Key = destination;
        Prefetch.Read(worker->Tables->Vrfs[Origin.Vrf(frame->Origin)].Ipv4Root + (destination >> 16));
    }

    /// <summary>The other passes: a method for each, so that the compiler keeps what it works on in registers.</summary>
    public static void Process(Worker* worker, ReceivedVector* vector)
    {
        if (Lookup(worker, vector) != 0)
        {
            LookupDeep(worker, vector);
        }

        Forward(worker, vector);
        if (vector->LeftCount != 0)
        {
            LongWay.TakeLeft(worker, vector, NodeId.Ipv4Forward);
        }
    }

    /// <summary>
    /// Looks the destinations up; notes the adjacency ids, 0 where the route leads to none. Where the root of the FIB is
    /// not enough it notes the place of the next entry, and fetches that. Returns how many such places there are.
    /// </summary>
    private static int Lookup(Worker* worker, ReceivedVector* vector)
    {
        ForwardingTables* tables = worker->Tables;
        ReceivedPacket* end = ReceivedVector.End(vector);
        int deep = 0;
        for (ReceivedPacket* frame = ReceivedVector.First(vector); frame != end; frame++)
        {
            frame->Found = 0;
            if (frame->Key >= Ipv4.FirstGroup)
            {
                continue;
            }

            uint entry = tables->Vrfs[Origin.Vrf(frame->Origin)].Ipv4Root[(uint)frame->Key >> 16];
            if (Fib.IsChild(entry))
            {
                uint* second = Fib.SecondIpv4(entry, tables->FibNodes, (uint)frame->Key);
                Prefetch.Read(second);
                frame->Found = (ulong)second;
                deep++;
            }
            else
            {
                Resolve(worker, frame, new ForwardingTarget(entry));
            }
        }

        return deep;
    }

    /// <summary>Puts adjacency ids in the places of those that <see cref="Lookup"/> has noted.</summary>
    private static void LookupDeep(Worker* worker, ReceivedVector* vector)
    {
        uint* nodes = worker->Tables->FibNodes;
        ReceivedPacket* end = ReceivedVector.End(vector);
        for (ReceivedPacket* frame = ReceivedVector.First(vector); frame != end; frame++)
        {
            // No pointer is as small as an id.
            if (frame->Found > uint.MaxValue)
            {
                Resolve(worker, frame, new ForwardingTarget(Fib.FinishIpv4((uint*)frame->Found, nodes, (uint)frame->Key)));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Resolve(Worker* worker, ReceivedPacket* frame, ForwardingTarget target)
    {
        frame->Found = 0;
        if (target.Kind == TargetKind.Adjacency)
        {
            frame->Found = target.Index;
            Output.Fetch(worker, target.Index);
        }
    }

    private static void Forward(Worker* worker, ReceivedVector* vector)
    {
        Adjacency* adjacencies = worker->Tables->Adjacencies;
        ReceivedPacket* end = ReceivedVector.End(vector);
        for (ReceivedPacket* frame = ReceivedVector.First(vector); frame != end; frame++)
        {
            rte_mbuf* packet = frame->Packet;
            int link = Origin.LinkLength(frame->Origin);
            Adjacency* adjacency = adjacencies + frame->Found;
            int length = packet->data_len - link + (adjacency->LabelCount * MplsLabel.Length);

            // Adjacency 0 is none: nothing fits its MTU of 0.
            if (adjacency->Kind == AdjacencyKind.NextHop && length <= adjacency->Mtu && Output.HasRoom(packet, link, adjacency))
            {
                uint label = Origin.Label(frame->Origin);
                if (label != 0)
                {
                    worker->LabelCounters[label].Add(1, (uint)(packet->data_len - link + MplsLabel.Length));
                }

                Send(worker, packet, link, adjacency, (uint)frame->Found);
            }
            else
            {
                ReceivedVector.Leave(vector, frame);
            }
        }
    }

    /// <summary>Whether nothing but the route decides on the packet (RFC 1812 5.2.2, 5.3.7): its TTL may be decremented.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsGood(byte* header, int length, int total) =>
        header[0] == 0x45
        && (uint)(total - Ipv4.HeaderLength) <= (uint)(length - Ipv4.HeaderLength)
        && Checksum.IsRight(Checksum.SumIpv4(header))
        && header[Ipv4.TtlOffset] > 1
        && (Unsafe.ReadUnaligned<ushort>(header + Ipv4.FragmentOffset) & Ipv4.WireOffsetMask) != Ipv4.WireOffset1
        && !Ipv4Forward.IsIllegalSource(header[Ipv4.SourceOffset]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Send(Worker* worker, rte_mbuf* packet, int link, Adjacency* adjacency, uint id)
    {
        byte* header = Mbuf.Data(packet) + link;
        Ipv4Forward.DecrementTtl(header);
        Output.Replace(worker, packet, link, adjacency);
        if (adjacency->LabelCount == 0)
        {
            Unsafe.WriteUnaligned(header - Ethernet.TypeLength, Ethernet.WireIpv4);
        }
        else
        {
            LabelStack.Impose(header, adjacency, header[Ipv4.TtlOffset], (uint)header[1] >> 5);
        }

        Output.Queue(worker, packet, adjacency, id);
    }
}
