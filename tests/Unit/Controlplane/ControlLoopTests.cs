using System.Net;
using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.Neighbours;
using Router.Controlplane.Programming;
using Router.Controlplane.Service;
using Router.Controlplane.Store;
using Xunit;

namespace Router.Unit.Tests.Controlplane;

/// <summary>The control loop: attachment, restarts, neighbours, transactions.</summary>
public sealed class ControlLoopTests
{
    private const string Basic = """
        ports: { p0: { device: net_null0 }, p1: { device: net_null1 } }
        interfaces:
          p0: { addresses: [10.0.0.1/24] }
          p1: {}
        routes:
          - { prefix: 10.1.0.0/16, via: 10.0.0.2 }
        l2tp:
          tunnels:
            - { name: t1, tunnel-id: 1, peer-tunnel-id: 2, local: 10.0.0.1, remote: 10.1.0.9 }
          sessions:
            - { name: pw1, tunnel: t1, session-id: 17, peer-session-id: 34, peer-cookie: "01020304" }
        cross-connects:
          - [p1, pw1]

        """;

    [Fact]
    public void ADataplaneThatComesLaterIsProgrammed()
    {
        using LoopBench bench = new(Basic);
        bench.Run();
        Assert.False(bench.Snapshot.Channel.Attached);
        bench.StartDataplane();
        bench.Run();
        Assert.True(bench.Snapshot.Channel is { Attached: true, Converged: true, Generation: 1 });
        Assert.Equal(bench.Snapshot.Desired.Routes.Count, bench.Dataplane!.Routes.Count);
        Assert.Equal([], bench.Dataplane.Violations);
        Assert.Equal(Environment.ProcessId, bench.Dataplane.Channel.Header.ControlplanePid);
        Assert.NotNull(bench.Kernel.Configured);
    }

    [Fact]
    public void TheHeartbeatGoesOn()
    {
        using LoopBench bench = new(Basic);
        bench.StartDataplane();
        bench.Run(300);
        ulong before = bench.Dataplane!.Channel.Header.ControlplaneHeartbeat;
        bench.Run(300);
        Assert.InRange(bench.Dataplane.Channel.Header.ControlplaneHeartbeat - before, 250ul, 350ul);
    }

    [Fact]
    public void ANewDataplaneIsProgrammedFromScratch()
    {
        using LoopBench bench = new(Basic);
        bench.StartDataplane();
        bench.Run();
        ulong epoch = bench.Snapshot.Channel.Epoch;
        bench.StartDataplane();
        bench.Run();
        Assert.NotEqual(epoch, bench.Snapshot.Channel.Epoch);
        Assert.True(bench.Snapshot.Channel.Converged);
        Assert.Equal(bench.Snapshot.Desired.Adjacencies.Count, bench.Dataplane!.Adjacencies.Count);
        Assert.Equal([], bench.Dataplane.Violations);
    }

    [Fact]
    public void ADataplaneWhoseProcessIsGoneIsLetGo()
    {
        using LoopBench bench = new(Basic);
        bench.StartDataplane();
        bench.Run();
        _ = bench.Processes.Dead.Add(bench.Dataplane!.Channel.Header.DataplanePid);
        bench.Run();
        Assert.False(bench.Snapshot.Channel.Attached);
        Assert.False(bench.Service.TryReadChannel(static channel => channel.WorkerCount, out _));

        bench.Processes.Dead.Clear();
        bench.Run();
        Assert.True(bench.Snapshot.Channel is { Attached: true, Converged: true });
    }

    [Fact]
    public void AnotherControlPlaneIsNotDisturbed()
    {
        using LoopBench bench = new(Basic);
        bench.StartDataplane();
        bench.Dataplane!.Channel.Header.ControlplanePid = 1;
        bench.Dataplane.Channel.Header.ControlplaneHeartbeat = (ulong)bench.Time.Milliseconds();
        bench.Run(1000);
        Assert.False(bench.Snapshot.Channel.Attached);
        bench.Run(2000);
        Assert.True(bench.Snapshot.Channel.Attached);
    }

