namespace Router.Bench;

/// <summary>Quantiles of samples.</summary>
internal static class Statistics
{
    /// <summary>Fewer samples than this say nothing of their median.</summary>
    public const int FewestSamples = 20;

    public static double Quantile(List<double> samples, double q)
    {
        List<double> sorted = [.. samples.Order()];
        return sorted[(int)((sorted.Count - 1) * q)];
    }

    /// <summary>The median and the interval that holds the true one 19 times in 20.</summary>
    public static (double Median, double Low, double High) Median(List<double> samples)
    {
        // By order statistics: the rank of the median is binomial, whatever the distribution.
        double spread = 0.98 / Math.Sqrt(samples.Count);
        return (Quantile(samples, 0.5), Quantile(samples, Math.Max(0, 0.5 - spread)), Quantile(samples, Math.Min(1, 0.5 + spread)));
    }
}
