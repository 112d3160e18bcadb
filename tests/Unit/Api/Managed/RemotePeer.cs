using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Router.Configuration;
using Router.Controlplane.L2tp;
using Router.Controlplane.L2tp.Service;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Tunnels;
using Router.Controlplane.L2tp.Wire;
using Router.Controlplane.Ppp;

namespace Router.Unit.Tests.Api.Managed;

/// <summary>
/// The other end of tunnels: an engine of its own, whose calls are answered by PPP clients. It acts inside of the calls that
/// bring it datagrams, on the thread of who sends them.
/// </summary>
internal sealed class RemotePeer : IL2tpTransport, IL2tpEvents, IPppOwner
{
    private readonly Lock _lock = new();
    private readonly L2tpEngine _engine;
    private readonly L2tpPeerProfile _profile;
    private readonly L2tpEndpoint _endpoint;
    private readonly Dictionary<uint, L2tpSession> _sessions = [];
    private readonly Dictionary<uint, Client> _clients = [];

    /// <summary>Creates a peer.</summary>
    /// <param name="endpoint">This end and the router's, as this end sees them.</param>
    /// <param name="profile">How it speaks.</param>
    public RemotePeer(L2tpEndpoint endpoint, L2tpPeerProfile profile)
    {
        _endpoint = endpoint;
        _profile = profile;
        _engine = new L2tpEngine(new L2tpEngineOptions(), this, this, NullLogger.Instance);
    }

    /// <summary>Takes datagrams to the router.</summary>
    public required Action<L2tpEndpoint, byte[]> Transmit { get; init; }

    /// <summary>Remote End IDs of the pseudowires that it accepts.</summary>
    public HashSet<string> Accepted { get; } = [];

    /// <summary>How tunnels and sessions went down.</summary>
    public List<string> Downs { get; } = [];

    private List<string> Circuits { get; } = [];

    private static long Now => Environment.TickCount64;

    /// <summary>Opens a tunnel, and calls of users in it.</summary>
    public void Call(params (string User, string Password)[] users)
    {
        lock (_lock)
        {
            ControlConnection tunnel = _engine.AllTunnels.FirstOrDefault(static tunnel => tunnel.State == TunnelState.Established)
                ?? _engine.OpenTunnel(_endpoint, _profile, Now)!;
            foreach ((string user, string password) in users)
            {
                L2tpSession session = _engine.OpenSession(
                    tunnel, new L2tpCallParameters { PseudowireType = PseudowireType.Ppp, Ppp = new PppCallParameters() }, Now)!;
                session.Owner = new PppSettings { User = user, Password = password, RequestAddress = true };
            }
        }
    }

    /// <summary>Opens a tunnel, and calls that never say anything in it.</summary>
    public void CallSilently(int calls)
    {
        lock (_lock)
        {
            ControlConnection tunnel = _engine.OpenTunnel(_endpoint, _profile, Now)!;
            for (int i = 0; i < calls; i++)
            {
                _ = _engine.OpenSession(
                    tunnel, new L2tpCallParameters { PseudowireType = PseudowireType.Ppp, Ppp = new PppCallParameters() }, Now);
            }
        }
    }

    /// <summary>Asks for pseudowires in the tunnel that the router has opened.</summary>
    /// <param name="ends">Remote End IDs.</param>
    public void Ask(params string[] ends)
    {
        lock (_lock)
        {
            ControlConnection tunnel = _engine.AllTunnels.First(static tunnel => tunnel.State == TunnelState.Established);
            foreach (string end in ends)
            {
                _ = _engine.OpenSession(tunnel, new L2tpCallParameters { RemoteEndId = Encoding.UTF8.GetBytes(end) }, Now);
            }
        }
    }

    /// <summary>What the router says of its circuits, and how tunnels and sessions went down.</summary>
    public IReadOnlyList<string> Told()
    {
        lock (_lock)
        {
            return [.. Circuits, .. Downs];
        }
    }

