namespace Router.Configuration.Syntax;

/// <summary>The entries of a mapping under construction. Almost all are small; only large ones get an index.</summary>
internal sealed class KeyedEntries
{
    private const int IndexFrom = 16;
    private readonly List<MappingEntry> _items = [];
    private Dictionary<string, int>? _index;

    public IReadOnlyList<MappingEntry> Items => _items;

    public MappingEntry? Find(string key)
    {
        if (_index is not null)
        {
            return _index.TryGetValue(key, out int position) ? _items[position] : null;
        }

        foreach (MappingEntry entry in _items)
        {
            if (entry.Key == key)
            {
                return entry;
            }
        }

        return null;
    }

    public void Add(MappingEntry entry)
    {
        _items.Add(entry);
        if (_index is not null)
        {
            _index.Add(entry.Key, _items.Count - 1);
        }
        else if (_items.Count == IndexFrom)
        {
            _index = new Dictionary<string, int>(StringComparer.Ordinal);
            for (int i = 0; i < _items.Count; i++)
            {
                _index.Add(_items[i].Key, i);
            }
        }
    }
}
