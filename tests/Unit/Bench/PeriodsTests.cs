using Router.Bench;
using Xunit;

namespace Router.Unit.Tests.Bench;

/// <summary>Comparison of disturbed periods with quiet ones.</summary>
public sealed class PeriodsTests
{
    [Fact]
    public void TheRatioIsThatOfAPeriodToItsNeighbours()
    {
        // The level drifts threefold; odd periods take a tenth more.
        Periods.Ratio ratio = Periods.Compare(Samples(81, static period => (100 + (2.5 * period)) * (period % 2 == 1 ? 1.1 : 1)));
        Assert.Equal(40, ratio.Pairs);
        Assert.Equal(1.1, ratio.Median, 3);
        Assert.InRange(ratio.Low, 1.09, ratio.Median);
        Assert.InRange(ratio.High, ratio.Median, 1.11);
    }

    [Fact]
    public void OutliersOfAFewPeriodsDoNotCount()
    {
        Periods.Ratio ratio = Periods.Compare(Samples(81, static period => period is 11 or 31 ? 1000 : 100));
        Assert.Equal((1.0, 1.0, 1.0), (ratio.Low, ratio.Median, ratio.High));
    }

    [Fact]
    public void TooFewPeriodsAreRefused() => Assert.Throws<InvalidOperationException>(() => Periods.Compare(Samples(9, static _ => 100)));

    private static IEnumerable<(int Period, double Value)> Samples(int periods, Func<int, double> value) =>
        from period in Enumerable.Range(0, periods)
        from _ in Enumerable.Range(0, 5)
        select (period, value(period));
}
