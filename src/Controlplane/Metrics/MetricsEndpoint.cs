using System.Buffers;
using Router.Api;

namespace Router.Controlplane.Metrics;

/// <summary>GET /metrics.</summary>
internal static class MetricsEndpoint
{
    /// <summary>Adds the route. <c>?sessions=true</c> adds series for every static L2TP session.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder routes, MetricsCollector metrics) =>
        routes.MapGet(ApiPaths.Metrics, async context =>
        {
            bool sessions = context.Request.Query["sessions"] == "true";
            ArrayBufferWriter<byte> buffer = new(64 * 1024);
            await metrics.WriteAsync(buffer, sessions, context.RequestAborted).ConfigureAwait(false);
            context.Response.ContentType = ExpositionWriter.ContentType;
            context.Response.ContentLength = buffer.WrittenCount;
            await context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted).ConfigureAwait(false);
        });
}
