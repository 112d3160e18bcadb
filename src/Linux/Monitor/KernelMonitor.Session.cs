namespace Router.Linux;

/// <content>One life of the namespace.</content>
public sealed partial class KernelMonitor
{
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
