using Microsoft.Extensions.Logging.Abstractions;
using Router.Channel;
using Router.Controlplane.Programming;
using Router.Controlplane.Service;
using Router.Controlplane.Store;
using Xunit;

namespace Router.Unit.Tests.Controlplane;

/// <summary>A whole control plane without its program: loop, store in a temporary directory, fake kernel, fake dataplane.</summary>
internal sealed class LoopBench : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"router-test-{Guid.NewGuid():N}");
    private SharedChannel _shared = new();
    private ChannelClient _client = null!;

    public LoopBench(string yaml)
    {
        _ = Directory.CreateDirectory(Path.Combine(_directory, "router"));
        File.WriteAllText(ConfigurationFile, yaml);
        Start();
    }

    public string ConfigurationFile => Path.Combine(_directory, "router.yaml");

    public string RunningFile => Path.Combine(_directory, "router", ConfigurationStore.FileName);

    public FakeTime Time { get; } = new();

    public FakeKernel Kernel { get; } = new();

    public FakeDataplane? Dataplane { get; private set; }

    public ReconcilerBench.AllAlive Processes { get; } = new();

    public RouterService Service { get; private set; } = null!;

    public ControlLoop Loop { get; private set; } = null!;

    public RouterSnapshot Snapshot => Service.Snapshot;

    /// <summary>A new control plane process.</summary>
    public void Start()
    {
        _shared = new SharedChannel();
        Assert.Empty(ConfigurationStore.Open(ConfigurationFile, _directory, Time, out ConfigurationStore? store));
        store!.Save();
        Service = new RouterService(_shared);
        _client = new ChannelClient(Path.Combine(_directory, "channel"), _shared, Time, Processes, Idle, NullLogger.Instance);
        Loop = new ControlLoop(store, _client, Kernel, Service, Time, NullLogger<ControlLoop>.Instance);
    }

    /// <summary>The process is killed: its mapping goes, nothing else happens.</summary>
    public void Kill() => _shared.Dispose();

    /// <summary>A new dataplane process, in place of the one before.</summary>
    public void StartDataplane()
    {
        FakeDataplane? old = Dataplane;
        Dataplane = new FakeDataplane(Path.Combine(_directory, "channel"), null, "p0", "p1");
        old?.Channel.Dispose();
    }

    /// <summary>Lets time pass.</summary>
    public void Run(long milliseconds = 500)
    {
        for (long i = 0; i < milliseconds; i += 10)
        {
            _ = Loop.Step();
            Dataplane?.Pump();
            Time.Advance(10);
        }
    }

    /// <summary>Asks something of the loop and lets it answer.</summary>
    public T Ask<T>(Task<T> request)
    {
        Run(50);
        Assert.True(request.IsCompleted);
        return request.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _shared.Dispose();
        Dataplane?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private void Idle()
    {
        Dataplane?.Pump();
        Time.Advance(1);
    }
}
