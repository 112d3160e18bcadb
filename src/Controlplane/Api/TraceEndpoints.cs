using Router.Api;
using Router.Controlplane.Api.Queries;
using Router.Controlplane.Service;

namespace Router.Controlplane.Api;

/// <summary>Packet traces: one at a time, the newest counts.</summary>
internal sealed class TraceEndpoints(IRouterService router)
{
    private const int MostPackets = 256;

    private TraceStart? _start;

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(ApiPaths.Trace, Start);
        routes.MapGet(ApiPaths.Trace, Show);
    }

    private async Task Start(HttpContext context)
    {
        Router.Api.TraceRequest request = await context.ReadJson(ApiJson.Default.TraceRequest).ConfigureAwait(false);
        if (request.Count is < 1 or > MostPackets)
        {
            throw ApiProblemException.BadRequest("count", $"{request.Count}: 1 to {MostPackets} is wanted");
        }

        // The position is noted first: a packet may be traced before the command's answer is here.
        if (!router.TryReadChannel(channel => TraceStart.Mark(channel, request.Count), out TraceStart? start))
        {
            throw ApiProblemException.NoDataplane();
        }

        if (!await router.TraceAsync((uint)request.Count, request.Port, context.RequestAborted).ConfigureAwait(false))
        {
            throw request.Port is null ? ApiProblemException.NoDataplane()
                : ApiProblemException.BadRequest("port", $"no port \"{request.Port}\" in the dataplane");
        }

        Volatile.Write(ref _start, start);
        await Show(context).ConfigureAwait(false);
    }

    private Task Show(HttpContext context)
    {
        TraceStart? start = Volatile.Read(ref _start);
        RouterSnapshot snapshot = router.Snapshot;
        TraceInfo? info = null;
        bool read = start is not null && router.TryReadChannel(channel => TraceQueries.Trace(snapshot, channel, start), out info);
        return context.Json(read && info is not null ? info : TraceQueries.Nothing, ApiJson.Default.TraceInfo);
    }
}
