using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dpdk.Native;
using Router.Channel;

namespace Router.Dataplane.Graph;

/// <summary>Marks on a packet that travel with it through the graph.</summary>
[Flags]
internal enum PacketFlags : byte
{
    None = 0,

    /// <summary>Made by the router: no TTL decrement, no ICMP error about it.</summary>
    Originated = 1,

    /// <summary>A label was popped from it: <see cref="PacketContext.Ttl"/> and Tc are those of the last one.</summary>
    Labelled = 2,

    /// <summary>The popped label's TTL and TC go to the payload (uniform model).</summary>
    UniformPop = 4,

    /// <summary>The label stack stays: an error about it may have to travel along the LSP (RFC 3032 2.3.2).</summary>
    InLsp = 8,

    /// <summary><see cref="PacketContext.Adjacency"/> is decided by a label: no lookup.</summary>
    Chosen = 16,

    /// <summary>A tag was taken off the frame: <see cref="PacketContext.PriorityBits"/> are its.</summary>
    TagRemoved = 32,
}

/// <summary>
/// What the router knows about a packet between nodes: 32 octets in the mbuf's second cache line, in the space
/// that DPDK leaves to applications (dynfield1, registered at start).
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal unsafe struct PacketContext
{
    /// <summary>Offset in the mbuf: the 8-aligned part of dynfield1 (octets 92 to 127).</summary>
    public const int MbufOffset = 96;

    /// <summary>Ingress interface id.</summary>
    [FieldOffset(0)]
    public ushort Interface;

    /// <summary>VRF of the next lookup.</summary>
    [FieldOffset(2)]
    public ushort Vrf;

    /// <summary>Adjacency id, once chosen.</summary>
    [FieldOffset(4)]
    public uint Adjacency;

    /// <summary>data_off at reception: start of the received frame.</summary>
    [FieldOffset(8)]
    public ushort FrameOffset;

    /// <summary>data_off of the first label of a labelled packet.</summary>
    [FieldOffset(10)]
    public ushort StackOffset;

    /// <summary>Octets of the received frame.</summary>
    [FieldOffset(12)]
    public ushort FrameLength;

    /// <summary>MTU for an ICMP error that carries one.</summary>
    [FieldOffset(14)]
    public ushort IcmpMtu;

    /// <summary><see cref="DropReason"/> or <see cref="PuntReason"/> on the way to those nodes.</summary>
    [FieldOffset(16)]
    public byte Reason;

    /// <summary>Marks.</summary>
    [FieldOffset(17)]
    public PacketFlags Flags;

    /// <summary>Lookups so far, against loops.</summary>
    [FieldOffset(18)]
    public byte Lookups;

    /// <summary>TTL of the last popped label.</summary>
    [FieldOffset(19)]
    public byte Ttl;

    /// <summary>TC of the last popped label.</summary>
    [FieldOffset(20)]
    public byte Tc;

    /// <summary>PCP and DEI bits of the tag that the attachment circuit stripped, in the high 4 bits.</summary>
    [FieldOffset(21)]
    public byte PriorityBits;

    /// <summary>Of a frame between opaque sessions: T, G, C and U bit of its ATM-specific sublayer.</summary>
    [FieldOffset(21)]
    public byte AtmFlags;

    /// <summary>Next step of the trace.</summary>
    [FieldOffset(22)]
    public ushort TraceStep;

    /// <summary>Number of the trace, 0 when the packet is not traced.</summary>
    [FieldOffset(24)]
    public uint Trace;

    /// <summary>In an LSP (<see cref="PacketFlags.InLsp"/>): the label that takes the place of the received one; implicit null for none.</summary>
    [FieldOffset(28)]
    public uint OutLabel;

    /// <summary>Begins the context of a received packet whose data starts with its frame.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="way">From the lowest bit: interface id (16 bits), VRF id (16), adjacency id (32), as they lie in the context.</param>
    /// <param name="trace">Number of the trace, 0 for none.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PacketContext* Begin(rte_mbuf* packet, ulong way, uint trace)
    {
        // Whole words instead of fields: this runs for every packet.
        PacketContext* context = Of(packet);
        ulong* words = (ulong*)context;
        words[0] = way;
        words[1] = packet->data_off | ((ulong)(ushort)packet->pkt_len << 32);
        words[2] = 1ul << 48;
        words[3] = trace;
        return context;
    }

    /// <summary>Begins the context of a frame on an attachment circuit, which is carried unseen: where it began and how long it was is not kept.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="way">Interface id in the lowest 16 bits, adjacency id in the upper half.</param>
    /// <param name="priority"><see cref="PriorityBits"/>.</param>
    /// <param name="trace">Number of the trace, 0 for none.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void BeginFrame(rte_mbuf* packet, ulong way, uint priority, uint trace)
    {
        ulong* words = (ulong*)Of(packet);
        words[0] = way;
        words[2] = (1ul << 48) | ((ulong)priority << 40);
        words[3] = trace;
    }

    /// <summary>The context of a packet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static PacketContext* Of(rte_mbuf* packet) => (PacketContext*)((byte*)packet + MbufOffset);
}
