using System.Collections.Concurrent;
using Router.Controlplane.Desired;
using Router.Controlplane.Desired.Build;
using Router.Controlplane.Programming;

namespace Router.Controlplane.Service;

/// <summary>
/// The L2TP sessions that the control protocol has set up, and what each takes in the dataplane. Sessions come and go by
/// the thousand in a second: a change costs what the session takes, not a new desired state.
/// </summary>
internal sealed class NegotiatedSessions
{
    private readonly Dictionary<string, NegotiatedSession> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SessionObjects> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<RouteKey, string> _routeOwners = [];
    private readonly HashSet<RouteKey> _contested = [];
    private DesiredState _desired = DesiredState.Empty;
    private DesiredStateBuilder? _builder;

    /// <summary>All sessions.</summary>
    public IReadOnlyCollection<NegotiatedSession> Sessions => _sessions.Values;

    /// <summary>What they take, by name. May be read on any thread.</summary>
    public IReadOnlyDictionary<string, SessionObjects> Objects => _objects;

    /// <summary>Takes over what a new desired state has for the sessions.</summary>
    /// <param name="desired">The desired state.</param>
    /// <param name="builder">Its builder.</param>
    public void Rebuilt(DesiredState desired, DesiredStateBuilder builder)
    {
        _desired = desired;
        _builder = builder;
        _routeOwners.Clear();
        _contested.Clear();
        foreach (string name in _sessions.Keys)
        {
            SessionObjects objects = desired.SessionObjects[name];
            _objects[name] = objects;
            foreach (DesiredRoute route in objects.Routes)
            {
                DesiredRoute held = desired.Routes[route.Key];
                if (ReferenceEquals(held, route))
                {
                    _routeOwners[route.Key] = name;
                }
                else if (held.Source == RouteSource.Session)
                {
                    _ = _contested.Add(route.Key);
                }
            }
        }
    }

    /// <summary>Takes changes.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="differences">What the dataplane must be told; incomplete if not all of it is known.</param>
    /// <returns>False if everything must be built again.</returns>
    public bool Take(SessionChanges changes, out SessionDifferences differences)
    {
        differences = new SessionDifferences();
        bool complete = _builder is not null;
        foreach (string name in changes.Gone)
        {
            if (_sessions.Remove(name, out NegotiatedSession? session) && _objects.TryRemove(name, out SessionObjects? gone))
            {
                complete = complete && !session.HasHostRoutes && !_builder!.IsSwitched(name);
                complete &= Remove(name, gone, null, differences);
            }
        }

        foreach (NegotiatedSession session in changes.Changed)
        {
            string name = session.Session.Name;
            _sessions[name] = session;
            if (complete && _builder!.TryMake(session) is { } made)
            {
                made = made with { Routes = OwnRoutes(name, made) };
                if (_objects.TryGetValue(name, out SessionObjects? before))
                {
                    complete &= Remove(name, before, made, differences);
                }

                _objects[name] = made;
                differences.Add(made);
            }
            else
            {
                complete = false;
            }
        }

        return complete;
    }

    /// <summary>The routes that are the session's: those that nothing better has. A later session takes over from an earlier one.</summary>
    private List<DesiredRoute> OwnRoutes(string name, SessionObjects made)
    {
        List<DesiredRoute> routes = [];
        foreach (DesiredRoute route in made.Routes)
        {
            if (!_desired.Routes.TryGetValue(route.Key, out DesiredRoute? held) || held.Source == RouteSource.Session)
            {
                if (_routeOwners.TryGetValue(route.Key, out string? before) && before != name)
                {
                    _ = _contested.Add(route.Key);
                }

                _routeOwners[route.Key] = name;
                routes.Add(route);
            }
        }

        return routes;
    }

    /// <summary>Notes what goes with a session, or with a change of it.</summary>
    /// <returns>False if another session wants a route that goes.</returns>
    private bool Remove(string name, SessionObjects gone, SessionObjects? stays, SessionDifferences differences)
    {
        bool uncontested = true;
        foreach (DesiredRoute route in gone.Routes)
        {
            bool owns = _routeOwners.TryGetValue(route.Key, out string? owner) && owner == name;
            if (owns && stays?.Routes.Any(other => other.Key == route.Key) != true)
            {
                _ = _routeOwners.Remove(route.Key);
                uncontested &= !_contested.Contains(route.Key);
                _ = differences.GoneRoutes.Add(route.Key);
            }
        }

        foreach (DesiredAdjacency adjacency in gone.Sending)
        {
            // An unresolved next hop's adjacency has no session: others may use it too.
            if (adjacency.Session != 0 && stays?.Sending.Any(other => other.Key == adjacency.Key) != true)
            {
                _ = differences.GoneAdjacencies.Add(adjacency.Key);
            }
        }

        if (gone.CrossConnect is not null && stays?.CrossConnect is null)
        {
            _ = differences.GoneCrossConnects.Add(gone.CrossConnect.Interface);
        }

        if (stays?.Receiving.Key != gone.Receiving.Key)
        {
            _ = differences.GoneSessions.Add(gone.Receiving.Key);
        }

        return uncontested;
    }
}
