using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.Desired.Build;
using Router.Controlplane.Neighbours;
using Router.Controlplane.Programming;
using Router.Unit.Tests.Configuration;
using Xunit;
using static Router.Unit.Tests.Controlplane.BuilderBench;

namespace Router.Unit.Tests.Controlplane;

/// <summary>The reconciler against a dataplane that notes every wrong command.</summary>
public sealed class ReconcilerTests
{
    private const string Small = """
        ports: { p0: { device: net_null0 }, p1: { device: net_null1 } }
        interfaces:
          p0: { addresses: [10.0.0.1/24] }
          p1.5: { vlan: 5 }
        neighbours:
          - { interface: p0, address: 10.0.0.2, mac: 02:00:00:00:00:02 }
        routes:
          - { prefix: 10.1.0.0/16, via: 10.0.0.2 }

        """;

    [Fact]
    public void EverythingIsProgrammedOnce()
    {
        using ReconcilerBench bench = new();
        DesiredState desired = Build(Samples.Everything);
        ProgramResult result = bench.Reconciler.Replay(desired);
        Assert.True(result.Succeeded, string.Join('\n', result.Errors));
        bench.AssertHolds(desired);
        Assert.Equal(bench.Dataplane.Commands, bench.Dataplane.Created);

        Assert.Equal(0, bench.Reconciler.Program(Build(Samples.Everything)).Commands);
    }

    [Fact]
    public void ANewControlPlaneOnlyConfirms()
    {
        using ReconcilerBench bench = new();
        DesiredState desired = Build(Samples.Everything);
        _ = bench.Reconciler.Replay(desired);
        bench.Dataplane.ResetCounts();
        uint generation = bench.Client.Generation;

        bench.Restart();
        ProgramResult result = bench.Reconciler.Replay(Build(Samples.Everything));
        Assert.True(result.Succeeded);
        Assert.Equal(generation + 1, bench.Client.Generation);
        Assert.Equal((0, 0, 0), (bench.Dataplane.Created, bench.Dataplane.Changed, bench.Dataplane.Removed));
        Assert.Equal(result.Commands, bench.Dataplane.Confirmed);
        bench.AssertHolds(desired);
    }

    [Fact]
    public void ANewControlPlaneWithAnotherConfigurationKeepsWhatIsTheSame()
    {
        using ReconcilerBench bench = new();
        _ = bench.Reconciler.Replay(Build(Small));
        bench.Dataplane.ResetCounts();

        bench.Restart();
        DesiredState desired = Build(Small.Replace("10.1.0.0/16", "10.2.0.0/16", StringComparison.Ordinal));
        _ = bench.Reconciler.Replay(desired);
        bench.AssertHolds(desired);
        Assert.Equal((1, 0, 1), (bench.Dataplane.Created, bench.Dataplane.Changed, bench.Dataplane.Removed));
    }

    [Fact]
    public void CommandsOfADeadControlPlaneComeFirst()
    {
        using ReconcilerBench bench = new();
        bench.Dataplane.Stopped = true;
        DesiredState desired = Build(Small);

        // The first control plane dies with its commands in the ring.
        uint adjacency = 7;
        bench.Client.Send(CommandKind.Vrf, CommandOperation.Upsert, 0, new VrfRecord { Key = StableKey.OfVrf("default"), Name = Name16.From("default") });
        bench.Client.Send(
            CommandKind.Interface, CommandOperation.Upsert, 1, new InterfaceRecord { Id = 9, Key = StableKey.OfInterface("p0"), Name = Name16.From("p0") });
        DesiredAdjacency kept = desired.Via("10.1.0.0/16");
        bench.Client.Send(CommandKind.Adjacency, CommandOperation.Upsert, 2, new AdjacencyRecord { Id = adjacency, Key = 99, Interface = 9 });
        bench.Dataplane.Stopped = false;

        bench.Restart();
        _ = bench.Reconciler.Replay(desired);
        bench.AssertHolds(desired);
        Assert.True(bench.Reconciler.Ids.Interfaces.TryGet(StableKey.OfInterface("p0"), out uint id));
        Assert.Equal(9u, id);
        Assert.NotNull(kept);
    }

    [Fact]
    public void AVlanThatMovesToAnotherInterfaceIsNeverHeldTwice()
    {
        using ReconcilerBench bench = new();
        _ = bench.Reconciler.Replay(Build(Small));
        DesiredState renamed = Build(Small.Replace("p1.5:", "p1.6:", StringComparison.Ordinal));
        Assert.True(bench.Reconciler.Program(renamed).Succeeded);
        bench.AssertHolds(renamed);
    }

