using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Router.Controlplane.Api;

/// <summary>Middleware: counts requests and their durations.</summary>
internal sealed class ApiMeter(RequestDelegate next)
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Router.Api";

    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "router.api.request.duration", "s", "Time to answer requests of the API.");

    /// <summary>Runs the request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            // The route's pattern, never the path: a path comes from outside and would make series without end.
            string route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "other";
            Duration.Record(
                Stopwatch.GetElapsedTime(start).TotalSeconds,
                new KeyValuePair<string, object?>("method", Method(context.Request.Method)),
                new KeyValuePair<string, object?>("route", route));
        }
    }

    private static string Method(string method) => method is "GET" or "POST" or "DELETE" ? method : "other";
}
