using System.Diagnostics;
using Router.Configuration;
using Router.Controlplane.L2tp;
using Router.Controlplane.L2tp.Reliable;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Tunnels;
using Router.Controlplane.L2tp.Wire;
using Xunit;
using Xunit.Abstractions;
using static Router.Unit.Tests.Controlplane.L2tp.Octets;

namespace Router.Unit.Tests.Controlplane.L2tp;

/// <summary>Two engines back to back: through a bad network, at once, in great numbers.</summary>
public sealed class NetworkTests(ITestOutputHelper output)
{
    // With 20 % loss each way a message needs more attempts than the default; that is not what is tested.
    private static readonly RetransmitSettings Patient = new() { Maximum = 30, MaximumInVersion3 = 30, MaximumOfRequest = 30 };
    private static readonly L2tpPeerProfile V2 = ScriptedPeer.V2 with { Retransmit = Patient, EstablishMilliseconds = 10_000_000 };
    private static readonly L2tpPeerProfile V3 = ScriptedPeer.V3 with { Retransmit = Patient, EstablishMilliseconds = 10_000_000 };

    public static TheoryData<int, bool, bool> Ways => new() { { 2, false, false }, { 2, true, false }, { 3, false, false }, { 3, true, true } };

    [Theory]
    [Trait("l2tp", "H124")]
    [MemberData(nameof(Ways))]
    public void Calls_come_and_go_through_a_bad_network(int version, bool secure, bool overIp)
    {
        L2tpPeerProfile profile = version == 2 ? V2 : V3;
        if (secure)
        {
            profile = profile with { Authentication = L2tpAuthentication.Required, Secrets = [new L2tpSecret(ScriptedPeer.Secret)], HideAvps = true };
        }

        const int Calls = 1000;
        var network = new Network(profile, profile with { HostName = "pe2" }, seed: 7) { Loss = 0.2, Duplication = 0.1, Delay = 100 };
        ControlConnection tunnel = network.Left.Open(overIp ? L2tpEncapsulation.Ip : L2tpEncapsulation.Udp);
        List<L2tpSession> sessions = [];
        for (int i = 0; i < Calls; i++)
        {
            sessions.Add(network.Left.Engine.OpenSession(tunnel, Call(i), network.Now)!);
            if (i % 100 == 0)
            {
                network.Run(500);
            }
        }

        network.Run(4_000_000);
        Assert.Equal(Calls, network.Left.Sessions.Count);
        Assert.Equal(Calls, network.Right.Sessions.Count);
        Dictionary<uint, L2tpSession> byId = network.Right.Sessions.ToDictionary(session => session.LocalId);
        foreach (L2tpSession session in sessions)
        {
            L2tpSession other = byId[session.PeerId];
            Assert.Equal(session.LocalId, other.PeerId);
            Assert.Equal(session.LocalCookie, other.PeerCookie);
            Assert.Equal(session.PeerCookie, other.LocalCookie);
            Assert.Equal(version == 3 ? L2SublayerKind.Default : L2SublayerKind.None, other.SendSublayer);
            if (version == 3)
            {
                Assert.Equal(session.Local.RemoteEndId, other.Remote.RemoteEndId);
            }
        }

        for (int i = 0; i < Calls; i++)
        {
            Network.Node node = i % 2 == 0 ? network.Left : network.Right;
            node.Engine.CloseSession(i % 2 == 0 ? sessions[i] : byId[sessions[i].PeerId], new L2tpResult(DisconnectResult.Administrative), network.Now);
        }

        network.Run(4_000_000);
        AssertEmpty(network);
        Assert.True(network.Left.Engine.Counters.Retransmitted > 100);
        Assert.True(network.Left.Engine.Counters.Duplicates > 100);
        network.Left.Engine.CloseTunnel(tunnel, new L2tpResult(StopResult.ShuttingDown), network.Now);
        network.Run(1_000_000);
        Assert.Equal((0, 0), (network.Left.Engine.TunnelCount, network.Right.Engine.TunnelCount));
    }

