using System.Runtime.InteropServices;
using Dpdk.Native;

namespace Router.Dataplane.Graph;

/// <summary>The vector of packets that waits for one node.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Frame
{
    /// <summary>Most packets in a frame. A vector brings at most half of it; the rest is for packets that nodes make.</summary>
    public const int Capacity = 512;

    /// <summary>Packets waiting.</summary>
    public int Count;

    private readonly int _padding;

    /// <summary>The packets.</summary>
    public fixed ulong Slots[Capacity];

    /// <summary>Packet <paramref name="index"/>; the caller guarantees the range.</summary>
    public rte_mbuf* this[int index] => (rte_mbuf*)Slots[index];
}
