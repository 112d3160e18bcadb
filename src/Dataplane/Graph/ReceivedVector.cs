using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dpdk.Native;

namespace Router.Dataplane.Graph;

/// <summary>
/// Received frames of one kind for a short way: as they came, with where they came from, and no context yet. The passes
/// over them call nothing, so that what they work on stays in registers: a frame that needs more is only noted as left
/// over, and taken care of after the pass.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ReceivedVector
{
    private const int HeaderSize = 64;

    /// <summary>Frames.</summary>
    public int Count;

    /// <summary>Frames that are left over.</summary>
    public int LeftCount;

    private fixed uint _line[14];
    private fixed ulong _frames[4 * Worker.MaxVector];
    private fixed ulong _left[Worker.MaxVector];

    /// <summary>The first frame.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReceivedPacket* First(ReceivedVector* vector) => (ReceivedPacket*)((byte*)vector + HeaderSize);

    /// <summary>Behind the last frame.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReceivedPacket* End(ReceivedVector* vector) => First(vector) + vector->Count;

    /// <summary>Those that are left over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReceivedPacket** LeftOf(ReceivedVector* vector) => (ReceivedPacket**)(First(vector) + Worker.MaxVector);

    /// <summary>Notes a frame as left over.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Leave(ReceivedVector* vector, ReceivedPacket* frame)
    {
        int count = vector->LeftCount;
        vector->LeftCount = count + 1;
        LeftOf(vector)[count] = frame;
    }

    /// <summary>Appends a frame; there is room for a whole received vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReceivedPacket* Add(ReceivedVector* vector, rte_mbuf* packet, ulong origin)
    {
        int count = vector->Count;
        vector->Count = count + 1;
        ReceivedPacket* frame = First(vector) + count;
        frame->Packet = packet;
        frame->Origin = origin;
        return frame;
    }

    /// <summary>Appends eight frames of one origin. Returns the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReceivedPacket* AddEight(ReceivedVector* vector, rte_mbuf** packets, ulong origin)
    {
        int count = vector->Count;
        vector->Count = count + 8;
        ReceivedPacket* first = First(vector) + count;
        for (nint k = 0; k < 8; k++)
        {
            first[k].Packet = packets[k];
            first[k].Origin = origin;
        }

        return first;
    }
}