    [Theory]
    [Trait("l2tp", "H108")]
    [Trait("l2tp", "I133")]
    [Trait("l2tp", "J146")]
    [InlineData(2, 0)]
    [InlineData(2, 20)]
    [InlineData(3, 0)]
    [InlineData(3, 20)]
    public void Both_ends_begin_and_get_one_of_each(int version, int delay)
    {
        L2tpPeerProfile profile = (version == 2 ? V2 : V3) with { TieBreaker = true };
        for (int seed = 0; seed < 20; seed++)
        {
            var network = new Network(profile, profile with { HostName = "pe2", RouterId = 2 }, seed) { Delay = delay };
            ControlConnection left = network.Left.Open();
            ControlConnection right = network.Right.Open();
            L2tpCallParameters call = new() { RemoteEndId = Text("vc 1") };
            L2tpSession first = network.Left.Engine.OpenSession(left, call, network.Now)!;
            L2tpSession second = network.Right.Engine.OpenSession(right, call, network.Now)!;
            network.Run(60_000);
            Assert.Same(left, Assert.Single(network.Left.Tunnels));
            Assert.Same(right, Assert.Single(network.Right.Tunnels));
            Assert.Equal(left.LocalId, right.PeerId);
            Assert.Empty(network.Left.Downs);

            // L2TPv2 has no ties of sessions. In L2TPv3 the second request may come when the first is answered: two sessions then.
            if (version == 3 && delay == 0)
            {
                Assert.Same(first, Assert.Single(network.Left.Sessions));
                Assert.Same(second, Assert.Single(network.Right.Sessions));
                Assert.Equal((first.LocalId, first.PeerId), (second.PeerId, second.LocalId));
                Assert.NotEqual(first.IsInitiator, second.IsInitiator);
            }
        }
    }

    [Theory]
    [Trait("l2tp", "I130")]
    [Trait("l2tp", "I131")]
    [InlineData(L2tpVersions.V2Only, 2)]
    [InlineData(L2tpVersions.V3Only, 3)]
    [InlineData(L2tpVersions.V3OrV2, 3)]
    public void A_router_of_both_versions_finds_the_peers(L2tpVersions other, int version)
    {
        L2tpPeerProfile both = V3 with { Versions = L2tpVersions.V3OrV2 };
        foreach (double loss in new[] { 0, 0.3 })
        {
            var network = new Network(both, V3 with { Versions = other }) { Loss = loss, Delay = 20 };
            ControlConnection tunnel = network.Left.Open();
            network.Left.Engine.OpenSession(tunnel, new L2tpCallParameters(), network.Now);
            network.Run(200_000);
            Assert.Equal(version, tunnel.Version);
            Assert.Equal(version, Assert.Single(network.Right.Tunnels).Version);
            Assert.Single(network.Left.Sessions);
            Assert.Single(network.Right.Sessions);
        }
    }

    // More with L2TP_SCALE_TUNNELS=1000.
    [Theory]
    [Trait("l2tp", "H119")]
    [InlineData(2)]
    [InlineData(3)]
    public void Many_tunnels_and_sessions_leave_nothing_behind(int version)
    {
        int tunnels = int.TryParse(Environment.GetEnvironmentVariable("L2TP_SCALE_TUNNELS"), out int wanted) ? wanted : 100;
        const int Sessions = 64;
        var network = new Network(version == 2 ? V2 : V3, version == 2 ? V2 : V3);
        List<ControlConnection> opened = [];
        for (int i = 0; i < tunnels; i++)
        {
            opened.Add(network.Left.Open(port: (ushort)(10_000 + i)));
        }

        network.Run(10);
        Assert.Equal((tunnels, tunnels), (network.Left.Tunnels.Count, network.Right.Tunnels.Count));
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < tunnels * Sessions; i++)
        {
            network.Left.Engine.OpenSession(opened[i % tunnels], Call(i), network.Now);
        }

        network.Run(10);
        watch.Stop();
        int count = tunnels * Sessions;
        Assert.Equal((count, count), (network.Left.Sessions.Count, network.Right.Sessions.Count));
        Assert.Equal((count, count), (network.Left.Engine.SessionCount, network.Right.Engine.SessionCount));
        double perSecond = count / watch.Elapsed.TotalSeconds;
        double octets = (GC.GetTotalMemory(forceFullCollection: true) - before) / (2.0 * count);
        output.WriteLine($"v{version}: {count} sessions, {perSecond:F0} sessions/s with both ends, {octets:F0} octets per session and end");

        // The floor is 2,000; a machine under load must not fail the test.
        Assert.True(perSecond > 1000, $"{perSecond:F0} sessions/s");
        Assert.True(octets < 2048, $"{octets:F0} octets");

        watch.Restart();
        foreach (L2tpSession session in network.Left.Sessions.ToList())
        {
            network.Left.Engine.CloseSession(session, new L2tpResult(DisconnectResult.Administrative), network.Now);
        }

