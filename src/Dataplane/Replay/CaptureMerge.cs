namespace Router.Dataplane.Replay;

/// <summary>
/// Several captures as one: always the packet with the lowest time comes next, of equal ones that of the lower port.
/// Each file is read in its own order, also where its times go backwards.
/// </summary>
internal sealed class CaptureMerge
{
    private readonly CaptureReader[] _readers;
    private readonly bool[] _open;

    /// <param name="readers">In the order of their ports; they stay the caller's.</param>
    public CaptureMerge(IReadOnlyList<CaptureReader> readers)
    {
        _readers = [.. readers];
        _open = new bool[_readers.Length];
        for (int i = 0; i < _readers.Length; i++)
        {
            _open[i] = _readers[i].MoveNext();
        }
    }

    /// <summary>Index of the reader whose current packet comes next, or -1 at the end of all.</summary>
    public int Next()
    {
        int best = -1;
        for (int i = 0; i < _readers.Length; i++)
        {
            if (_open[i] && (best < 0 || _readers[i].Timestamp < _readers[best].Timestamp))
            {
                best = i;
            }
        }

        return best;
    }

    /// <summary>Goes on in one reader. True when its next packet has the same time as the one before.</summary>
    public bool Advance(int index)
    {
        CaptureReader reader = _readers[index];
        ulong timestamp = reader.Timestamp;
        _open[index] = reader.MoveNext();
        return _open[index] && reader.Timestamp == timestamp;
    }
}
