using System.Diagnostics;

namespace Router.Process.Tests.Harness;

/// <summary>Waits for conditions.</summary>
internal static class Wait
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until <paramref name="condition"/> holds; returns how long it took.</summary>
    /// <exception cref="TimeoutException">It did not hold in time; the message has <paramref name="what"/>.</exception>
    public static TimeSpan Until(string what, TimeSpan timeout, Func<bool> condition) => Until(() => what, timeout, condition);

    /// <summary>The same with a description that is made when it is needed.</summary>
    /// <exception cref="TimeoutException">It did not hold in time.</exception>
    public static TimeSpan Until(Func<string> what, TimeSpan timeout, Func<bool> condition)
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(started) > timeout)
            {
                throw new TimeoutException($"not within {timeout.TotalSeconds} s: {what()}");
            }

            Thread.Sleep(Interval);
        }

        return Stopwatch.GetElapsedTime(started);
    }
}
