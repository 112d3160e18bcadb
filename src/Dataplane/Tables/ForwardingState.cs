using System.Runtime.CompilerServices;
using System.Threading;
using Router.Channel;
using Router.Dataplane.Memory;

namespace Router.Dataplane.Tables;

/// <summary>
/// The main thread's side of the forwarding tables: it owns their memory, remembers every object as it was commanded
/// (to tell a change from a confirmation) and the generation that confirmed it last (to sweep what is stale).
/// Nothing here allocates managed memory after construction.
/// </summary>
internal sealed unsafe class ForwardingState
{
    /// <summary>Nodes of all FIB tries: 1 KiB of entries each, reserved, backed when used.</summary>
    private const uint FibNodeLimit = 1u << 20;

    private readonly FibNodePool _nodes;
    private readonly uint* _roots;
    private readonly NativeArray<byte> _ipv4Lengths;
    private readonly NativeArray<byte> _ipv6Lengths;

    /// <param name="limits">Table sizes.</param>
    /// <param name="routeLimit">Most routes.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="ticksPerSecond">Frequency of <see cref="Graph.Worker.Now"/>.</param>
    public ForwardingState(ChannelLimits limits, uint routeLimit, ChannelFile channel, ulong ticksPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limits.Adjacencies, LabelEntry.TargetLimit);
        Channel = channel;
        TicksPerSecond = ticksPerSecond;
        Tables = NativeArray<ForwardingTables>.Allocate(1).Pointer;
        _nodes = new FibNodePool(FibNodeLimit);
        Rib = new Rib(routeLimit);
        Tables->Interfaces = NativeArray<InterfaceEntry>.Allocate(limits.Interfaces).Pointer;
        Tables->Sources = NativeArray<InterfaceSources>.Allocate(limits.Interfaces).Pointer;
        Tables->VlanTables = NativeArray<VlanTable>.Allocate(limits.Ports).Pointer;
        for (uint i = 0; i < limits.Ports; i++)
        {
            Tables->VlanTables[i] = VlanTable.Create();
        }

        Tables->Vrfs = NativeArray<VrfEntry>.Allocate(limits.Vrfs).Pointer;
        Tables->FibNodes = _nodes.Entries;
        Tables->Adjacencies = NativeArray<Adjacency>.Allocate(limits.Adjacencies).Pointer;
        RewriteHeads = new SharedTable<RewriteHead>(limits.Adjacencies);
        Tables->RewriteHeads = RewriteHeads.Entries;
        Tables->Labels = NativeArray<LabelEntry>.Allocate(2 * ChannelLimits.Labels).Pointer;
        Tables->L2tpSessions = L2tpSessionTable.Create(limits.L2tpSessions);
        L2tpTunnels = new SharedTable<L2tpTunnel>(limits.L2tpSessions);
        Tables->L2tpTunnels = L2tpTunnels.Entries;
        Tables->L2tpUdpPorts = NativeArray<ulong>.Allocate(1024).Pointer;
        Tables->SendSequences = NativeArray<uint>.Allocate(limits.Adjacencies).Pointer;
        Tables->Policers = NativeArray<SessionPolicer>.Allocate(limits.L2tpSessions).Pointer;
        Tables->SessionOfAdjacency = NativeArray<uint>.Allocate(limits.Adjacencies).Pointer;
        Tables->SessionSequences = NativeArray<uint>.Allocate(limits.L2tpSessions).Pointer;
        Tables->InterfaceLimit = limits.Interfaces;
        Tables->VrfLimit = limits.Vrfs;
        Tables->AdjacencyLimit = limits.Adjacencies;
        Tables->SessionLimit = limits.L2tpSessions;
        Tables->Epoch = 1;
        InterfaceRecords = NativeArray<Programmed<InterfaceRecord>>.Allocate(limits.Interfaces);
        AdjacencyGenerations = NativeArray<uint>.Allocate(limits.Adjacencies).Pointer;
        Sessions = NativeArray<ProgrammedSession>.Allocate(limits.L2tpSessions).Pointer;
        VrfRecords = NativeArray<Programmed<VrfRecord>>.Allocate(limits.Vrfs);
        CrossConnectRecords = NativeArray<Programmed<CrossConnectRecord>>.Allocate(limits.Interfaces);
        UdpPortUsers = NativeArray<uint>.Allocate(65536).Pointer;
        LabelGenerations = NativeArray<uint>.Allocate(2 * ChannelLimits.Labels).Pointer;
        Reclamation = new Reclamation(Tables, (WorkerState*)channel.Pointer(RegionKind.Workers), channel.WorkerCount);

