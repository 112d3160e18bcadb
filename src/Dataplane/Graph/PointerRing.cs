using System.Runtime.InteropServices;
using System.Threading;

namespace Router.Dataplane.Graph;

/// <summary>Single-producer single-consumer ring of packet pointers between a worker and the main thread.</summary>
[StructLayout(LayoutKind.Explicit, Size = 192 + (Capacity * 8))]
internal unsafe struct PointerRing
{
    /// <summary>Slots, a power of two.</summary>
    public const int Capacity = 1024;

    [FieldOffset(0)]
    private ulong _produced;

    [FieldOffset(64)]
    private ulong _consumed;

    [FieldOffset(128)]
    private fixed ulong _slots[Capacity];

    /// <summary>Adds a pointer; false when full.</summary>
    public bool TryEnqueue(void* item)
    {
        ulong produced = _produced;
        if (produced - Volatile.Read(ref _consumed) >= Capacity)
        {
            return false;
        }

        _slots[produced & (Capacity - 1)] = (ulong)item;
        Volatile.Write(ref _produced, produced + 1);
        return true;
    }

    /// <summary>Takes the oldest pointer, null when empty.</summary>
    public void* Dequeue()
    {
        ulong consumed = _consumed;
        if (consumed == Volatile.Read(ref _produced))
        {
            return null;
        }

        void* item = (void*)_slots[consumed & (Capacity - 1)];
        Volatile.Write(ref _consumed, consumed + 1);
        return item;
    }
}
