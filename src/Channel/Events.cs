using System.Runtime.InteropServices;

namespace Router.Channel;

/// <summary>Why a command was refused.</summary>
public enum CommandError : uint
{
    /// <summary>Done.</summary>
    None = 0,

    /// <summary>Unknown kind, operation or enumeration value.</summary>
    Malformed = 1,

    /// <summary>An id or index is above its limit.</summary>
    OutOfRange = 2,

    /// <summary>The object, or one that it refers to, does not exist.</summary>
    NotFound = 3,

    /// <summary>The id or key is taken by a different object.</summary>
    Exists = 4,

    /// <summary>The table is full.</summary>
    NoSpace = 5,

    /// <summary>Something still refers to the object.</summary>
    InUse = 6,
}

/// <summary>Answer to a command that failed, or to a sync.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
public struct CompletionRecord
{
    /// <summary>Tag of the command.</summary>
    [FieldOffset(0)]
    public ulong Tag;

    /// <summary>Kind of the command.</summary>
    [FieldOffset(8)]
    public CommandKind Kind;

    /// <summary>Operation of the command.</summary>
    [FieldOffset(10)]
    public CommandOperation Operation;

    /// <summary>Result.</summary>
    [FieldOffset(12)]
    public CommandError Error;

    /// <summary>Position of the command in the ring.</summary>
    [FieldOffset(16)]
    public ulong Sequence;

    /// <summary>Generation of the command.</summary>
    [FieldOffset(24)]
    public uint Generation;

    /// <summary>For a sweep: objects removed.</summary>
    [FieldOffset(28)]
    public uint Removed;
}

/// <summary>What happened.</summary>
public enum EventKind : uint
{
    /// <summary>Never valid.</summary>
    None = 0,

    /// <summary>A packet waits for (and was dropped for want of) the link-layer address of a next hop.</summary>
    NeighbourNeeded = 1,

    /// <summary>A port's link went up or down.</summary>
    LinkChanged = 2,

    /// <summary>A TAP mirror was (re)created.</summary>
    MirrorCreated = 3,
}

/// <summary>Something the control plane should know.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
public struct EventRecord
{
    /// <summary>What happened.</summary>
    [FieldOffset(0)]
    public EventKind Kind;

    /// <summary>Interface id (neighbour, mirror).</summary>
    [FieldOffset(4)]
    public uint Interface;

    /// <summary>Port index (link).</summary>
    [FieldOffset(8)]
    public uint Port;

    /// <summary>1 when the link is up.</summary>
    [FieldOffset(12)]
    public byte LinkUp;

    /// <summary>4 or 6.</summary>
    [FieldOffset(13)]
    public byte Family;

    /// <summary>The next hop whose link-layer address is wanted.</summary>
    [FieldOffset(16)]
    public Address16 Address;
}

/// <summary>Header of a packet slot in the punt and inject rings; the packet's octets follow.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
public struct PacketSlotHeader
{
    /// <summary>Octets of the packet in this slot.</summary>
    [FieldOffset(0)]
    public ushort Length;

    /// <summary>Octets of the whole packet; slots of one packet follow one another.</summary>
    [FieldOffset(2)]
    public ushort TotalLength;

    /// <summary>Ingress (punt) or egress (inject) interface id.</summary>
    [FieldOffset(4)]
    public uint Interface;

    /// <summary>VRF id.</summary>
    [FieldOffset(8)]
    public uint Vrf;

    /// <summary>Why it was punted (<see cref="PuntReason"/>).</summary>
    [FieldOffset(12)]
    public ushort Reason;

    /// <summary>1 in the first slot of a packet.</summary>
    [FieldOffset(14)]
    public byte First;
}

/// <summary>One step of a traced packet's way.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
public struct TraceStep
{
    /// <summary>Octets of the packet kept in a step.</summary>
    public const int DataLength = 32;

    /// <summary>Number of the packet since the trace began, from 1.</summary>
    [FieldOffset(0)]
    public uint Packet;

    /// <summary>Step of the packet, from 0.</summary>
    [FieldOffset(4)]
    public ushort Step;

    /// <summary>The node it enters (<see cref="NodeId"/>).</summary>
    [FieldOffset(6)]
    public ushort Node;

    /// <summary>TSC.</summary>
    [FieldOffset(8)]
    public ulong Timestamp;

    /// <summary>Octets of the packet.</summary>
    [FieldOffset(16)]
    public ushort Length;

    /// <summary>Drop or punt reason in the last step, else 0.</summary>
    [FieldOffset(18)]
    public ushort Reason;

    /// <summary>Ingress interface id.</summary>
    [FieldOffset(20)]
    public uint Interface;

    /// <summary>Adjacency id, once chosen.</summary>
    [FieldOffset(24)]
    public uint Adjacency;

    /// <summary>First octets as the node sees them.</summary>
    [FieldOffset(32)]
    public Bytes32 Data;
}

/// <summary>32 octets.</summary>
[System.Runtime.CompilerServices.InlineArray(TraceStep.DataLength)]
public struct Bytes32
{
    private byte _first;
}
