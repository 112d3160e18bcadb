using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;

namespace Router.Dataplane.Nodes;

/// <summary>Last node of a packet that goes nowhere: counts the reason and frees the buffer.</summary>
internal static unsafe class Drop
{
    public static void Process(Worker* worker, rte_mbuf** packets, int count)
    {
        for (int i = 0; i < count; i++)
        {
            PacketContext* context = PacketContext.Of(packets[i]);
            worker->DropCounters[context->Reason & (DropReasons.Capacity - 1)]++;
            worker->InterfaceExceptions[context->Interface].RxDrops++;
        }

        worker->State->Dropped += (uint)count;
        Dpdk.Native.Dpdk.rte_pktmbuf_free_bulk(packets, (uint)count);
    }
}
