using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Headers;

namespace Router.Dataplane.Graph;

/// <summary>From a short way to the nodes that know everything.</summary>
internal static unsafe class LongWay
{
    /// <summary>Takes all that a vector has left over.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void TakeLeft(Worker* worker, LookupVector* vector, NodeId node)
    {
        for (int k = 0; k < vector->LeftCount; k++)
        {
            int i = *LookupVector.Left(vector, k);
            Take(worker, *LookupVector.Packet(vector, i), *LookupVector.Origin(vector, i), node);
        }

        vector->LeftCount = 0;
    }

    /// <summary>
    /// Gives a frame its context and takes it, without its link header, to a node: as if no short way had seen it. A packet
    /// whose label was popped begins again with that label.
    /// </summary>
    public static void Take(Worker* worker, rte_mbuf* packet, ulong origin, NodeId node)
    {
        if (Origin.Label(origin) != 0)
        {
            ushort ingress = (ushort)origin;
            origin = Origin.Of(ingress, worker->Tables->Interfaces[ingress].Vrf, Origin.LinkLength(origin) - MplsLabel.Length);
            node = NodeId.MplsForward;
        }

        PacketContext* context = PacketContext.Begin(packet, origin & Origin.WayMask, 0);
        Mbuf.Advance(packet, Origin.LinkLength(origin));
        context->StackOffset = packet->data_off;
        Worker.Enqueue(worker, node, packet);
    }
}
