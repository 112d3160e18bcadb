using System.Threading.Channels;
using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.Desired.Build;
using Router.Controlplane.Kernel;
using Router.Controlplane.Neighbours;
using Router.Controlplane.Programming;
using Router.Controlplane.Store;

namespace Router.Controlplane.Service;

/// <summary>
/// The one place where everything comes together: takes requests, kernel changes and dataplane events, computes the
/// desired state and lets the reconciler program it. All of it happens in <see cref="Step"/>, on one thread.
/// </summary>
public sealed partial class ControlLoop
{
    /// <summary>Next hops asked for in one step.</summary>
    private const int MaxProbes = 512;

    private readonly Channel<ControlRequest> _mailbox =
        System.Threading.Channels.Channel.CreateUnbounded<ControlRequest>(new UnboundedChannelOptions { SingleReader = true });

    private readonly ConfigurationStore _store;
    private readonly ChannelClient _client;
    private readonly Reconciler _reconciler;
    private readonly IKernel _kernel;
    private readonly RouterService _service;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly LoopTimers _timers;
    private readonly ProbeLimiter _probes;
    private readonly NeighbourMemory _memory;
    private readonly NegotiatedSessions _negotiated = new();

    private DesiredState _desired = DesiredState.Empty;
    private IReadOnlyList<PortFacts> _ports = [];
    private IReadOnlyList<NeighbourEntry> _neighbours = [];
    private IReadOnlyList<ProgrammingError> _errors = [];
    private IReadOnlyList<BuildProblem> _problems = [];
    private KernelView _view = KernelView.Empty;
    private bool _dirty = true;
    private bool _replay;
    private bool _converged;
    private List<string> _lastLinkLocals = [];

    /// <summary>Creates a loop that has done nothing yet.</summary>
    /// <param name="store">The running configuration.</param>
    /// <param name="client">The way to the dataplane.</param>
    /// <param name="kernel">The Linux side.</param>
    /// <param name="service">Where the state is published.</param>
    /// <param name="clock">Time.</param>
    /// <param name="logger">Log.</param>
    public ControlLoop(
        ConfigurationStore store, ChannelClient client, IKernel kernel, RouterService service, TimeProvider clock, ILogger<ControlLoop> logger)
    {
        ArgumentNullException.ThrowIfNull(service);
        _store = store;
        _client = client;
        _reconciler = new Reconciler(client);
        _kernel = kernel;
        _service = service;
        _clock = clock;
        _logger = logger;
        _timers = new LoopTimers(clock);
        _probes = new ProbeLimiter(clock);
        _memory = new NeighbourMemory(clock);
        service.Bind(Post);
        Rebuild();
        Publish();
    }

    /// <summary>Puts a request into the mailbox. Any thread.</summary>
    /// <param name="request">The request.</param>
    public void Post(ControlRequest request)
    {
        if (!_mailbox.Writer.TryWrite(request))
        {
            request.Fail(new OperationCanceledException("the control plane is stopping"));
        }
    }

    /// <summary>Runs until cancelled.</summary>
    /// <param name="cancellation">Ends it.</param>
    public void Run(CancellationToken cancellation)
    {
        Task<bool>? wake = null;
        while (!cancellation.IsCancellationRequested)
        {
            if (Step())
            {
                continue;
            }

            // The shared memory has no doorbell: events are looked for every few milliseconds.
            wake = wake is null || wake.IsCompleted ? _mailbox.Reader.WaitToReadAsync(CancellationToken.None).AsTask() : wake;
            _ = Task.WaitAny([wake], 10, CancellationToken.None);
        }

        _mailbox.Writer.Complete();
        while (_mailbox.Reader.TryRead(out ControlRequest? request))
        {
            request.Fail(new OperationCanceledException("the control plane is stopping"));
        }

        TellApplied();
        _client.Detach("the control plane stops");
    }

