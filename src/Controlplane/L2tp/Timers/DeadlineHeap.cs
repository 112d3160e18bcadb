namespace Router.Controlplane.L2tp.Timers;

/// <summary>
/// A binary heap of deadlines. Each item knows its position, so that a deadline which moves with every message costs
/// neither an allocation nor a stale entry.
/// </summary>
internal sealed class DeadlineHeap
{
    private readonly List<Timed> _items = [];

    /// <summary>Items with a deadline.</summary>
    public int Count => _items.Count;

    /// <summary>The earliest deadline; <see cref="long.MaxValue"/> if there is none.</summary>
    public long Next => _items.Count == 0 ? long.MaxValue : _items[0].Deadline;

    /// <summary>Sets, moves or removes a deadline.</summary>
    /// <param name="item">The item.</param>
    /// <param name="deadline">Time; <see cref="long.MaxValue"/> to remove it.</param>
    public void Set(Timed item, long deadline)
    {
        if (deadline == long.MaxValue)
        {
            Remove(item);
            return;
        }

        if (item.HeapIndex < 0)
        {
            item.Deadline = deadline;
            item.HeapIndex = _items.Count;
            _items.Add(item);
            Up(item.HeapIndex);
            return;
        }

        long before = item.Deadline;
        item.Deadline = deadline;
        if (deadline < before)
        {
            Up(item.HeapIndex);
        }
        else if (deadline > before)
        {
            Down(item.HeapIndex);
        }
    }

    /// <summary>Takes the earliest item that is due.</summary>
    /// <param name="now">Time.</param>
    /// <returns>The item, without a deadline now; null if none is due.</returns>
    public Timed? TakeDue(long now)
    {
        if (Next > now)
        {
            return null;
        }

        Timed item = _items[0];
        Remove(item);
        return item;
    }

    private void Remove(Timed item)
    {
        int index = item.HeapIndex;
        item.Deadline = long.MaxValue;
        if (index < 0)
        {
            return;
        }

        item.HeapIndex = -1;
        Timed last = _items[^1];
        _items.RemoveAt(_items.Count - 1);
        if (last != item)
        {
            Place(last, index);
            Up(index);
            Down(last.HeapIndex);
        }
    }

    private void Up(int index)
    {
        Timed item = _items[index];
        while (index > 0)
        {
            int parent = (index - 1) / 2;
            if (_items[parent].Deadline <= item.Deadline)
            {
                break;
            }

            Place(_items[parent], index);
            index = parent;
        }

        Place(item, index);
    }

    private void Down(int index)
    {
        Timed item = _items[index];
        while (true)
        {
            int child = (2 * index) + 1;
            if (child >= _items.Count)
            {
                break;
            }

            if (child + 1 < _items.Count && _items[child + 1].Deadline < _items[child].Deadline)
            {
                child++;
            }

            if (_items[child].Deadline >= item.Deadline)
            {
                break;
            }

            Place(_items[child], index);
            index = child;
        }

        Place(item, index);
    }

    private void Place(Timed item, int index)
    {
        _items[index] = item;
        item.HeapIndex = index;
    }
}
