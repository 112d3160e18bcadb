using Microsoft.Extensions.Logging.Abstractions;
using Router.Configuration;
using Router.Controlplane.L2tp;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Tunnels;
using Router.Controlplane.L2tp.Wire;
using Xunit;
using static Router.Unit.Tests.Controlplane.L2tp.Octets;

namespace Router.Unit.Tests.Controlplane.L2tp;

/// <summary>An engine whose peer is the test: octets in, octets out, a clock that is set.</summary>
internal sealed class ScriptedPeer : IL2tpTransport, IL2tpEvents
{
    public const int PeerId = 0x77;

    public static readonly byte[] Secret = Text("secret");

    public static readonly L2tpPeerProfile V2 = new() { HostName = "pe1", Versions = L2tpVersions.V2Only, TieBreaker = false };

    public static readonly L2tpPeerProfile V3 = new()
    {
        HostName = "pe1",
        RouterId = 0x0A000001,
        Versions = L2tpVersions.V3Only,
        TieBreaker = false,
    };

    public static readonly L2tpEndpoint Udp = new(
        0, L2tpEncapsulation.Udp, L2tpAddress.FromOctets([192, 0, 2, 1]), 1701, L2tpAddress.FromOctets([192, 0, 2, 2]), 1701);

    public static readonly L2tpEndpoint Ip = Udp with { Encapsulation = L2tpEncapsulation.Ip, LocalPort = 0, RemotePort = 0 };

    private readonly Queue<(L2tpEndpoint Endpoint, byte[] Octets)> _sent = new();

    public ScriptedPeer(L2tpPeerProfile? profile, L2tpEngineOptions? options = null)
    {
        Profile = profile;
        Engine = new L2tpEngine(options ?? new L2tpEngineOptions(), this, this, NullLogger.Instance);
    }

    public L2tpEngine Engine { get; }

    public L2tpPeerProfile? Profile { get; set; }

    public long Now { get; set; } = 1_000_000;

    /// <summary>Where the peer is.</summary>
    public L2tpEndpoint Endpoint { get; set; } = Udp;

    public List<string> Events { get; } = [];

    public ControlConnection Tunnel { get; private set; } = null!;

    public L2tpSession Session { get; private set; } = null!;

    public L2tpDown Down { get; private set; }

    public Func<L2tpSession, L2tpSessionDecision> Decide { get; set; } = _ => L2tpSessionDecision.Accept(new L2tpCallParameters());

    /// <summary>Numbers of the peer.</summary>
    public int Ns { get; set; }

    public int Nr { get; set; }

    public long Dropped(ControlDropReason reason) => Engine.Counters.DroppedFor(reason);

    public void Give(byte[] octets, L2tpEndpoint? from = null)
    {
        byte[] datagram = Endpoint.Encapsulation == L2tpEncapsulation.Ip ? Join(new byte[4], octets) : octets;
        Engine.Receive(from ?? Endpoint, datagram, Now);
        Assert.Equal(0, Dropped(ControlDropReason.InternalError));
    }

    /// <summary>Sends the peer's next message of L2TPv2.</summary>
    public void Give2(int session, params byte[][] avps) => Give(Octets.V2((int)Tunnel.LocalId, session, Ns++, Nr, avps));

    /// <summary>Sends the peer's next message of L2TPv3.</summary>
    public void Give3(params byte[][] avps) => Give(Octets.V3(Tunnel.LocalId, Ns++, Nr, avps));

    /// <summary>The oldest message that was sent and not looked at.</summary>
    public SeenMessage Take(int? type = null)
    {
        Assert.NotEmpty(_sent);
        (L2tpEndpoint endpoint, byte[] octets) = _sent.Dequeue();
        LastEndpoint = endpoint;
        if (endpoint.Encapsulation == L2tpEncapsulation.Ip)
        {
            Assert.Equal(new byte[4], octets[..4]);
            octets = octets[4..];
        }

        var seen = new SeenMessage(octets);
        if (type is { } expected)
        {
            Assert.Equal(expected, seen.Type);
        }

        if (seen.Type is not (0 or 20))
        {
            Nr = (ushort)(seen.Ns + 1);
        }

        return seen;
    }

    public L2tpEndpoint LastEndpoint { get; private set; }

    /// <summary>Looks at what was sent and forgets it.</summary>
    public void TakeAll()
    {
        while (_sent.Count > 0)
        {
            Take();
        }
    }

    public void Nothing() => Assert.Empty(_sent);

