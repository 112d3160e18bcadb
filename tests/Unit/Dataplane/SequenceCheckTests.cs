using Router.Channel;
using Router.Dataplane.Nodes;
using Xunit;

namespace Router.Unit.Tests.Dataplane;

/// <summary>Late sequence numbers of 24 and 16 bits, and peers that count anew.</summary>
public sealed unsafe class SequenceCheckTests
{
    private const uint V3 = 0xffffff;
    private const uint V2 = 0xffff;

    [Theory]
    [Trait("l2tp", "C38")]
    [InlineData(V3)]
    [InlineData(V2)]
    public void Half_of_the_circle_is_late(uint mask)
    {
        for (uint first = 0; first <= mask; first += mask / 7)
        {
            foreach (uint ahead in new uint[] { 0, 1, mask / 3, (mask / 2) - 1, mask / 2, (mask / 2) + 1, mask - 1, mask })
            {
                L2tpSessionChecks checks = default;
                Assert.False(SequenceCheck.IsLate(&checks, first, mask));
                bool late = SequenceCheck.IsLate(&checks, (first + 1 + ahead) & mask, mask);
                Assert.Equal(ahead > mask / 2, late);
            }
        }
    }

    [Theory]
    [Trait("l2tp", "C39")]
    [InlineData(V3)]
    [InlineData(V2)]
    public void A_peer_that_counts_anew_is_accepted_after_seven_packets(uint mask)
    {
        L2tpSessionChecks checks = default;
        Assert.False(SequenceCheck.IsLate(&checks, 1000, mask));
        for (uint number = 0; number < 20; number++)
        {
            Assert.Equal(number < SequenceCheck.Restart - 1, SequenceCheck.IsLate(&checks, number, mask));
        }

        Assert.True(SequenceCheck.IsLate(&checks, 19, mask));
        Assert.False(SequenceCheck.IsLate(&checks, 20, mask));
    }

    [Fact]
    [Trait("l2tp", "C36")]
    public void What_is_late_without_a_row_stays_late()
    {
        L2tpSessionChecks checks = default;
        Assert.False(SequenceCheck.IsLate(&checks, 1000, V3));

        // Twice the same, backwards, and every second one; then a row that a packet in order interrupts.
        uint[] late = [990, 990, 990, 990, 990, 990, 990, 990, 990, 989, 988, 987, 986, 985, 984, 983, 982, 984, 986, 988, 990, 992, 994, 996, 998];
        uint[] row = [901, 902, 903, 904, 905, 906, 907];
        foreach (uint number in late.Concat(row))
        {
            Assert.True(SequenceCheck.IsLate(&checks, number, V3));
        }

        Assert.False(SequenceCheck.IsLate(&checks, 1001, V3));
        Assert.True(SequenceCheck.IsLate(&checks, 908, V3));
    }
}
