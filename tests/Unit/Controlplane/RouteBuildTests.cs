using System.Net;
using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.Desired.Build;
using Router.Controlplane.Neighbours;
using Xunit;
using static Router.Unit.Tests.Controlplane.BuilderBench;

namespace Router.Unit.Tests.Controlplane;

/// <summary>Routes and next hop adjacencies: what a configuration comes to.</summary>
public sealed class RouteBuildTests
{
    [Fact]
    public void AddressesMakeLocalConnectedAndBroadcastRoutes()
    {
        DesiredState state = Build(Head);
        Assert.Equal(TargetKind.Local, state.Kind("10.0.1.1/32"));
        Assert.Equal(new DesiredTarget(TargetKind.Glean, StableKey.OfInterface("a")), state.Route("10.0.1.0/24")!.Target);
        Assert.Equal(TargetKind.Blackhole, state.Kind("10.0.1.0/32"));
        Assert.Equal(TargetKind.Blackhole, state.Kind("10.0.1.255/32"));
        Assert.Equal(TargetKind.Local, state.Kind("2001:db8:1::1/128"));
        Assert.Equal(TargetKind.Glean, state.Kind("2001:db8:1::/64"));
        Assert.Equal(TargetKind.Local, state.Kind("fe80::52:ff:fe00:1/128"));
        Assert.Empty(state.Problems);
    }

    [Theory]
    [InlineData("10.5.0.0/31", "10.5.0.0", TargetKind.Local, TargetKind.None)]
    [InlineData("10.5.0.1/31", "10.5.0.0", TargetKind.None, TargetKind.Local)]
    public void ASlash31HasTwoHostsAndNoBroadcast(string address, string network, TargetKind first, TargetKind second)
    {
        DesiredState state = Build($"ports: {{ a: {{ device: net_null0 }} }}\ninterfaces: {{ a: {{ addresses: [{address}] }} }}\n");
        Assert.Equal(TargetKind.Glean, state.Kind($"{network}/31"));
        Assert.Equal(first, state.Kind("10.5.0.0/32"));
        Assert.Equal(second, state.Kind("10.5.0.1/32"));
    }

    [Fact]
    public void AHostAddressHasNoSubnet()
    {
        DesiredState state = Build("ports: { a: { device: net_null0 } }\ninterfaces: { a: { addresses: [10.5.0.1/32] } }\n");
        Assert.Equal(TargetKind.Local, state.Kind("10.5.0.1/32"));
        Assert.Single(state.Routes);
    }

    [Fact]
    public void ANeighbourMakesAHostRoute()
    {
        DesiredAdjacency adjacency = Build(Head).Via("10.0.1.2/32");
        Assert.Equal(AdjacencyKind.NextHop, adjacency.Kind);
        Assert.Equal(Octets("020000000a02 025200000001 0800"), adjacency.Hex());
        Assert.Equal(14, adjacency.L2Length);
        Assert.Equal(1500, adjacency.Mtu);
        Assert.Equal(IPAddress.Parse("10.0.1.2"), adjacency.NextHop);
    }

    [Fact]
    public void VlanTagsAreInTheRewrite()
    {
        DesiredAdjacency adjacency = Build(Head).Via("10.0.7.2/32");
        Assert.Equal(Octets("020000000702 025200000002 88a80007 81000008 0800"), adjacency.Hex());
        Assert.Equal(22, adjacency.L2Length);
        Assert.Equal(1400, adjacency.Mtu);
    }

