using Router.Bench;
using Xunit;

namespace Router.Unit.Tests.Bench;

/// <summary>What the programming instrument compares frames with.</summary>
public sealed class ChangingRoutesTests
{
    private const int Numbers = 20_000;

    [Fact]
    public void TheRightNextHopIsThatOfTheLongestRouteThatIsThere()
    {
        ChangingRoutes routes = new(Numbers);
        _ = routes.Change(routes.Count / 2);
        int covered = 0;
        for (uint i = 0; i < 2000; i++)
        {
            uint destination = RandomPrefixes.Ipv4(i).Destination;
            (int Length, int NextHop) best = (-1, ChangingRoutes.DefaultNextHop);
            for (int route = 0; route < routes.Count; route++)
            {
                (uint prefix, int length) = routes[route];
                if ((destination & ~(uint.MaxValue >> length)) == prefix && length > best.Length && routes.NextHopOf(route) is int nextHop)
                {
                    best = (length, nextHop);
                }
            }

            Assert.Equal(best.NextHop, routes.NextHopNow(destination));
            covered += best.NextHop == ChangingRoutes.DefaultNextHop ? 0 : 1;
        }

        Assert.InRange(covered, 1000, 1999);
    }

    [Fact]
    public void WhatIsRightAtAnyTimeIsAllowedAndNoMore()
    {
        ChangingRoutes routes = new(Numbers);
        uint[] allowed = routes.EverAllowed();
        uint[] seen = new uint[Numbers];
        for (int round = 0; round < 40; round++)
        {
            for (uint i = 0; i < Numbers; i += 7)
            {
                seen[i] |= 1u << routes.NextHopNow(RandomPrefixes.Ipv4(i).Destination);
            }

            _ = routes.Change(routes.Count / 10);
        }

        for (int i = 0; i < Numbers; i += 7)
        {
            Assert.Equal(0u, seen[i] & ~allowed[i]);
        }

        // A route that flips has two next hops, one that comes and goes its own and those of its cover.
        Assert.All(allowed, static mask => Assert.InRange(System.Numerics.BitOperations.PopCount(mask), 2, 6));
    }
}
