using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Tunnels;

namespace Router.Controlplane.L2tp.Service;

/// <content>What the operator ends.</content>
internal sealed partial class L2tpInspector
{
    /// <summary>Ends a tunnel and its sessions with StopCCN.</summary>
    /// <param name="name">Its name, or this router's id.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>Tunnels that are ending: 0 if it ended already; null if there is no such tunnel.</returns>
    public Task<int?> ClearTunnelAsync(string name, CancellationToken cancellation = default) => Ask(
        () => service.Tunnel(name) is { } tunnel ? service.Clear(tunnel) ? 1 : 0 : (int?)null, cancellation);

    /// <summary>Ends a session: of PPP with Terminate-Request, then with CDN.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>Sessions that are ending; null if there is no such session.</returns>
    public Task<int?> ClearSessionAsync(string name, CancellationToken cancellation = default) => Ask<int?>(
        () =>
        {
            if (service.Session(name) is not { } session)
            {
                return null;
            }

            service.Clear(session);
            return 1;
        },
        cancellation);

    /// <summary>Ends all tunnels of a peer.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>Tunnels that are ending; null if there is no such peer.</returns>
    public async Task<int?> ClearPeerAsync(string name, CancellationToken cancellation = default)
    {
        List<ControlConnection>? tunnels = await Ask(
            () => service.Peer(name) is { } peer ? service.Engine.AllTunnels.Where(tunnel => ReferenceEquals(tunnel.Profile, peer.Profile)).ToList() : null,
            cancellation).ConfigureAwait(false);
        int cleared = 0;
        foreach (ControlConnection tunnel in tunnels ?? [])
        {
            // One by one: a tunnel may have thousands of sessions.
            cleared += await Ask(() => service.Clear(tunnel), cancellation).ConfigureAwait(false) ? 1 : 0;
        }

        return tunnels is null ? null : cleared;
    }

    /// <summary>Ends all sessions of a PPP user.</summary>
    /// <param name="user">Its name.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <returns>Sessions that are ending; null if the user has none.</returns>
    public async Task<int?> ClearUserAsync(string user, CancellationToken cancellation = default)
    {
        List<L2tpSession> sessions = [];
        await Visit(
            session =>
            {
                if (session.Owner is PppCall { User: { } name } && name == user)
                {
                    sessions.Add(session);
                }
            },
            cancellation).ConfigureAwait(false);
        foreach (L2tpSession[] some in sessions.Chunk(Copies))
        {
            _ = await Ask(
                () =>
                {
                    Array.ForEach(some, service.Clear);
                    return true;
                },
                cancellation).ConfigureAwait(false);
        }

        return sessions.Count == 0 ? null : sessions.Count;
    }
}
