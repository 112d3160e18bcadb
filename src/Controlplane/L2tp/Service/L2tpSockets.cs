using System.Collections.Concurrent;
using System.Net.Sockets;
using Router.Controlplane.L2tp.Tunnels;
using Router.Linux;

namespace Router.Controlplane.L2tp.Service;

/// <summary>The sockets of all peers' local addresses, and one queue of what they receive.</summary>
/// <param name="logger">Log.</param>
internal sealed class L2tpSockets(ILogger logger) : IL2tpTransport, IDisposable
{
    /// <summary>More than this waiting means that the service cannot follow: peers repeat what is lost.</summary>
    private const int QueueLength = 16384;

    private readonly Dictionary<L2tpSocketKey, L2tpSocket> _sockets = [];
    private readonly HashSet<L2tpSocketKey> _failed = [];
    private readonly HashSet<L2tpSocketKey> _unwanted = [];
    private readonly BlockingCollection<L2tpDatagram> _queue = new(QueueLength);
    private readonly Queue<(long Order, L2tpEndpoint Endpoint, byte[] Octets)> _held = new();
    private long _order;
    private long _released;
    private bool _holds;
    private long _lost;

    /// <summary>Takes datagrams in the sockets' place, see <see cref="Deliver"/>; null for sockets.</summary>
    public L2tpWire? Wire { get; set; }

    /// <summary>Datagrams that found the queue full.</summary>
    public long ReceiveOverflows => Interlocked.Read(ref _lost);

    /// <summary>Datagrams that the kernel did not send.</summary>
    public long SendFailures { get; private set; }

    /// <summary>Opens the sockets that are wanted; the others stay until <see cref="CloseUnwanted"/>.</summary>
    /// <param name="wanted">Keys, and the namespace of each.</param>
    public void Set(IReadOnlyDictionary<L2tpSocketKey, NetworkNamespace> wanted)
    {
        _unwanted.Clear();
        _unwanted.UnionWith(_sockets.Keys.Where(key => !wanted.ContainsKey(key)));
        foreach ((L2tpSocketKey key, NetworkNamespace place) in wanted)
        {
            if (Wire is null && !_sockets.ContainsKey(key))
            {
                Open(key, place);
            }
        }
    }

    /// <summary>Closes the sockets that are not wanted, once no tunnel has a StopCCN to repeat there, or an answer to one (RFC 2661 5.7).</summary>
    /// <param name="tunnels">All tunnels.</param>
    public void CloseUnwanted(IEnumerable<ControlConnection> tunnels)
    {
        if (_unwanted.Count == 0)
        {
            return;
        }

        HashSet<L2tpSocketKey> used = [.. tunnels.Select(static tunnel => KeyOf(tunnel.Endpoint))];
        foreach (L2tpSocketKey key in _unwanted.Where(key => !used.Contains(key)).ToList())
        {
            _ = _sockets.Remove(key, out L2tpSocket? socket);
            socket?.Dispose();
            _ = _unwanted.Remove(key);
        }
    }

    /// <summary>
    /// What is sent from now on waits: the dataplane must first know the sessions whose ids are in it, or the peer's first
    /// packets find none.
    /// </summary>
    public void Hold()
    {
        if (!_holds)
        {
            _holds = true;
            _order++;
        }
    }

    /// <summary>The dataplane is being told: names what waits for it.</summary>
    /// <returns>For <see cref="Release"/>; 0 if nothing waits.</returns>
    public long EndHold()
    {
        long order = _holds ? _order : 0;
        _holds = false;
        return order;
    }

    /// <summary>The dataplane knows.</summary>
    /// <param name="order">From <see cref="EndHold"/>.</param>
    public void Release(long order)
    {
        _released = Math.Max(_released, order);
        while (_held.TryPeek(out (long Order, L2tpEndpoint Endpoint, byte[] Octets) next) && next.Order <= _released)
        {
            _ = _held.Dequeue();
            Transmit(next.Endpoint, next.Octets);
        }
    }

    /// <inheritdoc/>
    public void Send(in L2tpEndpoint endpoint, ReadOnlySpan<byte> datagram)
    {
        if (_order > _released)
        {
            _held.Enqueue((_order, endpoint, datagram.ToArray()));
        }
        else
        {
            Transmit(endpoint, datagram);
        }
    }

    private void Transmit(in L2tpEndpoint endpoint, ReadOnlySpan<byte> datagram)
    {
        if (Wire is { } wire)
        {
            wire(endpoint, datagram);
            return;
        }

        if (!_sockets.TryGetValue(KeyOf(endpoint), out L2tpSocket? socket) || !socket.Send(endpoint.RemoteAddress, endpoint.RemotePort, datagram))
        {
            SendFailures++;
        }
    }

    private static L2tpSocketKey KeyOf(in L2tpEndpoint endpoint) => new(endpoint.Vrf, endpoint.Encapsulation, endpoint.LocalAddress);

    /// <summary>Waits for a datagram.</summary>
    /// <param name="datagram">The datagram.</param>
    /// <param name="milliseconds">Longest wait.</param>
    /// <returns>False if none came.</returns>
    public bool TryReceive(out L2tpDatagram datagram, int milliseconds) => _queue.TryTake(out datagram, milliseconds);

    /// <summary>Ends a wait: an empty datagram, which is nobody's.</summary>
    public void Wake() => _ = _queue.TryAdd(default);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (L2tpSocket socket in _sockets.Values)
        {
            socket.Dispose();
        }

        _sockets.Clear();
    }

    /// <summary>Puts a received datagram into the queue.</summary>
    /// <param name="datagram">The datagram.</param>
    /// <returns>False if the queue is full.</returns>
    public bool Deliver(L2tpDatagram datagram)
    {
        if (_queue.TryAdd(datagram))
        {
            return true;
        }

        _ = Interlocked.Increment(ref _lost);
        return false;
    }

    private void Open(L2tpSocketKey key, NetworkNamespace place)
    {
        try
        {
            _sockets.Add(key, L2tpSocket.Open(key, place, Deliver));
            _ = _failed.Remove(key);
        }
        catch (Exception exception) when (exception is SocketException or NetlinkException)
        {
            // It is tried again; the log says it once.
            if (_failed.Add(key))
            {
                logger.LogWarning("L2TP socket {Encapsulation} {Local} in {Place}: {Message}", key.Encapsulation, key.Local, place, exception.Message);
            }
        }
    }
}
