using System.Runtime.CompilerServices;
using System.Threading;
using Router.Channel;

namespace Router.Dataplane.Tables;

/// <summary>
/// The FIB: a multibit trie over an address of up to 128 bits, 16 bits at the root and 8 bits per further level, for
/// both families. An entry is a <see cref="ForwardingTarget"/>, or, with the top bit set, the number of a child node.
/// Prefixes are expanded to the entries they cover; the writer keeps for each entry the length of the prefix that
/// it came from, so that a shorter prefix never overwrites a longer one. Every change is one aligned 32-bit store.
/// </summary>
internal static unsafe class Fib
{
    /// <summary>Entries of a root.</summary>
    public const int RootSize = 65536;

    /// <summary>Entries from a root to the next: a cache line more, see <see cref="FibNodePool.Stride"/>.</summary>
    public const int RootStride = RootSize + 16;

    /// <summary>Set in entries that point to a child node.</summary>
    public const uint ChildBit = 0x80000000;

    /// <summary>Looks an IPv4 address (host byte order) up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint LookupIpv4(uint* root, uint* nodes, uint address)
    {
        uint entry = root[address >> 16];
        return IsChild(entry) ? FinishIpv4(SecondIpv4(entry, address), nodes, address) : entry;
    }

    /// <summary>Whether an entry leads to a node and is no target.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsChild(uint entry) => (int)entry < 0;

    /// <summary>Where the lookup of an IPv4 address goes on after its root entry, a child: the number of an entry among those of all nodes, and the child bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint SecondIpv4(uint entry, uint address) => ((entry * FibNodePool.Stride) + ((address >> 8) & 255)) | ChildBit;

    /// <summary>The rest of that lookup.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint FinishIpv4(uint second, uint* nodes, uint address)
    {
        uint entry = nodes[second & ~ChildBit];
        return IsChild(entry) ? nodes[((nuint)(entry & ~ChildBit) * FibNodePool.Stride) + (address & 255)] : entry;
    }

    /// <summary>Where a lookup goes on in the node that an entry leads to: the number of an entry among those of all nodes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Place(uint entry, byte octet) => ((entry & ~ChildBit) * FibNodePool.Stride) + octet;

    /// <summary>Looks an IPv6 address (16 octets in wire order) up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint LookupIpv6(uint* root, uint* nodes, byte* address)
    {
        uint entry = root[(address[0] << 8) | address[1]];
        return FinishIpv6(entry, nodes, address + 2);
    }

    /// <summary>The rest of that lookup.</summary>
    /// <param name="entry">What the octets before have led to.</param>
    /// <param name="nodes">The nodes of all tries.</param>
    /// <param name="octets">The octets of the address that follow.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint FinishIpv6(uint entry, uint* nodes, byte* octets)
    {
        for (; IsChild(entry); octets++)
        {
            entry = nodes[Place(entry, *octets)];
        }

        return entry;
    }

    /// <summary>
    /// Writer: sets what lies under a prefix. An insertion overwrites what came from prefixes of at most its length; a
    /// removal sets what came from exactly its length back to the covering route's target and <paramref name="length"/>.
    /// </summary>
    /// <returns>False when no node is left; the trie is then unchanged.</returns>
    public static bool Set(FibRoot root, FibNodePool pool, Reclamation reclamation, byte* prefix, int prefixLength, uint target, int length, bool removal)
    {
        uint index = (uint)((prefix[0] << 8) | prefix[1]);
        Span<uint> path = stackalloc uint[16];
        if (prefixLength <= 16)
        {
            uint count = 1u << (16 - prefixLength);
            Fill(root.Entries, root.Lengths, pool, index & ~(count - 1), count, target, (byte)length, prefixLength, removal);
            return true;
        }

        uint* entry = root.Entries + index;
        byte* origin = root.Lengths + index;
        int depth = 0;
        int consumed = 16;
        while (true)
        {
            if ((*entry & ChildBit) == 0)
            {
                if (!pool.TryTake(reclamation, out uint fresh))
                {
                    return false;
                }

                nuint start = (nuint)fresh * FibNodePool.Stride;
                new Span<uint>(pool.Entries + start, FibNodePool.Fanout).Fill(*entry);
                new Span<byte>(pool.Lengths + start, FibNodePool.Fanout).Fill(*origin);
                Volatile.Write(ref *entry, fresh | ChildBit);
            }

            uint node = *entry & ~ChildBit;
            path[depth++] = node;
            nuint first = (nuint)node * FibNodePool.Stride;
            byte octet = prefix[consumed / 8];
            if (prefixLength <= consumed + 8)
            {
                uint count = 1u << (consumed + 8 - prefixLength);
                Fill(pool.Entries + first, pool.Lengths + first, pool, octet & ~(count - 1), count, target, (byte)length, prefixLength, removal);
                break;
            }

            entry = pool.Entries + first + octet;
            origin = pool.Lengths + first + octet;
            consumed += 8;
        }

        if (removal)
        {
            Collapse(root, pool, reclamation, index, prefix, path[..depth]);
        }

        return true;
    }

    private static void Fill(uint* entries, byte* lengths, FibNodePool pool, uint first, uint count, uint target, byte length, int prefixLength, bool removal)
    {
        for (uint i = first; i < first + count; i++)
        {
            if ((entries[i] & ChildBit) != 0)
            {
                nuint child = (nuint)(entries[i] & ~ChildBit) * FibNodePool.Stride;
                Fill(pool.Entries + child, pool.Lengths + child, pool, 0, FibNodePool.Fanout, target, length, prefixLength, removal);
            }
            else if (removal ? lengths[i] == prefixLength : lengths[i] <= prefixLength)
            {
                lengths[i] = length;
                Volatile.Write(ref entries[i], target);
            }
        }
    }

    /// <summary>Replaces nodes of equal entries by one entry, from the deepest up, and returns them to the pool.</summary>
    private static void Collapse(FibRoot root, FibNodePool pool, Reclamation reclamation, uint rootIndex, byte* prefix, Span<uint> path)
    {
        for (int depth = path.Length - 1; depth >= 0; depth--)
        {
            nuint first = (nuint)path[depth] * FibNodePool.Stride;
            uint value = pool.Entries[first];
            byte length = pool.Lengths[first];
            if ((value & ChildBit) != 0
                || new ReadOnlySpan<uint>(pool.Entries + first, FibNodePool.Fanout).ContainsAnyExcept(value)
                || new ReadOnlySpan<byte>(pool.Lengths + first, FibNodePool.Fanout).ContainsAnyExcept(length))
            {
                return;
            }

            if (depth == 0)
            {
                root.Lengths[rootIndex] = length;
                Volatile.Write(ref root.Entries[rootIndex], value);
            }
            else
            {
                nuint parent = ((nuint)path[depth - 1] * FibNodePool.Stride) + prefix[depth + 1];
                pool.Lengths[parent] = length;
                Volatile.Write(ref pool.Entries[parent], value);
            }

            pool.Return(reclamation, path[depth]);
        }
    }
}

/// <summary>The root of one trie: entries for readers, prefix lengths for the writer.</summary>
/// <param name="Entries">65,536 entries.</param>
/// <param name="Lengths">65,536 lengths.</param>
internal readonly unsafe struct FibRoot(uint* Entries, byte* Lengths)
{
    /// <summary>Entries.</summary>
    public readonly uint* Entries = Entries;

    /// <summary>Prefix lengths that the entries came from.</summary>
    public readonly byte* Lengths = Lengths;
}