    /// <summary>Does all there is to do now.</summary>
    /// <returns>True if there was something.</returns>
    public bool Step()
    {
        bool worked = false;
        while (_mailbox.Reader.TryRead(out ControlRequest? request))
        {
            worked = true;
            Execute(request);
        }

        Guarded(Follow);
        KernelView view = _kernel.View;
        if (!ReferenceEquals(_view, view))
        {
            worked = true;
            _memory.Follow(_view, view);
            _view = view;
            _dirty |= ApplyView();
        }

        _dirty |= _memory.Expire();
        PublishSessions();

        if (_dirty && !IsSettling())
        {
            worked = true;
            Guarded(Reconcile);
            TellApplied();
        }

        ProbeWanted();

        return worked;
    }

    /// <summary>Keeps the link to the dataplane and takes its events.</summary>
    private void Follow()
    {
        bool was = _client.File is not null;
        if (_client.Maintain())
        {
            _ports = PortReader.Read(_client.File!);
            _replay = true;
            _dirty = true;
            _converged = false;
            _timers.Attached();
        }
        else if (was && _client.File is null)
        {
            Lost();
        }

        if (_client.File is null)
        {
            return;
        }

        bool portsChanged = _timers.PortsDue();
        while (_client.TryReadEvent(out EventRecord record))
        {
            portsChanged |= Handle(record);
        }

        if (portsChanged)
        {
            IReadOnlyList<PortFacts> ports = PortReader.Read(_client.File);
            if (!ports.SequenceEqual(_ports))
            {
                _ports = ports;
                _dirty = true;
            }
        }

        if (_errors.Count > 0 && _timers.RetryDue())
        {
            _dirty = true;
        }

        _client.DrainCompletions();
    }

    private bool Handle(in EventRecord record)
    {
        switch (record.Kind)
        {
            case EventKind.NeighbourNeeded when record.Family is 4 or 6 && InterfaceNamed(record.Interface) is string name:
                _ = Probe(new NextHopKey(name, record.Address.ToIPAddress(record.Family)));
                return false;
            case EventKind.MirrorCreated when InterfaceNamed(record.Interface) is string mirror:
                _kernel.MirrorCreated(mirror);
                return false;
            case EventKind.LinkChanged:
                _logger.LogInformation("Port {Port}: link {State}", record.Port, record.LinkUp == 1 ? "up" : "down");
                return true;
            default:
                return false;
        }
    }

    private string? InterfaceNamed(uint id)
    {
        foreach (DesiredInterface entry in _desired.Interfaces.Values)
        {
            if (_reconciler.Ids.Interfaces.TryGet(entry.Key, out uint known) && known == id)
            {
                return entry.Name;
            }
        }

        return null;
    }

    /// <summary>
    /// After a start next to a running dataplane the kernel's tables come first, lest adjacencies that work be taken
    /// for unresolved.
    /// </summary>
    private bool IsSettling() => _client.File is not null && _replay && !_kernel.IsReady && !_timers.SettledLongEnough();

    private void Reconcile()
    {
        _dirty = false;
        Rebuild();
        if (_client.File is not null)
        {
            // First, so that the mirrors that the dataplane now makes come up with the ports' MAC addresses: neighbours
            // would learn another one, and keep it for a while. Without a dataplane there are no mirrors.
            _kernel.Configure(_store.Running.Configuration, _desired);
            long start = _clock.GetTimestamp();
            ProgramResult result = _replay ? _reconciler.Replay(_desired) : _reconciler.Program(_desired);
            Report(result, _clock.GetElapsedTime(start));
            _replay = false;
        }

        Publish();
    }

    private void Report(ProgramResult result, TimeSpan took)
    {
        _converged = result.Succeeded;
        _errors = result.Errors;
        if (result.Errors.Count > 0)
        {
            _timers.Failed();
            _logger.LogError("{Count} commands refused, first: {First}", result.Errors.Count, result.Errors[0]);
        }
        else if (result.Commands > 0)
        {
            _logger.LogInformation("Programmed: {Commands} commands in {Milliseconds:F0} ms", result.Commands, took.TotalMilliseconds);
        }
    }

    private void Rebuild()
    {
        _desired = Build(_store.Running.Configuration, out DesiredStateBuilder builder);
        _negotiated.Rebuilt(_desired, builder);
        if (!_desired.Problems.SequenceEqual(_problems))
        {
            _problems = _desired.Problems;
            foreach (BuildProblem problem in _problems)
            {
                _logger.LogWarning("{Key}: {Message}", problem.Key, problem.Message);
            }
        }
    }

