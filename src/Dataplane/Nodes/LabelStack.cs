using System.Runtime.CompilerServices;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>Completes the labels of a rewrite: S bit, TC and TTL (RFC 3032, RFC 3443).</summary>
internal static unsafe class LabelStack
{
    /// <summary>Labels of a NextHop adjacency in front of an IP packet: pipe labels are fresh, uniform ones take the packet's TTL and class.</summary>
    /// <param name="payload">First octet behind the labels.</param>
    /// <param name="adjacency">An adjacency with at least one label.</param>
    /// <param name="ttl">TTL of the packet as it leaves.</param>
    /// <param name="tc">Top three bits of its DSCP octet.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Impose(byte* payload, Adjacency* adjacency, uint ttl, uint tc)
    {
        uint fields = (adjacency->Flags & AdjacencyFlags.UniformTtl) != 0 ? (tc << 9) | ttl : adjacency->LabelTtl;
        Write(payload, adjacency->LabelCount, fields, fields | MplsLabel.BottomOfStack);
    }

    /// <summary>
    /// Labels of a NextHop adjacency in front of a labelled packet, if there are any: fresh or, uniform, with the TC and
    /// decremented TTL of the received label. Without labels the EtherType is set, which may be that of IP.
    /// </summary>
    /// <param name="payload">First octet behind the rewrite.</param>
    /// <param name="adjacency">The adjacency.</param>
    /// <param name="received">The received label.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Push(byte* payload, Adjacency* adjacency, uint received)
    {
        if (adjacency->LabelCount == 0)
        {
            Unsafe.WriteUnaligned(payload - Ethernet.TypeLength, Ethernet.WireMpls);
            return;
        }

        uint fields = Outer(adjacency, (received & 0xfff) - 1);
        Write(payload, adjacency->LabelCount, fields, fields);
    }

    /// <summary>Labels that take the place of a received one: the innermost carries its TC, S and decremented TTL on, the others are as in <see cref="Push"/>.</summary>
    public static void Replace(byte* payload, Adjacency* adjacency, uint received)
    {
        uint carried = (received & 0xfff) - 1;
        Write(payload, adjacency->LabelCount, Outer(adjacency, carried), carried);
    }

    /// <summary>Octets of the labels that a packet in an LSP gets in the place of the received one.</summary>
    public static int LengthOf(Adjacency* adjacency, PacketContext* context) =>
        (adjacency->LabelCount + (context->OutLabel == MplsLabel.ImplicitNull ? 0 : 1)) * MplsLabel.Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Outer(Adjacency* adjacency, uint carried) =>
        (adjacency->Flags & AdjacencyFlags.UniformTtl) != 0 ? carried & ~MplsLabel.BottomOfStack : adjacency->LabelTtl;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(byte* payload, int labels, uint outer, uint innermost)
    {
        byte* entry = payload - MplsLabel.Length;
        Wire.Store32(entry, Wire.Load32(entry) | innermost);
        for (int i = 1; i < labels; i++)
        {
            entry -= MplsLabel.Length;
            Wire.Store32(entry, Wire.Load32(entry) | outer);
        }
    }
}
