using System.Threading.Channels;

namespace Router.Linux;

/// <summary>
/// Keeps the Linux side of the router's interfaces as a plan says: waits for the TAPs that the dataplane creates, moves
/// them to their namespaces, and sets MAC address, MTU, settings, addresses, state and static routes — again whenever a
/// TAP is re-created or somebody changes something.
/// </summary>
public sealed class MirrorInterfaces : IAsyncDisposable
{
    private const int QueuedChanges = 4096;
    private readonly KernelMonitorSet _monitors;
    private readonly MirrorInterfacesOptions _options;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<NetworkNamespace, KernelSubscription> _subscriptions = [];
    private readonly Channel<KernelChange> _changes = Channel.CreateBounded<KernelChange>(QueuedChanges);
    private readonly Task _loop;
    private volatile MirrorPlan _plan = MirrorPlan.Empty;
    private volatile MirrorReport _report = MirrorReport.Empty;
    private long _rounds;
    private int _disposed;

    /// <summary>Starts with an empty plan.</summary>
    /// <param name="monitors">The monitors, which stay the caller's; those of the plan's namespaces are added.</param>
    /// <param name="options">Settings.</param>
    public MirrorInterfaces(KernelMonitorSet monitors, MirrorInterfacesOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(monitors);
        _monitors = monitors;
        _options = options ?? new MirrorInterfacesOptions();
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Raised on a pool thread when the report says something new.</summary>
    public event EventHandler<MirrorReport>? Reported;

    /// <summary>The state now.</summary>
    public MirrorReport Report => _report;

    /// <summary>How often the plan was compared with the kernel.</summary>
    public long Rounds => Interlocked.Read(ref _rounds);

    /// <summary>Sets the plan. It takes effect soon; the result is in <see cref="Report"/>.</summary>
    /// <param name="plan">All that is wanted.</param>
    /// <exception cref="ArgumentException">A name is no name of an interface, or occurs twice.</exception>
    public void Apply(MirrorPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        var names = new HashSet<string>();
        foreach (MirrorInterface mirror in plan.Interfaces)
        {
            if (!names.Add(InterfaceName.Check(mirror.Name)))
            {
                throw new ArgumentException($"two mirrors have the name '{mirror.Name}'", nameof(plan));
            }
        }

        _plan = plan;
        _ = _changes.Writer.TryWrite(new KernelResynchronised(_options.Home)); // if it is full, a round is due anyway
    }

    /// <summary>Stops. Linux stays as it is.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _stop.CancelAsync();
            await _loop;
            _stop.Dispose();
        }
    }

    private async Task RunAsync()
    {
        using var reconciler = new MirrorReconciler(_monitors, _options.Home);
        TimeSpan retry = _options.Retry;
        long auditAt = 0;
        try
        {
            while (true)
            {
                bool failed = _report.Interfaces.Values.Any(status => status.State == MirrorState.Failed) || !_report.RouteErrors.IsEmpty;
                bool changed = await WaitAsync(failed ? retry : _options.Audit);
                retry = changed ? _options.Retry : retry + retry < _options.Audit ? retry + retry : _options.Audit;
                if (Environment.TickCount64 >= auditAt)
                {
                    reconciler.BeginAudit();
                    auditAt = Environment.TickCount64 + (long)_options.Audit.TotalMilliseconds;
                }

                Round(reconciler);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
        finally
        {
            foreach (KernelSubscription subscription in _subscriptions.Values)
            {
                subscription.Dispose();
            }
        }
    }

    private void Round(MirrorReconciler reconciler)
    {
        MirrorPlan plan = _plan;
        MirrorReport report;
        try
        {
            Subscribe(plan);
            report = reconciler.Reconcile(plan);
        }
        catch (Exception exception)
        {
            // Nothing may end the loop; what went wrong is in the report, and it is tried again.
            report = _report with { RouteErrors = [$"unexpected: {exception.Message}"] };
        }

        bool news = !report.Says(_report);
        _report = report;
        _ = Interlocked.Increment(ref _rounds);
        if (news)
        {
            try
            {
                Reported?.Invoke(this, report);
            }
            catch (Exception)
            {
                // A listener's mistake is not the kernel's.
            }
        }
    }

    private void Subscribe(MirrorPlan plan)
    {
        List<NetworkNamespace> wanted = [.. plan.Namespaces.Append(_options.Home).Distinct()];
        foreach (NetworkNamespace @namespace in _subscriptions.Keys.Where(known => !wanted.Contains(known)).ToList())
        {
            _subscriptions[@namespace].Dispose();
            _ = _subscriptions.Remove(@namespace);
        }

        foreach (NetworkNamespace @namespace in wanted)
        {
            // The set's owner may have removed a monitor, and there may be another one by now.
            KernelMonitor monitor = _monitors.Get(@namespace);
            if (_subscriptions.GetValueOrDefault(@namespace)?.Monitor != monitor)
            {
                _subscriptions[@namespace] = monitor.Subscribe(_changes.Writer, KernelEvents.Links | KernelEvents.Addresses);
            }
        }
    }

    // True if something changed, false if the time is over.
    private async Task<bool> WaitAsync(TimeSpan longest)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        timeout.CancelAfter(longest);
        try
        {
            bool relevant;
            do
            {
                _ = await _changes.Reader.WaitToReadAsync(timeout.Token);
                relevant = TakeChanges();
            }
            while (!relevant);
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            return false;
        }

        await Task.Delay(_options.Gather, _stop.Token);
        _ = TakeChanges();
        return true;
    }

    private bool TakeChanges()
    {
        bool relevant = false;
        while (_changes.Reader.TryRead(out KernelChange? change))
        {
            relevant = relevant || IsRelevant(change);
        }

        return relevant;
    }

    private bool IsRelevant(KernelChange change) => change switch
    {
        LinkChange link => IsMirror(link.Before?.Name) || IsMirror(link.After?.Name),
        AddressChange address => _report.Interfaces.Values.Any(status =>
            status.Namespace == change.Namespace && status.InterfaceIndex == (address.After ?? address.Before)!.InterfaceIndex),
        _ => true,
    };

    private bool IsMirror(string? name) => name is not null && _plan.Interfaces.Any(mirror => mirror.Name == name);
}
