using System.Net;
using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.Service;
using Xunit;

namespace Router.Unit.Tests.Controlplane;

/// <summary>Sessions that the L2TP control protocol sets up, one by one, come to what they would come to all at once.</summary>
public sealed class NegotiatedSessionTests
{
    private const string Yaml = """
        ports: { p0: { device: net_null0 }, p1: { device: net_null1 } }
        vrfs: { red: {} }
        interfaces:
          p0: { addresses: [10.0.1.1/24] }
          p1: {}
          p1.5: { vlan: 5 }
          p1.6: { vlan: 6 }
          loopback0: { addresses: [10.9.0.1/32, "2001:db8:9::1/128"], vrf: red }
        neighbours: [{ interface: p0, address: 10.0.1.2, mac: 02:00:00:00:0a:02 }]
        routes: [{ prefix: 100.64.0.3/32, vrf: red, action: blackhole }]
        l2tp:
          tunnels: [{ name: static, tunnel-id: 900, peer-tunnel-id: 1, local: 10.0.1.1, remote: 10.0.1.2 }]
          sessions:
            - { name: pw0, tunnel: static, session-id: 9000, peer-session-id: 1 }
            - { name: pw1, tunnel: static, session-id: 9001, peer-session-id: 2 }
          peers: [{ name: pe2, local: 10.0.1.1, remote: 10.0.1.2 }]
          pseudowires: [{ name: pw2, peer: pe2 }]
        cross-connects: [[p1, pw0], [p1.5, pw1], [p1.6, pw2]]
        """;

