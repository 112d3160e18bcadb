using System.Numerics;
using Router.Dataplane.Memory;

namespace Router.Dataplane.Tables;

/// <summary>
/// The writer's side of the rewrite heads: finds the head that a rewrite needs or makes it, counts the adjacencies
/// that use it, and frees it after the last.
/// </summary>
internal sealed unsafe class RewriteHeadTable
{
    private const uint None = 0;

    private readonly uint* _buckets;
    private readonly uint _mask;
    private readonly Link* _links;
    private uint _fresh = 1;
    private uint _free = None;

    /// <param name="adjacencies">Most adjacencies, so most heads.</param>
    public RewriteHeadTable(uint adjacencies)
    {
        _mask = BitOperations.RoundUpToPowerOf2(Math.Max(16, adjacencies)) - 1;
        _buckets = NativeArray<uint>.Allocate(_mask + 1).Pointer;
        _links = NativeArray<Link>.Allocate(adjacencies + 1).Pointer;
        Heads = NativeArray<RewriteHead>.Allocate(adjacencies + 1).Pointer;
    }

    /// <summary>By index; 0 is none.</summary>
    public RewriteHead* Heads { get; }

    /// <summary>Heads in use.</summary>
    public uint Count { get; private set; }

    /// <summary>
    /// Index of the head with these octets, for one adjacency more. Writes over heads that were released: call after
    /// <see cref="Reclamation.BeforeReuse"/>.
    /// </summary>
    /// <param name="octets">1 to <see cref="RewriteHead.MaxLength"/> octets.</param>
    public uint Take(ReadOnlySpan<byte> octets)
    {
        // Padded with zeros: heads that differ in length alone are one, for the length is the adjacency's.
        RewriteHead wanted = default;
        octets.CopyTo(new Span<byte>(wanted.Octets, RewriteHead.MaxLength));
        ReadOnlySpan<byte> padded = new(wanted.Octets, RewriteHead.MaxLength);
        uint* bucket = BucketOf(padded);
        for (uint head = *bucket; head != None; head = _links[head].Next)
        {
            if (padded.SequenceEqual(new ReadOnlySpan<byte>(Heads + head, RewriteHead.MaxLength)))
            {
                _links[head].Users++;
                return head;
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

        Heads[made] = wanted;
        _links[made] = new Link { Next = *bucket, Users = 1 };
        *bucket = made;
        Count++;
        return made;
    }

    /// <summary>One adjacency less. Workers may still be reading the head: it stays as it is until it is taken again.</summary>
    public void Release(uint head)
    {
        if (--_links[head].Users != 0)
        {
            return;
        }

        uint* link = BucketOf(new ReadOnlySpan<byte>(Heads + head, RewriteHead.MaxLength));
        while (*link != head)
        {
            link = &_links[*link].Next;
        }

        *link = _links[head].Next;
        _links[head].Next = _free;
        _free = head;
        Count--;
    }

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
