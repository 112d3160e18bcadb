using System.Runtime.InteropServices;
using Router.Channel;

namespace Router.Dataplane.Tables;

/// <summary>The octets of long rewrites before the last <see cref="Adjacency.TailLength"/>, left-aligned. A cache line.</summary>
[StructLayout(LayoutKind.Sequential, Size = MaxLength)]
internal unsafe struct RewriteHead
{
    /// <summary>Most octets of a head.</summary>
    public const int MaxLength = AdjacencyRecord.MaxRewriteLength - Adjacency.TailLength;

    /// <summary>The octets; those behind the head's end are zero.</summary>
    public fixed byte Octets[MaxLength];

    /// <summary>A head. Heads that differ in length alone are one, for the length is the adjacency's.</summary>
    /// <param name="octets">1 to <see cref="MaxLength"/> octets.</param>
    public static RewriteHead Of(ReadOnlySpan<byte> octets)
    {
        RewriteHead head = default;
        octets.CopyTo(new Span<byte>(head.Octets, MaxLength));
        return head;
    }
}
