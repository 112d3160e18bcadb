using Router.Channel;

namespace Router.Controlplane.Metrics;

/// <summary>
/// A sum over counters whose set changes: a counter that goes away does not lower the sum, a counter that starts again
/// (its object is new, or the dataplane is) adds what it has counted since. Prometheus would take a lower sum for a restart.
/// </summary>
internal sealed class MonotonicSum
{
    private readonly Dictionary<uint, PacketCounter> _last = [];

    /// <summary>Packets.</summary>
    public ulong Packets { get; private set; }

    /// <summary>Octets.</summary>
    public ulong Bytes { get; private set; }

    /// <summary>Adds what the counter of table index <paramref name="index"/> has counted since it was seen last.</summary>
    public void Observe(uint index, PacketCounter now)
    {
        PacketCounter last = _last.GetValueOrDefault(index);
        bool restarted = now.Packets < last.Packets || now.Bytes < last.Bytes;
        Packets += restarted ? now.Packets : now.Packets - last.Packets;
        Bytes += restarted ? now.Bytes : now.Bytes - last.Bytes;
        _last[index] = now;
    }

    /// <summary>Forgets what was seen, not the sum: the dataplane has started again.</summary>
    public void Restart() => _last.Clear();
}
