using Router.Configuration;
using Router.Controlplane.L2tp.Sessions;

namespace Router.Controlplane.L2tp.Service;

/// <summary>
/// The managed sessions of one moment in the order of their names, and the configured pseudowires without one. It is taken
/// once and serves all pages of a list: each page copies what its sessions have become.
/// </summary>
internal sealed class SessionListing
{
    private readonly List<(string Name, object Source)> _entries = [];

    /// <summary>Time at which it was taken, in milliseconds of the monotonic clock.</summary>
    public long TakenAt { get; } = Environment.TickCount64;

    /// <summary>Number of entries.</summary>
    public int Count => _entries.Count;

    /// <summary>Adds a session. On the service's thread.</summary>
    public void Add(string name, L2tpSession session) => _entries.Add((name, session));

    /// <summary>Adds the pseudowires that have no session. On the service's thread.</summary>
    public void AddIdle(L2tpService service)
    {
        foreach (L2tpPseudowireConfiguration pseudowire in service.Followed?.L2tp.Pseudowires ?? [])
        {
            if (SessionOf(service, pseudowire) is null)
            {
                _entries.Add((pseudowire.Name, pseudowire));
            }
        }
    }

    /// <summary>Nothing more comes: sorts.</summary>
    public void Complete()
    {
        _entries.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));

        // A pseudowire that lost or got its session meanwhile is there twice.
        int kept = 0;
        for (int i = 0; i < _entries.Count; i++)
        {
            if (kept == 0 || _entries[kept - 1].Name != _entries[i].Name
                || (_entries[kept - 1].Source is L2tpSession && _entries[i].Source is L2tpSession))
            {
                _entries[kept++] = _entries[i];
            }
        }

        _entries.RemoveRange(kept, _entries.Count - kept);
    }

    /// <summary>Index of the first entry behind a name, which need not be there any more.</summary>
    public int After(string name)
    {
        int low = 0;
        int high = _entries.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (string.CompareOrdinal(_entries[middle].Name, name) <= 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    /// <summary>Copies what is wanted. On the service's thread.</summary>
    /// <param name="service">The service.</param>
    /// <param name="filter">What is wanted.</param>
    /// <param name="at">Where to begin; afterwards where to go on.</param>
    /// <param name="steps">Most entries to look at.</param>
    /// <param name="most">Most entries to copy.</param>
    public List<L2tpSessionView> Copy(L2tpService service, L2tpFilter filter, ref int at, int steps, int most)
    {
        List<L2tpSessionView> views = [];
        for (int end = Math.Min(_entries.Count, at + steps); at < end && views.Count < most; at++)
        {
            if (_entries[at].Source is L2tpPseudowireConfiguration { } idle && SessionOf(service, idle) is null)
            {
                if (Wants(filter, idle))
                {
                    views.Add(L2tpCopies.Of(service, idle));
                }
            }
            else
            {
                L2tpSession session = _entries[at].Source as L2tpSession ?? SessionOf(service, (L2tpPseudowireConfiguration)_entries[at].Source)!;
                if (filter.Wants(service, session))
                {
                    views.Add(L2tpCopies.Of(service, session));
                }
            }
        }

        return views;
    }

    /// <summary>The session of a configured pseudowire; null if it has none.</summary>
    public static L2tpSession? SessionOf(L2tpService service, L2tpPseudowireConfiguration pseudowire) =>
        service.Peer(pseudowire.Peer)?.Pseudowires.GetValueOrDefault(pseudowire.RemoteEndId) is { } known
            && known.Configuration.Name == pseudowire.Name ? known.Session : null;

    private static bool Wants(L2tpFilter filter, L2tpPseudowireConfiguration idle) => filter is
    {
        User: null, Address: null, Tunnel: 0, Session: 0, Subscribers: false,
    }
        && (filter.Peer is null || filter.Peer == idle.Peer)
        && (filter.State is null || filter.State == L2tpCopies.IdleState(idle));
}
