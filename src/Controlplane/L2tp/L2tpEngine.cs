using Router.Configuration;
using Router.Controlplane.L2tp.Messages;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Timers;
using Router.Controlplane.L2tp.Tunnels;
using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp;

/// <summary>
/// The control protocol of L2TPv2 (RFC 2661) and L2TPv3 (RFC 3931). It has no sockets, threads or clock: datagrams, time and
/// requests are handed in, datagrams and events come out. All calls are made by one thread. Times are milliseconds of one
/// monotonic clock.
/// </summary>
public sealed partial class L2tpEngine
{
    private readonly IL2tpTransport _transport;
    private readonly ILogger _logger;
    private readonly RefusalLimiter _refusals;
    private readonly Queue<(uint Id, long Until)> _restingIds = new();
    private bool _isReceiving;

    /// <summary>Creates an engine.</summary>
    /// <param name="options">Limits.</param>
    /// <param name="transport">What it sends through.</param>
    /// <param name="events">The owner.</param>
    /// <param name="logger">Log.</param>
    public L2tpEngine(L2tpEngineOptions options, IL2tpTransport transport, IL2tpEvents events, ILogger logger)
    {
        Options = options;
        _transport = transport;
        Events = events;
        _logger = logger;
        _refusals = new RefusalLimiter(options.RefusalsPerSecond);
        Tunnels = new TunnelTable(options);
        Sessions = new SessionManager(this);
    }

    /// <summary>Control messages as text, for the operator's debug output: set it to see them.</summary>
    public L2tpTrace? Trace { get; set; }

    /// <summary>Time at which <see cref="Tick"/> has something to do; <see cref="long.MaxValue"/> if never.</summary>
    public long NextDeadline => Timers.Next;

    /// <summary>Counters of the whole engine.</summary>
    public L2tpCounterSnapshot Counters => Count.Snapshot();

    /// <summary>Control connections, those in set-up and tear-down included.</summary>
    public int TunnelCount => Tunnels.Count;

    /// <summary>Control connections that peers began and did not complete.</summary>
    public int HalfOpenCount => Tunnels.HalfOpen;

    /// <summary>Sessions that have an id.</summary>
    public int SessionCount => Sessions.Table.Count;

    /// <summary>Session ids in use, those that rest after a session included.</summary>
    public int SessionIdsTaken => Sessions.Table.Taken;

    /// <summary>All control connections. The collection must not change meanwhile.</summary>
    public IEnumerable<ControlConnection> AllTunnels => Tunnels.All;

    internal L2tpEngineOptions Options { get; }

    internal IL2tpEvents Events { get; }

    internal L2tpCounters Count { get; } = new();

    internal DeadlineHeap Timers { get; } = new();

    internal TunnelTable Tunnels { get; }

    internal SessionManager Sessions { get; }

    /// <summary>The message that is being processed.</summary>
    internal ControlMessage Message { get; } = new();

    /// <summary>The message that is being built.</summary>
    internal ControlMessageWriter Writer { get; } = new();

    /// <summary>Receives a control message. Whatever it holds, it does not throw; what is wrong with it is counted.</summary>
    /// <param name="endpoint">Where it came from and to.</param>
    /// <param name="octets">Payload of UDP or IP.</param>
    /// <param name="now">Time.</param>
    public void Receive(in L2tpEndpoint endpoint, ReadOnlySpan<byte> octets, long now)
    {
        if (_isReceiving)
        {
            Count.Drop(ControlDropReason.Reentrant);
            return;
        }

        _isReceiving = true;
        try
        {
            ReceiveUnguarded(endpoint, octets, now);
        }
        catch (Exception exception)
        {
            Count.Drop(ControlDropReason.InternalError);
            _logger.LogError(exception, "L2TP message from {Endpoint} failed", endpoint);
        }
        finally
        {
            _isReceiving = false;
        }
    }

    /// <summary>Does what is due.</summary>
    /// <param name="now">Time.</param>
    public void Tick(long now)
    {
        while (Timers.TakeDue(now) is { } due)
        {
            try
            {
                due.OnDeadline(now);
            }
            catch (Exception exception)
            {
                Count.Drop(ControlDropReason.InternalError);
                _logger.LogError(exception, "L2TP timer failed");
            }
        }

        Sessions.Table.Tick(now);
        while (_restingIds.TryPeek(out (uint Id, long Until) oldest) && oldest.Until <= now)
        {
            _ = _restingIds.Dequeue();
            Tunnels.Release(oldest.Id);
        }
    }

    internal void Transmit(in L2tpEndpoint endpoint, ReadOnlySpan<byte> message)
    {
        Count.Sent++;
        ReadOnlySpan<byte> octets = message[ControlMessageWriter.Prefix..];
        if (Trace is { } trace)
        {
            trace(true, endpoint, MessageText.Describe(octets));
        }

        _transport.Send(endpoint, endpoint.Encapsulation == L2tpEncapsulation.Ip ? message : octets);
    }

    internal void RestTunnelId(uint id, long until)
    {
        // The table still maps it to the control connection that had it, which drops what comes for it.
        _restingIds.Enqueue((id, until));
    }

    internal void LogTunnelUp(ControlConnection tunnel) => _logger.LogInformation(
        "L2TPv{Version} tunnel {Local}/{Peer} to {Host} at {Endpoint} is up",
        tunnel.Version, tunnel.LocalId, tunnel.PeerId, tunnel.PeerHostName, tunnel.Endpoint);

    internal void LogTunnelDown(ControlConnection tunnel, int sessions, in L2tpDown down) => _logger.LogInformation(
        "L2TPv{Version} tunnel {Local}/{Peer} to {Endpoint} is down with {Sessions} sessions: {Cause}, {Result}",
        tunnel.Version, tunnel.LocalId, tunnel.PeerId, tunnel.Endpoint, sessions, down.Cause, down.Result);

    internal void LogSessionDown(L2tpSession session, in L2tpDown down)
    {
        if (_logger.IsEnabled(LogLevel.Debug))
        {
            _logger.LogDebug("L2TP {Session} is down: {Cause}, {Result}", session, down.Cause, down.Result);
        }
    }
}
