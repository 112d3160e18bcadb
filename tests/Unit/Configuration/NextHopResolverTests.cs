using System.Net;
using Router.Configuration;
using Xunit;

namespace Router.Unit.Tests.Configuration;

/// <summary>Where next hops lead.</summary>
public sealed class NextHopResolverTests
{
    private const string Text = """
        ports: { a: { device: net_tap0 }, b: { device: net_tap1 } }
        vrfs: { red: {} }
        interfaces:
          a: { addresses: [10.0.1.1/24, "2001:db8:1::1/64"] }
          b: { addresses: [10.0.2.1/24, 10.0.2.129/24, fe80::1/64] }
          b.5: { vlan: 5, addresses: [10.0.1.1/24], vrf: red }
        routes:
          - { prefix: 10.1.0.0/16, via: 10.0.2.2, labels: [100] }
          - { prefix: 10.2.0.0/16, via: 10.1.0.9, labels: [200, 3] }
          - { prefix: 10.0.2.66/32, via: 10.0.1.2 }
          - { prefix: 0.0.0.0/0, via: 10.0.1.254 }
          - { prefix: "2001:db8:2::/48", via: "fe80::2", interface: b }
        """;

    private readonly NextHopResolver _resolver = new(ConfigurationReader.Parse(Text, "f").Configuration!);

    [Theory]
    [InlineData("10.0.2.2", "b", "10.0.2.2", "")]
    [InlineData("10.1.0.9", "b", "10.0.2.2", "100")]
    [InlineData("10.2.0.9", "b", "10.0.2.2", "100,200")]
    [InlineData("10.0.2.66", "a", "10.0.1.2", "")]
    [InlineData("192.0.2.1", "a", "10.0.1.254", "")]
    [InlineData("2001:db8:1::2", "a", "2001:db8:1::2", "")]
    [InlineData("2001:db8:2::2", "b", "fe80::2", "")]
    public void Resolves(string via, string expectedInterface, string expectedHop, string expectedLabels)
    {
        NextHopResolution? found = _resolver.Resolve("default", IPAddress.Parse(via), null, byDefaultRoute: true, out string? problem);
        Assert.Null(problem);
        Assert.Equal((expectedInterface, IPAddress.Parse(expectedHop)), (found!.Interface.Name, found.NextHop));
        Assert.Equal(expectedLabels, string.Join(',', found.Labels));
    }

    [Fact]
    public void VrfsAreApart()
    {
        Assert.Equal("b.5", _resolver.Resolve("red", IPAddress.Parse("10.0.1.2"), null, byDefaultRoute: true, out _)!.Interface.Name);
        Assert.Null(_resolver.Resolve("red", IPAddress.Parse("10.0.2.2"), null, byDefaultRoute: true, out string? problem));
        Assert.Equal("10.0.2.2 is on no connected subnet of VRF red and no route there leads to it", problem);
    }

    [Fact]
    public void InterfaceIsTakenAsGiven()
    {
        Assert.Equal("b", _resolver.Resolve("default", IPAddress.Parse("10.0.2.66"), "b", byDefaultRoute: true, out _)!.Interface.Name);
        Assert.Null(_resolver.Resolve("default", IPAddress.Parse("10.0.1.2"), "b", byDefaultRoute: true, out string? problem));
        Assert.Equal("10.0.1.2 is in no subnet of interface b, which has 10.0.2.0/24, 10.0.2.0/24, fe80::/64", problem);
    }

    [Fact]
    public void LabelsDoNotFollowTheDefaultRoute()
    {
        Assert.Null(_resolver.Resolve("default", IPAddress.Parse("192.0.2.1"), null, byDefaultRoute: false, out string? problem));
        Assert.Equal("only the default route leads to 192.0.2.1, and labels do not follow it", problem);
        Assert.NotNull(_resolver.Resolve("default", IPAddress.Parse("10.1.0.9"), null, byDefaultRoute: false, out _));
    }

    [Fact]
    public void LoopsEnd()
    {
        const string Loop = """
            routes:
              - { prefix: 10.1.0.0/16, via: 10.2.0.1 }
              - { prefix: 10.2.0.0/16, via: 10.3.0.1 }
              - { prefix: 10.3.0.0/16, via: 10.1.0.1 }
            """;
        IReadOnlyList<ConfigurationError> errors = ConfigurationReader.Parse(Loop, "f").Errors;
        Assert.Equal(["routes[0].via", "routes[1].via", "routes[2].via"], errors.Select(error => error.Key));
        Assert.Contains("loop: 10.2.0.0/16 -> 10.3.0.0/16 -> 10.1.0.0/16 -> 10.2.0.0/16", errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LongChainsEnd()
    {
        string chain = "ports: { a: { device: net_tap0 } }\ninterfaces: { a: { addresses: [10.0.0.1/24] } }\nroutes:\n"
            + "  - { prefix: 10.1.0.0/16, via: 10.0.0.2 }\n"
            + string.Concat(Enumerable.Range(2, 10).Select(number => $"  - {{ prefix: 10.{number}.0.0/16, via: 10.{number - 1}.0.1 }}\n"));
        IReadOnlyList<ConfigurationError> errors = ConfigurationReader.Parse(chain, "f").Errors;
        Assert.Equal(["routes[9].via", "routes[10].via"], errors.Select(error => error.Key));
        Assert.Contains("more than 8 routes", errors[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LookupsBetweenVrfsEnd()
    {
        const string Loop = """
            vrfs: { red: {}, blue: {} }
            routes:
              - { prefix: 10.1.0.0/16, action: lookup, lookup-vrf: red }
              - { prefix: 10.0.0.0/8, vrf: red, action: lookup, lookup-vrf: blue }
              - { prefix: 0.0.0.0/0, vrf: blue, action: lookup, lookup-vrf: default }
              - { prefix: 11.0.0.0/8, action: lookup, lookup-vrf: blue }
            """;
        IReadOnlyList<ConfigurationError> errors = ConfigurationReader.Parse(Loop, "f").Errors;
        Assert.Equal(["routes[0].lookup-vrf", "routes[3].lookup-vrf"], errors.Select(error => error.Key));
        Assert.Contains("never ends: default -> red -> blue -> default", errors[0].Message, StringComparison.Ordinal);
    }
}
