using System.Net;
using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.Service;
using Xunit;

namespace Router.Unit.Tests.Controlplane;

/// <summary>Pseudowire switching: negotiated sessions that are connected to each other, or to a configured one, come and go in any order.</summary>
public sealed class SwitchedSessionTests
{
    private const string Yaml = """
        ports: { p0: { device: net_null0 }, p1: { device: net_null1 } }
        interfaces: { p0: { addresses: [10.0.1.1/24] }, p1: {}, loopback0: {} }
        neighbours: [{ interface: p0, address: 10.0.1.2, mac: 02:00:00:00:0a:02 }]
        l2tp:
          tunnels: [{ name: static, tunnel-id: 900, peer-tunnel-id: 1, local: 10.0.1.1, remote: 10.0.1.2 }]
          sessions:
            - { name: fixed, tunnel: static, session-id: 9000, peer-session-id: 1, payload: frame-relay, dlci: 300, peer-dlci: 301 }
          peers: [{ name: peer, local: 10.0.1.1, remote: 10.0.1.2 }]
          pseudowires:
            - { name: x, peer: peer, payload: frame-relay, dlci: 100, peer-dlci: 101 }
            - { name: y, peer: peer, payload: frame-relay, dlci: 200, peer-dlci: 201 }
            - { name: z, peer: peer, payload: frame-relay, dlci: 400 }
            - { name: cells, peer: peer, payload: atm-vcc, max-cells: 28 }
            - { name: cells2, peer: peer, payload: atm-vcc, max-cells: 8 }
        cross-connects: [[x, y], [z, fixed], [cells, cells2]]
        """;

    private static readonly string[] Names = ["x", "y", "z", "cells", "cells2"];

    [Fact]
    [Trait("l2tp", "D48")]
    public void FramesGetTheDlciOfTheSessionThatTheyGoTo()
    {
        using LoopBench bench = Started();
        Assert.Equal((301u, 301u, TargetKind.None), Dlcis(bench, 9000));
        bench.Loop.Post(new SessionChanges([Session("x"), Session("z")], []));
        bench.Run();
        Assert.Equal((101u, 101u, TargetKind.None), Dlcis(bench, Id("x")));
        Assert.Equal((400u, 300u, TargetKind.Adjacency), Dlcis(bench, Id("z")));
        Assert.Equal((301u, 400u, TargetKind.Adjacency), Dlcis(bench, 9000));

        bench.Loop.Post(new SessionChanges([Session("y")], []));
        bench.Run();
        Assert.Equal((101u, 200u, TargetKind.Adjacency), Dlcis(bench, Id("x")));
        Assert.Equal((201u, 100u, TargetKind.Adjacency), Dlcis(bench, Id("y")));

        bench.Loop.Post(new SessionChanges([], ["z", "y"]));
        bench.Run();
        Assert.Equal((101u, 101u, TargetKind.None), Dlcis(bench, Id("x")));
        Assert.Equal((301u, 301u, TargetKind.None), Dlcis(bench, 9000));
        Assert.Empty(bench.Dataplane!.Violations);
    }

    [Fact]
    [Trait("l2tp", "D50")]
    public void NoMoreCellsGoInAPacketThanBothPeersTake()
    {
        using LoopBench bench = Started();
        bench.Loop.Post(new SessionChanges([Session("cells") with { PeerMaxCells = 3 }, Session("cells2") with { PeerMaxCells = 40 }], []));
        bench.Run();
        Assert.Equal(28, Record(bench, Id("cells")).MaxCells);
        Assert.Equal(3, Record(bench, Id("cells2")).MaxCells);
    }

    [Fact]
    [Trait("l2tp", "D48")]
    public void NothingIsSentToAPeerWhoseCircuitIsDown()
    {
        using LoopBench bench = Started();
        bench.Loop.Post(new SessionChanges([Session("x"), Session("y") with { IsPeerActive = false }], []));
        bench.Run();
        Assert.Equal(TargetKind.None, Dlcis(bench, Id("x")).Target);
        Assert.Equal(TargetKind.Adjacency, Dlcis(bench, Id("y")).Target);
        bench.Loop.Post(new SessionChanges([Session("y")], []));
        bench.Run();
        Assert.Equal(TargetKind.Adjacency, Dlcis(bench, Id("x")).Target);
    }

