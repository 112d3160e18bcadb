using System.Net;
using Router.Configuration;
using Router.Controlplane.Ppp;
using Xunit;

namespace Router.Unit.Tests.Controlplane.Ppp;

public sealed class PoolTests
{
    [Fact]
    public void APrefixGivesAllButItsFirstAndLast()
    {
        Ipv4Pool pool = new(new IpPrefix(IPAddress.Parse("10.1.2.0"), 29));
        HashSet<string> given = [];
        while (pool.TryAllocate(out IPAddress? address))
        {
            Assert.True(given.Add(address.ToString()));
        }

        Assert.Equal(["10.1.2.1", "10.1.2.2", "10.1.2.3", "10.1.2.4", "10.1.2.5", "10.1.2.6"], given.Order());
        Assert.Equal(6, pool.Capacity);
        pool.Release(IPAddress.Parse("10.1.2.3"));
        pool.Release(IPAddress.Parse("10.1.2.3"));
        pool.Release(IPAddress.Parse("10.9.9.9"));
        Assert.Equal(5, pool.Used);
        Assert.True(pool.TryAllocate(out IPAddress? again));
        Assert.Equal("10.1.2.3", again.ToString());
        Assert.False(pool.TryAllocate(out IPAddress? _));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(31, 2)]
    [InlineData(32, 1)]
    public void ExtremePrefixes(int length, int capacity)
    {
        Ipv4Pool pool = new(new IpPrefix(IPAddress.Parse("10.0.0.0"), length));
        Assert.Equal(length == 0 ? int.MaxValue : capacity, pool.Capacity);
        Assert.True(pool.TryAllocate(out IPAddress? _));
    }

    [Fact]
    public void TheLongestFreeIsGivenFirst()
    {
        Ipv4Pool pool = new(IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.3"));
        Assert.True(pool.TryAllocate(out IPAddress? first));
        pool.Release(first);
        Assert.True(pool.TryAllocate(out IPAddress? second));
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void NothingIsGivenTwice()
    {
        Random random = new(1);
        IndexPool pool = new(1000);
        HashSet<int> taken = [];
        for (int i = 0; i < 200_000; i++)
        {
            int index = random.Next(-1, 1001);
            switch (random.Next(4))
            {
                case 0:
                    bool found = pool.TryAllocate(out int allocated);
                    Assert.Equal(taken.Count < 1000, found);
                    Assert.True(!found || taken.Add(allocated));
                    break;
                case 1:
                    Assert.Equal(index is >= 0 and < 1000 && taken.Add(index), pool.TryReserve(index));
                    break;
                default:
                    Assert.Equal(taken.Remove(index), pool.Release(index));
                    break;
            }

            Assert.Equal(taken.Count, pool.Used);
        }
    }

    [Fact]
    public void PrefixesOfAPrefix()
    {
        Ipv6PrefixPool pool = new(new IpPrefix(IPAddress.Parse("2001:db8::"), 32), 56);
        Assert.Equal(1 << 24, pool.Capacity);
        Assert.True(pool.TryAllocate(out IpPrefix first));
        Assert.True(pool.TryAllocate(out IpPrefix second));
        Assert.Equal(("2001:db8::/56", "2001:db8:0:100::/56"), (first.ToString(), second.ToString()));
        IpPrefix far = new(IPAddress.Parse("2001:db8:ffff:ff00::"), 56);
        Assert.True(pool.TryReserve(far));
        Assert.False(pool.TryReserve(far));
        Assert.False(pool.TryReserve(new IpPrefix(IPAddress.Parse("2001:db9::"), 56)));
        Assert.False(pool.TryReserve(new IpPrefix(IPAddress.Parse("2001:db8::"), 64)));
        pool.Release(far);
        pool.Release(first);
        Assert.Equal(1, pool.Used);
    }
}
