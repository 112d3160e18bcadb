using Microsoft.Extensions.Logging.Abstractions;
using Router.Controlplane.Kernel;
using Router.Controlplane.Programming;
using Router.Controlplane.Service;
using Router.Controlplane.Store;

namespace Router.Unit.Tests.Api;

/// <summary>The real control loop without a dataplane and without a kernel.</summary>
internal sealed class LiveControlplane : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("router-live-").FullName;
    private readonly CancellationTokenSource _stop = new();
    private readonly SharedChannel _channel = new();
    private readonly Thread _thread;

    public LiveControlplane(string yaml)
    {
        string file = Path.Combine(_directory, "router.yaml");
        File.WriteAllText(file, yaml);
        IReadOnlyList<Router.Configuration.ConfigurationError> errors =
            ConfigurationStore.Open(file, null, TimeProvider.System, out ConfigurationStore? store);
        Service = new RouterService(_channel);
        ChannelClient client = new(
            Path.Combine(_directory, "channel"), _channel, TimeProvider.System, new ProcessTable(), () => Thread.Sleep(1),
            NullLogger<ChannelClient>.Instance);
        Loop = new ControlLoop(
            store ?? throw new InvalidOperationException(string.Join('\n', errors)), client, new NoKernel(), Service, TimeProvider.System,
            NullLogger<ControlLoop>.Instance);
        _thread = new Thread(() => Loop.Run(_stop.Token)) { Name = "control loop" };
        _thread.Start();
    }

    /// <summary>What the API sees.</summary>
    public RouterService Service { get; }

    /// <summary>The control loop.</summary>
    public ControlLoop Loop { get; }

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _channel.Dispose();
        _stop.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
