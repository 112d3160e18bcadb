using System.Globalization;

namespace Router.Process.Tests.Harness;

/// <summary>A scrape of a router.</summary>
internal sealed class RouterMetrics(string text)
{
    private readonly string[] _samples = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static line => line[0] != '#')];

    /// <summary>Value of a sample without labels.</summary>
    public double this[string name] =>
        double.Parse(_samples.Single(line => line.StartsWith($"{name} ", StringComparison.Ordinal)).AsSpan(name.Length + 1), CultureInfo.InvariantCulture);

    /// <summary>Sum of a family's samples.</summary>
    /// <param name="family">The family.</param>
    /// <param name="label">What is in the labels of those that count.</param>
    public long Sum(string family, string label = "") => _samples
        .Where(line => line.StartsWith(family, StringComparison.Ordinal) && (line[family.Length] is ' ' or '{') && line.Contains(label, StringComparison.Ordinal))
        .Sum(static line => long.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture));
}
