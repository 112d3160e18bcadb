using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Configuration;
using Router.Controlplane.L2tp;
using Router.Controlplane.L2tp.Service;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Timers;
using Router.Controlplane.L2tp.Tunnels;
using Router.Controlplane.L2tp.Wire;
using Router.Controlplane.Ppp;
using Router.Process.Tests.Harness;

namespace Router.Process.Tests.Traffic;

/// <summary>
/// Many PPP subscribers behind one LAC: tunnels and calls over one UDP socket in a namespace of the lab, each call with a
/// PPP machine that authenticates and asks for an address.
/// </summary>
internal sealed class SubscriberLoad : IL2tpTransport, IL2tpEvents, IPppOwner, IDisposable
{
    private readonly Socket _socket;
    private readonly L2tpEngine _engine;
    private readonly L2tpEndpoint _endpoint;
    private readonly Dictionary<uint, Subscriber> _subscribers = [];
    private readonly DeadlineHeap _timers = new();
    private readonly L2tpPeerProfile _profile = new() { HostName = "lac", Versions = L2tpVersions.V2Only, TieBreaker = false, HelloMilliseconds = 0 };
    private readonly PppSettings _settings = new() { User = "alice", Password = "wonderland", RequestAddress = true, EchoInterval = TimeSpan.Zero };
    private readonly HashSet<IPAddress> _addresses = [];
    private readonly byte[] _buffer = new byte[65536];
    private long _now;

