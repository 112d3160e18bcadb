using System.Runtime.CompilerServices;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Tunnels;
using Router.Controlplane.Ppp.Service;

namespace Router.Controlplane.L2tp.Service;

/// <summary>
/// What other threads see of managed L2TP and PPP. The service's thread is held only to copy plain records, some hundred at
/// a time, however many sessions there are.
/// </summary>
/// <param name="service">The service.</param>
internal sealed partial class L2tpInspector(L2tpService service)
{
    private const int Steps = 1024;
    private const int Copies = 256;
    private const long ListingAge = 30_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private WeakReference<SessionListing>? _listing;

    /// <summary>Managed tunnels in all states, by name.</summary>
    /// <param name="filter">What is wanted.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="TimeoutException">The service does not run.</exception>
    public async Task<List<L2tpTunnelView>> TunnelsAsync(L2tpFilter filter, CancellationToken cancellation = default)
    {
        ControlConnection[] tunnels = await Ask(() => service.Engine.AllTunnels.ToArray(), cancellation).ConfigureAwait(false);
        List<L2tpTunnelView> views = [];
        for (int at = 0; at < tunnels.Length; at += Copies)
        {
            ArraySegment<ControlConnection> some = new(tunnels, at, Math.Min(Copies, tunnels.Length - at));
            views.AddRange(await Ask(() => Copy(some, filter), cancellation).ConfigureAwait(false));
        }

        views.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        return views;
    }

    /// <summary>Managed sessions and configured pseudowires, by name.</summary>
    /// <param name="filter">What is wanted.</param>
    /// <param name="after">Name of the last session of the page before; null for the first page.</param>
    /// <param name="limit">Most sessions.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Pieces of the list.</returns>
    /// <exception cref="TimeoutException">The service does not run.</exception>
    public async IAsyncEnumerable<List<L2tpSessionView>> SessionsAsync(
        L2tpFilter filter, string? after = null, int limit = int.MaxValue, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        SessionListing listing = await Listing(after is not null, cancellation).ConfigureAwait(false);
        int at = after is null ? 0 : listing.After(after);
        while (at < listing.Count && limit > 0)
        {
            int most = Math.Min(limit, Copies);
            (List<L2tpSessionView> views, at) = await Ask(
                () =>
                {
                    int next = at;
                    return (listing.Copy(service, filter, ref next, Steps, most), next);
                },
                cancellation).ConfigureAwait(false);
            limit -= views.Count;
            yield return views;
        }
    }

    /// <summary>The configured peers in their order.</summary>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="TimeoutException">The service does not run.</exception>
    public Task<List<L2tpPeerView>> PeersAsync(CancellationToken cancellation = default) => Ask(
        () =>
        {
            ILookup<L2tpPeer?, ControlConnection> tunnels = service.Engine.AllTunnels.ToLookup(service.PeerBehind);
            return service.Peers.Select(peer => Copy(peer, [.. tunnels[peer]])).ToList();
        },
        cancellation);

    /// <summary>The configured pools in their order.</summary>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="TimeoutException">The service does not run.</exception>
    public Task<List<PppPoolView>> PoolsAsync(CancellationToken cancellation = default) => Ask(
        () => PoolViews().ToList(), cancellation);

    private IEnumerable<PppPoolView> PoolViews()
    {
        PppPools pools = service.Pools;
        return (service.Followed?.Ppp.Pools ?? []).Select(pool => pool.IsIpv6
            ? new PppPoolView(pool, pools.Ipv6(pool).Capacity, pools.Ipv6(pool).Used)
            : new PppPoolView(pool, pools.Ipv4(pool).Capacity, pools.Ipv4(pool).Used));
    }

    private static bool IsEnding(ControlConnection tunnel) => tunnel.State > TunnelState.Established;

    private List<L2tpTunnelView> Copy(ArraySegment<ControlConnection> tunnels, L2tpFilter filter)
    {
        List<L2tpTunnelView> views = [];
        foreach (ControlConnection tunnel in tunnels)
        {
            if (tunnel.State != TunnelState.Removed
                && (filter.Tunnel == 0 || filter.Tunnel == tunnel.LocalId)
                && (filter.State is null || filter.State == L2tpWords.Of(tunnel.State))
                && (filter.Peer is null || filter.Peer == L2tpService.NameOf(service.PeerBehind(tunnel)))
                && (filter.Address is null || L2tpFilter.Touches(tunnel.Endpoint, filter.Address)))
            {
                views.Add(L2tpCopies.Of(service, tunnel));
            }
        }

        return views;
    }

    private L2tpPeerView Copy(L2tpPeer peer, List<ControlConnection> tunnels)
    {
        List<ControlConnection> alive = tunnels.FindAll(static tunnel => !IsEnding(tunnel));
        bool waits = peer.Target is not null && peer.Tunnel is null;
        return new L2tpPeerView(
            peer.Configuration,
            alive.Count == 0 ? null : alive.Max(static tunnel => tunnel.State),
            alive.Count,
            alive.Sum(static tunnel => tunnel.SessionCount),
            peer.Pseudowires.Count,
            waits ? Math.Max(0, peer.NextAttempt - Environment.TickCount64) : null,
            service.Recorder.LastDownOfPeer(peer.Configuration.Name),
            service.Debug.IsLogged(peer.Configuration.Name));
    }

    /// <summary>Later pages go on in the listing of the first one, if it is not too old.</summary>
    private async Task<SessionListing> Listing(bool isContinued, CancellationToken cancellation)
    {
        if (isContinued && Volatile.Read(ref _listing)?.TryGetTarget(out SessionListing? known) == true
            && Environment.TickCount64 - known.TakenAt < ListingAge)
        {
            return known;
        }

        SessionListing listing = new();
        await Visit(session => listing.Add(service.NameOf(session), session), cancellation).ConfigureAwait(false);
        _ = await Ask(
            () =>
            {
                listing.AddIdle(service);
                return true;
            },
            cancellation).ConfigureAwait(false);
        listing.Complete();
        Volatile.Write(ref _listing, new WeakReference<SessionListing>(listing));
        return listing;
    }

    /// <summary>Visits all sessions, step by step.</summary>
    private async Task Visit(Action<L2tpSession> visit, CancellationToken cancellation)
    {
        SessionWalk walk = new(service.Engine);
        while (await Ask(() => walk.Step(Steps, visit), cancellation).ConfigureAwait(false))
        {
            // The service's thread has other things to do between the steps.
        }
    }

    private Task<T> Ask<T>(Func<T> work, CancellationToken cancellation) => service.AskAsync(work).WaitAsync(Patience, cancellation);
}
