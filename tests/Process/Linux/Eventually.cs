using System.Diagnostics;
using Xunit;

namespace Router.Process.Tests.Linux;

/// <summary>Waits for what happens on other threads.</summary>
internal static class Eventually
{
    /// <summary>Waits until something is so, and fails if it is not in time.</summary>
    /// <returns>How long it took.</returns>
    internal static TimeSpan True(Func<bool> condition, string what, double seconds = 10)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed.TotalSeconds < seconds, $"not within {seconds} s: {what}");
            Thread.Sleep(5);
        }

        return watch.Elapsed;
    }
}
