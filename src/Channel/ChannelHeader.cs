using System.Runtime.InteropServices;

namespace Router.Channel;

/// <summary>The regions of a channel file, in file order.</summary>
public enum RegionKind
{
    /// <summary>Ring: control plane to dataplane, 256-octet commands.</summary>
    Commands = 0,

    /// <summary>Ring: dataplane to control plane, <see cref="CompletionRecord"/>.</summary>
    Completions = 1,

    /// <summary>Ring: dataplane to control plane, <see cref="EventRecord"/>.</summary>
    Events = 2,

    /// <summary>Ring: dataplane to control plane, packets.</summary>
    Punt = 3,

    /// <summary>Ring: control plane to dataplane, packets.</summary>
    Inject = 4,

    /// <summary><see cref="PortState"/> by port.</summary>
    Ports = 5,

    /// <summary><see cref="WorkerState"/> by worker.</summary>
    Workers = 6,

    /// <summary><see cref="NodeCounters"/> by worker and node.</summary>
    NodeCounters = 7,

    /// <summary>64-bit counts by worker and <see cref="DropReason"/>.</summary>
    DropCounters = 8,

    /// <summary>64-bit counts by worker and <see cref="PuntReason"/>.</summary>
    PuntCounters = 9,

    /// <summary><see cref="PacketCounter"/> by worker and interface: packets received on it, Ethernet header included.</summary>
    InterfaceReceived = 10,

    /// <summary><see cref="PacketCounter"/> by worker and interface: packets that its port took.</summary>
    InterfaceSent = 11,

    /// <summary><see cref="Router.Channel.InterfaceExceptions"/> by worker and interface.</summary>
    InterfaceExceptions = 12,

    /// <summary><see cref="PacketCounter"/> by worker and adjacency.</summary>
    AdjacencyCounters = 13,

    /// <summary><see cref="PacketCounter"/> by worker and label.</summary>
    LabelCounters = 14,

    /// <summary><see cref="PacketCounter"/> by worker and session index: frames decapsulated.</summary>
    L2tpSessionReceived = 15,

    /// <summary><see cref="Router.Channel.L2tpSessionChecks"/> by worker and session index.</summary>
    L2tpSessionChecks = 16,

    /// <summary>64-bit keys by interface id, 0 when free.</summary>
    InterfaceKeys = 17,

    /// <summary>64-bit keys by adjacency id.</summary>
    AdjacencyKeys = 18,

    /// <summary>64-bit keys by session index.</summary>
    L2tpSessionKeys = 19,

    /// <summary>64-bit keys by VRF id.</summary>
    VrfKeys = 20,

    /// <summary><see cref="TraceStep"/> by worker, a circular buffer each.</summary>
    Trace = 21,

    /// <summary><see cref="Router.Channel.L2tpRateDrops"/> by worker and session index: backed for sessions with a rate, so read it for no others.</summary>
    L2tpRateDrops = 22,

    /// <summary>Number of regions.</summary>
    Count = 23,
}

/// <summary>Where a region lies.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
public struct RegionDescriptor
{
    /// <summary>From the start of the file, a multiple of 4096.</summary>
    [FieldOffset(0)]
    public ulong Offset;

    /// <summary>Octets.</summary>
    [FieldOffset(8)]
    public ulong Length;

    /// <summary>Octets per element.</summary>
    [FieldOffset(16)]
    public uint Stride;

    /// <summary>Elements (per worker, where the region is by worker).</summary>
    [FieldOffset(20)]
    public uint Count;
}

/// <summary>First page of the channel file. One writer per field, named in its summary (D: dataplane, C: control plane).</summary>
[StructLayout(LayoutKind.Explicit, Size = 4096)]
public unsafe struct ChannelHeader
{
    /// <summary>"RTRCHAN1" in ASCII, little-endian.</summary>
    public const ulong MagicValue = 0x314E414843525452;

    /// <summary>D: <see cref="MagicValue"/>, written last when the file is complete.</summary>
    [FieldOffset(0)]
    public ulong Magic;

    /// <summary>D: hash of all layouts (<see cref="ChannelAbi.Hash"/>).</summary>
    [FieldOffset(8)]
    public ulong AbiHash;

    /// <summary>D: octets of the whole file.</summary>
    [FieldOffset(16)]
    public ulong FileLength;

    /// <summary>D: random, new with every start of the dataplane.</summary>
    [FieldOffset(24)]
    public ulong Epoch;

    /// <summary>D: process id.</summary>
    [FieldOffset(32)]
    public int DataplanePid;

    /// <summary>D: number of workers.</summary>
    [FieldOffset(36)]
    public uint Workers;

    /// <summary>D: TSC frequency in Hz.</summary>
    [FieldOffset(40)]
    public ulong TscHz;

    /// <summary>D: heartbeat, milliseconds of CLOCK_MONOTONIC, about ten times a second.</summary>
    [FieldOffset(48)]
    public ulong DataplaneHeartbeat;

    /// <summary>D: packet buffers in the pools.</summary>
    [FieldOffset(56)]
    public ulong BuffersTotal;

    /// <summary>D: packet buffers free now.</summary>
    [FieldOffset(64)]
    public ulong BuffersFree;

    /// <summary>D: commands that created an object.</summary>
    [FieldOffset(72)]
    public ulong CommandsCreated;

    /// <summary>D: commands that changed an object.</summary>
    [FieldOffset(80)]
    public ulong CommandsChanged;

    /// <summary>D: commands that found the object as wanted and only confirmed it.</summary>
    [FieldOffset(88)]
    public ulong CommandsConfirmed;

    /// <summary>D: commands that removed an object (sweeps included).</summary>
    [FieldOffset(96)]
    public ulong CommandsRemoved;

    /// <summary>D: commands refused.</summary>
    [FieldOffset(104)]
    public ulong CommandsRefused;

    /// <summary>D: garbage collections of the dataplane process since it was up.</summary>
    [FieldOffset(112)]
    public ulong GcCount;

    /// <summary>D: routes in all FIBs.</summary>
    [FieldOffset(120)]
    public ulong Routes;

    /// <summary>D: CLOCK_REALTIME seconds of the start.</summary>
    [FieldOffset(128)]
    public ulong StartTime;

    /// <summary>D: microseconds for which garbage collections have stopped all threads since the dataplane was up.</summary>
    [FieldOffset(136)]
    public ulong GcPauseMicroseconds;

    /// <summary>D: managed octets that all threads have allocated since then, in the steps in which the runtime hands memory to threads (8 KiB).</summary>
    [FieldOffset(144)]
    public ulong AllocatedBytes;

    /// <summary>D: managed octets that the main thread has allocated since then, exact.</summary>
    [FieldOffset(152)]
    public ulong MainAllocatedBytes;

    /// <summary>D: methods that the JIT has compiled since then.</summary>
    [FieldOffset(160)]
    public ulong CompiledMethods;

    /// <summary>C: process id.</summary>
    [FieldOffset(256)]
    public int ControlplanePid;

    /// <summary>C: generation under which it programs.</summary>
    [FieldOffset(260)]
    public uint Generation;

    /// <summary>C: heartbeat, milliseconds of CLOCK_MONOTONIC.</summary>
    [FieldOffset(264)]
    public ulong ControlplaneHeartbeat;

    /// <summary>D: region table, <see cref="RegionKind.Count"/> entries.</summary>
    [FieldOffset(1024)]
    public RegionTable Regions;
}

/// <summary>Descriptors by <see cref="RegionKind"/>.</summary>
[System.Runtime.CompilerServices.InlineArray((int)RegionKind.Count)]
public struct RegionTable
{
    private RegionDescriptor _first;
}
