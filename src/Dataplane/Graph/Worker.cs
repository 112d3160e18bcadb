using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Graph;

/// <summary>
/// Everything one worker touches per packet, in native memory: its frames, its port queues, its counters (in the
/// channel file) and the shared tables, which it only reads.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Worker
{
    /// <summary>Packets taken from a queue at once.</summary>
    public const int BurstSize = 64;

    /// <summary>Longest vector that enters the graph (replay uses all of it).</summary>
    public const int MaxVector = 256;

    /// <summary>Bit per node with a non-empty frame.</summary>
    public ulong Pending;

    /// <summary>Ports with packets waiting in their <see cref="PortQueue"/>, a bit per port.</summary>
    public ulong DirtyPorts;

    /// <summary>Clock of this round: TSC ticks; in replay the capture's time in the same unit.</summary>
    public ulong Now;

    /// <summary>TSC when the running node began.</summary>
    public ulong RunningSince;

    /// <summary>The node that the clock runs for.</summary>
    public NodeId Running;

    /// <summary>Shared tables.</summary>
    public ForwardingTables* Tables;

    /// <summary>Frames by node.</summary>
    public Frame* Frames;

    /// <summary>Node functions by node.</summary>
    public delegate* managed<Worker*, rte_mbuf**, int, void>* NodeFunctions;

    /// <summary>The vector that the running node works on.</summary>
    public rte_mbuf** Vector;

    /// <summary>Scratch of the running node, a word per packet of its vector.</summary>
    public ulong* Scratch;

    /// <summary>Frames for <see cref="Nodes.Ipv4Input"/>.</summary>
    public LookupVector* Ipv4;

    /// <summary>Frames for <see cref="Nodes.Ipv6Input"/>.</summary>
    public LookupVector* Ipv6;

    /// <summary>Frames for <see cref="Nodes.L2tpInput"/>.</summary>
    public ReceivedVector* L2tp;

    /// <summary>Frames for <see cref="Nodes.MplsInput"/>.</summary>
    public LookupVector* Mpls;

    /// <summary>IPv4 packets at the end of their LSP or PPP session, on their way to <see cref="Nodes.Ipv4Input"/>.</summary>
    public LookupVector* Popped;

    /// <summary>Packets at the end of their pseudowires, between the passes of <see cref="Nodes.MplsInput"/>.</summary>
    public LookupVector* Pseudowires;

    /// <summary>Packets for <see cref="Nodes.PppInput"/>.</summary>
    public LookupVector* Ppp;

    /// <summary>Frames for <see cref="Nodes.CircuitInput"/>.</summary>
    public ReceivedVector* Circuits;

    /// <summary>Frames whose tags <see cref="Nodes.EthernetInput"/> looks up.</summary>
    public ReceivedVector* Tagged;

    /// <summary>Frames without a short way.</summary>
    public ReceivedVector* Others;

    /// <summary>Queues by port index.</summary>
    public PortQueue* Ports;

    /// <summary>Number of ports.</summary>
    public int PortCount;

    /// <summary>Index of the worker.</summary>
    public int Index;

    /// <summary>Public state and totals.</summary>
    public WorkerState* State;

    /// <summary>By interface id.</summary>
    public PacketCounter* InterfaceReceived;

    /// <summary>By interface id.</summary>
    public PacketCounter* InterfaceSent;

    /// <summary>By interface id.</summary>
    public InterfaceExceptions* InterfaceExceptions;

    /// <summary>By adjacency id.</summary>
    public PacketCounter* AdjacencyCounters;

    /// <summary>By label.</summary>
    public PacketCounter* LabelCounters;

    /// <summary>By session index.</summary>
    public PacketCounter* SessionReceived;

    /// <summary>By session index.</summary>
    public L2tpSessionChecks* SessionChecks;

    /// <summary>By session index, of sessions with a rate.</summary>
    public L2tpRateDrops* RateDrops;

    /// <summary>By reason.</summary>
    public ulong* DropCounters;

    /// <summary>By reason.</summary>
    public ulong* PuntCounters;

    /// <summary>By node.</summary>
    public NodeCounters* NodeCounters;

    /// <summary>Where this worker gets buffers for packets that it makes.</summary>
    public rte_mempool* Pool;

    /// <summary>Punted packets for the main thread.</summary>
    public PointerRing* ToMain;

    /// <summary>Packets from the mirrors, context Interface set to the egress interface.</summary>
    public PointerRing* FromMain;

    /// <summary>Neighbours that packets asked for, for the main thread to report.</summary>
    public NeighbourRequests* NeighbourRequests;

    /// <summary>Replay only: takes the packets of a port whose <see cref="PortQueue.Send"/> is null. (worker, port, packets, count); frees nothing.</summary>
    public delegate* managed<Worker*, ushort, rte_mbuf**, int, void> Capture;

    /// <summary>Replay only: takes punted packets instead of <see cref="ToMain"/>.</summary>
    public delegate* managed<Worker*, rte_mbuf*, void> CapturePunt;

    /// <summary>Trace steps, a circular buffer in the channel file.</summary>
    public TraceStep* Trace;

    /// <summary>Packets still to be traced.</summary>
    public uint TraceRemaining;

    /// <summary>Number of the last traced packet.</summary>
    public uint TraceNumber;

    /// <summary>Only packets received on this port are traced; uint.MaxValue for any.</summary>
    public uint TracePort;

    /// <summary>Packets with a trace number are in the graph.</summary>
    public uint TraceActive;

    /// <summary>ICMP error budget: tokens and the time of the last refill (RFC 4443 2.4 f).</summary>
    public TokenBucket IcmpBucket;

    /// <summary>Punt budget of this worker.</summary>
    public TokenBucket PuntBucket;

    /// <summary>Identification of the next outer IPv4 datagram that may be fragmented.</summary>
    public ushort NextIpId;

    /// <summary>Appends a packet to a node's frame.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Enqueue(Worker* worker, NodeId node, rte_mbuf* packet)
    {
        Frame* frame = worker->Frames + (int)node;
        int count = frame->Count;
        if (count >= Frame.Capacity)
        {
            Overflow(worker, packet);
            return;
        }

        frame->Slots[count] = (ulong)packet;
        frame->Count = count + 1;
        worker->Pending |= 1ul << (int)node;
    }

    /// <summary>Sends a packet to the Drop node under a reason.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Drop(Worker* worker, rte_mbuf* packet, DropReason reason)
    {
        PacketContext.Of(packet)->Reason = (byte)reason;
        Enqueue(worker, NodeId.Drop, packet);
    }

    /// <summary>Sends a packet to the Punt node under a reason. The packet must start with its Ethernet header.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Punt(Worker* worker, rte_mbuf* packet, PuntReason reason)
    {
        PacketContext.Of(packet)->Reason = (byte)reason;
        Enqueue(worker, NodeId.Punt, packet);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Overflow(Worker* worker, rte_mbuf* packet)
    {
        worker->DropCounters[(int)DropReason.NoBuffer]++;
        worker->State->Dropped++;
        Shim.rs_pktmbuf_free(packet);
    }
}
