using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Tunnels;

namespace Router.Controlplane.L2tp.Service;

/// <summary>
/// Visits all sessions of an engine in steps, between which sessions come and go. Those that are there all the while are
/// visited once. Used on the engine's thread.
/// </summary>
/// <param name="engine">The engine.</param>
internal sealed class SessionWalk(L2tpEngine engine)
{
    private readonly List<L2tpSession> _visited = [];
    private ControlConnection[]? _tunnels;
    private int _tunnel;

    /// <summary>Goes on.</summary>
    /// <param name="steps">Most tunnels and sessions to look at.</param>
    /// <param name="visit">Takes a session.</param>
    /// <returns>False if it was the last step.</returns>
    public bool Step(int steps, Action<L2tpSession> visit)
    {
        _tunnels ??= [.. engine.AllTunnels];
        while (_tunnel < _tunnels.Length && steps > 0)
        {
            L2tpSession? session = Resume(_tunnels[_tunnel]);
            for (steps--; session is not null && steps > 0; session = session.Next, steps--)
            {
                visit(session);
                _visited.Add(session);
            }

            if (session is null)
            {
                _tunnel++;
                _visited.Clear();
            }
        }

        return _tunnel < _tunnels.Length;
    }

    /// <summary>New sessions come to the head of a tunnel's list, so that what follows one that was visited was not.</summary>
    private L2tpSession? Resume(ControlConnection tunnel)
    {
        for (int i = _visited.Count - 1; i >= 0; i--)
        {
            if (_visited[i].State != SessionState.Closed)
            {
                return _visited[i].Next;
            }
        }

        return tunnel.FirstSession;
    }
}
