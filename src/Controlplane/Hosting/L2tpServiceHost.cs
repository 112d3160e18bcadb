using Router.Controlplane.L2tp.Service;

namespace Router.Controlplane.Hosting;

/// <summary>Runs managed L2TP on a thread of its own.</summary>
/// <param name="service">The service.</param>
/// <param name="lifetime">Told when it ends unasked.</param>
/// <param name="logger">Log.</param>
internal sealed class L2tpServiceHost(L2tpService service, IHostApplicationLifetime lifetime, ILogger<L2tpServiceHost> logger)
    : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Thread? _thread;

    /// <summary>True if the service ended because of a mistake in it.</summary>
    public bool Failed { get; private set; }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _thread = new Thread(Run) { Name = "l2tp" };
        _thread.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _stop.Cancel();
        _thread?.Join();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private void Run()
    {
        try
        {
            service.Run(_stop.Token);
        }
        catch (Exception exception)
        {
            logger.LogCritical(exception, "The L2TP service failed");
            Failed = true;
            lifetime.StopApplication();
        }
    }
}
