using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Router.Channel;

/// <summary>Control block of a ring; producer and consumer indices lie on cache lines of their own.</summary>
[StructLayout(LayoutKind.Explicit, Size = 192)]
public struct RingControl
{
    /// <summary>Number of slots, a power of two.</summary>
    [FieldOffset(0)]
    public uint Capacity;

    /// <summary>Octets per slot.</summary>
    [FieldOffset(4)]
    public uint SlotSize;

    /// <summary>Slots ever written; published after the slot's content.</summary>
    [FieldOffset(64)]
    public ulong Produced;

    /// <summary>Slots ever read.</summary>
    [FieldOffset(128)]
    public ulong Consumed;
}

/// <summary>
/// A single-producer single-consumer ring of fixed-size slots in shared memory. The indices only grow; a slot is
/// index modulo capacity. Neither side trusts the other's index: a difference above the capacity means that the
/// peer is broken, and the reader then discards what is there (<see cref="Corruptions"/> counts it).
/// The capacity used is this process's own copy, never the one in shared memory.
/// </summary>
public sealed unsafe class SpscRing
{
    private readonly RingControl* _control;
    private readonly byte* _slots;
    private readonly uint _capacity;
    private readonly uint _slotSize;

    internal SpscRing(byte* region, uint slotSize, uint capacity)
    {
        _control = (RingControl*)region;
        _slots = region + sizeof(RingControl);
        _capacity = capacity;
        _slotSize = slotSize;
    }

    /// <summary>Number of slots.</summary>
    public int Capacity => (int)_capacity;

    /// <summary>Octets per slot.</summary>
    public int SlotSize => (int)_slotSize;

    /// <summary>How often this side saw an impossible peer index.</summary>
    public ulong Corruptions { get; private set; }

    /// <summary>Slots written so far; also the sequence number of the next slot.</summary>
    public ulong Produced => Volatile.Read(ref _control->Produced);

    /// <summary>Slots read so far.</summary>
    public ulong Consumed => Volatile.Read(ref _control->Consumed);

    /// <summary>Slots waiting to be read.</summary>
    public int Count
    {
        get
        {
            ulong waiting = Produced - Consumed;
            return waiting > _capacity ? 0 : (int)waiting;
        }
    }

    /// <summary>Octets that a ring region needs.</summary>
    public static ulong RegionSize(uint slotSize, uint capacity) => (ulong)sizeof(RingControl) + ((ulong)slotSize * capacity);

    /// <summary>Writes one record; false when the ring is full.</summary>
    public bool TryWrite<T>(in T record)
        where T : unmanaged
    {
        byte* slot = ClaimSlot();
        if (slot == null || (uint)sizeof(T) > _slotSize)
        {
            return false;
        }

        Unsafe.WriteUnaligned(slot, record);
        Publish();
        return true;
    }

    /// <summary>Copies the oldest record out; false when the ring is empty.</summary>
    public bool TryRead<T>(out T record)
        where T : unmanaged
    {
        byte* slot = PeekSlot();
        if (slot == null || (uint)sizeof(T) > _slotSize)
        {
            record = default;
            return false;
        }

        record = Unsafe.ReadUnaligned<T>(slot);
        Release();
        return true;
    }

    /// <summary>The next free slot for the producer to fill, or null when full. Follow with <see cref="Publish"/>.</summary>
    public byte* ClaimSlot()
    {
        ulong produced = _control->Produced;
        ulong consumed = Volatile.Read(ref _control->Consumed);
        if (produced - consumed >= _capacity)
        {
            return null;
        }

        return _slots + ((produced & (_capacity - 1)) * _slotSize);
    }

    /// <summary>Makes the claimed slot visible to the consumer (release).</summary>
    public void Publish() => Volatile.Write(ref _control->Produced, _control->Produced + 1);

    /// <summary>The oldest unread slot, or null when empty. Follow with <see cref="Release"/>.</summary>
    public byte* PeekSlot()
    {
        ulong consumed = _control->Consumed;
        ulong produced = Volatile.Read(ref _control->Produced);
        if (produced == consumed)
        {
            return null;
        }

        if (produced - consumed > _capacity)
        {
            Corruptions++;
            Volatile.Write(ref _control->Consumed, produced);
            return null;
        }

        return _slots + ((consumed & (_capacity - 1)) * _slotSize);
    }

    /// <summary>Gives the peeked slot back to the producer.</summary>
    public void Release() => Volatile.Write(ref _control->Consumed, _control->Consumed + 1);

    /// <summary>Consumer side: forgets everything that is waiting (a new consumer attaches to an old ring).</summary>
    public void Discard() => Volatile.Write(ref _control->Consumed, Volatile.Read(ref _control->Produced));

    internal void Initialize()
    {
        *_control = default;
        _control->Capacity = _capacity;
        _control->SlotSize = _slotSize;
    }
}
