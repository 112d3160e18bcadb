using System.Net;
using Router.Controlplane.Api;
using Router.Controlplane.Service;

namespace Router.Controlplane.Metrics;

/// <summary>
/// The optional TCP listener that serves nothing but GET /metrics. It follows <c>metrics.listen</c> of the running
/// configuration, and tries again while the address is taken.
/// </summary>
internal sealed class MetricsListener(IRouterService router, MetricsCollector metrics, ILogger<MetricsListener> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private WebApplication? _application;
    private IPEndPoint? _endpoint;
    private IPEndPoint? _failed;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval);
        try
        {
            do
            {
                await Follow(Wanted(), stoppingToken).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends.
        }
        finally
        {
            await Close().ConfigureAwait(false);
        }
    }

    private IPEndPoint? Wanted()
    {
        try
        {
            return router.Snapshot.Configuration.Metrics.Listen;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private async Task Follow(IPEndPoint? wanted, CancellationToken cancellation)
    {
        if (Equals(wanted, _endpoint))
        {
            return;
        }

        await Close().ConfigureAwait(false);
        if (wanted is null)
        {
            return;
        }

        WebApplication application = Build(wanted);
        try
        {
            await application.StartAsync(cancellation).ConfigureAwait(false);
            _application = application;
            _endpoint = wanted;
            _failed = null;
            logger.LogInformation("Metrics are served on http://{Endpoint}/metrics", wanted);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            if (!Equals(wanted, _failed))
            {
                _failed = wanted;
                logger.LogError("Metrics cannot be served on {Endpoint}, trying again: {Reason}", wanted, exception.Message);
            }
        }
    }

    private WebApplication Build(IPEndPoint endpoint)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = 0;
            options.Limits.MaxConcurrentConnections = 64;
            options.Listen(endpoint);
        });

        // The program's own lifetime owns the signals, not this listener's.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        WebApplication application = builder.Build();
        application.UseMiddleware<ApiErrors>();
        application.UseRouting();
        application.MapMetrics(metrics);
        return application;
    }

    private async Task Close()
    {
        if (_application is { } application)
        {
            _application = null;
            _endpoint = null;
            using CancellationTokenSource hurry = new(TimeSpan.FromMilliseconds(500));
            await application.StopAsync(hurry.Token).ConfigureAwait(false);
            await application.DisposeAsync().ConfigureAwait(false);
        }
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
