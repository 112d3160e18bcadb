using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>
/// The short way of labelled packets: another label, and further ones if the next hop's adjacency pushes them, in the
/// place of the received. All else goes on to <see cref="MplsForward"/> unchanged.
/// </summary>
internal static unsafe class MplsInput
{
    public static void Process(Worker* worker, ReceivedVector* vector)
    {
        rte_mbuf** packets = ReceivedVector.PacketsOf(vector);
        ulong* origins = ReceivedVector.OriginsOf(vector);
        ForwardingTables* tables = worker->Tables;
        int count = vector->Count;

        // Two scratch words for each packet: its label, then the binding.
        ulong* scratch = worker->Scratch;
        for (int i = 0; i < count; i++)
        {
            uint entry = Wire.Load32(Mbuf.Data(packets[i]) + Origin.LinkLength(origins[i]));
            scratch[2 * i] = entry;
            Prefetch.Read(MplsForward.Bound(tables, entry));
            Prefetch.Read(worker->LabelCounters + MplsLabel.Label(entry));
        }

        for (int i = 0; i < count; i++)
        {
            LabelEntry bound = *MplsForward.Bound(tables, (uint)scratch[2 * i]);
            ((LabelEntry*)scratch)[(2 * i) + 1] = bound;
            Output.Fetch(worker, bound.Target);
        }

        for (int i = 0; i < count; i++)
        {
            rte_mbuf* packet = packets[i];
            int link = Origin.LinkLength(origins[i]);
            uint entry = (uint)scratch[2 * i];
            LabelEntry bound = ((LabelEntry*)scratch)[(2 * i) + 1];
            Adjacency* adjacency = tables->Adjacencies + bound.Target;
            if (IsSwap(packet, link, bound, adjacency, entry))
            {
                Send(worker, packet, link, bound, adjacency, entry);
            }
            else
            {
                LongWay.Take(worker, packet, origins[i], NodeId.MplsForward);
            }
        }
    }

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
        Output.Send(worker, packet, adjacency, bound.Target);
    }
}
