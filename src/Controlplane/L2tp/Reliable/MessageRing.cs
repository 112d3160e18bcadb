namespace Router.Controlplane.L2tp.Reliable;

/// <summary>A queue of messages with access by position.</summary>
internal struct MessageRing
{
    private byte[]?[] _items;
    private int _head;

    /// <summary>Messages in the queue.</summary>
    public int Count { get; private set; }

    /// <summary>The message at a position.</summary>
    /// <param name="index">0 for the oldest.</param>
    public readonly byte[] this[int index] => _items[(_head + index) & (_items.Length - 1)]!;

    /// <summary>Appends a message.</summary>
    /// <param name="message">The message.</param>
    public void Add(byte[] message)
    {
        _items ??= new byte[4][];
        if (Count == _items.Length)
        {
            var grown = new byte[_items.Length * 2][];
            for (int i = 0; i < Count; i++)
            {
                grown[i] = this[i];
            }

            _items = grown;
            _head = 0;
        }

        _items[(_head + Count) & (_items.Length - 1)] = message;
        Count++;
    }

    /// <summary>Removes the newest messages.</summary>
    /// <param name="count">How many stay.</param>
    public void TrimTo(int count)
    {
        for (; Count > count; Count--)
        {
            _items[(_head + Count - 1) & (_items.Length - 1)] = null;
        }
    }

    /// <summary>Removes the oldest messages.</summary>
    /// <param name="count">How many.</param>
    public void Remove(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _items[_head] = null;
            _head = (_head + 1) & (_items.Length - 1);
        }

        Count -= count;
        if (Count == 0 && _items?.Length > 64)
        {
            _items = new byte[4][];
            _head = 0;
        }
    }
}
