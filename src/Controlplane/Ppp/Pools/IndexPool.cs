namespace Router.Controlplane.Ppp;

/// <summary>
/// Gives out the indices below a limit in constant time, each one once. Those given back rest longest before they are given
/// out again. Memory grows with the indices used, not with the limit.
/// </summary>
internal sealed class IndexPool(int limit)
{
    private const int None = -1;

    // Of indices below the watermark: neighbours in the list of free ones, or Taken.
    private const int Taken = -2;
    private int[] _next = [];
    private int[] _previous = [];
    private int _watermark;
    private int _oldest = None;
    private int _newest = None;

    // Reserved beyond the watermark.
    private readonly HashSet<int> _ahead = [];

    public int Limit => limit;

    public int Used { get; private set; }

    public bool TryAllocate(out int index)
    {
        // Fresh ones first, so that a released one rests as long as possible.
        while (_watermark < limit)
        {
            index = Grow();
            if (!_ahead.Remove(index))
            {
                Used++;
                return true;
            }
        }

        index = _oldest;
        if (index == None)
        {
            return false;
        }

        Unlink(index);
        Used++;
        return true;
    }

    /// <summary>Takes a given index.</summary>
    /// <returns>False if it is taken.</returns>
    public bool TryReserve(int index)
    {
        if (index < 0 || index >= limit)
        {
            return false;
        }

        if (index >= _watermark)
        {
            if (!_ahead.Add(index))
            {
                return false;
            }
        }
        else if (_next[index] == Taken)
        {
            return false;
        }
        else
        {
            Unlink(index);
        }

        Used++;
        return true;
    }

    /// <summary>Gives an index back.</summary>
    /// <returns>False if it was not taken.</returns>
    public bool Release(int index)
    {
        if (index < 0 || index >= limit)
        {
            return false;
        }

        if (index >= _watermark)
        {
            if (!_ahead.Remove(index))
            {
                return false;
            }
        }
        else if (_next[index] != Taken)
        {
            return false;
        }
        else
        {
            Append(index);
        }

        Used--;
        return true;
    }

    private int Grow()
    {
        int index = _watermark++;
        if (index >= _next.Length)
        {
            int length = Math.Min(limit, Math.Max(64, _next.Length * 2));
            Array.Resize(ref _next, length);
            Array.Resize(ref _previous, length);
        }

        _next[index] = Taken;
        return index;
    }

    private void Append(int index)
    {
        _next[index] = None;
        _previous[index] = _newest;
        if (_newest == None)
        {
            _oldest = index;
        }
        else
        {
            _next[_newest] = index;
        }

        _newest = index;
    }

    private void Unlink(int index)
    {
        (int before, int after) = (_previous[index], _next[index]);
        if (before == None)
        {
            _oldest = after;
        }
        else
        {
            _next[before] = after;
        }

        if (after == None)
        {
            _newest = before;
        }
        else
        {
            _previous[after] = before;
        }

        _next[index] = Taken;
    }
}