    [Fact]
    public void KernelNeighboursCountWhileTheyAreUsable()
    {
        NeighbourEntry Entry(NeighbourState state) =>
            new("a", IPAddress.Parse("10.0.1.9"), new MacAddress(0x0200_0000_0a09), state, NeighbourOrigin.Kernel);
        foreach (NeighbourState state in (NeighbourState[])
            [NeighbourState.Reachable, NeighbourState.Stale, NeighbourState.Delay, NeighbourState.Probe, NeighbourState.Permanent, NeighbourState.NoArp])
        {
            Assert.Equal(Octets("020000000a09 025200000001 0800"), Build(Head, Entry(state)).Via("10.0.1.9/32").Hex());
        }

        foreach (NeighbourState state in (NeighbourState[])[NeighbourState.Failed, NeighbourState.Incomplete, NeighbourState.None])
        {
            Assert.Null(Build(Head, Entry(state)).Route("10.0.1.9/32"));
        }
    }

    [Fact]
    public void AConfiguredNeighbourBeatsTheKernels()
    {
        NeighbourEntry kernel = new("a", IPAddress.Parse("10.0.1.2"), new MacAddress(0x0200_0000_9999), NeighbourState.Reachable, NeighbourOrigin.Kernel);
        Assert.Equal(Octets("020000000a02 025200000001 0800"), Build(Head, kernel).Via("10.0.1.2/32").Hex());
    }

    [Fact]
    public void ANeighbourOutsideOfTheSubnetMakesNoRoute()
    {
        NeighbourEntry kernel = new("a", IPAddress.Parse("192.0.2.1"), new MacAddress(0x0200_0000_9999), NeighbourState.Reachable, NeighbourOrigin.Kernel);
        Assert.Null(Build(Head, kernel).Route("192.0.2.1/32"));
    }

    [Fact]
    public void LabelsAreOutermostFirstAndBlank()
    {
        DesiredState state = Build(Head + "routes:\n  - { prefix: 10.2.0.0/16, via: 10.0.2.2, labels: [100, 200], ttl-mode: uniform }\n");
        DesiredAdjacency adjacency = state.Via("10.2.0.0/16");
        Assert.Equal(Octets("020000000b02 025200000002 8847 00064000 000c8000"), adjacency.Hex());
        Assert.Equal(2, adjacency.LabelCount);
        Assert.Equal(64, adjacency.LabelTtl);
        Assert.Equal(AdjacencyFlags.UniformTtl, adjacency.Flags);
        Assert.Equal([100u, 200u], adjacency.Labels);
    }

    [Fact]
    public void ImplicitNullIsNeverOnTheWire()
    {
        DesiredState state = Build(Head + "routes:\n  - { prefix: 10.2.0.0/16, via: 10.0.2.2, labels: [3] }\n  - { prefix: 10.3.0.0/16, via: 10.0.2.2, labels: [3, 145] }\n");
        Assert.Equal(Octets("020000000b02 025200000002 0800"), state.Via("10.2.0.0/16").Hex());
        Assert.Equal([145u], state.Via("10.3.0.0/16").Labels);
    }

    [Fact]
    public void RecursiveRoutesConcatenateTheirLabels()
    {
        DesiredState state = Build(Head + """
            routes:
              - { prefix: 10.1.0.0/24, via: 10.0.2.2, labels: [32] }
              - { prefix: 11.0.0.1/32, via: 10.1.0.1, labels: [44] }
              - { prefix: 12.0.0.0/8, via: 11.0.0.1 }
              - { prefix: "2001:db8:ffff::/48", via: 10.1.0.1, labels: [2] }

            """);
        Assert.Equal([32u, 44u], state.Via("11.0.0.1/32").Labels);
        Assert.Equal([32u, 44u], state.Via("12.0.0.0/8").Labels);
        Assert.Equal([32u, 2u], state.Via("2001:db8:ffff::/48").Labels);
        Assert.Empty(state.Problems);
    }

    [Fact]
    public void AnIpv6RouteOverAnIpv4NextHopHasItsOwnEtherType()
    {
        DesiredState state = Build(Head + "routes:\n  - { prefix: \"2001:db8:9::/48\", via: 10.0.2.2, labels: [3] }\n");
        Assert.Equal(Octets("020000000b02 025200000002 86dd"), state.Via("2001:db8:9::/48").Hex());
    }

