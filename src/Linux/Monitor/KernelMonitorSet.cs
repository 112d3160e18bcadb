namespace Router.Linux;

/// <summary>The monitors of all namespaces that the router uses, one for each.</summary>
public sealed class KernelMonitorSet : IDisposable
{
    private readonly KernelMonitorOptions? _options;
    private readonly Lock _lock = new();
    private readonly Dictionary<NetworkNamespace, KernelMonitor> _monitors = [];
    private bool _disposed;

    /// <summary>An empty set.</summary>
    /// <param name="options">Settings of its monitors.</param>
    public KernelMonitorSet(KernelMonitorOptions? options = null) => _options = options;

    /// <summary>All monitors now.</summary>
    public IReadOnlyList<KernelMonitor> Monitors
    {
        get
        {
            lock (_lock)
            {
                return [.. _monitors.Values];
            }
        }
    }

    /// <summary>The monitor of a namespace, started if there is none yet.</summary>
    /// <param name="namespace">The namespace.</param>
    public KernelMonitor Get(NetworkNamespace @namespace)
    {
        ArgumentNullException.ThrowIfNull(@namespace);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_monitors.TryGetValue(@namespace, out KernelMonitor? monitor))
            {
                monitor = new KernelMonitor(@namespace, _options);
                _monitors.Add(@namespace, monitor);
            }

            return monitor;
        }
    }

    /// <summary>Stops the monitor of a namespace, if there is one.</summary>
    /// <param name="namespace">The namespace.</param>
    public void Remove(NetworkNamespace @namespace)
    {
        KernelMonitor? monitor;
        lock (_lock)
        {
            _ = _monitors.Remove(@namespace, out monitor);
        }

        monitor?.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        List<KernelMonitor> monitors;
        lock (_lock)
        {
            _disposed = true;
            monitors = [.. _monitors.Values];
            _monitors.Clear();
        }

        monitors.ForEach(monitor => monitor.Dispose());
    }
}
