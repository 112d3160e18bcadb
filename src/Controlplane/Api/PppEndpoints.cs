using Router.Api;
using Router.Controlplane.Api.Queries;
using Router.Controlplane.L2tp.Service;

namespace Router.Controlplane.Api;

/// <summary>The routes under <c>/v1/ppp</c>.</summary>
/// <param name="lists">The lists.</param>
/// <param name="inspector">Managed L2TP; null without it.</param>
internal sealed class PppEndpoints(L2tpLists lists, L2tpInspector? inspector)
{
    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(ApiPaths.PppSubscribers, context => context.Json(
            lists.Subscribers(L2tpQuery.Of(context), context.RequestAborted), ApiJson.Default.IAsyncEnumerablePppSubscriberInfo));
        routes.MapGet(ApiPaths.PppPools, Pools);
        routes.MapPost(ApiPaths.PppClear, Clear);
    }

    private async Task Pools(HttpContext context)
    {
        List<PppPoolView> pools = inspector is null ? [] : await inspector.PoolsAsync(context.RequestAborted).ConfigureAwait(false);
        await context.Json(pools.ConvertAll(ManagedL2tpQueries.Describe), ApiJson.Default.IReadOnlyListPppPoolInfo).ConfigureAwait(false);
    }

    private async Task Clear(HttpContext context)
    {
        PppClearRequest request = await context.ReadJson(ApiJson.Default.PppClearRequest).ConfigureAwait(false);
        if (request.User.Length == 0)
        {
            throw ApiProblemException.BadRequest("user", "is required");
        }

        L2tpInspector managed = inspector ?? throw ApiProblemException.NoL2tp();
        int cleared = await managed.ClearUserAsync(request.User, context.RequestAborted).ConfigureAwait(false)
            ?? throw ApiProblemException.NotFound($"user \"{request.User}\" has no session");
        await context.Json(new ClearInfo { Cleared = cleared }, ApiJson.Default.ClearInfo).ConfigureAwait(false);
    }
}
