using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dpdk.Native;

namespace Router.Dataplane.Graph;

/// <summary>
/// Received frames of one kind for a short way: as they came, with where they came from, and no context yet. What its
/// node cannot send at once leaves for the long way by <see cref="LongWay"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ReceivedVector
{
    private const int HeaderSize = 64;

    /// <summary>Frames.</summary>
    public int Count;

    private fixed uint _line[15];
    private fixed ulong _packets[Worker.MaxVector];
    private fixed ulong _origins[Worker.MaxVector];

    /// <summary>The frames; null where one has left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static rte_mbuf** PacketsOf(ReceivedVector* vector) => (rte_mbuf**)((byte*)vector + HeaderSize);

    /// <summary>An <see cref="Origin"/> for each, or a <see cref="Tables.VlanBinding"/> for frames of attachment circuits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong* OriginsOf(ReceivedVector* vector) => (ulong*)((byte*)vector + HeaderSize) + Worker.MaxVector;

    /// <summary>Appends a frame; there is room for a whole received vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(ReceivedVector* vector, rte_mbuf* packet, ulong origin)
    {
        int count = vector->Count;
        vector->Count = count + 1;
        PacketsOf(vector)[count] = packet;
        OriginsOf(vector)[count] = origin;
    }
}
