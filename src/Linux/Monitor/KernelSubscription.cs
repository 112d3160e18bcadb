using System.Threading.Channels;

namespace Router.Linux;

/// <summary>A subscription to a monitor's changes. Disposing it ends the subscription.</summary>
public sealed class KernelSubscription : IDisposable
{
    private readonly KernelMonitor _monitor;
    private readonly ChannelWriter<KernelChange> _writer;
    private readonly KernelEvents _events;
    private bool _lagging;

    internal KernelSubscription(KernelMonitor monitor, ChannelWriter<KernelChange> writer, KernelEvents events) =>
        (_monitor, _writer, _events) = (monitor, writer, events);

    /// <summary>The monitor.</summary>
    internal KernelMonitor Monitor => _monitor;

    /// <summary>True while the channel was full and <see cref="KernelResynchronised"/> has not yet fitted in.</summary>
    internal bool IsLagging => _lagging;

    /// <inheritdoc/>
    public void Dispose() => _monitor.Unsubscribe(this);

    /// <summary>Writes a change unless it is not wanted; a full channel turns all that is missed into one message.</summary>
    internal void Publish(KernelChange change)
    {
        bool wanted = change switch
        {
            LinkChange => _events.HasFlag(KernelEvents.Links),
            AddressChange => _events.HasFlag(KernelEvents.Addresses),
            NeighbourChange => _events.HasFlag(KernelEvents.Neighbours),
            _ => true,
        };
        if (wanted && !_lagging)
        {
            _lagging = !_writer.TryWrite(change);
        }
    }

    /// <summary>Tries to tell a subscriber that missed something.</summary>
    internal void CatchUp()
    {
        if (_lagging && _writer.TryWrite(new KernelResynchronised(_monitor.Namespace)))
        {
            _lagging = false;
        }
    }
}