        // Every VRF id has roots: those of an unused id share one without routes, which is never written.
        uint* empty = NativeArray<uint>.Allocate(Fib.RootSize).Pointer;
        _roots = NativeArray<uint>.Allocate((nuint)limits.Vrfs * 2 * Fib.RootStride).Pointer;
        _ipv4Lengths = NativeArray<byte>.Allocate((nuint)limits.Vrfs * Fib.RootSize);
        _ipv6Lengths = NativeArray<byte>.Allocate((nuint)limits.Vrfs * Fib.RootSize);
        EmptyRoot = empty;
        for (uint i = 0; i < limits.Vrfs; i++)
        {
            Tables->Vrfs[i].Ipv4Root = empty;
            Tables->Vrfs[i].Ipv6Root = empty;
        }
    }

    /// <summary>The channel whose directories and counters go with the tables.</summary>
    public ChannelFile Channel { get; }

    /// <summary>Frequency of the workers' clock.</summary>
    public ulong TicksPerSecond { get; }

    /// <summary>What workers read.</summary>
    public ForwardingTables* Tables { get; }

    /// <summary>All routes.</summary>
    public Rib Rib { get; }

    /// <summary>What long rewrites share.</summary>
    public SharedTable<RewriteHead> RewriteHeads { get; }

    /// <summary>What the sessions of a tunnel share.</summary>
    public SharedTable<L2tpTunnel> L2tpTunnels { get; }

    /// <summary>Waits for workers before memory is reused.</summary>
    public Reclamation Reclamation { get; }

    /// <summary>By interface id.</summary>
    public NativeArray<Programmed<InterfaceRecord>> InterfaceRecords { get; }

    /// <summary>Generations that confirmed the adjacencies, by id. What was commanded is read off the adjacency itself: there may be a million.</summary>
    public uint* AdjacencyGenerations { get; }

    /// <summary>By session index. What was commanded is read off the session itself.</summary>
    public ProgrammedSession* Sessions { get; }

    /// <summary>By VRF id.</summary>
    public NativeArray<Programmed<VrfRecord>> VrfRecords { get; }

    /// <summary>By interface id.</summary>
    public NativeArray<Programmed<CrossConnectRecord>> CrossConnectRecords { get; }

    /// <summary>Sessions by UDP port.</summary>
    public uint* UdpPortUsers { get; }

    /// <summary>Root of VRFs without routes.</summary>
    public uint* EmptyRoot { get; }

    /// <summary>Generations that confirmed the entries of the incoming label map, by the same index.</summary>
    public uint* LabelGenerations { get; }

    /// <summary>FIB nodes in use.</summary>
    public uint FibNodesUsed => _nodes.Used;

    /// <summary>Whether an adjacency is there.</summary>
    public bool HasAdjacency(uint id) => id < Tables->AdjacencyLimit && Tables->Adjacencies[id].Present != 0;

    /// <summary>Gives a VRF its own roots.</summary>
    public void CreateRoots(uint vrf)
    {
        VrfEntry* entry = Tables->Vrfs + vrf;
        if (entry->Ipv4Root == EmptyRoot)
        {
            uint* ipv4 = _roots + ((nuint)vrf * 2 * Fib.RootStride);
            uint* ipv6 = ipv4 + Fib.RootStride;
            Volatile.Write(ref *(nint*)&entry->Ipv4Root, (nint)ipv4);
            Volatile.Write(ref *(nint*)&entry->Ipv6Root, (nint)ipv6);
        }
    }

    /// <summary>Points a prefix to a target. False when the FIB has no node left; nothing changed then.</summary>
    public bool SetPrefix(uint vrf, byte family, byte length, in Address16 prefix, uint target)
    {
        Address16 copy = prefix;
        return Fib.Set(Root(vrf, family), _nodes, Reclamation, (byte*)&copy, length, target, length, removal: false);
    }

    /// <summary>Removes a prefix: its addresses go back to the covering route.</summary>
    public bool ClearPrefix(uint vrf, byte family, byte length, in Address16 prefix)
    {
        RibEntry* cover = Rib.FindCover(vrf, family, length, prefix);
        Address16 copy = prefix;
        uint target = cover == null ? 0 : cover->Target;
        int origin = cover == null ? 0 : cover->Length;
        return Fib.Set(Root(vrf, family), _nodes, Reclamation, (byte*)&copy, length, target, origin, removal: true);
    }

    private FibRoot Root(uint vrf, byte family) => family == 4
        ? new FibRoot(Tables->Vrfs[vrf].Ipv4Root, _ipv4Lengths.Pointer + ((nuint)vrf * Fib.RootSize))
        : new FibRoot(Tables->Vrfs[vrf].Ipv6Root, _ipv6Lengths.Pointer + ((nuint)vrf * Fib.RootSize));
}

/// <summary>Which L2TP session has an index.</summary>
internal struct ProgrammedSession
{
    /// <summary>Its session id; 0 when the index is free.</summary>
    public uint SessionId;

    /// <summary>Generation that confirmed it last.</summary>
    public uint Generation;
}

/// <summary>An object as it was last commanded.</summary>
/// <typeparam name="T">Its record.</typeparam>
internal struct Programmed<T>
    where T : unmanaged
{
    /// <summary>The record, compared octet by octet.</summary>
    public T Record;

    /// <summary>Generation that confirmed it last.</summary>
    public uint Generation;

    /// <summary>1 when the object exists.</summary>
    public byte Present;

    /// <summary>Whether a record equals this one.</summary>
    public readonly bool Same(in T record) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in Record))
        .SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in record)));

    /// <summary>Stores a record.</summary>
    public void Set(in T record, uint generation)
    {
        Record = record;
        Generation = generation;
        Present = 1;
    }
}