    [Fact]
    public void ARestartedControlPlaneOnlyConfirms()
    {
        using LoopBench bench = new(Basic);
        bench.StartDataplane();
        bench.Kernel.Learn("p0", "10.0.0.2", 0x0200_0000_0002);
        bench.Run();
        _ = bench.Ask(bench.Service.AddSessionAsync(new L2tpSessionConfiguration { Name = "pw2", Tunnel = "t1", SessionId = 18, PeerSessionId = 35 }));
        bench.Dataplane!.ResetCounts();

        bench.Kill();
        bench.Start();
        bench.Run();
        Assert.Equal((0, 0, 0), (bench.Dataplane.Created, bench.Dataplane.Changed, bench.Dataplane.Removed));
        Assert.True(bench.Dataplane.Confirmed > 10);
        Assert.True(bench.Snapshot.Channel is { Converged: true, Generation: 2 });
        Assert.Equal(2, bench.Snapshot.Configuration.L2tp.Sessions.Count);
    }

    [Fact]
    public void ARestartWaitsForTheKernelsNeighbours()
    {
        using LoopBench bench = new(Basic);
        bench.StartDataplane();
        bench.Kernel.Learn("p0", "10.0.0.2", 0x0200_0000_0002);
        bench.Run();
        bench.Dataplane!.ResetCounts();

        bench.Kill();
        bench.Kernel.IsReady = false;
        bench.Start();
        bench.Run(200);
        Assert.Equal(0, bench.Dataplane.Commands);
        bench.Kernel.IsReady = true;
        bench.Run(200);
        Assert.Equal((0, 0, 0), (bench.Dataplane.Created, bench.Dataplane.Changed, bench.Dataplane.Removed));
        Assert.True(bench.Dataplane.Confirmed > 10);
    }

    [Fact]
    public void AnEditedFileBeatsTheRunningConfiguration()
    {
        using LoopBench bench = new(Basic);
        _ = bench.Ask(bench.Service.AddSessionAsync(new L2tpSessionConfiguration { Name = "pw2", Tunnel = "t1", SessionId = 18, PeerSessionId = 35 }));
        bench.Kill();
        bench.Start();
        Assert.Equal(2, bench.Snapshot.Configuration.L2tp.Sessions.Count);

        bench.Kill();
        File.WriteAllText(bench.ConfigurationFile, Basic.Replace("name: pw1", "name: pw9", StringComparison.Ordinal).Replace("[p1, pw1]", "[p1, pw9]", StringComparison.Ordinal));
        bench.Start();
        Assert.Equal("pw9", Assert.Single(bench.Snapshot.Configuration.L2tp.Sessions).Name);
    }

    [Fact]
    public void ANeighbourThatAppearsCompletesWhatWaitedForIt()
    {
        using LoopBench bench = new(Basic);
        bench.StartDataplane();
        bench.Run();
        NextHopKey wanted = new("p0", IPAddress.Parse("10.0.0.2"));
        Assert.Contains(wanted, bench.Kernel.Probes);
        Assert.All(bench.Dataplane!.Adjacencies.Values.Where(item => item.Record.NextHopFamily != 0), item => Assert.Equal(AdjacencyKind.Incomplete, item.Record.Kind));

        bench.Kernel.Learn("p0", "10.0.0.2", 0x0200_0000_0002);
        bench.Run();
        Assert.Contains(bench.Dataplane.Adjacencies.Values, item => item.Record.Kind == AdjacencyKind.L2tpv3);
        Assert.DoesNotContain(bench.Dataplane.Adjacencies.Values, item => item.Record.Kind == AdjacencyKind.Incomplete);

        bench.Dataplane.ResetCounts();
        bench.Kernel.Learn("p0", "10.0.0.2", 0x0200_0000_0002, NeighbourState.Stale);
        bench.Run();
        Assert.Equal(0, bench.Dataplane.Commands);
        Assert.Equal(NeighbourState.Stale, Assert.Single(bench.Snapshot.Neighbours).State);

        bench.Kernel.Learn("p0", "10.0.0.2", 0x0200_0000_0002, NeighbourState.Failed);
        bench.Run();
        Assert.Contains(bench.Dataplane.Adjacencies.Values, item => item.Record.Kind == AdjacencyKind.Incomplete);
        Assert.Equal([], bench.Dataplane.Violations);
    }

