using System.Numerics;
using System.Runtime.InteropServices;
using Router.Dataplane.Memory;

namespace Router.Dataplane.Tables;

/// <summary>
/// The writer's side of a table whose entries are shared by all users of equal content: finds the entry that a user
/// needs or makes it, counts the users, and frees it after the last.
/// </summary>
/// <typeparam name="T">The entry, compared octet by octet: without padding that is not zero.</typeparam>
internal sealed unsafe class SharedTable<T>
    where T : unmanaged
{
    private const uint None = 0;

    private readonly uint* _buckets;
    private readonly uint _mask;
    private readonly Link* _links;
    private uint _fresh = 1;
    private uint _free = None;

    /// <param name="users">Most users, so most entries.</param>
    public SharedTable(uint users)
    {
        _mask = BitOperations.RoundUpToPowerOf2(Math.Max(16, users)) - 1;
        _buckets = NativeArray<uint>.Allocate(_mask + 1).Pointer;
        _links = NativeArray<Link>.Allocate(users + 1).Pointer;
        Entries = NativeArray<T>.Allocate(users + 1).Pointer;
    }

    /// <summary>By index; 0 is none.</summary>
    public T* Entries { get; }

    /// <summary>Entries in use.</summary>
    public uint Count { get; private set; }

    /// <summary>
    /// Index of the entry with this content, for one user more. Writes over entries that were released: call after
    /// <see cref="Reclamation.BeforeReuse"/>.
    /// </summary>
    public uint Take(in T wanted)
    {
        ReadOnlySpan<byte> octets = MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in wanted));
        uint* bucket = BucketOf(octets);
        for (uint entry = *bucket; entry != None; entry = _links[entry].Next)
        {
            if (octets.SequenceEqual(Octets(entry)))
            {
                _links[entry].Users++;
                return entry;
            }
        }

        uint made = _free;
        if (made != None)
        {
            _free = _links[made].Next;
        }
        else
        {
            made = _fresh++;
        }

        Entries[made] = wanted;
        _links[made] = new Link { Next = *bucket, Users = 1 };
        *bucket = made;
        Count++;
        return made;
    }

    /// <summary>One user less. Workers may still be reading the entry: it stays as it is until it is taken again.</summary>
    public void Release(uint entry)
    {
        if (--_links[entry].Users != 0)
        {
            return;
        }

        uint* link = BucketOf(Octets(entry));
        while (*link != entry)
        {
            link = &_links[*link].Next;
        }

        *link = _links[entry].Next;
        _links[entry].Next = _free;
        _free = entry;
        Count--;
    }

    private ReadOnlySpan<byte> Octets(uint entry) => new(Entries + entry, sizeof(T));

    private uint* BucketOf(ReadOnlySpan<byte> octets)
    {
        HashCode hash = default;
        hash.AddBytes(octets);
        return _buckets + ((uint)hash.ToHashCode() & _mask);
    }

    private struct Link
    {
        public uint Next;
        public uint Users;
    }
}