    [Fact]
    public void ChangesComeToTheSameAsEverythingAtOnce()
    {
        using LoopBench bench = Started();
        Random random = new(7);
        Dictionary<string, NegotiatedSession> sessions = [];
        for (int round = 0; round < 200; round++)
        {
            List<NegotiatedSession> changed = [];
            List<string> gone = [];
            for (int i = random.Next(1, 6); i > 0; i--)
            {
                int number = random.Next(40);
                string name = $"s{number}";
                if (random.Next(3) == 0 && !changed.Exists(session => session.Session.Name == name))
                {
                    gone.Add(name);
                    _ = sessions.Remove(name);
                }
                else
                {
                    // Few addresses for many sessions: routes change hands.
                    NegotiatedSession session = Ppp(name, (uint)number + 1, (byte)random.Next(8), random.Next(4) != 0);
                    changed.RemoveAll(other => other.Session.Name == name);
                    changed.Add(session);
                    sessions[name] = session;
                }
            }

            bench.Loop.Post(new SessionChanges(changed, gone));
            bench.Run(10);
        }

        Assert.Empty(bench.Dataplane!.Violations);
        using LoopBench fresh = Started();
        fresh.Loop.Post(new SessionChanges([.. sessions.Values], []));
        fresh.Run();
        Assert.Equal(Sessions(fresh), Sessions(bench));
        Assert.Equal(Adjacencies(fresh).Count, Adjacencies(fresh).Intersect(Adjacencies(bench)).Count());

        Assert.NotEqual(0, Limited(bench));

        // Who has an address that several want depends on the order; that it leads to one of them does not.
        Assert.Equal(Routes(fresh).Keys.Order(StringComparer.Ordinal), Routes(bench).Keys.Order(StringComparer.Ordinal));
        foreach ((string prefix, ulong adjacency) in Routes(bench))
        {
            Assert.True(adjacency == 0 || Adjacencies(bench).Contains(adjacency), prefix);
        }

        // And nothing is left when all have gone.
        bench.Loop.Post(new SessionChanges([], [.. sessions.Keys]));
        bench.Run();
        using LoopBench empty = Started();
        Assert.Equal(Sessions(empty), Sessions(bench));
        Assert.Equal(Adjacencies(empty), Adjacencies(bench));
        Assert.Equal(Routes(empty).Keys.Order(StringComparer.Ordinal), Routes(bench).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void OneSessionCostsItsOwnCommandsOnly()
    {
        using LoopBench bench = Started();
        bench.Loop.Post(new SessionChanges([.. Enumerable.Range(1, 30).Select(number => Ppp($"s{number}", (uint)number, (byte)(100 + number), true))], []));
        bench.Run();
        bench.Dataplane!.ResetCounts();
        bench.Loop.Post(new SessionChanges([Ppp("new", 99, 99, true)], []));
        bench.Run(2000);
        Assert.Equal(5, bench.Dataplane.Created); // the session, two adjacencies, two routes
        Assert.Equal(5, bench.Dataplane.Commands);
        Assert.True(bench.Snapshot.Negotiated["new"].IsResolved);
        Assert.True(bench.Snapshot.Ids.Sessions.ContainsKey(bench.Snapshot.Negotiated["new"].Receiving.Key));
    }

    [Fact]
    [Trait("l2tp", "E62")]
    public void BeforeTheCallIsConnectedNoIpPacketsAreForwarded()
    {
        using LoopBench bench = Started();
        bench.Loop.Post(new SessionChanges([Ppp("a", 1, 1, false)], []));
        bench.Run();
        Assert.Equal(0u, (uint)(FlagsOf(bench, 0x10001) & L2tpSessionFlags.NetworkUp));
        Assert.DoesNotContain("100.64.0.1/32", Routes(bench).Keys);
        bench.Loop.Post(new SessionChanges([Ppp("a", 1, 1, true)], []));
        bench.Run();
        Assert.NotEqual(0u, (uint)(FlagsOf(bench, 0x10001) & L2tpSessionFlags.NetworkUp));
        Assert.Contains("100.64.0.1/32", Routes(bench).Keys);
    }

    /// <summary>Also when it comes with a new desired state, as in the first moments.</summary>
    [Fact]
    public void WhoWaitsForASessionIsToldWhenTheDataplaneHasIt()
    {
        using LoopBench bench = new(Yaml);
        bench.StartDataplane();
        bool? known = null;
        SessionChanges changes = new([Ppp("a", 3, 1, false)], [])
        {
            Applied = () => known = bench.Dataplane!.Sessions.Values.Any(static held => held.Record.SessionId == 0x10003),
        };
        bench.Loop.Post(changes);
        bench.Run(2000);
        Assert.True(known);
    }

    [Fact]
    [Trait("l2tp", "E63")]
    public void PacketsToAPeerThatDemandsNumbersHaveRoomForThem()
    {
        using LoopBench bench = Started();
        NegotiatedSession session = Ppp("a", 3, 1, true);
        bench.Loop.Post(new SessionChanges([session, session with { Session = session.Session with { Name = "other", SessionId = 4, Routes = [] } }], []));
        bench.Run();
        Assert.Equal((0, 1462), (Count(), Mtu()));

        // The dataplane's adjacencies are immutable: these are others, of the same session.
        bench.Loop.Post(new SessionChanges([session with { Session = session.Session with { Sequencing = L2tpSequencing.Both } }], []));
        bench.Run();
        Assert.Equal((2, 1458), (Count(), Mtu()));
        Assert.NotEqual(0u, (uint)(FlagsOf(bench, 0x10003) & L2tpSessionFlags.CheckSequence));
        Assert.Empty(bench.Dataplane!.Violations);
        foreach (AdjacencyRecord record in Numbered())
        {
            Assert.Equal(AdjacencyFlags.Sequence, record.Flags & (AdjacencyFlags.Sequence | AdjacencyFlags.SequenceNonIp));
            Assert.Equal(record.Session, bench.Dataplane.Sessions[record.SessionIndex].Record.SessionId);
            ReadOnlySpan<byte> rewrite = record.Rewrite;
            string l2tp = Convert.ToHexString(rewrite[42..record.RewriteLength]);
            Assert.Matches("^08020007" + "03EB" + "00000000" + "FF0300(21|57)$", l2tp);
        }

        // The control plane forgets the session, and the dataplane everything of it.
        bench.Loop.Post(new SessionChanges([], ["a"]));
        bench.Run();
        Assert.Equal(0, Count());

        AdjacencyRecord[] Numbered() =>
            [.. bench.Dataplane!.Adjacencies.Values.Select(static held => held.Record).Where(static record => (record.Flags & AdjacencyFlags.Version2) != 0)];
        int Count() => Numbered().Length;
        int Mtu() => bench.Dataplane!.Adjacencies.Values.Single(held => held.Record.Key == Routes(bench)["100.64.0.1/32"]).Record.Mtu;
    }

    [Theory]
    [InlineData(2, L2tpSequencing.Receive)]
    [InlineData(2, L2tpSequencing.None)]
    [InlineData(3, L2tpSequencing.Both)]
    public void OtherPacketsIntoPppHaveNone(byte version, L2tpSequencing sequencing)
    {
        using LoopBench bench = Started();
        NegotiatedSession session = Ppp("a", 3, 1, true);
        bench.Loop.Post(new SessionChanges(
            [session with { Tunnel = session.Tunnel with { Version = version }, Session = session.Session with { Sequencing = sequencing } }], []));
        bench.Run();
        AdjacencyRecord[] tunnels =
            [.. bench.Dataplane!.Adjacencies.Values.Select(static held => held.Record).Where(static record => record.Kind == AdjacencyKind.IpTunnel)];
        Assert.Equal(2, tunnels.Length);
        Assert.All(tunnels, static record => Assert.Equal(AdjacencyFlags.None, record.Flags & (AdjacencyFlags.Sequence | AdjacencyFlags.Version2)));
    }

    [Fact]
    [Trait("l2tp", "J149")]
    public void NothingIsSentToAPeerWhoseCircuitIsDown()
    {
        using LoopBench bench = Started();
        SortedSet<ulong> before = Adjacencies(bench);
        NegotiatedSession session = Pseudowire();
        bench.Loop.Post(new SessionChanges([session], []));
        bench.Run();
        ulong sending = Adjacencies(bench).Except(before).Single(key => bench.Snapshot.Negotiated["pw2"].Sending.Any(adjacency => adjacency.Key == key));
        bench.Loop.Post(new SessionChanges([session with { IsPeerActive = false }], []));
        bench.Run();
        Assert.DoesNotContain(sending, Adjacencies(bench));

        // It still receives.
        Assert.NotEqual(0u, (uint)(FlagsOf(bench, 0x5001) & L2tpSessionFlags.Enabled));
        bench.Loop.Post(new SessionChanges([session], []));
        bench.Run();
        Assert.Contains(sending, Adjacencies(bench));
    }

    [Fact]
    public void SurvivesBothProcesses()
    {
        using LoopBench bench = Started();
        bench.Loop.Post(new SessionChanges([Ppp("a", 1, 1, true), Ppp("b", 2, 2, false)], []));
        bench.Run();
        SortedSet<string> before = Sessions(bench);
        Assert.Contains(before, static session => session.StartsWith("65537 ", StringComparison.Ordinal));
        bench.StartDataplane();
        bench.Run(3000);
        Assert.Equal(before, Sessions(bench));
        Assert.Equal(2, Limited(bench));
        Assert.Contains("100.64.0.1/32", Routes(bench).Keys);
    }

    private static LoopBench Started()
    {
        LoopBench bench = new(Yaml);
        bench.StartDataplane();
        bench.Run(2000);
        return bench;
    }

    private static NegotiatedSession Ppp(string name, uint id, byte address, bool up)
    {
        L2tpTunnelConfiguration tunnel = new()
        {
            Name = "lac",
            Version = 2,
            TunnelId = 1,
            PeerTunnelId = 7,
            Local = IPAddress.Parse("10.0.1.1"),
            Remote = IPAddress.Parse("10.0.1.2"),
        };
        L2tpSessionConfiguration session = new()
        {
            Name = name,
            Tunnel = "lac",
            SessionId = id,
            PeerSessionId = id + 1000,
            Payload = L2tpPayload.Ppp,
            Interface = "loopback0",
            Routes =
            [
                new IpPrefix(new IPAddress([100, 64, 0, address]), 32),
                new IpPrefix(IPAddress.Parse($"2001:db8:{address:x}::"), 48),
            ],
            TcpMss = address % 5 == 0 ? TcpMss.Off : TcpMss.Clamp,
            Sequencing = address % 4 == 2 ? L2tpSequencing.Both : L2tpSequencing.None,
            RateUp = address % 3 == 0 ? new RateLimit(1_000_000) : null,
            RateDown = address % 2 == 1 ? new RateLimit(8000ul * address) : null,
        };
        return new NegotiatedSession(tunnel, session) { IsNetworkUp = up };
    }

    private static NegotiatedSession Pseudowire()
    {
        L2tpTunnelConfiguration tunnel = new()
        {
            Name = "pe2/5",
            TunnelId = 5,
            PeerTunnelId = 6,
            Local = IPAddress.Parse("10.0.1.1"),
            Remote = IPAddress.Parse("10.0.1.2"),
        };
        return new NegotiatedSession(tunnel, new L2tpSessionConfiguration { Name = "pw2", Tunnel = tunnel.Name, SessionId = 0x5001, PeerSessionId = 0x6001 });
    }

    private static L2tpSessionFlags FlagsOf(LoopBench bench, uint id) =>
        bench.Dataplane!.Sessions.Values.Single(held => held.Record.SessionId == id).Record.Flags;

    private static SortedSet<string> Sessions(LoopBench bench) =>
        new(bench.Dataplane!.Sessions.Values.Select(static held => $"{held.Record.SessionId} {held.Record.Flags} {held.Record.Key:x16} {held.Record.RateUp} {held.Record.RateDown} {held.Record.SegmentLimit}"), StringComparer.Ordinal);

    /// <summary>Adjacencies with a rate: each takes from the bucket of its own session, which has one.</summary>
    private static int Limited(LoopBench bench)
    {
        AdjacencyRecord[] limited =
            [.. bench.Dataplane!.Adjacencies.Values.Select(static held => held.Record).Where(static record => (record.Flags & AdjacencyFlags.RateLimited) != 0)];
        Assert.All(limited, record =>
        {
            L2tpSessionRecord session = bench.Dataplane.Sessions[record.SessionIndex].Record;
            Assert.Equal(record.Session, session.SessionId);
            Assert.NotEqual(0ul, session.RateDown);
        });
        return limited.Length;
    }

    private static SortedSet<ulong> Adjacencies(LoopBench bench) => [.. bench.Dataplane!.Adjacencies.Values.Select(static held => held.Record.Key)];

    private static Dictionary<string, ulong> Routes(LoopBench bench) => bench.Dataplane!.Routes.ToDictionary(
        static route => $"{RouteKey.ToAddress(route.Key.Family, route.Key.Prefix)}/{route.Key.Length}",
        route => new ForwardingTarget(route.Value.Record.Target) is { Kind: TargetKind.Adjacency } target ? bench.Dataplane.Adjacencies[target.Index].Record.Key : 0);
}