    /// <summary>Tells the router what this end's circuits do.</summary>
    public void SetCircuits(CircuitStatus status)
    {
        lock (_lock)
        {
            foreach (L2tpSession session in _engine.AllTunnels.SelectMany(static tunnel => tunnel.Sessions()).ToList())
            {
                _engine.SetCircuitStatus(session, status, Now);
            }
        }
    }

    /// <summary>Takes a datagram from the router.</summary>
    public void Receive(in L2tpEndpoint endpoint, ReadOnlySpan<byte> octets)
    {
        lock (_lock)
        {
            if (!PppDataHeader.IsData(endpoint.Encapsulation, octets))
            {
                _engine.Receive(endpoint, octets, Now);
                return;
            }

            uint key = PppDataHeader.ReadKey(endpoint.Encapsulation, octets, out int payload, out int end);
            if (_sessions.TryGetValue(key, out L2tpSession? session) && session.Owner is PppSettings settings)
            {
                if (!_clients.TryGetValue(key, out Client? client))
                {
                    client = new Client(session, new PppSession(settings, this));
                    client.Ppp.Context = client;
                    _clients.Add(key, client);
                    client.Ppp.Open(Now);
                }

                client.Ppp.Receive(octets[payload..end], Now);
            }
        }
    }

    void IL2tpTransport.Send(in L2tpEndpoint endpoint, ReadOnlySpan<byte> datagram) => Transmit(endpoint, datagram.ToArray());

    L2tpPeerProfile? IL2tpEvents.FindPeer(in L2tpTunnelRequest request) => _profile;

    void IL2tpEvents.TunnelUp(ControlConnection tunnel)
    {
    }

    void IL2tpEvents.TunnelDown(ControlConnection tunnel, in L2tpDown down) => Downs.Add($"tunnel {down.Cause} {down.Result.Result}");

    L2tpSessionDecision IL2tpEvents.SessionRequested(L2tpSession session) => Accepted.Contains(Encoding.UTF8.GetString(session.RemoteEndId))
        ? L2tpSessionDecision.Accept(new L2tpCallParameters { PseudowireType = session.PseudowireType })
        : L2tpSessionDecision.Refuse(new L2tpResult(DisconnectResult.NoFacilitiesPermanent, GeneralError.None, "no such pseudowire"));

    void IL2tpEvents.SessionOffered(L2tpSession session)
    {
    }

    void IL2tpEvents.SessionUp(L2tpSession session) => _sessions[(session.Tunnel.LocalId << 16) | session.LocalId] = session;

    void IL2tpEvents.SessionDown(L2tpSession session, in L2tpDown down) => Downs.Add($"session {down.Cause} {down.Result.Result}");

    void IL2tpEvents.CircuitStatusChanged(L2tpSession session) => Circuits.Add($"circuit {session.PeerStatus}");

    void IL2tpEvents.AccmChanged(L2tpSession session, uint sendAccm, uint receiveAccm)
    {
    }

    void IL2tpEvents.ConnectSpeedChanged(L2tpSession session)
    {
    }

    void IPppOwner.Send(PppSession session, ReadOnlySpan<byte> frame)
    {
        L2tpSession call = ((Client)session.Context!).Session;
        byte[] message = new byte[PppDataHeader.Longest + frame.Length];
        int header = PppDataHeader.Write(call, message);
        frame.CopyTo(message.AsSpan(header));
        Transmit(call.Tunnel.Endpoint, message[..(header + frame.Length)]);
    }

    void IPppOwner.Authenticate(PppSession session, PppAuthenticationRequest request, long now) => throw new NotSupportedException();

    void IPppOwner.Ipv4Up(PppSession session, PppIpv4 network)
    {
    }

    void IPppOwner.Ipv4Down(PppSession session)
    {
    }

    void IPppOwner.Ipv6Up(PppSession session, PppIpv6 network)
    {
    }

    void IPppOwner.Ipv6Down(PppSession session)
    {
    }

    void IPppOwner.PrefixDelegated(PppSession session, IpPrefix prefix, IPAddress nextHop, bool delegated)
    {
    }

    void IPppOwner.Down(PppSession session, PppDownReason reason)
    {
    }

    private sealed record Client(L2tpSession Session, PppSession Ppp);
}
