using Router.Configuration;

namespace Router.Controlplane.Store;

/// <summary>Changes of L2TP objects as edits of a configuration.</summary>
public static class L2tpEdits
{
    /// <summary>Adds a tunnel.</summary>
    /// <param name="configuration">The configuration before.</param>
    /// <param name="tunnel">The tunnel.</param>
    public static RouterConfiguration AddTunnel(RouterConfiguration configuration, L2tpTunnelConfiguration tunnel)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration with { L2tp = configuration.L2tp with { Tunnels = configuration.L2tp.Tunnels.Add(tunnel) } };
    }

    /// <summary>Removes a tunnel, its sessions and their cross-connects.</summary>
    /// <param name="configuration">The configuration before.</param>
    /// <param name="tunnelId">Our tunnel id.</param>
    public static RouterConfiguration RemoveTunnel(RouterConfiguration configuration, uint tunnelId)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        string name = TunnelName(configuration, tunnelId);
        RouterConfiguration rest = RemoveSessions(configuration, session => session.Tunnel == name);
        return rest with { L2tp = rest.L2tp with { Tunnels = rest.L2tp.Tunnels.RemoveAll(tunnel => tunnel.Name == name) } };
    }

    /// <summary>Adds a session.</summary>
    /// <param name="configuration">The configuration before.</param>
    /// <param name="session">The session.</param>
    public static RouterConfiguration AddSession(RouterConfiguration configuration, L2tpSessionConfiguration session)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration with { L2tp = configuration.L2tp with { Sessions = configuration.L2tp.Sessions.Add(session) } };
    }

    /// <summary>Removes a session and its cross-connect.</summary>
    /// <param name="configuration">The configuration before.</param>
    /// <param name="tunnelId">Our tunnel id.</param>
    /// <param name="sessionId">Our session id.</param>
    public static RouterConfiguration RemoveSession(RouterConfiguration configuration, uint tunnelId, uint sessionId)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        string name = TunnelName(configuration, tunnelId);
        RouterConfiguration rest = RemoveSessions(configuration, session => session.Tunnel == name && session.SessionId == sessionId);
        return rest.L2tp.Sessions.Count < configuration.L2tp.Sessions.Count
            ? rest
            : throw new ConfigurationEditException("l2tp.sessions", $"tunnel {tunnelId} has no session {sessionId}");
    }

    private static string TunnelName(RouterConfiguration configuration, uint tunnelId)
    {
        foreach (L2tpTunnelConfiguration tunnel in configuration.L2tp.Tunnels)
        {
            if (tunnel.TunnelId == tunnelId)
            {
                return tunnel.Name;
            }
        }

        throw new ConfigurationEditException("l2tp.tunnels", $"there is no tunnel {tunnelId}");
    }

    private static RouterConfiguration RemoveSessions(RouterConfiguration configuration, Predicate<L2tpSessionConfiguration> match)
    {
        HashSet<string> gone = new(StringComparer.Ordinal);
        foreach (L2tpSessionConfiguration session in configuration.L2tp.Sessions)
        {
            if (match(session))
            {
                _ = gone.Add(session.Name);
            }
        }

        return configuration with
        {
            L2tp = configuration.L2tp with { Sessions = configuration.L2tp.Sessions.RemoveAll(match) },
            CrossConnects = configuration.CrossConnects.RemoveAll(pair => gone.Contains(pair.First) || gone.Contains(pair.Second)),
        };
    }
}
