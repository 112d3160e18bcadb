using System.Threading.Channels;

namespace Router.Controlplane.L2tp.Service;

/// <summary>
/// Control messages as text for those who listen: the log and the operators that watch. Messages are made into text only
/// while there is someone. Used on the service's thread, but for the readers of <see cref="Listener.Lines"/>.
/// </summary>
/// <param name="service">The service.</param>
/// <param name="logger">Log.</param>
internal sealed class L2tpDebug(L2tpService service, ILogger logger)
{
    private const int Backlog = 4096;

    private readonly HashSet<string> _logged = new(StringComparer.Ordinal);
    private readonly List<Listener> _listeners = [];

    /// <summary>Whether a peer's messages go into the log.</summary>
    public bool IsLogged(string peer) => _logged.Contains(peer);

    /// <summary>Lets a peer's messages go into the log, or stops that.</summary>
    public void Log(string peer, bool enabled)
    {
        _ = enabled ? _logged.Add(peer) : _logged.Remove(peer);
        Follow();
    }

    /// <summary>Begins to listen.</summary>
    /// <param name="peer">Name of the peer; null for all.</param>
    public Listener Listen(string? peer)
    {
        Listener listener = new(peer);
        _listeners.Add(listener);
        Follow();
        return listener;
    }

    /// <summary>Ends listening.</summary>
    public void Leave(Listener listener)
    {
        _ = _listeners.Remove(listener);
        Follow();
    }

    private void Follow() => service.Engine.Trace = _logged.Count == 0 && _listeners.Count == 0 ? null : Take;

    private void Take(bool isSent, in L2tpEndpoint endpoint, string text)
    {
        // A message need not belong to a tunnel: the addresses say whose it may be.
        List<string> peers = [];
        foreach (L2tpPeer peer in service.Peers)
        {
            if (peer.Vrf == endpoint.Vrf
                && peer.Configuration.Encapsulation == endpoint.Encapsulation
                && L2tpAddress.From(peer.Configuration.Local) == endpoint.LocalAddress
                && peer.Configuration.Remote.Contains(endpoint.RemoteAddress.ToIPAddress()))
            {
                peers.Add(peer.Configuration.Name);
            }
        }

        L2tpDebugText line = new(DateTimeOffset.UtcNow, isSent, endpoint, string.Join(' ', peers), text);
        foreach (Listener listener in _listeners)
        {
            if (listener.Peer is null || peers.Contains(listener.Peer))
            {
                listener.Write(line);
            }
        }

        if (peers.Exists(_logged.Contains))
        {
            logger.LogInformation("L2TP {Peer} {Direction} {Endpoint}: {Message}", line.Peer, isSent ? "to" : "from", endpoint, text);
        }
    }

    /// <summary>Someone who listens. Who reads too slowly loses lines, and learns how many.</summary>
    /// <param name="peer">Name of the peer; null for all.</param>
    internal sealed class Listener(string? peer)
    {
        private readonly Channel<L2tpDebugText> _lines = System.Threading.Channels.Channel.CreateBounded<L2tpDebugText>(Backlog);
        private long _lost;

        public string? Peer => peer;

        /// <summary>The lines.</summary>
        public ChannelReader<L2tpDebugText> Lines => _lines.Reader;

        /// <summary>Lines that were lost so far.</summary>
        public long Lost => Interlocked.Read(ref _lost);

        public void Write(L2tpDebugText line)
        {
            if (!_lines.Writer.TryWrite(line))
            {
                _ = Interlocked.Increment(ref _lost);
            }
        }
    }
}

/// <summary>A control message as text.</summary>
/// <param name="At">When.</param>
/// <param name="IsSent">True if sent, false if received.</param>
/// <param name="Endpoint">Both ends.</param>
/// <param name="Peer">Names of the peers that may have these addresses.</param>
/// <param name="Text">The message.</param>
internal sealed record L2tpDebugText(DateTimeOffset At, bool IsSent, L2tpEndpoint Endpoint, string Peer, string Text);