    [Fact]
    public void TwoVlansThatChangePlacesAreNeverHeldTwice()
    {
        const string Two = """
            ports: { p0: { device: net_null0 }, p1: { device: net_null1 } }
            interfaces:
              p0.1: { vlan: 10, addresses: [10.0.0.1/24] }
              p0.2: { vlan: 20, addresses: [10.0.1.1/24] }
            neighbours:
              - { interface: p0.1, address: 10.0.0.2, mac: 02:00:00:00:00:02 }

            """;
        using ReconcilerBench bench = new();
        _ = bench.Reconciler.Replay(Build(Two));
        DesiredState swapped = Build(Two.Replace("vlan: 10", "vlan: 30", StringComparison.Ordinal)
            .Replace("vlan: 20", "vlan: 10", StringComparison.Ordinal).Replace("vlan: 30", "vlan: 20", StringComparison.Ordinal));
        Assert.True(bench.Reconciler.Program(swapped).Succeeded);
        bench.AssertHolds(swapped);
    }

    [Fact]
    public void ARefusalIsAnErrorAndTheOldStateComesBack()
    {
        using ReconcilerBench bench = new();
        DesiredState before = Build(Small);
        _ = bench.Reconciler.Replay(before);
        bench.Dataplane.Refuse = static (kind, operation) =>
            kind == CommandKind.Label && operation == CommandOperation.Upsert ? CommandError.NoSpace : CommandError.None;
        DesiredState after = Build(Small.Replace("00:02 }", "00:03 }", StringComparison.Ordinal) + "mpls:\n  labels:\n    - { label: 99, action: drop }\n");
        ProgramResult result = bench.Reconciler.Program(after);
        Assert.Equal(2, result.Errors.Count);
        Assert.Equal("label 99 bottom-of-stack yes: Upsert refused: NoSpace", result.Errors[0].ToString());
        Assert.Equal([], bench.Dataplane.Violations);

        Assert.True(bench.Reconciler.Program(before).Succeeded);
        bench.AssertHolds(before);
    }

    [Fact]
    public void ARefusedAdjacencyLeavesTheOldWayInForce()
    {
        using ReconcilerBench bench = new();
        DesiredState before = Build(Small);
        _ = bench.Reconciler.Replay(before);
        bench.Dataplane.Refuse = static (kind, operation) =>
            kind is CommandKind.Adjacency or CommandKind.Route && operation == CommandOperation.Upsert ? CommandError.NotFound : CommandError.None;
        ProgramResult result = bench.Reconciler.Program(Build(Small.Replace("00:02 }", "00:03 }", StringComparison.Ordinal)));
        Assert.False(result.Succeeded);
        bench.AssertHolds(before);
    }

    [Fact]
    public void AFullTableIsAnErrorAndFreesUpAgain()
    {
        using ReconcilerBench bench = new(new ChannelLimits { Interfaces = 2, CommandSlots = 64 });
        DesiredState three = Build("""
            ports: { p0: { device: net_null0 } }
            interfaces: { p0: {}, p0.1: { vlan: 1 }, p0.2: { vlan: 2 } }

            """);
        ProgramResult result = bench.Reconciler.Replay(three);
        Assert.Equal(CommandError.NoSpace, Assert.Single(result.Errors).Error);
        Assert.Equal([], bench.Dataplane.Violations);

        DesiredState other = Build("ports: { p0: { device: net_null0 } }\ninterfaces: { p0.3: { vlan: 3 }, p0.4: { vlan: 4 } }\n");
        Assert.True(bench.Reconciler.Program(other).Succeeded);
        bench.AssertHolds(other);
    }

    [Fact]
    public void ADataplaneThatStopsIsGivenUp()
    {
        using ReconcilerBench bench = new();
        bench.Dataplane.Stopped = true;
        _ = Assert.Throws<ChannelLostException>(() => bench.Reconciler.Replay(Build(Small)));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void RandomChangesNeverReferToWhatIsMissing(int seed)
    {
        Random random = new(seed);
        using ReconcilerBench bench = new();
        RouterConfiguration? configuration = null;
        for (int step = 0; step < 12; step++)
        {
            configuration = configuration is null || random.Next(3) == 0
                ? new RandomConfiguration((seed * 100) + step).Make() with { Dataplane = new DataplaneConfiguration() }
                : configuration;
            DesiredState desired = Build(configuration, [.. Neighbours(random)]);
            bool restart = step == 0 || random.Next(6) == 0;
            if (restart)
            {
                bench.Restart();
            }

            ProgramResult result = restart ? bench.Reconciler.Replay(desired) : bench.Reconciler.Program(desired);
            Assert.True(result.Succeeded, string.Join('\n', result.Errors));
            bench.AssertHolds(desired);
        }
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 60)];

    private static IEnumerable<NeighbourEntry> Neighbours(Random random)
    {
        for (int i = 0; i < 6; i++)
        {
            if (random.Next(2) == 0)
            {
                NeighbourState state = random.Next(4) == 0 ? NeighbourState.Failed : NeighbourState.Reachable;
                yield return new NeighbourEntry(
                    "p0", new System.Net.IPAddress([10, 0, 0, (byte)(2 + i)]), new MacAddress(0x0200_0000_0000ul + (uint)random.Next(1, 4)), state, NeighbourOrigin.Kernel);
            }
        }
    }
}
