using Microsoft.Extensions.Logging.Abstractions;
using Router.Configuration;
using Router.Controlplane.L2tp;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Tunnels;
using Router.Controlplane.L2tp.Wire;
using Xunit;

namespace Router.Unit.Tests.Controlplane.L2tp;

/// <summary>Two engines and the network between them, in simulated time.</summary>
internal sealed class Network
{
    private readonly PriorityQueue<(Node To, L2tpEndpoint Endpoint, byte[] Octets), (long Time, long Order)> _flying = new();
    private readonly Random _random;
    private long _order;

    public Network(L2tpPeerProfile left, L2tpPeerProfile right, int seed = 1)
    {
        _random = new Random(seed);
        Left = new Node(this, left);
        Right = new Node(this, right);
    }

    public Node Left { get; }

    public Node Right { get; }

    public long Now { get; private set; } = 1000;

    public double Loss { get; init; }

    public double Duplication { get; init; }

    /// <summary>Longest delay in milliseconds; shorter ones at random put datagrams out of order.</summary>
    public int Delay { get; init; }

    public Func<byte[], byte[]>? Mutate { get; set; }

    public long Datagrams { get; private set; }

    /// <summary>Runs until nothing is due before a time.</summary>
    public void Run(long milliseconds)
    {
        long end = Now + milliseconds;
        while (true)
        {
            long arrival = _flying.TryPeek(out _, out (long Time, long Order) next) ? next.Time : long.MaxValue;
            long due = Math.Min(arrival, Math.Min(Left.Engine.NextDeadline, Right.Engine.NextDeadline));
            if (due > end)
            {
                break;
            }

            Now = Math.Max(Now, due);
            if (arrival <= Now)
            {
                (Node to, L2tpEndpoint endpoint, byte[] octets) = _flying.Dequeue();
                to.Engine.Receive(endpoint, octets, Now);
            }

            Left.Engine.Tick(Now);
            Right.Engine.Tick(Now);
        }

        Now = end;
        Left.Engine.Tick(Now);
        Right.Engine.Tick(Now);
    }

    private void Send(Node from, in L2tpEndpoint endpoint, ReadOnlySpan<byte> datagram)
    {
        Datagrams++;
        L2tpEndpoint there = endpoint with
        {
            LocalAddress = endpoint.RemoteAddress,
            LocalPort = endpoint.RemotePort,
            RemoteAddress = endpoint.LocalAddress,
            RemotePort = endpoint.LocalPort,
        };
        int copies = Loss > 0 && _random.NextDouble() < Loss ? 0 : Duplication > 0 && _random.NextDouble() < Duplication ? 2 : 1;
        for (int i = 0; i < copies; i++)
        {
            byte[] octets = datagram.ToArray();
            octets = Mutate is { } mutate ? mutate(octets) : octets;
            _flying.Enqueue((from == Left ? Right : Left, there, octets), (Now + (Delay > 0 ? _random.Next(Delay) : 0), _order++));
        }
    }

    /// <summary>An engine with an owner that accepts everything.</summary>
    internal sealed class Node : IL2tpTransport, IL2tpEvents
    {
        private readonly Network _network;

        public Node(Network network, L2tpPeerProfile profile)
        {
            _network = network;
            Profile = profile;
            Engine = new L2tpEngine(new L2tpEngineOptions { MaximumHalfOpenPerSource = 10_000, MaximumHalfOpen = 10_000 }, this, this, NullLogger.Instance);
        }

        public L2tpEngine Engine { get; }

        public L2tpPeerProfile Profile { get; }

        public L2tpCallParameters Answer { get; set; } = new();

        public HashSet<ControlConnection> Tunnels { get; } = [];

        public HashSet<L2tpSession> Sessions { get; } = [];

        public List<L2tpDown> Downs { get; } = [];

        public ControlConnection Open(L2tpEncapsulation encapsulation = L2tpEncapsulation.Udp, ushort port = 1701)
        {
            byte self = (byte)(this == _network.Left ? 1 : 2);
            ushort localPort = encapsulation == L2tpEncapsulation.Udp ? port : (ushort)0;
            ushort remotePort = encapsulation == L2tpEncapsulation.Udp ? (ushort)1701 : (ushort)0;
            L2tpEndpoint endpoint = new(
                0, encapsulation, L2tpAddress.FromOctets([10, 0, 0, self]), localPort, L2tpAddress.FromOctets([10, 0, 0, (byte)(3 - self)]), remotePort);
            return Engine.OpenTunnel(endpoint, Profile, _network.Now)!;
        }

        public void Send(in L2tpEndpoint endpoint, ReadOnlySpan<byte> datagram) => _network.Send(this, endpoint, datagram);

        public L2tpPeerProfile? FindPeer(in L2tpTunnelRequest request) => Profile;

        public void TunnelUp(ControlConnection tunnel) => Assert.True(Tunnels.Add(tunnel));

        public void TunnelDown(ControlConnection tunnel, in L2tpDown down)
        {
            Tunnels.Remove(tunnel);
            Downs.Add(down);
        }

        public L2tpSessionDecision SessionRequested(L2tpSession session) => L2tpSessionDecision.Accept(Answer);

        public void SessionOffered(L2tpSession session)
        {
        }

        public void SessionUp(L2tpSession session) => Assert.True(Sessions.Add(session));

        public void SessionDown(L2tpSession session, in L2tpDown down) => Sessions.Remove(session);

        public void CircuitStatusChanged(L2tpSession session)
        {
        }

        public void AccmChanged(L2tpSession session, uint sendAccm, uint receiveAccm)
        {
        }

        public void ConnectSpeedChanged(L2tpSession session)
        {
        }
    }
}