    [Fact]
    public void ANewDataplaneUsesTheNeighboursOfTheOldOne()
    {
        using LoopBench bench = WithNeighbour();
        bench.Kernel.Forget("p0", "10.0.0.2");
        bench.Run();
        bench.Kernel.LoseMirror("p0");
        bench.Run();
        bench.StartDataplane();
        bench.Kernel.Probes.Clear();
        bench.Run(2000);
        Assert.Contains(bench.Dataplane!.Adjacencies.Values, item => item.Record.Kind == AdjacencyKind.L2tpv3);
        Assert.Equal(NeighbourOrigin.Memory, Assert.Single(bench.Snapshot.Neighbours).Origin);
        Assert.Contains(new NextHopKey("p0", IPAddress.Parse("10.0.0.2")), bench.Kernel.Probes);

        // While the kernel asks, what is remembered counts; its answer ends that.
        bench.Kernel.Learn("p0", "10.0.0.2", 0, NeighbourState.Incomplete);
        bench.Run();
        Assert.Equal(NeighbourOrigin.Memory, Assert.Single(bench.Snapshot.Neighbours).Origin);
        bench.Kernel.Learn("p0", "10.0.0.2", 0, NeighbourState.Failed);
        bench.Run();
        Assert.Equal(NeighbourOrigin.Kernel, Assert.Single(bench.Snapshot.Neighbours).Origin);
        Assert.DoesNotContain(bench.Dataplane.Adjacencies.Values, item => item.Record.Kind == AdjacencyKind.L2tpv3);
    }

    [Fact]
    public void ARememberedNeighbourIsForgottenInTime()
    {
        using LoopBench bench = WithNeighbour();
        bench.Kernel.LoseMirror("p0");
        bench.Run((int)NeighbourMemory.HoldTime.TotalMilliseconds - 1000);
        Assert.Single(bench.Snapshot.Neighbours);
        bench.Run(2000);
        Assert.Empty(bench.Snapshot.Neighbours);
        Assert.DoesNotContain(bench.Dataplane!.Adjacencies.Values, item => item.Record.Kind == AdjacencyKind.L2tpv3);
    }

    [Fact]
    public void ANeighbourThatVanishesFromAMirrorThatStaysIsNotRemembered()
    {
        using LoopBench bench = WithNeighbour();
        bench.Kernel.Forget("p0", "10.0.0.2");
        bench.Run();
        Assert.Empty(bench.Snapshot.Neighbours);
    }

    /// <summary>A running dataplane, and the next hop of <see cref="Basic"/> known.</summary>
    private static LoopBench WithNeighbour()
    {
        LoopBench bench = new(Basic);
        bench.StartDataplane();
        bench.Kernel.Learn("p0", "10.0.0.2", 0x0200_0000_0002);
        bench.Run();
        return bench;
    }

    [Fact]
    public void PacketsForUnknownHostsMakeFewProbes()
    {
        using LoopBench bench = new(Basic);
        bench.StartDataplane();
        bench.Run();
        bench.Kernel.Probes.Clear();
        EventRecord needed = new()
        {
            Kind = EventKind.NeighbourNeeded,
            Interface = bench.Snapshot.Ids.Interfaces[StableKey.OfInterface("p0")],
            Family = 4,
            Address = Address16.From(IPAddress.Parse("10.0.0.77")),
        };
        for (int i = 0; i < 100; i++)
        {
            bench.Dataplane!.Raise(needed);
            bench.Run(10);
        }

        Assert.InRange(bench.Kernel.Probes.Count(probe => probe == new NextHopKey("p0", IPAddress.Parse("10.0.0.77"))), 1, 2);
    }

