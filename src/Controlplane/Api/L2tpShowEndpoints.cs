using Router.Api;
using Router.Controlplane.Api.Queries;
using Router.Controlplane.L2tp.Service;

namespace Router.Controlplane.Api;

/// <summary>The GET routes of L2TP. Lists are written while they are read: 64,000 sessions are never in memory at once.</summary>
/// <param name="lists">The lists.</param>
/// <param name="inspector">Managed L2TP; null without it.</param>
internal sealed class L2tpShowEndpoints(L2tpLists lists, L2tpInspector? inspector)
{
    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(ApiPaths.L2tpTunnels, context => context.Json(
            lists.Tunnels(L2tpQuery.Of(context), context.RequestAborted), ApiJson.Default.IAsyncEnumerableL2tpTunnelInfo));
        routes.MapGet(ApiPaths.L2tpSessions, context => context.Json(
            lists.Sessions(L2tpQuery.Of(context), context.RequestAborted), ApiJson.Default.IAsyncEnumerableL2tpSessionInfo));
        routes.MapGet(ApiPaths.L2tpPeers, Peers);
    }

    private async Task Peers(HttpContext context)
    {
        List<L2tpPeerView> peers = inspector is null ? [] : await inspector.PeersAsync(context.RequestAborted).ConfigureAwait(false);
        await context.Json(peers.ConvertAll(ManagedL2tpQueries.Describe), ApiJson.Default.IReadOnlyListL2tpPeerInfo).ConfigureAwait(false);
    }
}
