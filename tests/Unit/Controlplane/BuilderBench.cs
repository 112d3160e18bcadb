using System.Net;
using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.Desired.Build;
using Router.Controlplane.Neighbours;
using Xunit;

namespace Router.Unit.Tests.Controlplane;

/// <summary>Shorthand for tests of what a configuration comes to.</summary>
internal static class BuilderBench
{
    /// <summary>Two core ports with neighbours .2 and a customer port. MACs of the ports are 02:52:00:00:00:01 and on.</summary>
    public const string Head = """
        ports: { a: { device: net_null0 }, b: { device: net_null1 }, d: { device: net_null2 } }
        vrfs: { red: {} }
        interfaces:
          a: { addresses: [10.0.1.1/24, "2001:db8:1::1/64"], mpls: true }
          b: { addresses: [10.0.2.1/24, "2001:db8:2::1/64"], mpls: true }
          b.7: { vlan: 7, inner-vlan: 8, outer-tpid: 0x88a8, addresses: [10.0.7.1/24], mtu: 1400 }
          d: {}
        neighbours:
          - { interface: a, address: 10.0.1.2, mac: 02:00:00:00:0a:02 }
          - { interface: b, address: 10.0.2.2, mac: 02:00:00:00:0b:02 }
          - { interface: b, address: "2001:db8:2::2", mac: 02:00:00:00:0b:02 }
          - { interface: b.7, address: 10.0.7.2, mac: 02:00:00:00:07:02 }

        """;

    public static RouterConfiguration Parse(string yaml)
    {
        ConfigurationResult result = ConfigurationReader.Parse(yaml, "test.yaml");
        Assert.True(result.Configuration is not null, string.Join('\n', result.Errors));
        return result.Configuration;
    }

    public static DesiredState Build(string yaml, params NeighbourEntry[] kernel) => Build(Parse(yaml), kernel);

    public static DesiredState Build(RouterConfiguration configuration, params NeighbourEntry[] kernel) => DesiredStateBuilder.Build(new BuildInputs
    {
        Configuration = configuration,
        Ports = [.. configuration.Ports.Select((port, i) => new PortFacts((ushort)i, port.Name, PortConfiguration.ReplayMac(i), true))],
        Neighbours = NeighbourMerge.Usable(NeighbourMerge.Merge(configuration, kernel)),
    });

    public static DesiredRoute? Route(this DesiredState state, string prefix, string vrf = "default")
    {
        string[] parts = prefix.Split('/');
        RouteKey key = RouteKey.Of(StableKey.OfVrf(vrf), new IpPrefix(IPAddress.Parse(parts[0]), int.Parse(parts[1])));
        return state.Routes.GetValueOrDefault(key);
    }

    public static TargetKind Kind(this DesiredState state, string prefix, string vrf = "default") =>
        state.Route(prefix, vrf)?.Target.Kind ?? TargetKind.None;

    public static DesiredAdjacency Adjacency(this DesiredState state, DesiredTarget target)
    {
        Assert.Equal(TargetKind.Adjacency, target.Kind);
        return state.Adjacencies[target.Key];
    }

    public static DesiredAdjacency Via(this DesiredState state, string prefix, string vrf = "default") =>
        state.Adjacency(state.Route(prefix, vrf)!.Target);

    public static string Hex(this DesiredAdjacency adjacency) => Convert.ToHexStringLower(adjacency.Rewrite.AsSpan());

    /// <summary>Hex without the spaces that make it readable.</summary>
    public static string Octets(params string[] parts) => string.Concat(parts).Replace(" ", "", StringComparison.Ordinal);
}