    [Fact]
    public void AnyOrderComesToTheSame()
    {
        using LoopBench bench = Started();
        Random random = new(11);
        HashSet<string> up = [];
        for (int round = 0; round < 60; round++)
        {
            string name = Names[random.Next(Names.Length)];
            bool goes = random.Next(2) == 0;
            _ = goes ? up.Remove(name) : up.Add(name);
            bench.Loop.Post(new SessionChanges(goes ? [] : [Session(name)], goes ? [name] : []));
            bench.Run(30);
            if (round % 10 == 9)
            {
                bench.Run();
                using LoopBench fresh = Started();
                fresh.Loop.Post(new SessionChanges([.. up.Order(StringComparer.Ordinal).Select(Session)], []));
                fresh.Run();
                Assert.Equal(Describe(fresh), Describe(bench));
            }
        }

        Assert.Empty(bench.Dataplane!.Violations);
    }

    [Fact]
    public void IpPacketsAreRoutedIntoTheSession()
    {
        using LoopBench bench = Started();
        NegotiatedSession session = Session("ip");
        bench.Loop.Post(new SessionChanges(
            [
                session with
                {
                    HasHostRoutes = true,
                    IsNetworkUp = true,
                    Session = session.Session with { Payload = L2tpPayload.Ip, FrameRelay = null, Interface = "loopback0", Routes = [new IpPrefix(IPAddress.Parse("10.7.0.0"), 16)] },
                },
            ],
            []));
        bench.Run();
        L2tpSessionRecord record = Record(bench, Id("ip"));
        Assert.Equal(L2tpSessionFlags.Ip | L2tpSessionFlags.NetworkUp, record.Flags & (L2tpSessionFlags.Ip | L2tpSessionFlags.Ppp | L2tpSessionFlags.Opaque | L2tpSessionFlags.NetworkUp));
        Assert.Contains(bench.Dataplane!.Routes, static route => RouteKey.ToAddress(route.Key.Family, route.Key.Prefix).ToString() == "10.7.0.0");
        bench.Loop.Post(new SessionChanges([], ["ip"]));
        bench.Run();
        Assert.DoesNotContain(bench.Dataplane.Routes, static route => RouteKey.ToAddress(route.Key.Family, route.Key.Prefix).ToString() == "10.7.0.0");
    }

    private static LoopBench Started()
    {
        LoopBench bench = new(Yaml);
        bench.StartDataplane();
        bench.Run(2000);
        return bench;
    }

    private static uint Id(string name) => (uint)(Array.IndexOf(Names, name) + 100);

    private static NegotiatedSession Session(string name)
    {
        L2tpTunnelConfiguration tunnel = new()
        {
            Name = "peer",
            TunnelId = 5,
            PeerTunnelId = 6,
            Local = IPAddress.Parse("10.0.1.1"),
            Remote = IPAddress.Parse("10.0.1.2"),
        };
        L2tpSessionConfiguration session = new()
        {
            Name = name,
            Tunnel = "peer",
            SessionId = Id(name),
            PeerSessionId = Id(name) + 1000,
            Payload = name.StartsWith("cells", StringComparison.Ordinal) ? L2tpPayload.AtmVcc : L2tpPayload.FrameRelay,
            FrameRelay = name switch { "x" => new(2, 100, 101), "y" => new(2, 200, 201), "z" => new(2, 400, 400), _ => null },
            MaxCells = name switch { "cells" => 28, "cells2" => 8, _ => null },
        };
        return new NegotiatedSession(tunnel, session) { ReceivedSublayer = L2SublayerKind.Default };
    }

    private static L2tpSessionRecord Record(LoopBench bench, uint id) => bench.Dataplane!.Sessions.Values.Single(held => held.Record.SessionId == id).Record;

    private static (uint Dlci, uint NewDlci, TargetKind Target) Dlcis(LoopBench bench, uint id)
    {
        L2tpSessionRecord record = Record(bench, id);
        return (record.Dlci, record.NewDlci, new ForwardingTarget(record.Target).Kind);
    }

    private static SortedSet<string> Describe(LoopBench bench) => new(
        bench.Dataplane!.Sessions.Values.Select(held =>
        {
            ForwardingTarget target = new(held.Record.Target);
            ulong adjacency = target.Kind == TargetKind.Adjacency ? bench.Dataplane.Adjacencies[target.Index].Record.Key : 0;
            return $"{held.Record.SessionId} {held.Record.Flags} {held.Record.Dlci}>{held.Record.NewDlci} {held.Record.MaxCells} {adjacency:x}";
        }),
        StringComparer.Ordinal);
}
