using System.Collections.Immutable;
using System.Threading.Channels;

namespace Router.Linux;

/// <summary>
/// Follows the interfaces, addresses and neighbours of a network namespace: <see cref="Snapshot"/> is the state now,
/// subscriptions carry the changes. One thread, which sleeps while nothing changes. Lost notifications are made up for
/// by reading everything again, with only the differences published; a named namespace may come, go and come back.
/// </summary>
public sealed class KernelMonitor : IDisposable
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

    /// <summary>One life of the namespace, from opening it to its deletion.</summary>
    private sealed class MonitorSession : IDisposable
    {
        private const int DatagramsPerRound = 256;
        private const int SettleDatagrams = 65_536;
        private const int InconsistentRetryMilliseconds = 1_000;
        private const int LostRetryMilliseconds = 100;
        private readonly KernelMonitor _monitor;
        private readonly NamespaceHandle _handle;
        private readonly NetlinkSocket _notifications;
        private readonly NetlinkSocket _requests;
        private readonly byte[] _buffer = new byte[64 << 10];
        private KernelTables _tables;
        private long _resynchroniseAt = long.MaxValue;
        private long _synchronisedAt;

        public MonitorSession(KernelMonitor monitor)
        {
            _monitor = monitor;
            _tables = new KernelTables(monitor.Namespace);
            _handle = monitor.Namespace.Open();
            try
            {
                // The groups are joined before the state is read: no change can fall between the two.
                _notifications = NetlinkSocket.Open(_handle, Groups, monitor._options.ReceiveBuffer);
                _requests = NetlinkSocket.Open(_handle);
            }
            catch
            {
                _notifications?.Dispose();
                _handle.Dispose();
                throw;
            }
        }

        public void Follow()
        {
            Synchronise();
            _monitor._lastError = null;
            _monitor.Publish([new NamespaceChange(_monitor.Namespace, true)], _monitor._snapshot);
            _ = _monitor._synchronised.TrySetResult();
            while (IsAlive())
            {
                bool lagging = _monitor.CatchUp();
                _monitor._wake.Wait(_notifications.Descriptor, WaitMilliseconds(lagging));
                _monitor._stop.Token.ThrowIfCancellationRequested();
                if (ReceiveRound())
                {
                    // At once, but under a flood not again and again.
                    _resynchroniseAt = Math.Min(_resynchroniseAt, _synchronisedAt + LostRetryMilliseconds);
                }

                if (_monitor._resynchronise || Environment.TickCount64 >= _resynchroniseAt)
                {
                    _monitor._resynchronise = false;
                    Synchronise();
                }
            }
        }

        public void Dispose()
        {
            // Our sockets and handle are what would keep a deleted namespace alive.
            _notifications.Dispose();
            _requests.Dispose();
            _handle.Dispose();
        }

        private bool IsAlive() => _monitor.Namespace.Name is null || _monitor.Namespace.Identify() == _handle.Identity;

        // The process's own namespace cannot go: nothing to look after, unless something is overdue.
        private int WaitMilliseconds(bool lagging)
        {
            int check = lagging || _monitor.Namespace.Name is not null ? (int)_monitor._options.CheckInterval.TotalMilliseconds : -1;
            if (_resynchroniseAt == long.MaxValue)
            {
                return check;
            }

            int due = (int)Math.Max(0, _resynchroniseAt - Environment.TickCount64);
            return check < 0 ? due : Math.Min(check, due);
        }

        // Applies what is waiting, some of it if there is much; true if notifications were lost.
        private bool ReceiveRound()
        {
            var changes = new List<KernelChange>();
            bool lost = Receive(DatagramsPerRound, changes);
            if (changes.Count > 0)
            {
                _monitor.Publish(changes, _tables.State);
            }

            return lost;
        }

        private bool Receive(int most, List<KernelChange> changes)
        {
            bool lost = false;
            for (int i = 0; i < most; i++)
            {
                switch (_notifications.TryReceive(_buffer, out int length))
                {
                    case ReceiveStatus.Nothing:
                        return lost;
                    case ReceiveStatus.Overrun:
                        lost = true;
                        _ = Interlocked.Increment(ref _monitor._overruns);
                        break;
                    case ReceiveStatus.Datagram:
                        long malformed = _tables.Malformed;
                        _tables.Apply(_buffer.AsSpan(0, length), changes);
                        _ = Interlocked.Increment(ref _monitor._datagrams);
                        _ = Interlocked.Add(ref _monitor._malformed, _tables.Malformed - malformed);
                        break;
                }
            }

            return lost;
        }

        /// <summary>
        /// Reads the whole state. Notifications from before the dump would first lead back from it, so all that are
        /// waiting are applied before anything is published: subscribers see one step from the old state to the new.
        /// </summary>
        private void Synchronise()
        {
            CancellationToken stop = _monitor._stop.Token;
            _ = Interlocked.Increment(ref _monitor._synchronisations);
            NetlinkDump<LinkInfo> links = RtnetlinkRequests.Links(_requests, stop);
            NetlinkDump<AddressInfo> addresses = RtnetlinkRequests.Addresses(_requests, 0, stop);
            NetlinkDump<NeighbourInfo> neighbours = RtnetlinkRequests.Neighbours(_requests, stop);
            _tables = new KernelTables(_monitor.Namespace);
            _tables.Load(links.Records, addresses.Records, neighbours.Records);
            bool lost = Receive(SettleDatagrams, []);
            bool consistent = links.Consistent && addresses.Consistent && neighbours.Consistent && !lost;

            // Not at once: whoever makes changes this fast would keep us reading.
            _synchronisedAt = Environment.TickCount64;
            _resynchroniseAt = consistent ? long.MaxValue : _synchronisedAt + InconsistentRetryMilliseconds;
            _monitor.Publish(KernelTables.Difference(_monitor.Namespace, _monitor._snapshot, _tables.State), _tables.State);
        }
    }
}
