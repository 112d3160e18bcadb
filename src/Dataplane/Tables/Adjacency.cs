using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Router.Channel;
using Router.Dataplane.Headers;

namespace Router.Dataplane.Tables;

/// <summary>
/// An adjacency as workers use it: one cache line. The last 40 octets of its rewrite lie in it, right-aligned before
/// the metadata; what a longer rewrite has before them (most of a tunnel's headers) is a <see cref="RewriteHead"/>,
/// shared by all adjacencies that begin alike.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct Adjacency
{
    /// <summary>Most octets of rewrite in the adjacency itself, and the offset where they end.</summary>
    public const int TailLength = 40;

    /// <summary>End of the rewrite, in its last octets.</summary>
    [FieldOffset(0)]
    public fixed byte Tail[TailLength];

    /// <summary>Egress interface id.</summary>
    [FieldOffset(40)]
    public ushort Interface;

    /// <summary>Egress port index.</summary>
    [FieldOffset(42)]
    public ushort Port;

    /// <summary>Egress interface id, and the egress port's index in the high half.</summary>
    [FieldOffset(40)]
    public uint Egress;

    /// <summary>Fix-ups.</summary>
    [FieldOffset(44)]
    public AdjacencyFlags Flags;

    /// <summary>Sum of the prebuilt outer IPv4 header without its checksum: the complement of that, in host order.</summary>
    [FieldOffset(46)]
    public ushort Ipv4Sum;

    /// <summary>Most octets after the Ethernet header on the wire.</summary>
    [FieldOffset(48)]
    public ushort Mtu;

    /// <summary>VLAN id inside the pseudowire.</summary>
    [FieldOffset(50)]
    public ushort VlanId;

    /// <summary>Of an IP tunnel: as <see cref="AdjacencyRecord.SegmentLimit"/>.</summary>
    [FieldOffset(50)]
    public ushort SegmentLimit;

    /// <summary>What it does.</summary>
    [FieldOffset(52)]
    public AdjacencyKind Kind;

    /// <summary>Octets of the rewrite, head included.</summary>
    [FieldOffset(53)]
    public byte RewriteLength;

    /// <summary>Octets of Ethernet header and tags.</summary>
    [FieldOffset(54)]
    public byte L2Length;

    /// <summary>Labels after the Ethernet header.</summary>
    [FieldOffset(55)]
    public byte LabelCount;

    /// <summary><see cref="Kind"/>, <see cref="RewriteLength"/>, <see cref="L2Length"/> and <see cref="LabelCount"/> in one word.</summary>
    [FieldOffset(52)]
    public uint Shape;

    /// <summary>Index of the rewrite's head when the rewrite is longer than <see cref="TailLength"/>.</summary>
    [FieldOffset(56)]
    public uint Head;

    /// <summary>TTL of pipe labels.</summary>
    [FieldOffset(60)]
    public byte LabelTtl;

    /// <summary>Offset of the outer IP header from the start of the header, 0 for none.</summary>
    [FieldOffset(61)]
    public byte IpOffset;

    /// <summary>1 when the egress interface can send; an absent or deleted adjacency has 0.</summary>
    [FieldOffset(62)]
    public byte Present;

    /// <summary>4 or 6: family of the next hop of an incomplete adjacency, whose address is at <see cref="NextHop"/>.</summary>
    [FieldOffset(63)]
    public byte NextHopFamily;

    /// <summary>The shape of a next hop whose rewrite is an Ethernet header without tags, and no labels.</summary>
    public const uint UntaggedNextHop = (uint)AdjacencyKind.NextHop | (Ethernet.HeaderLength << 8) | (Ethernet.HeaderLength << 16);

    /// <summary>The shape of a next hop with one label behind such a header.</summary>
    public const uint LabelledNextHop = (uint)AdjacencyKind.NextHop
        | ((Ethernet.HeaderLength + MplsLabel.Length) << 8) | (Ethernet.HeaderLength << 16) | (1 << 24);

    /// <summary>The octet behind the rewrite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* EndOfRewrite(Adjacency* adjacency) => (byte*)adjacency + TailLength;

    /// <summary>Writes the 12 octets of addresses of an adjacency whose rewrite is an Ethernet header without tags.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteAddresses(byte* frame, Adjacency* adjacency)
    {
        byte* from = EndOfRewrite(adjacency) - Ethernet.HeaderLength;
        Unsafe.WriteUnaligned(frame, Unsafe.ReadUnaligned<ulong>(from));
        Unsafe.WriteUnaligned(frame + 8, Unsafe.ReadUnaligned<uint>(from + 8));
    }

    /// <summary>Writes the 18 octets of such a header and a pipe label (RFC 3443) at the bottom of the stack.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteLabelled(byte* frame, Adjacency* adjacency)
    {
        byte* from = EndOfRewrite(adjacency) - (Ethernet.HeaderLength + MplsLabel.Length);
        Vector128.Load(from).Store(frame);
        uint entry = Wire.Load32(from + Ethernet.HeaderLength) | MplsLabel.BottomOfStack | adjacency->LabelTtl;
        Wire.Store32(frame + Ethernet.HeaderLength, entry);
    }

    /// <summary>The address that an incomplete adjacency, which has no rewrite, waits for: 4 or 16 octets.</summary>
    public static byte* NextHop(Adjacency* adjacency) => (byte*)adjacency;
}