    [Fact]
    public void ALoopOfRecursiveRoutesLeadsNowhere()
    {
        RouterConfiguration configuration = Parse(Head) with
        {
            Routes =
            [
                new RouteConfiguration { Prefix = new IpPrefix(IPAddress.Parse("20.0.0.0"), 8), Via = IPAddress.Parse("21.0.0.1") },
                new RouteConfiguration { Prefix = new IpPrefix(IPAddress.Parse("21.0.0.0"), 8), Via = IPAddress.Parse("20.0.0.1") },
                new RouteConfiguration { Prefix = new IpPrefix(IPAddress.Parse("22.0.0.0"), 8), Via = IPAddress.Parse("22.0.0.1") },
            ],
        };
        DesiredState state = Build(configuration);
        Assert.Null(state.Route("20.0.0.0/8"));
        Assert.Null(state.Route("21.0.0.0/8"));
        Assert.Null(state.Route("22.0.0.0/8"));
        Assert.Equal(3, state.Problems.Count);
    }

    [Fact]
    public void TooManyLabelsAreRefusedNotCut()
    {
        RouteConfiguration Made(string prefix, string via, ConfigurationList<uint> labels) =>
            new() { Prefix = new IpPrefix(IPAddress.Parse(prefix), 24), Via = IPAddress.Parse(via), Labels = labels };
        DesiredState state = Build(Parse(Head) with
        {
            Routes =
            [
                Made("10.1.0.0", "10.0.2.2", [16, 17, 18, 19, 20]),
                Made("11.0.0.0", "10.1.0.1", [21, 22, 23]),
                Made("12.0.0.0", "10.1.0.1", [21, 22, 23, 24]),
            ],
        });
        Assert.Equal(8, state.Via("11.0.0.0/24").LabelCount);
        BuildProblem problem = Assert.Single(state.Problems);
        Assert.Equal(ProblemSeverity.Error, problem.Severity);
        Assert.Equal("routes[2].labels", problem.Key);
    }

    [Fact]
    public void ALabelledRouteWithoutAWayDoesNotFallBackToTheDefaultRoute()
    {
        RouterConfiguration configuration = Parse(Head) with
        {
            Routes =
            [
                new RouteConfiguration { Prefix = new IpPrefix(IPAddress.Any, 0), Via = IPAddress.Parse("10.0.1.2") },
                new RouteConfiguration { Prefix = new IpPrefix(IPAddress.Parse("30.0.0.0"), 8), Via = IPAddress.Parse("40.0.0.1"), Labels = [99] },
                new RouteConfiguration { Prefix = new IpPrefix(IPAddress.Parse("31.0.0.0"), 8), Via = IPAddress.Parse("40.0.0.1") },
            ],
        };
        DesiredState state = Build(configuration);
        Assert.Equal(TargetKind.Unreachable, state.Kind("30.0.0.0/8"));
        Assert.Equal(state.Via("0.0.0.0/0").Key, state.Via("31.0.0.0/8").Key);
    }

    [Fact]
    public void ActionsAndLeaks()
    {
        DesiredState state = Build(Head + """
            routes:
              - { prefix: 10.3.0.0/16, action: unreachable }
              - { prefix: 10.3.1.0/24, action: prohibit }
              - { prefix: 10.3.2.0/24, action: blackhole }
              - { prefix: 10.4.0.0/16, action: lookup, lookup-vrf: red }

            """);
        Assert.Equal(TargetKind.Unreachable, state.Kind("10.3.0.0/16"));
        Assert.Equal(TargetKind.Prohibit, state.Kind("10.3.1.0/24"));
        Assert.Equal(TargetKind.Blackhole, state.Kind("10.3.2.0/24"));
        Assert.Equal(new DesiredTarget(TargetKind.LookupVrf, StableKey.OfVrf("red")), state.Route("10.4.0.0/16")!.Target);
    }