    public SubscriberLoad(string netns, IPAddress local, IPAddress remote)
    {
        using Router.Linux.NamespaceHandle handle = Router.Linux.NetworkNamespace.Named(netns).Open();
        _socket = handle.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 8 << 20, Blocking = false });
        _socket.Bind(new IPEndPoint(local, L2tpEndpoint.Port));
        _endpoint = new L2tpEndpoint(0, L2tpEncapsulation.Udp, L2tpAddress.From(local), L2tpEndpoint.Port, L2tpAddress.From(remote), L2tpEndpoint.Port);
        _engine = new L2tpEngine(new L2tpEngineOptions(), this, this, NullLogger.Instance);
    }

    /// <summary>Sessions with an IPv4 address.</summary>
    public int Up { get; private set; }

    /// <summary>Calls and PPP sessions that went down.</summary>
    public int Failed { get; private set; }

    /// <summary>Different addresses that were given out.</summary>
    public int Addresses => _addresses.Count;

    /// <summary>Opens sessions, so many at once, and waits until all are up.</summary>
    /// <returns>How long it took.</returns>
    public TimeSpan Open(int tunnels, int sessionsEach, int atOnce, TimeSpan limit)
    {
        Stopwatch watch = Stopwatch.StartNew();
        List<ControlConnection> open = [];
        int calls = 0;
        int wanted = tunnels * sessionsEach;
        while (Up < wanted && watch.Elapsed < limit)
        {
            _now = Environment.TickCount64;
            int establishing = open.Count(static tunnel => tunnel.State != TunnelState.Established);
            while (open.Count < tunnels && establishing < 32 && _engine.OpenTunnel(_endpoint, _profile, _now) is { } tunnel)
            {
                open.Add(tunnel);
                establishing++;
            }

            // Round and round the tunnels that are up.
            for (int i = 0; i < atOnce && calls < wanted && calls - Up - Failed < atOnce; i++)
            {
                ControlConnection tunnel = open[calls % open.Count];
                if (open.Count < tunnels || tunnel.State != TunnelState.Established)
                {
                    break;
                }

                _ = _engine.OpenSession(tunnel, new L2tpCallParameters { PseudowireType = PseudowireType.Ppp, Ppp = new PppCallParameters() }, _now);
                calls++;
            }

            Round();
        }

        return watch.Elapsed;
    }

    /// <summary>Closes all tunnels and waits until the peer has heard it.</summary>
    public void Close(TimeSpan linger)
    {
        foreach (ControlConnection tunnel in _engine.AllTunnels.ToList())
        {
            _engine.CloseTunnel(tunnel, new L2tpResult(StopResult.GeneralRequest), Environment.TickCount64);
        }

        for (Stopwatch watch = Stopwatch.StartNew(); watch.Elapsed < linger;)
        {
            Round();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    public void Send(in L2tpEndpoint endpoint, ReadOnlySpan<byte> datagram)
    {
        try
        {
            _ = _socket.SendTo(datagram, SocketFlags.None, new IPEndPoint(endpoint.RemoteAddress.ToIPAddress(), endpoint.RemotePort));
        }
        catch (SocketException)
        {
            // As lost on the way.
        }
    }

    public L2tpPeerProfile? FindPeer(in L2tpTunnelRequest request) => null;

    public void TunnelUp(ControlConnection tunnel)
    {
    }

    public void TunnelDown(ControlConnection tunnel, in L2tpDown down)
    {
    }

    public L2tpSessionDecision SessionRequested(L2tpSession session) => L2tpSessionDecision.Refuse(new L2tpResult(DisconnectResult.Administrative));

    public void SessionOffered(L2tpSession session)
    {
    }

    public void SessionUp(L2tpSession session)
    {
        Subscriber subscriber = new(this, session);
        subscriber.Ppp = new PppSession(_settings, this, subscriber);
        session.Owner = subscriber;
        _subscribers[Key(session)] = subscriber;
        subscriber.Ppp.Open(_now);
        _timers.Set(subscriber, subscriber.Ppp.NextDeadline);
    }

    public void SessionDown(L2tpSession session, in L2tpDown down)
    {
        if (session.Owner is Subscriber subscriber)
        {
            subscriber.Ppp!.LowerLayerDown(_now);
            _ = _subscribers.Remove(Key(session));
            _timers.Set(subscriber, long.MaxValue);
        }

        Failed++;
    }

    public void CircuitStatusChanged(L2tpSession session)
    {
    }

    public void AccmChanged(L2tpSession session, uint sendAccm, uint receiveAccm)
    {
    }

    public void ConnectSpeedChanged(L2tpSession session)
    {
    }

    public void Send(PppSession session, ReadOnlySpan<byte> frame)
    {
        L2tpSession call = ((Subscriber)session.Context!).Session;
        Span<byte> message = stackalloc byte[PppDataHeader.Longest + frame.Length];
        int header = PppDataHeader.Write(call, message);
        frame.CopyTo(message[header..]);
        Send(_endpoint, message[..(header + frame.Length)]);
    }

    public void Authenticate(PppSession session, PppAuthenticationRequest request, long now) => session.Reject(request, null, now);

    public void Ipv4Up(PppSession session, PppIpv4 network)
    {
        Up++;
        _ = _addresses.Add(network.Local);
    }

    public void Ipv4Down(PppSession session) => Up--;

    public void Ipv6Up(PppSession session, PppIpv6 network)
    {
    }

    public void Ipv6Down(PppSession session)
    {
    }

    public void PrefixDelegated(PppSession session, IpPrefix prefix, IPAddress nextHop, bool delegated)
    {
    }

    public void Down(PppSession session, PppDownReason reason)
    {
    }

    private static uint Key(L2tpSession session) => (session.Tunnel.LocalId << 16) | session.LocalId;

    private void Round()
    {
        _now = Environment.TickCount64;
        _engine.Tick(_now);
        while (_timers.TakeDue(_now) is { } due)
        {
            due.OnDeadline(_now);
        }

        if (!_socket.Poll(1000, SelectMode.SelectRead))
        {
            return;
        }

        for (int i = 0; i < 256 && _socket.Available > 0; i++)
        {
            try
            {
                Receive(_buffer.AsSpan(0, _socket.Receive(_buffer)));
            }
            catch (SocketException)
            {
                return;
            }
        }
    }

    private void Receive(ReadOnlySpan<byte> octets)
    {
        if (!PppDataHeader.IsData(L2tpEncapsulation.Udp, octets))
        {
            _engine.Receive(_endpoint, octets, _now);
            return;
        }

        uint key = PppDataHeader.ReadKey(L2tpEncapsulation.Udp, octets, out int payload, out int end);
        if (_subscribers.TryGetValue(key, out Subscriber? subscriber))
        {
            subscriber.Ppp!.Receive(octets[payload..end], _now);
            _timers.Set(subscriber, subscriber.Ppp.NextDeadline);
        }
    }

    private sealed class Subscriber(SubscriberLoad load, L2tpSession session) : Timed
    {
        public L2tpSession Session => session;

        public PppSession? Ppp { get; set; }

        internal override void OnDeadline(long now)
        {
            Ppp!.Tick(now);
            load._timers.Set(this, Ppp.NextDeadline);
        }
    }
}
