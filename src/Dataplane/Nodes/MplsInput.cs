using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>
/// The short way of labelled packets: another label, and further ones if the next hop's adjacency pushes them, in the
/// place of the received; or, at the end of an LSP, on to <see cref="Ipv4Input"/>. All else goes on to
/// <see cref="MplsForward"/> unchanged.
/// </summary>
internal static unsafe class MplsInput
{
    /// <summary>First pass, in <see cref="EthernetInput"/>: notes the label stack entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(Worker* worker, rte_mbuf* packet, ulong origin, byte* header)
    {
        uint entry = Wire.Load32(header);
        ReceivedVector.Add(worker->Mpls, packet, origin)->Key = entry;
        Prefetch.Read(MplsForward.Bound(worker->Tables, entry));
        Prefetch.Read(worker->LabelCounters + MplsLabel.Label(entry));
    }

    /// <summary>The other passes: a method for each, so that the compiler keeps what it works on in registers.</summary>
    public static void Process(Worker* worker, ReceivedVector* vector)
    {
        Lookup(worker, vector);
        Forward(worker, vector);
        if (vector->LeftCount != 0)
        {
            LongWay.TakeLeft(worker, vector, NodeId.MplsForward);
        }
    }

    /// <summary>Notes what the labels are bound to.</summary>
    private static void Lookup(Worker* worker, ReceivedVector* vector)
    {
        ForwardingTables* tables = worker->Tables;
        ReceivedPacket* end = ReceivedVector.End(vector);
        for (ReceivedPacket* frame = ReceivedVector.First(vector); frame != end; frame++)
        {
            LabelEntry bound = *MplsForward.Bound(tables, (uint)frame->Key);
            *(LabelEntry*)&frame->Found = bound;
            Output.Fetch(worker, bound.Target);
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
            uint entry = (uint)frame->Key;
            LabelEntry bound = *(LabelEntry*)&frame->Found;
            Adjacency* adjacency = adjacencies + bound.Target;
            if (IsSwap(packet, link, bound, adjacency, entry))
            {
                Send(worker, packet, link, bound, adjacency, entry);
            }
            else if (!IsPop(bound, entry) || !Ipv4Input.TryAddPopped(worker, packet, frame->Origin, MplsLabel.Label(entry), bound.Vrf))
            {
                ReceivedVector.Leave(vector, frame);
            }
        }
    }

    /// <summary>Whether an IPv4 packet leaves its LSP here, its TTL and class its own (RFC 3443 pipe model).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsPop(LabelEntry bound, uint entry) =>
        bound.Present
        && bound.Action == LabelAction.PopLookup
        && (bound.Payload is LabelPayload.Ip or LabelPayload.Ipv4)
        && (bound.Flags & LabelFlags.Uniform) == 0
        && (entry & MplsLabel.BottomOfStack) != 0
        && MplsLabel.Ttl(entry) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsSwap(rte_mbuf* packet, int link, LabelEntry bound, Adjacency* adjacency, uint entry) =>
        bound.Present
        && bound.Action == LabelAction.Swap
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
