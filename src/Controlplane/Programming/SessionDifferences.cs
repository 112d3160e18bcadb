using Router.Controlplane.Desired;

namespace Router.Controlplane.Programming;

/// <summary>What changes in the dataplane when L2TP sessions come, change or go.</summary>
public sealed class SessionDifferences
{
    /// <summary>Sessions that are new or changed.</summary>
    public List<SessionObjects> Changed { get; } = [];

    /// <summary>Keys of sessions that go.</summary>
    public HashSet<ulong> GoneSessions { get; } = [];

    /// <summary>Keys of adjacencies that go.</summary>
    public HashSet<ulong> GoneAdjacencies { get; } = [];

    /// <summary>Routes that go.</summary>
    public HashSet<RouteKey> GoneRoutes { get; } = [];

    /// <summary>Attachment circuits, by key, whose cross-connect goes.</summary>
    public HashSet<ulong> GoneCrossConnects { get; } = [];

    /// <summary>Adds a session that is new or changed.</summary>
    /// <param name="session">The session.</param>
    public void Add(SessionObjects session)
    {
        ArgumentNullException.ThrowIfNull(session);
        Changed.Add(session);

        // What an earlier change gave up may be wanted again.
        _ = GoneSessions.Remove(session.Receiving.Key);
        GoneAdjacencies.ExceptWith(session.Sending.Select(static adjacency => adjacency.Key));
        GoneRoutes.ExceptWith(session.Routes.Select(static route => route.Key));
        if (session.CrossConnect is { } connect)
        {
            _ = GoneCrossConnects.Remove(connect.Interface);
        }
    }
}