    [Fact]
    public void AnUnknownNeighbourIsAnIncompleteAdjacencyAndWanted()
    {
        DesiredState state = Build(Head + "routes:\n  - { prefix: 10.2.0.0/16, via: 10.0.2.77, labels: [100] }\n");
        DesiredAdjacency adjacency = state.Via("10.2.0.0/16");
        Assert.Equal(AdjacencyKind.Incomplete, adjacency.Kind);
        Assert.Equal(IPAddress.Parse("10.0.2.77"), adjacency.NextHop);
        Assert.Empty(adjacency.Rewrite);
        Assert.Contains(new NextHopKey("b", IPAddress.Parse("10.0.2.77")), state.WantedNeighbours);
        Assert.DoesNotContain(new NextHopKey("b", IPAddress.Parse("10.0.2.2")), state.WantedNeighbours);
    }

    [Fact]
    public void AnInterfaceThatIsDownHasNoRoutes()
    {
        RouterConfiguration configuration = Parse(Head + "routes:\n  - { prefix: 10.2.0.0/16, via: 10.0.2.2 }\n");
        configuration = configuration with
        {
            Interfaces = [.. configuration.Interfaces.Select(entry => entry.Name == "b" ? entry with { Enabled = false } : entry)],
        };
        DesiredState state = Build(configuration);
        Assert.Null(state.Route("10.0.2.0/24"));
        Assert.Null(state.Route("10.0.2.1/32"));
        Assert.Null(state.Route("10.2.0.0/16"));
        Assert.Equal(InterfaceFlags.None, state.Interfaces[StableKey.OfInterface("b")].Flags & InterfaceFlags.Enabled);
    }

    [Fact]
    public void ErrorsComeFromThePrimaryAddressOrOneOfTheVrf()
    {
        DesiredState state = Build("""
            ports: { a: { device: net_null0 }, b: { device: net_null1 } }
            interfaces:
              a: { addresses: [10.0.1.1/24, 10.9.0.1/24] }
              b: { mpls: true }

            """);
        Assert.Equal(IPAddress.Parse("10.0.1.1"), state.Interfaces[StableKey.OfInterface("a")].Ipv4Source);
        Assert.Equal(IPAddress.Parse("10.0.1.1"), state.Interfaces[StableKey.OfInterface("b")].Ipv4Source);
        Assert.Null(state.Interfaces[StableKey.OfInterface("a")].Ipv6Source);
    }

    [Fact]
    public void EqualContentsAreOneAdjacency()
    {
        DesiredState state = Build(Head + "routes:\n  - { prefix: 10.2.0.0/16, via: 10.0.2.2 }\n  - { prefix: 10.3.0.0/16, via: 10.0.2.2 }\n");
        Assert.Equal(state.Route("10.2.0.0/16")!.Target, state.Route("10.3.0.0/16")!.Target);
        Assert.Equal(state.Route("10.2.0.0/16")!.Target, state.Route("10.0.2.2/32")!.Target);
    }

    [Fact]
    public void TheLinkLocalAddressIsTheModifiedEui64() =>
        Assert.Equal(IPAddress.Parse("fe80::200:5eff:fe00:5301"), DesiredStateBuilder.LinkLocalOf(new MacAddress(0x0000_5e00_5301)));

    [Fact]
    public void LinuxGetsTheUnlabelledRoutes()
    {
        DesiredState state = Build(Head + """
            routes:
              - { prefix: 10.1.0.0/24, via: 10.0.2.2, labels: [32] }
              - { prefix: 10.2.0.0/24, via: 10.0.2.2 }
              - { prefix: 10.3.0.0/24, action: blackhole }

            """);
        Assert.Equal(
            [
                new HostRoute("default", new IpPrefix(IPAddress.Parse("10.2.0.0"), 24), IPAddress.Parse("10.0.2.2"), "b", TargetKind.Adjacency),
                new HostRoute("default", new IpPrefix(IPAddress.Parse("10.3.0.0"), 24), null, null, TargetKind.Blackhole),
            ],
            state.HostRoutes);
    }
}
