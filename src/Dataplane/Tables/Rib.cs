using System.Numerics;
using System.Runtime.InteropServices;
using Router.Channel;
using Router.Dataplane.Memory;

namespace Router.Dataplane.Tables;

/// <summary>A route as the writer remembers it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RibEntry
{
    /// <summary>Prefix, wire order, host bits zero.</summary>
    public Address16 Prefix;

    /// <summary>VRF id.</summary>
    public uint Vrf;

    /// <summary>Target.</summary>
    public uint Target;

    /// <summary>Generation that confirmed it.</summary>
    public uint Generation;

    /// <summary>4 or 6; 0 in a free slot.</summary>
    public byte Family;

    /// <summary>Prefix length.</summary>
    public byte Length;
}

/// <summary>
/// All routes by VRF, family and prefix, for the writer alone: it answers which shorter route covers a removed one
/// and which routes a sweep removes. Open addressing, linear probing, removal by shifting back; never allocates after its creation.
/// </summary>
internal sealed unsafe class Rib
{
    private readonly RibEntry* _entries;
    private readonly uint _mask;
    private readonly uint _limit;

    public Rib(uint limit)
    {
        uint slots = BitOperations.RoundUpToPowerOf2(Math.Max(1024, limit) * 2);
        _entries = NativeArray<RibEntry>.Allocate(slots).Pointer;
        _mask = slots - 1;
        _limit = limit;
    }

    /// <summary>Routes in the table.</summary>
    public uint Count { get; private set; }

    /// <summary>Slots, for a walk by index with <see cref="Slot"/>.</summary>
    public uint Slots => _mask + 1;

    /// <summary>The entry of a slot; <see cref="RibEntry.Family"/> is 0 when free.</summary>
    public RibEntry* Slot(uint index) => _entries + index;

    /// <summary>Finds a route; null when absent.</summary>
    public RibEntry* Find(uint vrf, byte family, byte length, in Address16 prefix)
    {
        for (uint slot = Hash(vrf, family, length, prefix) & _mask; _entries[slot].Family != 0; slot = (slot + 1) & _mask)
        {
            RibEntry* entry = _entries + slot;
            if (entry->Vrf == vrf && entry->Family == family && entry->Length == length
                && ((ReadOnlySpan<byte>)entry->Prefix).SequenceEqual(prefix))
            {
                return entry;
            }
        }

        return null;
    }

    /// <summary>Adds a route that is not there; null when the table is full.</summary>
    public RibEntry* Add(uint vrf, byte family, byte length, in Address16 prefix)
    {
        if (Count >= _limit)
        {
            return null;
        }

        uint slot = Hash(vrf, family, length, prefix) & _mask;
        while (_entries[slot].Family != 0)
        {
            slot = (slot + 1) & _mask;
        }

        Count++;
        RibEntry* entry = _entries + slot;
        *entry = new RibEntry { Prefix = prefix, Vrf = vrf, Family = family, Length = length };
        return entry;
    }

    /// <summary>Removes an entry that <see cref="Find"/> or <see cref="Slot"/> gave. Other entries may move into its slot.</summary>
    public void Remove(RibEntry* entry)
    {
        uint hole = (uint)(entry - _entries);
        uint slot = hole;
        while (true)
        {
            slot = (slot + 1) & _mask;
            RibEntry* candidate = _entries + slot;
            if (candidate->Family == 0)
            {
                break;
            }

            uint home = Hash(candidate->Vrf, candidate->Family, candidate->Length, candidate->Prefix) & _mask;
            if (((slot - home) & _mask) >= ((slot - hole) & _mask))
            {
                _entries[hole] = *candidate;
                hole = slot;
            }
        }

        _entries[hole] = default;
        Count--;
    }

    /// <summary>The longest route shorter than <paramref name="length"/> that covers the prefix; null when none does.</summary>
    public RibEntry* FindCover(uint vrf, byte family, byte length, in Address16 prefix)
    {
        Address16 shorter = prefix;
        Span<byte> bytes = shorter;
        for (int bits = length - 1; bits >= 0; bits--)
        {
            bytes[bits / 8] &= (byte)(0xff00 >> (bits % 8));
            RibEntry* cover = Find(vrf, family, (byte)bits, shorter);
            if (cover != null)
            {
                return cover;
            }
        }

        return null;
    }

    private static uint Hash(uint vrf, byte family, byte length, in Address16 prefix)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(prefix);
        ulong hash = ((ulong)vrf << 16) | ((ulong)family << 8) | length;
        hash = (hash ^ words[0]) * 0x9e3779b97f4a7c15;
        hash = (hash ^ (hash >> 32) ^ words[1]) * 0xc2b2ae3d27d4eb4f;
        return (uint)(hash >> 32);
    }
}