        network.Run(10);
        output.WriteLine($"tear-down {count / watch.Elapsed.TotalSeconds:F0} sessions/s");
        Assert.Empty(network.Right.Sessions);
        network.Run(1_000_000);
        AssertEmpty(network);
        foreach (ControlConnection tunnel in opened)
        {
            network.Left.Engine.CloseTunnel(tunnel, new L2tpResult(StopResult.ShuttingDown), network.Now);
        }

        network.Run(1_000_000);
        Assert.Equal((0, 0), (network.Left.Engine.TunnelCount, network.Right.Engine.TunnelCount));
        Assert.Equal((long.MaxValue, long.MaxValue), (network.Left.Engine.NextDeadline, network.Right.Engine.NextDeadline));
    }

    [Fact]
    public void A_flood_of_requests_neither_fills_memory_nor_locks_others_out()
    {
        var options = new L2tpEngineOptions { MaximumHalfOpen = 200, MaximumHalfOpenPerSource = 10, RefusalsPerSecond = 10 };
        var peer = new ScriptedPeer(ScriptedPeer.V2, options);
        peer.Open2();
        long sent = peer.Tunnel.Counters.Sent;
        var random = new Random(3);
        byte[] source = new byte[4];
        for (int i = 0; i < 20_000; i++)
        {
            random.NextBytes(source);
            peer.Give(ScriptedPeer.Sccrq2(), ScriptedPeer.Udp with { RemoteAddress = L2tpAddress.FromOctets(source) });
            Assert.InRange(peer.Engine.HalfOpenCount, 0, 200);
            if (i % 10 == 0)
            {
                peer.Advance(1);
            }
        }

        peer.TakeAll();
        Assert.True(peer.Dropped(ControlDropReason.HalfOpenLimit) > 18_000);
        Assert.InRange(peer.Engine.TunnelCount, 200, 400);
        for (int i = 0; i < 100; i++)
        {
            byte[][] identity = [.. ScriptedPeer.Identity2()[..3], Avp(9, U16(1000 + i))];
            peer.Give(V2(0, 0, 0, 0, [Type(1), .. identity]), ScriptedPeer.Udp with { RemoteAddress = L2tpAddress.FromOctets([10, 9, 9, 9]) });
            peer.Advance(150);
            peer.TakeAll();
        }

        Assert.True(peer.Dropped(ControlDropReason.HalfOpenSourceLimit) > 50);
        Assert.Equal(sent, peer.Tunnel.Counters.Sent);
        Assert.Equal(TunnelState.Established, peer.Tunnel.State);

        // Who answers gets in, whatever is half-open.
        peer.Give(ScriptedPeer.Sccrq2(), ScriptedPeer.Udp with { RemoteAddress = L2tpAddress.FromOctets([10, 9, 9, 8]) });
        SeenMessage reply = peer.Take(2);
        peer.Give(V2(reply.U16(9), 0, 1, 1, Type(3)), ScriptedPeer.Udp with { RemoteAddress = L2tpAddress.FromOctets([10, 9, 9, 8]) });
        Assert.Equal(["tunnel up", "tunnel up"], peer.Events);
        peer.Advance(40_000);
        Assert.Equal(0, peer.Engine.HalfOpenCount);
    }

    [Fact]
    public void Refusals_are_limited()
    {
        var peer = new ScriptedPeer(ScriptedPeer.V2, new L2tpEngineOptions { RefusalsPerSecond = 10 });
        for (int i = 0; i < 100; i++)
        {
            peer.Give(V2(0, 0, 0, 0, Type(1), Avp(9, U16(1 + i))));
        }

        Assert.Equal(10, peer.Engine.Counters.Sent);
        peer.Advance(1000);
        peer.Give(V2(0, 0, 0, 0, Type(1), Avp(9, U16(1))));
        Assert.Equal(11, peer.Engine.Counters.Sent);
        Assert.Equal(0, peer.Engine.TunnelCount);
    }

    private static L2tpCallParameters Call(int number) => new() { RemoteEndId = Text($"circuit {number}") };

    private static void AssertEmpty(Network network)
    {
        foreach (Network.Node node in new[] { network.Left, network.Right })
        {
            Assert.Empty(node.Sessions);
            Assert.Equal((0, 0), (node.Engine.SessionCount, node.Engine.SessionIdsTaken));
            Assert.Equal(0, node.Engine.Counters.DroppedFor(ControlDropReason.InternalError));
            Assert.Equal(0, node.Engine.Counters.DroppedFor(ControlDropReason.Reentrant));
            Assert.All(node.Engine.AllTunnels, tunnel => Assert.Equal(0, tunnel.SessionCount));
        }
    }
}