    [Fact]
    public void HostileEventsAreIgnored()
    {
        using LoopBench bench = new(Basic);
        bench.StartDataplane();
        bench.Run();
        for (uint i = 0; i < 50; i++)
        {
            bench.Dataplane!.Raise(new EventRecord { Kind = (EventKind)i, Interface = uint.MaxValue - i, Port = uint.MaxValue, Family = (byte)(250 + i) });
        }

        bench.Run();
        Assert.True(bench.Snapshot.Channel.Converged);
    }

    [Fact]
    public void AnApplyIsProgrammedAndKept()
    {
        using LoopBench bench = new(Basic);
        bench.StartDataplane();
        bench.Run();
        string next = Basic.Replace("10.1.0.0/16", "10.0.0.0/8", StringComparison.Ordinal);
        ApplyOutcome outcome = bench.Ask(bench.Service.ApplyAsync(next, "next.yaml"));
        Assert.True(outcome is { Succeeded: true, Programmed: true }, string.Join('\n', outcome.Errors));
        Assert.Equal((2, "next.yaml"), (outcome.Revision.Number, outcome.Revision.Source));
        Assert.Equal(["routes[10.0.0.0/8].prefix", "routes[10.0.0.0/8].via", "routes[10.1.0.0/16].prefix", "routes[10.1.0.0/16].via"],
            outcome.Changes.Select(change => change.Key).Order(StringComparer.Ordinal));
        Assert.EndsWith(next, File.ReadAllText(bench.RunningFile), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(bench.RunningFile));

        ApplyOutcome back = bench.Ask(bench.Service.RollbackAsync());
        Assert.Equal((3, bench.ConfigurationFile), (back.Revision.Number, back.Revision.Source));
        Assert.EndsWith(Basic, File.ReadAllText(bench.RunningFile), StringComparison.Ordinal);
        Assert.False(bench.Ask(bench.Service.RollbackAsync()).Succeeded);
        Assert.Equal([], bench.Dataplane!.Violations);
    }

    [Fact]
    public void AWrongConfigurationChangesNothing()
    {
        using LoopBench bench = new(Basic);
        bench.StartDataplane();
        bench.Run();
        bench.Dataplane!.ResetCounts();
        ApplyOutcome outcome = bench.Ask(bench.Service.ApplyAsync(Basic + "nonsense: 1\n", "bad.yaml"));
        Assert.Equal("bad.yaml", Assert.Single(outcome.Errors).File);
        Assert.Equal(1, outcome.Revision.Number);
        Assert.Equal(0, bench.Dataplane.Commands);
    }

    [Fact]
    public void ARefusedConfigurationIsRolledBack()
    {
        using LoopBench bench = new(Basic);
        bench.StartDataplane();
        bench.Run();
        int routes = bench.Dataplane!.Routes.Count;
        int labels = 0;
        bench.Dataplane.ResetCounts();
        bench.Dataplane.Refuse = (kind, operation) =>
            kind == CommandKind.Label && operation == CommandOperation.Upsert && ++labels == 2 ? CommandError.Malformed : CommandError.None;
        ApplyOutcome outcome = bench.Ask(bench.Service.ApplyAsync(
            Basic.Replace("10.1.0.0/16", "10.0.0.0/8", StringComparison.Ordinal) + "mpls:\n  labels:\n    - { label: 99, action: drop }\n", "full.yaml"));
        Assert.Contains("label 99", Assert.Single(outcome.Errors).Message, StringComparison.Ordinal);
        Assert.Equal(1, bench.Snapshot.Revision.Number);
        Assert.Empty(bench.Dataplane.Labels);
        Assert.Equal(routes, bench.Dataplane.Routes.Count);
        Assert.Contains((0u, (byte)4, (byte)16, (UInt128)0x0a01_0000 << 96), bench.Dataplane.Routes.Keys);
        Assert.True(bench.Snapshot.Channel.Converged);
        Assert.Equal([], bench.Dataplane.Violations);

        // The new route, the label and what belongs to the tunnel came and went; what was there was not touched.
        Assert.Equal((0, bench.Dataplane.Created), (bench.Dataplane.Changed, bench.Dataplane.Removed));
    }