    public void Advance(long milliseconds)
    {
        long end = Now + milliseconds;
        while (Engine.NextDeadline <= end)
        {
            Now = Engine.NextDeadline;
            Engine.Tick(Now);
        }

        Now = end;
        Engine.Tick(Now);
        Assert.Equal(0, Dropped(ControlDropReason.InternalError));
    }

    public static byte[] Sccrq2(params byte[][] more) => Octets.V2(0, 0, 0, 0, [Type(1), .. Identity2(), .. more]);

    public static byte[][] Identity2() => [Avp(2, U16(0x100)), Avp(3, U32(3)), Avp(7, Text("lac")), Avp(9, U16(PeerId))];

    public static byte[] Sccrq3(params byte[][] more) => Octets.V3(0, 0, 0, [Type(1), .. Identity3(), .. more]);

    public static byte[][] Identity3() =>
        [Avp(7, Text("pe2")), Avp(60, U32(0x0A000002)), Avp(61, U32(PeerId)), Avp(62, Join(U16(5), U16(4)))];

    /// <summary>The peer opens a tunnel of L2TPv2.</summary>
    public ScriptedPeer Open2(params byte[][] more)
    {
        Give(Sccrq2(more));
        SeenMessage reply = Take(2);
        Find(reply.U16(9));
        Ns = 1;
        Give2(0, Type(3));
        Take(0);
        Assert.Equal("tunnel up", Events[^1]);
        return this;
    }

    /// <summary>The peer opens a control connection of L2TPv3.</summary>
    public ScriptedPeer Open3(params byte[][] more)
    {
        Give(Sccrq3(more));
        SeenMessage reply = Take(2);
        Find(reply.U32(61));
        Ns = 1;
        Give3(Type(3));
        Take(20);
        Assert.Equal("tunnel up", Events[^1]);
        return this;
    }

    /// <summary>The engine opens a tunnel of L2TPv2.</summary>
    public ScriptedPeer Connect2(params byte[][] more)
    {
        Tunnel = Engine.OpenTunnel(Endpoint, Profile!, Now)!;
        Take(1);
        Give2(0, [Type(2), .. Identity2(), .. more]);
        Take(3);
        return this;
    }

    /// <summary>The engine opens a control connection of L2TPv3.</summary>
    public ScriptedPeer Connect3(params byte[][] more)
    {
        Tunnel = Engine.OpenTunnel(Endpoint, Profile!, Now)!;
        Take(1);
        Give3([Type(2), .. Identity3(), .. more]);
        Take(3);
        return this;
    }

    public void Find(long id)
    {
        Assert.NotEqual(0, id);
        Tunnel = Engine.AllTunnels.Single(tunnel => tunnel.LocalId == id);
    }

    void IL2tpTransport.Send(in L2tpEndpoint endpoint, ReadOnlySpan<byte> datagram) => _sent.Enqueue((endpoint, datagram.ToArray()));

    L2tpPeerProfile? IL2tpEvents.FindPeer(in L2tpTunnelRequest request) => Profile;

    void IL2tpEvents.TunnelUp(ControlConnection tunnel)
    {
        Tunnel = tunnel;
        Events.Add("tunnel up");
    }

    void IL2tpEvents.TunnelDown(ControlConnection tunnel, in L2tpDown down)
    {
        Down = down;
        Events.Add($"tunnel down {down.Cause}");
    }

    L2tpSessionDecision IL2tpEvents.SessionRequested(L2tpSession session)
    {
        Session = session;
        Events.Add("session requested");
        return Decide(session);
    }

    void IL2tpEvents.SessionOffered(L2tpSession session) => Session = session;

    void IL2tpEvents.SessionUp(L2tpSession session)
    {
        Session = session;
        Events.Add("session up");
    }

    void IL2tpEvents.SessionDown(L2tpSession session, in L2tpDown down)
    {
        Down = down;
        Events.Add($"session down {down.Cause}");
    }

    void IL2tpEvents.CircuitStatusChanged(L2tpSession session) => Events.Add($"circuit {session.PeerStatus}");

    void IL2tpEvents.AccmChanged(L2tpSession session, uint sendAccm, uint receiveAccm) => Events.Add($"accm {sendAccm:x8} {receiveAccm:x8}");

    void IL2tpEvents.ConnectSpeedChanged(L2tpSession session) =>
        Events.Add($"speed {session.Remote.TxConnectSpeed} {session.Remote.RxConnectSpeed}");
}
