using System.Buffers;
using Router.Controlplane.L2tp.Service;
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

    /// <summary>Managed L2TP; null without it.</summary>
    internal L2tpInspector? L2tp { get; init; }

    /// <summary>Writes the exposition.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="sessions">Whether to write series for every static L2TP session.</param>
    public void Write(IBufferWriter<byte> output, bool sessions) => Write(output, sessions, null);

    /// <summary>Writes the exposition with what managed L2TP counts at the time.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="sessions">Whether to write series for every static L2TP session.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task WriteAsync(IBufferWriter<byte> output, bool sessions, CancellationToken cancellation = default)
    {
        L2tpCensus? census = null;
        try
        {
            census = L2tp is null ? null : await L2tp.CensusAsync(cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What the rest of the router counts is the more wanted now.
        }

        Write(output, sessions, census);
    }

    private void Write(IBufferWriter<byte> output, bool sessions, L2tpCensus? census)
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
            if (census is not null)
            {
                L2tpMetrics.Write(writer, census);
                PppMetrics.Write(writer, census);
            }

            ProcessMetrics.Write(writer);
            _meters.Write(writer);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meters.Dispose();
}
