using System.Numerics;
using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Headers;
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
        worker->RunningSince = Shim.rs_rdtsc();
        Count(worker, NodeId.EthernetInput, count);
        worker->State->Received += (uint)count;
        EthernetInput.Process(worker, port, packets, count);
    }

    /// <summary>Hands a whole vector from a node, as its last act, straight to the next one.</summary>
    public static void Continue(Worker* worker, NodeId node, rte_mbuf** packets, int count)
    {
        if (worker->TraceActive != 0)
        {
            Tracer.Record(worker, node, packets, count);
        }

        _ = Enter(worker, node, count);
        worker->NodeFunctions[(int)node](worker, packets, count);
    }

    /// <summary>Takes the packets that Linux sent on the mirrors to their ports; those on a loopback interface's are routed.</summary>
    public static void Inject(Worker* worker)
    {
        for (int i = 0; i < Worker.BurstSize; i++)
        {
            rte_mbuf* packet = (rte_mbuf*)worker->FromMain->Dequeue();
            if (packet == null)
            {
                return;
            }

            if (i == 0)
            {
                worker->Running = NodeId.InterfaceOutput;
                worker->RunningSince = Shim.rs_rdtsc();
            }

            PacketContext* context = PacketContext.Of(packet);
            ushort egress = context->Interface;
            *context = default;
            context->Interface = egress;
            worker->State->Injected++;
            worker->InterfaceExceptions[egress].Injects++;
            ControlPlaneFrame.Number(worker, packet);
            if (worker->Tables->Interfaces[egress].Port == InterfaceRecord.NoPort)
            {
                Route(worker, packet, context);
            }
            else
            {
                Output.SendFrame(worker, packet, egress);
            }
        }
    }

    /// <summary>Takes an IP packet that Linux sent on a loopback interface to its VRF.</summary>
    private static void Route(Worker* worker, rte_mbuf* packet, PacketContext* context)
    {
        ushort type = Ethernet.WireType(Mbuf.Data(packet));
        context->Vrf = worker->Tables->Interfaces[context->Interface].Vrf;
        context->Flags = PacketFlags.Originated;
        context->FrameOffset = packet->data_off;
        context->FrameLength = packet->data_len;
        if (type is Ethernet.WireIpv4 or Ethernet.WireIpv6)
        {
            Mbuf.Advance(packet, Ethernet.HeaderLength);
            Worker.Enqueue(worker, type == Ethernet.WireIpv4 ? NodeId.Ipv4Forward : NodeId.Ipv6Forward, packet);
        }
        else
        {
            Worker.Drop(worker, packet, DropReason.UnknownEthertype);
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
            Continue(worker, (NodeId)node, worker->Vector, count);
        }

        if (worker->DirtyPorts != 0)
        {
            Output.FlushAll(worker);
        }
        else
        {
            Charge(worker);
        }
    }

    /// <summary>Stops the clock of the running node and starts that of another. Returns the one that ran.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static NodeId Enter(Worker* worker, NodeId node, int count)
    {
        NodeId before = worker->Running;
        Charge(worker);
        Count(worker, node, count);
        return before;
    }

    /// <summary>Charges the running node for the time since it began or was last charged.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Charge(Worker* worker)
    {
        ulong now = Shim.rs_rdtsc();
        worker->NodeCounters[(int)worker->Running].Cycles += now - worker->RunningSince;
        worker->RunningSince = now;
    }

    private static void Count(Worker* worker, NodeId node, int count)
    {
        worker->Running = node;
        NodeCounters* counters = worker->NodeCounters + (int)node;
        counters->Calls++;
        counters->Packets += (uint)count;
    }
}
