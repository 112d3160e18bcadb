using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Memory;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Graph;

/// <summary>Makes workers: native memory for frames and queues, counters in the channel file.</summary>
internal static unsafe class WorkerFactory
{
    private const uint IcmpPerSecond = 1000;
    private const uint IcmpBurst = 100;
    private const uint PuntsPerSecond = 20000;
    private const uint PuntBurst = 4096;

    /// <summary>Makes worker <paramref name="index"/>. Ports and pool are the caller's to fill in.</summary>
    /// <param name="index">Index of the worker.</param>
    /// <param name="channel">The channel file.</param>
    /// <param name="state">The tables.</param>
    /// <param name="portCount">Ports, at most 64.</param>
    /// <param name="ticksPerSecond">Frequency of <see cref="Worker.Now"/>.</param>
    public static Worker* Create(int index, ChannelFile channel, ForwardingState state, int portCount, ulong ticksPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(portCount, 64);
        Worker* worker = NativeArray<Worker>.Allocate(1).Pointer;
        worker->Index = index;
        worker->Tables = state.Tables;
        worker->Frames = NativeArray<Frame>.Allocate(Router.Channel.Nodes.Capacity).Pointer;
        worker->Vector = (rte_mbuf**)NativeArray<ulong>.Allocate(Frame.Capacity).Pointer;
        worker->Scratch = NativeArray<ulong>.Allocate(Frame.Capacity).Pointer;
        worker->Ipv4 = NativeArray<LookupVector>.Allocate(1).Pointer;
        worker->Ipv6 = NativeArray<LookupVector>.Allocate(1).Pointer;
        worker->L2tp = NativeArray<ReceivedVector>.Allocate(1).Pointer;
        worker->Mpls = NativeArray<LookupVector>.Allocate(1).Pointer;
        worker->Popped = NativeArray<LookupVector>.Allocate(1).Pointer;
        worker->Pseudowires = NativeArray<LookupVector>.Allocate(1).Pointer;
        worker->Ppp = NativeArray<LookupVector>.Allocate(1).Pointer;
        worker->Circuits = NativeArray<ReceivedVector>.Allocate(1).Pointer;
        worker->Tagged = NativeArray<ReceivedVector>.Allocate(1).Pointer;
        worker->Others = NativeArray<ReceivedVector>.Allocate(1).Pointer;
        worker->NodeFunctions = (delegate* managed<Worker*, rte_mbuf**, int, void>*)NativeArray<ulong>.Allocate(Router.Channel.Nodes.Capacity).Pointer;
        worker->Ports = NativeArray<PortQueue>.Allocate((nuint)portCount).Pointer;
        worker->PortCount = portCount;
        worker->State = (WorkerState*)channel.Pointer(RegionKind.Workers) + index;
        worker->InterfaceReceived = (PacketCounter*)channel.Pointer(RegionKind.InterfaceReceived, index);
        worker->InterfaceSent = (PacketCounter*)channel.Pointer(RegionKind.InterfaceSent, index);
        worker->InterfaceExceptions = (InterfaceExceptions*)channel.Pointer(RegionKind.InterfaceExceptions, index);
        worker->AdjacencyCounters = (PacketCounter*)channel.Pointer(RegionKind.AdjacencyCounters, index);
        worker->LabelCounters = (PacketCounter*)channel.Pointer(RegionKind.LabelCounters, index);
        worker->SessionReceived = (PacketCounter*)channel.Pointer(RegionKind.L2tpSessionReceived, index);
        worker->SessionChecks = (L2tpSessionChecks*)channel.Pointer(RegionKind.L2tpSessionChecks, index);
        worker->RateDrops = (L2tpRateDrops*)channel.Pointer(RegionKind.L2tpRateDrops, index);
        worker->DropCounters = (ulong*)channel.Pointer(RegionKind.DropCounters, index);
        worker->PuntCounters = (ulong*)channel.Pointer(RegionKind.PuntCounters, index);
        worker->NodeCounters = (NodeCounters*)channel.Pointer(RegionKind.NodeCounters, index);
        worker->Trace = (TraceStep*)channel.Pointer(RegionKind.Trace, index);
        worker->TracePort = uint.MaxValue;
        worker->ToMain = NativeArray<PointerRing>.Allocate(1).Pointer;
        worker->FromMain = NativeArray<PointerRing>.Allocate(1).Pointer;
        worker->NeighbourRequests = NativeArray<NeighbourRequests>.Allocate(1).Pointer;
        worker->IcmpBucket = TokenBucket.Create(ticksPerSecond, IcmpPerSecond, IcmpBurst);
        worker->PuntBucket = TokenBucket.Create(ticksPerSecond, PuntsPerSecond, PuntBurst);
        PacketGraph.Bind(worker->NodeFunctions);
        return worker;
    }
}
