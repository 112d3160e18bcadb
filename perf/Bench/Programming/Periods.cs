using System.Globalization;

namespace Router.Bench;

/// <summary>Periods in turn: those with odd numbers are disturbed by programming, the even ones after them are not.</summary>
internal static class Periods
{
    /// <summary>The median over pairs of the ratio of a disturbed period to its quiet neighbours, and the interval that holds it 19 times in 20.</summary>
    public static Ratio Compare(IEnumerable<(int Period, double Value)> samples)
    {
        Dictionary<int, double> medians = samples.GroupBy(static sample => sample.Period)
            .Where(static group => group.Count() >= 5)
            .ToDictionary(static group => group.Key, static group => Statistics.Quantile([.. group.Select(static sample => sample.Value)], 0.5));
        List<double> ratios = [];
        List<double> quiet = [];
        List<double> disturbed = [];
        foreach ((int period, double value) in medians.Where(static item => item.Key % 2 == 1))
        {
            if (medians.TryGetValue(period - 1, out double before) && medians.TryGetValue(period + 1, out double after))
            {
                ratios.Add(2 * value / (before + after));
                quiet.Add((before + after) / 2);
                disturbed.Add(value);
            }
        }

        if (ratios.Count < 10)
        {
            throw new InvalidOperationException($"Only {ratios.Count} periods with samples: measure longer.");
        }

        (double median, double low, double high) = Statistics.Median(ratios);
        return new Ratio(median, low, high, ratios.Count, Statistics.Quantile(quiet, 0.5), Statistics.Quantile(disturbed, 0.5));
    }

    /// <summary>A comparison.</summary>
    /// <param name="Median">Median ratio of disturbed to quiet.</param>
    /// <param name="Low">Lower end of the interval.</param>
    /// <param name="High">Upper end.</param>
    /// <param name="Pairs">Pairs of periods.</param>
    /// <param name="Quiet">Median of the quiet periods.</param>
    /// <param name="Disturbed">Median of the others.</param>
    internal sealed record Ratio(double Median, double Low, double High, int Pairs, double Quiet, double Disturbed)
    {
        public string ToJson() => string.Create(CultureInfo.InvariantCulture,
            $"{{\"ratio\":{Median:F3},\"low\":{Low:F3},\"high\":{High:F3},\"pairs\":{Pairs},\"quiet\":{Quiet:F1},\"disturbed\":{Disturbed:F1}}}");
    }
}