    [Fact]
    public void TunnelsAndSessionsComeAndGo()
    {
        using LoopBench bench = new(Basic);
        bench.StartDataplane();
        bench.Run();
        L2tpTunnelConfiguration tunnel = new()
        {
            Name = "t2",
            TunnelId = 5,
            PeerTunnelId = 6,
            Local = IPAddress.Parse("10.0.0.1"),
            Remote = IPAddress.Parse("10.1.0.10"),
        };
        Assert.True(bench.Ask(bench.Service.AddTunnelAsync(tunnel)).Succeeded);
        L2tpSessionConfiguration session = new() { Name = "x", Tunnel = "t2", SessionId = 99, PeerSessionId = 100 };
        Assert.True(bench.Ask(bench.Service.AddSessionAsync(session)).Succeeded);
        Assert.Contains(bench.Dataplane!.Sessions.Values, item => item.Record.SessionId == 99);

        ApplyOutcome twice = bench.Ask(bench.Service.AddSessionAsync(session with { Name = "y" }));
        Assert.False(twice.Succeeded);
        ApplyOutcome unknown = bench.Ask(bench.Service.RemoveSessionAsync(5, 98));
        Assert.Equal("l2tp.sessions", Assert.Single(unknown.Errors).Key);

        Assert.True(bench.Ask(bench.Service.RemoveTunnelAsync(5)).Succeeded);
        Assert.Equal(17u, Assert.Single(bench.Dataplane.Sessions.Values).Record.SessionId);
        Assert.True(bench.Ask(bench.Service.RemoveSessionAsync(1, 17)).Succeeded);
        Assert.Empty(bench.Dataplane.Sessions);
        Assert.Empty(bench.Snapshot.Configuration.CrossConnects);
        Assert.Equal([], bench.Dataplane.Violations);
    }

    [Fact]
    public void CheckChangesNothing()
    {
        using LoopBench bench = new(Basic);
        ApplyOutcome outcome = bench.Service.Check(Basic.Replace("10.1.0.0/16", "10.0.0.0/8", StringComparison.Ordinal), "x.yaml");
        Assert.True(outcome.Succeeded);
        Assert.Equal(4, outcome.Changes.Count);
        Assert.Equal(1, bench.Snapshot.Revision.Number);
        Assert.True(Assert.Single(bench.Service.Check(Basic.Replace("net_null1", "net_null7", StringComparison.Ordinal), "x.yaml").Changes).NeedsRestart);
    }

    [Fact]
    public void ATraceNeedsADataplaneAndAPort()
    {
        using LoopBench bench = new(Basic);
        Assert.False(bench.Ask(bench.Service.TraceAsync(5, null)));
        bench.StartDataplane();
        bench.Run();
        Assert.False(bench.Ask(bench.Service.TraceAsync(5, "p9")));
        Assert.True(bench.Ask(bench.Service.TraceAsync(5, "p1")));
        Assert.Equal((5u, 1u), (Assert.Single(bench.Dataplane!.Traces).Count, bench.Dataplane.Traces[0].Port));
    }

    [Fact]
    public void ADataplaneThatHangsIsTriedAgain()
    {
        using LoopBench bench = new(Basic);
        bench.StartDataplane();
        bench.Run();
        bench.Dataplane!.Stopped = true;
        ApplyOutcome outcome = bench.Ask(bench.Service.AddSessionAsync(new L2tpSessionConfiguration { Name = "pw2", Tunnel = "t1", SessionId = 18, PeerSessionId = 35 }));
        Assert.True(outcome is { Succeeded: true, Programmed: false });
        bench.Dataplane.Stopped = false;
        bench.Run();
        Assert.True(bench.Snapshot.Channel.Converged);
        Assert.Equal(2, bench.Dataplane.Sessions.Count);
    }
}
