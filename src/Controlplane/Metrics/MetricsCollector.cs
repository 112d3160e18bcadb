using System.Buffers;
using Router.Controlplane.Service;

namespace Router.Controlplane.Metrics;

/// <summary>Writes all metrics of the router.</summary>
public sealed class MetricsCollector : IDisposable
{
    private readonly IRouterService _router;
    private readonly DataplaneMetrics _dataplane = new();
    private readonly ForwardingMetrics _forwarding = new();
    private readonly MeterMetrics _meters = new();
    private readonly Lock _lock = new();

    /// <summary>Creates a collector; it also listens to the meters whose names begin with <c>Router.</c></summary>
    /// <param name="router">The control plane.</param>
    public MetricsCollector(IRouterService router) => _router = router;

    /// <summary>Writes the exposition.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="sessions">Whether to write series for every L2TP session.</param>
    public void Write(IBufferWriter<byte> output, bool sessions)
    {
        ExpositionWriter writer = new(output);
        lock (_lock)
        {
            RouterSnapshot snapshot = _router.Snapshot;
            bool attached = _router.TryReadChannel(
                channel =>
                {
                    _dataplane.Write(writer, channel);
                    _forwarding.Write(writer, snapshot, channel, sessions);
                    return true;
                },
                out _);
            ControlplaneMetrics.Write(writer, snapshot, attached);
            ProcessMetrics.Write(writer);
            _meters.Write(writer);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meters.Dispose();
}
