using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>
/// The short way of labelled packets: another label, and further ones if the next hop's adjacency pushes them, in the
/// place of the received; at the end of an LSP, on to <see cref="Ipv4Input"/>; at the end of an Ethernet pseudowire, the
/// frame out of an untagged circuit. All else goes on to <see cref="MplsForward"/> unchanged.
/// </summary>
internal static unsafe class MplsInput
{
    /// <summary>First pass, in <see cref="EthernetInput"/>: notes the label stack entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(Worker* worker, rte_mbuf* packet, ulong origin, byte* header)
    {
        uint entry = Wire.Load32(header);
        LookupVector.Add(worker->Mpls, packet, origin, entry);
        Fetch(worker, entry);
    }

    /// <summary>The same for eight packets of one origin.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="packets">Eight packets.</param>
    /// <param name="origin">Their origin.</param>
    /// <param name="entries">Their label stack entries in host byte order.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddEight(Worker* worker, rte_mbuf** packets, ulong origin, Vector256<uint> entries)
    {
        Vector256<ulong> origins = Vector256.Create(origin);
        int i = LookupVector.AddEight(worker->Mpls, packets, origins, origins, entries);
        uint* noted = LookupVector.Key(worker->Mpls, i);
        for (uint* entry = noted; entry < noted + EightFrames.Count; entry++)
        {
            Fetch(worker, *entry);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch(Worker* worker, uint entry)
    {
        Prefetch.Read(MplsForward.Bound(worker->Tables, entry));
        Prefetch.Read(worker->LabelCounters + MplsLabel.Label(entry));
    }

    /// <summary>The other passes: a method for each, so that the compiler keeps what it works on in registers.</summary>
    public static void Process(Worker* worker, LookupVector* vector)
    {
        // The labels of a vector are mostly of one kind: pseudowires have a pass of their own if all are such.
        if (AreAllPseudowires(worker, vector))
        {
            TakePseudowires(worker, vector);
            return;
        }

        Lookup(worker, vector);
        int popped = worker->Popped->Count;
        int pseudowires = worker->Pseudowires->Count;
        if (vector->LeftCount + popped + pseudowires != vector->Count)
        {
            Swap(worker, vector);
        }

        if (pseudowires != 0)
        {
            TakePseudowires(worker, worker->Pseudowires);
        }

        if (popped != 0)
        {
            Ipv4Input.TakeInner(worker, worker->Popped, Ethernet.HeaderLength + MplsLabel.Length);
        }

        if (vector->LeftCount != 0)
        {
            ForwardLeft(worker, vector);
        }

        if (vector->LeftCount != 0)
        {
            LongWay.TakeLeft(worker, vector, NodeId.MplsForward);
        }
    }

    /// <summary>Notes what the labels are bound to as long as that is pseudowires; true if it is for all.</summary>
    private static bool AreAllPseudowires(Worker* worker, LookupVector* vector)
    {
        LabelEntry* labels = worker->Tables->Labels;
        Adjacency* adjacencies = worker->Tables->Adjacencies;
        PacketCounter* counters = worker->AdjacencyCounters;
        uint circuit = 0;
        nint count = vector->Count;
        for (nint i = 0; i < count; i++)
        {
            uint entry = *LookupVector.Key(vector, i);
            LabelEntry bound = *LabelEntry.At(labels, MplsLabel.Label(entry), (entry >> 8) & 1);
            if (!bound.IsPlainPseudowire || !IsLast(entry))
            {
                return false;
            }

            *LookupVector.Bound(vector, i) = bound;
            if (bound.Target != circuit)
            {
                circuit = bound.Target;
                Output.Fetch(adjacencies, counters, circuit);
            }
        }

        return true;
    }

    /// <summary>
    /// Notes what the labels are bound to; gathers IPv4 packets that leave their LSP, and packets that leave their
    /// pseudowire, and leaves over what else is not swapped.
    /// </summary>
    private static void Lookup(Worker* worker, LookupVector* vector)
    {
        LabelEntry* labels = worker->Tables->Labels;
        Adjacency* adjacencies = worker->Tables->Adjacencies;
        PacketCounter* counters = worker->AdjacencyCounters;
        LookupVector* popped = worker->Popped;
        nint count = vector->Count;
        nint last = 0;
        for (nint i = 0; i < count; i++)
        {
            uint entry = *LookupVector.Key(vector, i);
            LabelEntry bound = *LabelEntry.At(labels, MplsLabel.Label(entry), (entry >> 8) & 1);
            *LookupVector.Bound(vector, i) = bound;
            ulong origin = *LookupVector.Origin(vector, i);
            if (bound.IsSwap)
            {
                Output.Fetch(adjacencies, counters, bound.Target);
            }
            else if (IsPop(bound, entry) && Origin.IsUntagged(origin))
            {
                *LookupVector.Packet(popped, last) = *LookupVector.Packet(vector, i);
                *LookupVector.Origin(popped, last) = Origin.Popped(origin, MplsLabel.Label(entry), bound.Vrf);
                last++;
            }
            else if (bound.IsPlainPseudowire && IsLast(entry))
            {
                LookupVector* pseudowires = worker->Pseudowires;
                int k = LookupVector.Add(pseudowires, *LookupVector.Packet(vector, i), origin, entry);
                *LookupVector.Bound(pseudowires, k) = bound;
                Output.Fetch(adjacencies, counters, bound.Target);
            }
            else
            {
                LookupVector.Leave(vector, i);
            }
        }

        popped->Count = (int)last;
    }

    /// <summary>Packets that came, and leave, behind an Ethernet header without tags: only the addresses and the label change.</summary>
    private static void Swap(Worker* worker, LookupVector* vector)
    {
        Adjacency* adjacencies = worker->Tables->Adjacencies;
        PacketCounter* counters = worker->AdjacencyCounters;
        PacketCounter* labels = worker->LabelCounters;
        EgressRun run = EgressRun.Begin();
        nint count = vector->Count;
        for (nint i = 0; i < count; i++)
        {
            LabelEntry bound = *LookupVector.Bound(vector, i);
            if (!bound.IsSwap)
            {
                continue;
            }

            uint entry = *LookupVector.Key(vector, i);
            rte_mbuf* packet = *LookupVector.Packet(vector, i);
            Adjacency* adjacency = adjacencies + bound.Target;
            uint octets = packet->data_len;
            if (adjacency->Shape == Adjacency.UntaggedNextHop
                && Origin.IsUntagged(*LookupVector.Origin(vector, i))
                && MplsLabel.Ttl(entry) > 1
                && octets <= adjacency->Mtu + (uint)Ethernet.HeaderLength)
            {
                byte* frame = Mbuf.Data(packet);
                Adjacency.WriteAddresses(frame, adjacency);
                Wire.Store32(frame + Ethernet.HeaderLength, MplsLabel.Swapped(entry, bound.OutLabel));
                labels[MplsLabel.Label(entry)].Add(1, octets - Ethernet.HeaderLength);
                counters[bound.Target].Add(1, octets);
                run.Add(worker, packet, adjacency->Egress, octets);
            }
            else
            {
                LookupVector.Leave(vector, i);
            }
        }

        run.End();
    }

    /// <summary>Ends pseudowires (RFC 4448); what is not simply a frame for an untagged circuit goes the long way.</summary>
    private static void TakePseudowires(Worker* worker, LookupVector* vector)
    {
        Strip(worker, vector);
        vector->Count = 0;
        if (vector->LeftCount != 0)
        {
            LongWay.TakeLeft(worker, vector, NodeId.MplsForward);
        }
    }

    /// <summary>Sends the frames of pseudowires out of their circuits, without link header, label and control word.</summary>
    private static void Strip(Worker* worker, LookupVector* vector)
    {
        Adjacency* adjacencies = worker->Tables->Adjacencies;
        PacketCounter* counters = worker->AdjacencyCounters;
        PacketCounter* labels = worker->LabelCounters;
        EgressRun run = EgressRun.Begin();

        // Frames for one circuit come in runs: what depends on the circuit alone is looked up once for each. 0 is none.
        uint circuit = 0;
        uint frames = 0;
        ulong sent = 0;
        uint egress = 0;
        int room = 0;
        nint count = vector->Count;
        for (nint i = 0; i < count; i++)
        {
            LabelEntry bound = *LookupVector.Bound(vector, i);
            if (bound.Target != circuit)
            {
                counters[circuit].Add(frames, sent);
                circuit = bound.Target;
                frames = 0;
                sent = 0;
                room = L2Output.RoomOf(worker, adjacencies + circuit);
                egress = L2Output.EgressOf(worker, adjacencies + circuit);
            }

            rte_mbuf* packet = *LookupVector.Packet(vector, i);
            int link = Origin.LinkLength(*LookupVector.Origin(vector, i));
            int stripped = link + MplsLabel.Length;
            bool isData = true;
            if (bound.HasControlWord)
            {
                isData = Mbuf.Data(packet)[stripped] >> 4 == 0;
                stripped += MplsLabel.ControlWordLength;
            }

            int octets = packet->data_len - stripped;
            if (isData && octets >= Ethernet.HeaderLength && octets <= room)
            {
                labels[MplsLabel.Label(*LookupVector.Key(vector, i))].Add(1, (uint)(packet->data_len - link));
                packet->data_off += (ushort)stripped;
                Mbuf.SetLength(packet, octets);
                frames++;
                sent += (uint)octets;
                run.Add(worker, packet, egress, (uint)octets);
            }
            else
            {
                LookupVector.Leave(vector, i);
            }
        }

        run.End();
        counters[circuit].Add(frames, sent);
    }

    /// <summary>Swaps with tags or more labels, and pops behind tags; leaves over what goes the long way.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ForwardLeft(Worker* worker, LookupVector* vector)
    {
        int count = vector->LeftCount;
        vector->LeftCount = 0;
        for (int k = 0; k < count; k++)
        {
            int i = *LookupVector.Left(vector, k);
            LabelEntry bound = *LookupVector.Bound(vector, i);
            uint entry = *LookupVector.Key(vector, i);
            ulong origin = *LookupVector.Origin(vector, i);
            rte_mbuf* packet = *LookupVector.Packet(vector, i);
            Adjacency* adjacency = worker->Tables->Adjacencies + bound.Target;
            int link = Origin.LinkLength(origin);
            if (IsSwap(packet, link, bound, adjacency, entry))
            {
                Send(worker, packet, link, bound, adjacency, entry);
            }
            else if (!IsPop(bound, entry)
                || !Ipv4Input.TryAddInner(worker, packet, Origin.Popped(origin, MplsLabel.Label(entry), bound.Vrf)))
            {
                LookupVector.Leave(vector, i);
            }
        }
    }

    /// <summary>Whether what may be an IPv4 packet leaves its LSP here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsPop(LabelEntry bound, uint entry) =>
        bound.IsIpv4Pop && IsLast(entry);

    /// <summary>Whether a label that has not expired is the last of its stack.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsLast(uint entry) => (entry & MplsLabel.BottomOfStack) != 0 && MplsLabel.Ttl(entry) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsSwap(rte_mbuf* packet, int link, LabelEntry bound, Adjacency* adjacency, uint entry) =>
        bound.IsSwap
        && adjacency->Kind == AdjacencyKind.NextHop
        && MplsLabel.Ttl(entry) > 1
        && packet->data_len - link + (adjacency->LabelCount * MplsLabel.Length) <= adjacency->Mtu
        && Output.HasRoom(packet, link, adjacency);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Send(Worker* worker, rte_mbuf* packet, int link, LabelEntry bound, Adjacency* adjacency, uint entry)
    {
        byte* label = Mbuf.Data(packet) + link;
        worker->LabelCounters[MplsLabel.Label(entry)].Add(1, packet->pkt_len - (uint)link);
        Wire.Store32(label, MplsLabel.Swapped(entry, bound.OutLabel));
        Output.Replace(worker, packet, link, adjacency);
        LabelStack.Push(label, adjacency, entry);
        Output.Queue(worker, packet, adjacency, bound.Target);
    }
}
