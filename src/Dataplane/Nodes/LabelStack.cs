using System.Runtime.CompilerServices;
using Router.Channel;
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

    /// <summary>Labels of a swap: the innermost carries on the received TC, S and decremented TTL, the others are fresh or, uniform, alike.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Swap(byte* payload, Adjacency* adjacency, uint received)
    {
        uint carried = (received & 0xfff) - 1;
        uint outer = (adjacency->Flags & AdjacencyFlags.UniformTtl) != 0 ? carried & ~MplsLabel.BottomOfStack : adjacency->LabelTtl;
        Write(payload, adjacency->LabelCount, outer, carried);
    }

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
