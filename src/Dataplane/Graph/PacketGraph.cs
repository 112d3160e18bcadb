using System.Numerics;
using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Nodes;

namespace Router.Dataplane.Graph;

/// <summary>
/// The packet graph: vectors enter by <see cref="Receive"/>, <see cref="Run"/> calls the nodes that have packets,
/// lowest number first, until none has, and then hands the results to the ports.
/// </summary>
internal static unsafe class PacketGraph
{
    /// <summary>Binds the node functions.</summary>
    public static void Bind(delegate* managed<Worker*, rte_mbuf**, int, void>* functions)
    {
        functions[(int)NodeId.Ipv4Forward] = &Ipv4Forward.Process;
        functions[(int)NodeId.Ipv6Forward] = &Ipv6Forward.Process;
        functions[(int)NodeId.MplsForward] = &MplsForward.Process;
        functions[(int)NodeId.Ipv4Local] = &Ipv4Local.Process;
        functions[(int)NodeId.Ipv6Local] = &Ipv6Local.Process;
        functions[(int)NodeId.L2tpDecap] = &L2tpDecap.Process;
        functions[(int)NodeId.L2Output] = &L2Output.Process;
        functions[(int)NodeId.Fragment] = &Fragment.Process;
        functions[(int)NodeId.IcmpError] = &IcmpError.Process;
        functions[(int)NodeId.Punt] = &Punt.Process;
        functions[(int)NodeId.Drop] = &Drop.Process;
    }

    /// <summary>Takes a vector of at most <see cref="Worker.MaxVector"/> packets, all received on one port, into the graph.</summary>
    public static void Receive(Worker* worker, ushort port, rte_mbuf** packets, int count)
    {
        ulong start = Shim.rs_rdtsc();
        worker->State->Received += (uint)count;
        EthernetInput.Process(worker, port, packets, count);
        Charge(worker, NodeId.EthernetInput, count, start);
    }

    /// <summary>Takes the packets that Linux sent on the mirrors to their ports.</summary>
    public static void Inject(Worker* worker)
    {
        for (int i = 0; i < Worker.BurstSize; i++)
        {
            rte_mbuf* packet = (rte_mbuf*)worker->FromMain->Dequeue();
            if (packet == null)
            {
                return;
            }

            PacketContext* context = PacketContext.Of(packet);
            ushort egress = context->Interface;
            *context = default;
            context->Interface = egress;
            worker->State->Injected++;
            worker->InterfaceCounters[egress].Injects++;
            Output.SendFrame(worker, packet, egress);
        }
    }

    /// <summary>Runs nodes until nothing is pending, then flushes the ports.</summary>
    public static void Run(Worker* worker)
    {
        while (worker->Pending != 0)
        {
            int node = BitOperations.TrailingZeroCount(worker->Pending);
            worker->Pending &= worker->Pending - 1;
            Frame* frame = worker->Frames + node;
            int count = frame->Count;
            frame->Count = 0;
            Unsafe.CopyBlockUnaligned(worker->Vector, frame->Slots, (uint)count * sizeof(ulong));
            if (worker->TraceActive != 0)
            {
                Tracer.Record(worker, (NodeId)node, worker->Vector, count);
            }

            ulong start = Shim.rs_rdtsc();
            worker->NodeFunctions[node](worker, worker->Vector, count);
            Charge(worker, (NodeId)node, count, start);
        }

        Output.FlushAll(worker);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Charge(Worker* worker, NodeId node, int count, ulong start)
    {
        NodeCounters* counters = worker->NodeCounters + (int)node;
        counters->Calls++;
        counters->Packets += (uint)count;
        counters->Cycles += Shim.rs_rdtsc() - start;
    }
}
