using Router.Controlplane.Desired;
using Router.Controlplane.Service;

namespace Router.Controlplane.L2tp.Service;

/// <summary>Gathers what the control loop must be told of sessions: the last word on each, in one request.</summary>
internal sealed class SessionOutbox
{
    private readonly Dictionary<string, NegotiatedSession> _changed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);

    /// <summary>A session is new or changed.</summary>
    /// <param name="session">The session.</param>
    public void Change(NegotiatedSession session) => _changed[session.Session.Name] = session;

    /// <summary>A session is gone.</summary>
    /// <param name="name">Its name.</param>
    public void Remove(string name)
    {
        _ = _changed.Remove(name);
        _ = _gone.Add(name);
    }

    /// <summary>Takes all that was gathered; null if it is nothing.</summary>
    public SessionChanges? Take()
    {
        if (_changed.Count == 0 && _gone.Count == 0)
        {
            return null;
        }

        SessionChanges changes = new([.. _changed.Values], [.. _gone]);
        _changed.Clear();
        _gone.Clear();
        return changes;
    }
}
