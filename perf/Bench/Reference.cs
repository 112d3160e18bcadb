using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Tables;

namespace Router.Bench;

/// <summary>The same work on the same tables in C: <c>native/reference</c>.</summary>
internal sealed unsafe class Reference
{
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<RouterView*, rte_mbuf**, uint, uint> _function;
    private readonly RouterView* _view;

    /// <summary>Loads a function of the library.</summary>
    /// <param name="function">Its name.</param>
    /// <param name="worker">The worker whose tables and counters it uses; it receives on port 0.</param>
    /// <exception cref="InvalidOperationException">The library has other layouts than the dataplane.</exception>
    public Reference(string function, Worker* worker)
    {
        nint library = NativeLibrary.Load(Path.Combine(AppContext.BaseDirectory, "librouter_reference.so"));
        CompareLayouts((delegate* unmanaged[Cdecl]<uint, uint>)NativeLibrary.GetExport(library, "reference_layout"));
        _function = (delegate* unmanaged[Cdecl, SuppressGCTransition]<RouterView*, rte_mbuf**, uint, uint>)NativeLibrary.GetExport(library, function);
        ForwardingTables* tables = worker->Tables;
        VlanTable* vlans = tables->VlanTables;
        VlanBinding firstInner = default(VlanBinding).WithInnerTable(1);
        _view = (RouterView*)NativeMemory.AllocZeroed((nuint)sizeof(RouterView));
        *_view = new RouterView
        {
            Interfaces = tables->Interfaces,
            Adjacencies = tables->Adjacencies,
            RewriteHeads = tables->RewriteHeads,
            Vrfs = tables->Vrfs,
            FibNodes = tables->FibNodes,
            Labels = tables->Labels,
            Sessions = tables->L2tpSessions.Entries,
            Tunnels = tables->L2tpTunnels,
            L2tpUdpPorts = tables->L2tpUdpPorts,
            Untagged = &vlans->Untagged,
            OuterVlans = vlans->Single(false, 0),
            InnerVlans = vlans->Double(&firstInner, 0),
            InterfaceReceived = worker->InterfaceReceived,
            AdjacencyCounters = worker->AdjacencyCounters,
            LabelCounters = worker->LabelCounters,
            SessionReceived = worker->SessionReceived,
            Nodes = worker->NodeCounters,
            Running = &worker->Running,
            RunningSince = &worker->RunningSince,
            Received = &worker->State->Received,
            Queues = worker->Ports,
            DirtyPorts = &worker->DirtyPorts,
            FirstSessions = tables->L2tpSessions.Firsts,
        };
    }

    /// <summary>Takes a received burst into the port queues; returns how many packets it left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Process(rte_mbuf** packets, int count) => _function(_view, packets, (uint)count);

    private static void CompareLayouts(delegate* unmanaged[Cdecl]<uint, uint> layout)
    {
        L2tpTunnel tunnel;
        uint[] expected =
        [
            (uint)sizeof(PacketCounter), (uint)sizeof(NodeCounters), (uint)sizeof(Adjacency), Offset<Adjacency>(nameof(Adjacency.Interface)),
            Offset<Adjacency>(nameof(Adjacency.Kind)), Offset<Adjacency>(nameof(Adjacency.Head)), Offset<Adjacency>(nameof(Adjacency.NextHopFamily)),
            (uint)sizeof(InterfaceEntry), Offset<InterfaceEntry>(nameof(InterfaceEntry.Mac)), Offset<InterfaceEntry>(nameof(InterfaceEntry.Tags)),
            (uint)sizeof(VrfEntry), Offset<VrfEntry>(nameof(VrfEntry.Ipv6Root)), (uint)sizeof(L2tpSession),
            Offset<L2tpSession>(nameof(L2tpSession.Tunnel)), Offset<L2tpSession>(nameof(L2tpSession.Plain)), (uint)sizeof(L2tpTunnel),
            (uint)((byte*)&tunnel.Vrf - (byte*)&tunnel), (uint)((byte*)&tunnel.Ipv6Source - (byte*)&tunnel), (uint)sizeof(PortQueue),
            Offset<PortQueue>(nameof(PortQueue.Count)), Offset<PortQueue>(nameof(PortQueue.Slots)), Offset<PortQueue>(nameof(PortQueue.Accounts)),
            (uint)sizeof(RouterView), uint.MaxValue,
        ];
        for (uint i = 0; i < expected.Length; i++)
        {
            if (layout(i) != expected[i])
            {
                throw new InvalidOperationException(
                    $"native/reference/tables.h differs from the dataplane: value {i} of reference_layout is {layout(i)}, the dataplane's {expected[i]}.");
            }
        }
    }

    private static uint Offset<T>(string field) => (uint)Marshal.OffsetOf<T>(field);

    /// <summary>struct router of <c>native/reference/tables.h</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct RouterView
    {
        public InterfaceEntry* Interfaces;
        public Adjacency* Adjacencies;
        public RewriteHead* RewriteHeads;
        public VrfEntry* Vrfs;
        public uint* FibNodes;
        public LabelEntry* Labels;
        public L2tpSession* Sessions;
        public L2tpTunnel* Tunnels;
        public ulong* L2tpUdpPorts;
        public VlanBinding* Untagged;
        public VlanBinding* OuterVlans;
        public VlanBinding* InnerVlans;
        public PacketCounter* InterfaceReceived;
        public PacketCounter* AdjacencyCounters;
        public PacketCounter* LabelCounters;
        public PacketCounter* SessionReceived;
        public NodeCounters* Nodes;
        public NodeId* Running;
        public ulong* RunningSince;
        public ulong* Received;
        public PortQueue* Queues;
        public ulong* DirtyPorts;
        public uint FirstSessions;
    }
}