    private DesiredState Build(RouterConfiguration configuration) => Build(configuration, out _);

    private DesiredState Build(RouterConfiguration configuration, out DesiredStateBuilder builder)
    {
        _neighbours = NeighbourMerge.Merge(configuration, _memory.Complete(_view.Neighbours));
        BuildInputs inputs = new()
        {
            Configuration = configuration,
            Ports = _client.File is null ? PortReader.Assume(configuration) : _ports,
            Neighbours = NeighbourMerge.Usable(_neighbours),
            LinkLocals = _view.LinkLocals,
            Negotiated = _negotiated.Sessions,
        };
        return DesiredStateBuilder.Build(inputs, out builder);
    }

    /// <summary>True if the kernel's change matters to forwarding; most changes of neighbours are only of their state.</summary>
    private bool ApplyView()
    {
        IReadOnlyList<NeighbourEntry> before = _neighbours;
        _neighbours = NeighbourMerge.Merge(_store.Running.Configuration, _memory.Complete(_view.Neighbours));
        IReadOnlyDictionary<NextHopKey, MacAddress> old = NeighbourMerge.Usable(before);
        IReadOnlyDictionary<NextHopKey, MacAddress> now = NeighbourMerge.Usable(_neighbours);
        bool linkLocals = !_lastLinkLocals.SequenceEqual(Flat(_view));
        _lastLinkLocals = Flat(_view);
        if (!linkLocals && old.Count == now.Count && old.All(item => now.TryGetValue(item.Key, out MacAddress mac) && mac == item.Value))
        {
            _service.Publish(_service.Snapshot with { Neighbours = _neighbours });
            return false;
        }

        return true;
    }

    private static List<string> Flat(KernelView view) =>
        [.. view.LinkLocals.SelectMany(static item => item.Value.Select(address => $"{item.Key} {address}")).Order(StringComparer.Ordinal)];

    /// <summary>
    /// Keeps the kernel's entries of next hops fresh, and asks more often for those without an answer: a mirror, its
    /// address or the neighbour itself may come at any time.
    /// </summary>
    private void ProbeWanted()
    {
        bool all = _timers.ProbeDue();
        if (!all && !_timers.UnresolvedDue())
        {
            return;
        }

        IReadOnlyDictionary<NextHopKey, MacAddress> usable = NeighbourMerge.Usable(_neighbours.Where(static entry => entry.Origin != NeighbourOrigin.Memory));
        int budget = MaxProbes;
        foreach (NextHopKey neighbour in _desired.WantedNeighbours)
        {
            if ((all || !usable.ContainsKey(neighbour)) && Probe(neighbour) && --budget == 0)
            {
                break;
            }
        }
    }

    private bool Probe(NextHopKey neighbour)
    {
        if (!_probes.IsDue(neighbour) || !_kernel.Probe(neighbour))
        {
            return false;
        }

        _probes.Asked(neighbour);
        return true;
    }

    private void Lost()
    {
        _reconciler.Forget();
        _errors = [];
        _converged = false;
        _dirty = true;
    }

    /// <summary>Whatever the dataplane does, the loop goes on: it lets go of it and attaches again.</summary>
    private void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (ChannelLostException exception)
        {
            _client.Detach(exception.Message);
            Lost();
        }
    }

    private void Publish() => _service.Publish(new RouterSnapshot
    {
        Revision = _store.Running,
        Desired = _desired,
        Negotiated = _negotiated.Objects,
        Ids = _client.File is null ? IdSnapshotOfNone : _reconciler.Ids.ToSnapshot(),
        Ports = _client.File is null ? [] : _ports,
        Neighbours = _neighbours,
        Channel = _client.File is null
            ? ChannelStatus.Detached
            : new ChannelStatus(true, _converged, _client.Epoch, _client.Generation, _client.DataplanePid),
        Errors = _errors,
    });

    private static Ids.IdSnapshot IdSnapshotOfNone => Ids.IdSnapshot.Empty;
}
