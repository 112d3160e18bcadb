using Router.Dataplane.Graph;
using Xunit;

namespace Router.Unit.Tests.Dataplane;

/// <summary>Where a packet came from, in one word.</summary>
public sealed class OriginTests
{
    [Theory]
    [InlineData(0u, 0u, 14)]
    [InlineData(65534u, 65535u, 22)]
    public void APoppedLabelBelongsToTheLinkHeader(uint interfaceId, uint vrf, int link)
    {
        ulong origin = Origin.Of(interfaceId, vrf, link);
        Assert.Equal((vrf, link, 0u), (Origin.Vrf(origin), Origin.LinkLength(origin), Origin.Label(origin)));
        Assert.Equal(interfaceId | (vrf << 16), origin & Origin.WayMask);

        ulong popped = Origin.Popped(origin, 0xfffff, 7);
        Assert.Equal((7u, link + 4, 0xfffffu), (Origin.Vrf(popped), Origin.LinkLength(popped), Origin.Label(popped)));
        Assert.Equal(interfaceId, (ushort)popped);
    }
}
