using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Router.Channel;

namespace Router.Dataplane.Tables;

/// <summary>
/// An adjacency as workers use it: 128 octets. The rewrite is right-aligned before the metadata, so that it can be
/// copied with wide stores that run over into the packet's headroom, never into its payload; rewrites of up to 40
/// octets share the metadata's cache line.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal unsafe struct Adjacency
{
    /// <summary>Offset where the rewrite ends.</summary>
    public const int RewriteEnd = AdjacencyRecord.MaxRewriteLength;

    /// <summary>Rewrite area; the header occupies its last <see cref="RewriteLength"/> octets.</summary>
    [FieldOffset(0)]
    public fixed byte Rewrite[AdjacencyRecord.MaxRewriteLength];

    /// <summary>Egress interface id.</summary>
    [FieldOffset(104)]
    public ushort Interface;

    /// <summary>Egress port index.</summary>
    [FieldOffset(106)]
    public ushort Port;

    /// <summary>Fix-ups.</summary>
    [FieldOffset(108)]
    public AdjacencyFlags Flags;

    /// <summary>Most octets after the Ethernet header on the wire.</summary>
    [FieldOffset(112)]
    public ushort Mtu;

    /// <summary>VLAN id inside the pseudowire.</summary>
    [FieldOffset(114)]
    public ushort VlanId;

    /// <summary>What it does.</summary>
    [FieldOffset(116)]
    public AdjacencyKind Kind;

    /// <summary>Octets of the rewrite.</summary>
    [FieldOffset(117)]
    public byte RewriteLength;

    /// <summary>Octets of Ethernet header and tags.</summary>
    [FieldOffset(118)]
    public byte L2Length;

    /// <summary>Labels after the Ethernet header.</summary>
    [FieldOffset(119)]
    public byte LabelCount;

    /// <summary>TTL of pipe labels.</summary>
    [FieldOffset(120)]
    public byte LabelTtl;

    /// <summary>Offset of the outer IP header from the start of the header, 0 for none.</summary>
    [FieldOffset(121)]
    public byte IpOffset;

    /// <summary>1 when the egress interface can send; an absent or deleted adjacency has 0.</summary>
    [FieldOffset(122)]
    public byte Present;

    /// <summary>4 or 6: family of the next hop of an incomplete adjacency.</summary>
    [FieldOffset(123)]
    public byte NextHopFamily;

    /// <summary>
    /// The octet behind the rewrite. By arithmetic: C# reads the first octet of a struct whose fixed array it takes the
    /// address of, and that cache line is one that short rewrites never need.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* EndOfRewrite(Adjacency* adjacency) => (byte*)adjacency + RewriteEnd;
}
