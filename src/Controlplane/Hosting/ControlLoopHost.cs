using Router.Controlplane.Service;

namespace Router.Controlplane.Hosting;

/// <summary>Runs the control loop on a thread of its own.</summary>
/// <param name="loop">The loop.</param>
/// <param name="lifetime">Told when the loop ends unasked.</param>
/// <param name="logger">Log.</param>
internal sealed class ControlLoopHost(ControlLoop loop, IHostApplicationLifetime lifetime, ILogger<ControlLoopHost> logger) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Thread? _thread;

    /// <summary>True if the loop ended because of a mistake in it.</summary>
    public bool Failed { get; private set; }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _thread = new Thread(Run) { Name = "control loop" };
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
            loop.Run(_stop.Token);
        }
        catch (Exception exception)
        {
            // The dataplane forwards on; a fresh process replays.
            logger.LogCritical(exception, "The control loop failed");
            Failed = true;
            lifetime.StopApplication();
        }
    }
}
