using Router.Dataplane.Memory;

namespace Router.Dataplane.Tables;

/// <summary>
/// The nodes of all FIB tries: 256 entries of 32 bits each, and, for the writer only, the prefix length that each
/// entry came from. Nodes are reserved as address space and backed when first used.
/// </summary>
internal sealed unsafe class FibNodePool
{
    /// <summary>Entries per node.</summary>
    public const int Fanout = 256;

    /// <summary>
    /// Entries from a node to the next: a cache line more than a node has, so that the same entry of many nodes (VPNs often use
    /// the same prefixes) does not compete for the same lines of a cache.
    /// </summary>
    public const int Stride = Fanout + 16;

    /// <summary>Most nodes: the number of any entry leaves the <see cref="Fib.ChildBit"/> free.</summary>
    public const uint MaxNodes = Fib.ChildBit / Stride;

    private const uint EndOfList = uint.MaxValue;

    private readonly uint _limit;
    private readonly uint* _links;
    private uint _fresh;
    private uint _free = EndOfList;

    public FibNodePool(uint limit)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MaxNodes);
        _limit = limit;
        _links = NativeArray<uint>.Allocate(limit).Pointer;
        Entries = NativeArray<uint>.Allocate((nuint)limit * Stride).Pointer;
        Lengths = NativeArray<byte>.Allocate((nuint)limit * Stride).Pointer;
    }

    /// <summary>Entries of all nodes.</summary>
    public uint* Entries { get; }

    /// <summary>Prefix lengths of all entries.</summary>
    public byte* Lengths { get; }

    /// <summary>Nodes in use.</summary>
    public uint Used { get; private set; }

    /// <summary>Takes a node; false when none is left. Its content is undefined.</summary>
    public bool TryTake(Reclamation reclamation, out uint node)
    {
        if (_free != EndOfList)
        {
            reclamation.BeforeReuse();
            node = _free;
            _free = _links[node];
        }
        else if (_fresh < _limit)
        {
            node = _fresh++;
        }
        else
        {
            node = 0;
            return false;
        }

        Used++;
        return true;
    }

    /// <summary>Gives a node back that no entry points to any more. Readers may still be in it: its content stays until it is taken again.</summary>
    public void Return(Reclamation reclamation, uint node)
    {
        reclamation.Retire();
        _links[node] = _free;
        _free = node;
        Used--;
    }
}
