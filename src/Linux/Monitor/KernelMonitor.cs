using System.Collections.Immutable;
using System.Threading.Channels;

namespace Router.Linux;

/// <summary>
/// Follows the interfaces, addresses and neighbours of a network namespace: <see cref="Snapshot"/> is the state now,
/// subscriptions carry the changes. One thread, which sleeps while nothing changes. Lost notifications are made up for
/// by reading everything again, with only the differences published; a named namespace may come, go and come back.
/// </summary>
public sealed partial class KernelMonitor : IDisposable
{
    private static readonly NetlinkGroup[] Groups = [NetlinkGroup.Link, NetlinkGroup.Neighbour, NetlinkGroup.Ipv4Address, NetlinkGroup.Ipv6Address];
    private readonly KernelMonitorOptions _options;
    private readonly WakeEvent _wake = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _publishing = new();
    private readonly TaskCompletionSource _synchronised = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private ImmutableArray<KernelSubscription> _subscriptions = [];
    private volatile KernelSnapshot _snapshot = KernelSnapshot.Absent;
    private volatile string? _lastError;
    private volatile bool _resynchronise;
    private long _datagrams;
    private long _malformed;
    private long _overruns;
    private long _synchronisations;
    private int _disposed;

    /// <summary>Starts to follow a namespace, which need not exist yet.</summary>
    /// <param name="namespace">The namespace.</param>
    /// <param name="options">Settings.</param>
    public KernelMonitor(NetworkNamespace @namespace, KernelMonitorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(@namespace);
        Namespace = @namespace;
        _options = options ?? new KernelMonitorOptions();
        _thread = new Thread(Run) { IsBackground = true, Name = "netlink " + (@namespace.Name ?? "own") };
        _thread.Start();
    }

    /// <summary>The namespace.</summary>
    public NetworkNamespace Namespace { get; }

    /// <summary>The state now.</summary>
    public KernelSnapshot Snapshot => _snapshot;

    /// <summary>Completes when the state was read for the first time, or there was no such namespace; <see cref="Snapshot"/> tells.</summary>
    public Task Synchronised => _synchronised.Task;

    /// <summary>Why the namespace cannot be followed at this moment; null if it can.</summary>
    public string? LastError => _lastError;

    /// <summary>Counters.</summary>
    public KernelMonitorStatistics Statistics => new(
        Interlocked.Read(ref _datagrams), Interlocked.Read(ref _malformed), Interlocked.Read(ref _overruns), Interlocked.Read(ref _synchronisations));

    /// <summary>
    /// Subscribes to changes. What is already there is not sent: read <see cref="Snapshot"/> after subscribing. One
    /// channel may take the changes of several monitors.
    /// </summary>
    /// <param name="writer">
    /// Takes the changes; a bounded channel must be in mode <see cref="BoundedChannelFullMode.Wait"/>. While it is full
    /// changes are dropped, and <see cref="KernelResynchronised"/> follows when there is room again.
    /// </param>
    /// <param name="events">Which changes.</param>
    public KernelSubscription Subscribe(ChannelWriter<KernelChange> writer, KernelEvents events = KernelEvents.All)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var subscription = new KernelSubscription(this, writer, events);
        lock (_publishing)
        {
            _subscriptions = _subscriptions.Add(subscription);
        }

        return subscription;
    }

    /// <summary>Reads the whole state again soon.</summary>
    public void Resynchronise()
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        _resynchronise = true;
        _wake.Set();
    }

    /// <summary>Stops following; the channels of subscribers stay open. The thread and its sockets are gone when this returns.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _stop.Cancel();
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
        _stop.Dispose();
        _ = _synchronised.TrySetCanceled();
    }

    internal void Unsubscribe(KernelSubscription subscription)
    {
        lock (_publishing)
        {
            _subscriptions = _subscriptions.Remove(subscription);
        }
    }

    private void Run()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var session = new MonitorSession(this);
                session.Follow();
            }
            catch (OperationCanceledException)
            {
                break;
            }
            catch (Exception exception)
            {
                _lastError = exception.Message;
            }

            // After any other error what was known last is the best there is, until it is read again.
            if (Namespace.Identify() is null)
            {
                PublishAbsence();
            }

            _wake.Wait(null, (int)_options.CheckInterval.TotalMilliseconds);
        }
    }

    private void PublishAbsence()
    {
        _lastError = $"there is no {Namespace}";
        if (_snapshot.IsPresent)
        {
            Publish(KernelTables.Difference(Namespace, _snapshot, KernelSnapshot.Absent), KernelSnapshot.Absent);
            Publish([new NamespaceChange(Namespace, false)], KernelSnapshot.Absent);
        }

        _ = _synchronised.TrySetResult();
    }

    private void Publish(List<KernelChange> changes, KernelSnapshot snapshot)
    {
        lock (_publishing)
        {
            _snapshot = snapshot;
            foreach (KernelSubscription subscription in _subscriptions)
            {
                subscription.CatchUp();
                foreach (KernelChange change in changes)
                {
                    subscription.Publish(change);
                }
            }
        }
    }

    // True while a subscriber must be told later that it missed something.
    private bool CatchUp()
    {
        lock (_publishing)
        {
            bool lagging = false;
            foreach (KernelSubscription subscription in _subscriptions)
            {
                subscription.CatchUp();
                lagging |= subscription.IsLagging;
            }

            return lagging;
        }
    }
}
