using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Threading;
using Router.Channel;
using Router.Dataplane.Memory;

namespace Router.Dataplane.Tables;

/// <summary>
/// L2TPv3 sessions by session id: open addressing with linear probing, two entries in a cache line, at most half
/// full, so that a lookup mostly costs one cache miss. Entries are immutable: a change inserts a new entry and then turns the
/// old one into a tombstone; readers find one or the other. One writer, any number of readers.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct L2tpSessionTable
{
    private L2tpSession* _entries;
    private ulong* _previousCookies;
    private OpaqueSession* _opaque;
    private uint _mask;
    private uint _firsts;
    private uint _limit;
    private uint _used;

    /// <summary>Live sessions.</summary>
    public readonly uint Count => _used;

    /// <summary>All entries.</summary>
    public readonly L2tpSession* Entries => _entries;

    /// <summary>The bits of the hash that name the first of two entries.</summary>
    public readonly uint Firsts => _firsts;

    /// <summary>Reserves room for <paramref name="limit"/> sessions.</summary>
    public static L2tpSessionTable Create(uint limit)
    {
        uint slots = BitOperations.RoundUpToPowerOf2(Math.Max(64, limit) * 2);
        return new L2tpSessionTable
        {
            _entries = NativeArray<L2tpSession>.Allocate(slots).Pointer,
            _previousCookies = NativeArray<ulong>.Allocate(slots).Pointer,
            _opaque = NativeArray<OpaqueSession>.Allocate(slots).Pointer,
            _mask = slots - 1,
            _firsts = slots - 2,
            _limit = limit,
        };
    }

    /// <summary>Where the search for a session begins: two entries in one cache line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly L2tpSession* First(uint sessionId) => _entries + (Hash(sessionId) & _firsts);

    /// <summary>The one of the two entries that has the id, if one has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L2tpSession* Likely(L2tpSession* first, uint sessionId) => first + (first[1].SessionId == sessionId ? 1 : 0);

    /// <summary>Finds a session by its id; null when there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly L2tpSession* Find(uint sessionId)
    {
        L2tpSession* first = First(sessionId);
        L2tpSession* likely = Likely(first, sessionId);
        return sessionId == 0 ? null : likely->SessionId == sessionId ? likely : Probe(first, sessionId);
    }

    /// <summary>The second cookie that a session accepts, as received: kept apart, for it is looked at only when the first does not match.</summary>
    public readonly ulong PreviousCookieOf(L2tpSession* session) => _previousCookies[session - _entries];

    /// <summary>What is demanded of the payload of an opaque session.</summary>
    public readonly OpaqueSession* OpaqueOf(L2tpSession* session) => _opaque + (session - _entries);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly L2tpSession* Probe(L2tpSession* first, uint sessionId)
    {
        uint slot = (uint)(first - _entries);
        for (uint probes = 0; probes <= _mask; probes++)
        {
            L2tpSession* entry = _entries + slot;
            uint found = entry->SessionId;
            if (found == sessionId)
            {
                return entry;
            }

            if (found == 0 && entry->Tombstone == 0)
            {
                return null;
            }

            slot = (slot + 1) & _mask;
        }

        return null;
    }

    /// <summary>Writer: inserts or replaces. False when the table is full.</summary>
    public bool Upsert(in L2tpSession session, ulong previousCookie, OpaqueSession opaque = default)
    {
        L2tpSession* old = Find(session.SessionId);
        if (old == null && _used >= _limit)
        {
            return false;
        }

        // A replacement must lie before the old entry on the probe path or readers would still find the old one
        // first; that is fine, because the old one stays valid until it becomes a tombstone right after.
        uint slot = (uint)(First(session.SessionId) - _entries);
        while (_entries[slot].SessionId != 0)
        {
            slot = (slot + 1) & _mask;
        }

        L2tpSession* entry = _entries + slot;
        L2tpSession copy = session;
        copy.SessionId = 0;

        // A tombstone stays one while the body is written: session id 0 without the mark would end a probe.
        copy.Tombstone = entry->Tombstone;
        *entry = copy;
        _previousCookies[slot] = previousCookie;
        if ((session.Flags & L2tpSessionFlags.Opaque) != 0)
        {
            _opaque[slot] = opaque;
        }

        Volatile.Write(ref entry->SessionId, session.SessionId);
        Volatile.Write(ref entry->Tombstone, 0);

        if (old != null)
        {
            Bury(old);
        }
        else
        {
            _used++;
        }

        return true;
    }

    /// <summary>Writer: removes a session; false when there is none.</summary>
    public bool Remove(uint sessionId)
    {
        L2tpSession* entry = Find(sessionId);
        if (entry == null)
        {
            return false;
        }

        Bury(entry);
        _used--;
        return true;
    }

    private readonly void Bury(L2tpSession* entry)
    {
        // The body stays as it is: a worker that has just found the entry still reads it.
        Volatile.Write(ref entry->Tombstone, 1);
        Volatile.Write(ref entry->SessionId, 0);

        // Behind an entry that is followed by a free one nothing can lie, so it may become free itself, and with it
        // the tombstones before it: the table does not silt up.
        uint slot = (uint)(entry - _entries);
        L2tpSession* next = _entries + ((slot + 1) & _mask);
        if (next->SessionId != 0 || next->Tombstone != 0)
        {
            return;
        }

        while (_entries[slot].SessionId == 0 && _entries[slot].Tombstone != 0)
        {
            Volatile.Write(ref _entries[slot].Tombstone, 0);
            slot = (slot - 1) & _mask;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hash(uint sessionId) => Sse42.IsSupported ? Sse42.Crc32(0xffffffffu, sessionId) : sessionId * 2654435769u;
}
