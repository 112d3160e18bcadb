using Router.Channel;
using Router.Controlplane.Metrics;
using Xunit;

namespace Router.Unit.Tests.Metrics;

/// <summary>A sum that never falls.</summary>
public sealed class MonotonicSumTests
{
    [Fact]
    public void Objects_that_go_away_or_start_again_do_not_lower_the_sum()
    {
        MonotonicSum sum = new();
        sum.Observe(1, Counter(10));
        sum.Observe(2, Counter(5));
        Assert.Equal(15UL, sum.Packets);
        sum.Observe(1, Counter(12));
        Assert.Equal(17UL, sum.Packets);

        // Index 2 now belongs to a new object that has counted 3.
        sum.Observe(2, Counter(3));
        Assert.Equal((20UL, 2000UL), (sum.Packets, sum.Bytes));
    }

    [Fact]
    public void Restart_counts_from_nothing_on()
    {
        MonotonicSum sum = new();
        sum.Observe(1, Counter(10));
        sum.Restart();
        sum.Observe(1, Counter(11));
        Assert.Equal(21UL, sum.Packets);
    }

    private static PacketCounter Counter(ulong packets) => new() { Packets = packets, Bytes = packets * 100 };
}
