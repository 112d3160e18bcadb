namespace Router.Controlplane.Ids;

/// <summary>
/// Gives table indices to keys. Free indices are reused oldest first, so that an index rests as long as possible.
/// </summary>
public sealed class IdAllocator
{
    private readonly Dictionary<ulong, uint> _ids = [];
    private readonly Queue<uint> _released = new();
    private readonly HashSet<uint> _adopted = [];
    private readonly uint _limit;
    private uint _next;

    /// <summary>Creates an allocator of the indices from <paramref name="first"/> up to but not including <paramref name="limit"/>.</summary>
    /// <param name="first">First index to give.</param>
    /// <param name="limit">Size of the table.</param>
    public IdAllocator(uint first, uint limit)
    {
        _next = first;
        First = first;
        _limit = limit;
    }

    /// <summary>First index that is given.</summary>
    public uint First { get; }

    /// <summary>Indices that can be given in all.</summary>
    public uint Capacity => _limit > First ? _limit - First : 0;

    /// <summary>Indices in use.</summary>
    public int Count => _ids.Count;

    /// <summary>A copy of the keys and their indices.</summary>
    public IReadOnlyDictionary<ulong, uint> ToDictionary() => new Dictionary<ulong, uint>(_ids);

    /// <summary>The index of a key that has one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="id">Its index.</param>
    public bool TryGet(ulong key, out uint id) => _ids.TryGetValue(key, out id);

    /// <summary>The index of a key, a new one if it has none.</summary>
    /// <param name="key">The key, not 0.</param>
    /// <param name="id">Its index.</param>
    /// <returns>False when the table is full.</returns>
    public bool TryAllocate(ulong key, out uint id)
    {
        ArgumentOutOfRangeException.ThrowIfZero(key);
        if (_ids.TryGetValue(key, out id))
        {
            return true;
        }

        if (!TryTake(out id))
        {
            return false;
        }

        _ids.Add(key, id);
        return true;
    }

    /// <summary>Gives an index back.</summary>
    /// <param name="key">A key; one without an index is ignored.</param>
    public void Release(ulong key)
    {
        if (_ids.Remove(key, out uint id) && id >= First)
        {
            _released.Enqueue(id);
        }
    }

    /// <summary>Binds a key to an index outside of the range given out, for good.</summary>
    /// <param name="key">The key.</param>
    /// <param name="id">An index below <see cref="First"/>.</param>
    public void Reserve(ulong key, uint id)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, First);
        _ids[key] = id;
    }

    /// <summary>
    /// Takes over the indices of objects that the dataplane already has. The directory is written by another process:
    /// of two slots with one key the first counts.
    /// </summary>
    /// <param name="directory">Keys by index, 0 when free.</param>
    public void Adopt(ReadOnlySpan<ulong> directory)
    {
        for (uint id = First; id < directory.Length && id < _limit; id++)
        {
            ulong key = directory[(int)id];
            if (key != 0 && _ids.TryAdd(key, id))
            {
                _ = _adopted.Add(id);
            }
        }
    }

    /// <summary>Gives back every index whose key is not wanted.</summary>
    /// <param name="wanted">True for keys that stay.</param>
    public void Retain(Predicate<ulong> wanted)
    {
        foreach (ulong key in _ids.Where(item => item.Value >= First && !wanted(item.Key)).Select(item => item.Key).ToList())
        {
            Release(key);
        }
    }

    private bool TryTake(out uint id)
    {
        // Fresh indices first: a released one then rests until the table has been used once.
        while (_next < _limit)
        {
            id = _next++;
            if (!_adopted.Contains(id))
            {
                return true;
            }
        }

        return _released.TryDequeue(out id);
    }
}
