using System.Text.Json;
using Router.Api;
using Router.Controlplane.Api.Queries;
using Router.Controlplane.L2tp.Service;

namespace Router.Controlplane.Api;

/// <summary>What the operator does with managed L2TP: ends tunnels and sessions, watches control messages.</summary>
/// <param name="inspector">Managed L2TP; null without it.</param>
/// <param name="stopping">The program ends: who watches must not hold it up.</param>
internal sealed class L2tpActionEndpoints(L2tpInspector? inspector, CancellationToken stopping)
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    private L2tpInspector Inspector => inspector ?? throw ApiProblemException.NoL2tp();

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(ApiPaths.L2tpClear, Clear);
        routes.MapPost(ApiPaths.L2tpDebug, Log);
        routes.MapGet(ApiPaths.L2tpDebug, Watch);
    }

    private async Task Clear(HttpContext context)
    {
        L2tpClearRequest request = await context.ReadJson(ApiJson.Default.L2tpClearRequest).ConfigureAwait(false);
        (string what, string name, Task<int?> clearing) = request switch
        {
            { Tunnel: { Length: > 0 } tunnel, Session: null, Peer: null } => ("managed tunnel", tunnel, Inspector.ClearTunnelAsync(tunnel, context.RequestAborted)),
            { Tunnel: null, Session: { Length: > 0 } session, Peer: null } => ("managed session", session, Inspector.ClearSessionAsync(session, context.RequestAborted)),
            { Tunnel: null, Session: null, Peer: { Length: > 0 } peer } => ("L2TP peer", peer, Inspector.ClearPeerAsync(peer, context.RequestAborted)),
            _ => throw ApiProblemException.BadRequest("body", "exactly one of tunnel, session and peer is wanted"),
        };
        int cleared = await clearing.ConfigureAwait(false) ?? throw ApiProblemException.NotFound($"no {what} \"{name}\"");
        await context.Json(new ClearInfo { Cleared = cleared }, ApiJson.Default.ClearInfo).ConfigureAwait(false);
    }

    private async Task Log(HttpContext context)
    {
        L2tpDebugRequest request = await context.ReadJson(ApiJson.Default.L2tpDebugRequest).ConfigureAwait(false);
        List<string> peers = await Inspector.LogAsync(request.Peer, request.Enabled, context.RequestAborted).ConfigureAwait(false)
            ?? throw ApiProblemException.NotFound($"no L2TP peer \"{request.Peer}\"");
        await context.Json(new L2tpDebugInfo { Peers = peers }, ApiJson.Default.L2tpDebugInfo).ConfigureAwait(false);
    }

    private async Task Watch(HttpContext context)
    {
        string? peer = context.Query("peer");
        L2tpDebug.Listener listener = await Inspector.ListenAsync(peer).ConfigureAwait(false)
            ?? throw ApiProblemException.NotFound($"no L2TP peer \"{peer}\"");
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        context.Response.ContentType = "application/jsonl";
        Stream body = context.Response.Body;
        try
        {
            // The client knows from the headers that it listens.
            await body.FlushAsync(end.Token).ConfigureAwait(false);
            await foreach ((L2tpDebugText line, long lost) in L2tpInspector.WatchAsync(listener, end.Token).ConfigureAwait(false))
            {
                await JsonSerializer.SerializeAsync(
                    body, ManagedL2tpQueries.Describe(line, lost), ApiJson.Default.L2tpDebugLine, end.Token).ConfigureAwait(false);
                await body.WriteAsync(NewLine, end.Token).ConfigureAwait(false);
                await body.FlushAsync(end.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Watching ends like this.
        }
        finally
        {
            Inspector.Leave(listener);
        }
    }
}
