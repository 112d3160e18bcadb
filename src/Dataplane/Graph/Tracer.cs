using System.Runtime.CompilerServices;
using System.Threading;
using Dpdk.Native;
using Router.Channel;

namespace Router.Dataplane.Graph;

/// <summary>Follows sampled packets through the nodes: a <see cref="TraceStep"/> at each node that they enter.</summary>
internal static unsafe class Tracer
{
    /// <summary>Marks packets of a received vector until the requested number is reached.</summary>
    public static void Mark(Worker* worker, ushort port, rte_mbuf** packets, int count)
    {
        if (worker->TracePort != uint.MaxValue && worker->TracePort != port)
        {
            return;
        }

        for (int i = 0; i < count && worker->TraceRemaining > 0; i++)
        {
            worker->TraceRemaining--;
            worker->TraceActive++;
            PacketContext* context = PacketContext.Of(packets[i]);
            context->Trace = ++worker->TraceNumber;
            context->TraceStep = 0;
        }
    }

    /// <summary>Records the traced packets of a vector that enters a node.</summary>
    public static void Record(Worker* worker, NodeId node, rte_mbuf** packets, int count)
    {
        for (int i = 0; i < count; i++)
        {
            rte_mbuf* packet = packets[i];
            PacketContext* context = PacketContext.Of(packet);
            if (context->Trace == 0)
            {
                continue;
            }

            ulong number = worker->State->TraceSteps;
            TraceStep* step = worker->Trace + (number & (ChannelLimits.TraceSteps - 1));
            *step = default;
            step->Packet = context->Trace;
            step->Step = context->TraceStep++;
            step->Node = (ushort)node;
            step->Timestamp = worker->Now;
            step->Length = (ushort)packet->pkt_len;
            step->Interface = context->Interface;
            step->Adjacency = context->Adjacency;
            step->Reason = node is NodeId.Drop or NodeId.Punt or NodeId.IcmpError ? context->Reason : (ushort)0;
            uint length = Math.Min((uint)packet->data_len, TraceStep.DataLength);
            Unsafe.CopyBlockUnaligned(ref Unsafe.As<Bytes32, byte>(ref step->Data), ref *Mbuf.Data(packet), length);
            Volatile.Write(ref worker->State->TraceSteps, number + 1);
            if (node is NodeId.Drop or NodeId.Punt or NodeId.InterfaceOutput)
            {
                context->Trace = 0;
                worker->TraceActive--;
            }
        }
    }
}
