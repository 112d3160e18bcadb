using System.Runtime.CompilerServices;
using Router.Api;
using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Api.Queries;
using Router.Controlplane.L2tp.Service;
using Router.Controlplane.Service;

namespace Router.Controlplane.Api;

/// <summary>Static and managed L2TP in one list: the static in the order of the configuration, then the managed by name.</summary>
/// <param name="router">The control plane.</param>
/// <param name="inspector">Managed L2TP; null without it.</param>
internal sealed class L2tpLists(IRouterService router, L2tpInspector? inspector)
{
    /// <summary>Tunnels.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellation">The client has gone.</param>
    public async IAsyncEnumerable<L2tpTunnelInfo> Tunnels(L2tpQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        RouterSnapshot snapshot = router.Snapshot;
        int left = query.Limit;
        int known = query.Static ? IndexOf(snapshot.Configuration.L2tp.Tunnels.Select(static tunnel => tunnel.Name), query.After) : -1;
        if (query.Static && (query.After is null || known >= 0))
        {
            // Names are looked for in the whole configuration: a filter may have hidden the one that is meant.
            HashSet<string> before = [.. snapshot.Configuration.L2tp.Tunnels.Take(known + 1).Select(static tunnel => tunnel.Name)];
            foreach (L2tpTunnelInfo tunnel in L2tpQueries.Tunnels(snapshot, query.Filter).Where(tunnel => !before.Contains(tunnel.Name)).Take(left))
            {
                left--;
                yield return tunnel;
            }
        }

        if (!query.Managed || inspector is null || left == 0)
        {
            yield break;
        }

        string after = known >= 0 ? "" : query.After ?? "";
        DateTimeOffset now = DateTimeOffset.UtcNow;
        List<L2tpTunnelView> managed = await inspector.TunnelsAsync(query.Filter, cancellation).ConfigureAwait(false);
        foreach (L2tpTunnelView tunnel in managed.Where(tunnel => string.CompareOrdinal(tunnel.Name, after) > 0).Take(left))
        {
            yield return ManagedL2tpQueries.Describe(tunnel, now);
        }
    }

    /// <summary>Sessions.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellation">The client has gone.</param>
    public async IAsyncEnumerable<L2tpSessionInfo> Sessions(L2tpQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        RouterSnapshot snapshot = router.Snapshot;
        int left = query.Limit;
        int known = query.Static ? IndexOf(snapshot.Configuration.L2tp.Sessions.Select(static session => session.Name), query.After) : -1;
        if (query.Static && (query.After is null || known >= 0))
        {
            int most = left;
            IReadOnlyList<L2tpSessionInfo> list = Read(channel => L2tpQueries.Sessions(snapshot, channel, query.Filter, known + 1, most));
            left -= list.Count;
            foreach (L2tpSessionInfo session in list)
            {
                yield return session;
            }
        }

        if (query.Managed && left > 0)
        {
            await foreach (L2tpSessionInfo session in Managed(query.Filter, known >= 0 ? null : query.After, left, cancellation).ConfigureAwait(false))
            {
                yield return session;
            }
        }
    }

    /// <summary>PPP sessions.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellation">The client has gone.</param>
    public async IAsyncEnumerable<PppSubscriberInfo> Subscribers(L2tpQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        L2tpFilter filter = query.Filter with { Subscribers = true };
        await foreach (L2tpSessionInfo session in Managed(filter, query.After, query.Limit, cancellation).ConfigureAwait(false))
        {
            if (session.Ppp is { } ppp)
            {
                yield return ppp with { Rates = session.Rates, Counters = session.Counters };
            }
        }
    }

    private async IAsyncEnumerable<L2tpSessionInfo> Managed(
        L2tpFilter filter, string? after, int limit, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (inspector is null)
        {
            yield break;
        }

        RouterSnapshot snapshot = router.Snapshot;
        StateNames names = new(snapshot);
        Dictionary<string, L2tpPeerConfiguration> peers =
            snapshot.Configuration.L2tp.Peers.ToDictionary(static peer => peer.Name, StringComparer.Ordinal);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        await foreach (List<L2tpSessionView> views in inspector.SessionsAsync(filter, after, limit, cancellation).ConfigureAwait(false))
        {
            // Some hundred at a time: the shared memory must not be held for long.
            List<L2tpSessionInfo> some = Read(
                channel => views.ConvertAll(view => ManagedL2tpQueries.Describe(view, snapshot, channel, names, peers, now)));
            foreach (L2tpSessionInfo session in some)
            {
                yield return session;
            }
        }
    }

    private static int IndexOf(IEnumerable<string> names, string? wanted)
    {
        int index = 0;
        foreach (string name in names)
        {
            if (name == wanted)
            {
                return index;
            }

            index++;
        }

        return -1;
    }

    private T Read<T>(Func<ChannelFile?, T> query)
        where T : class => router.TryReadChannel<T>(query, out T? result) ? result : query(null);
}
