using Router.Process.Tests.Harness;

namespace Router.Process.Tests.Traffic;

/// <summary>CLOCK_MONOTONIC.</summary>
internal static unsafe class Clock
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Nanoseconds.</summary>
    public static long Now
    {
        get
        {
            TimeSpec time;
            _ = NativeMethods.GetClock(NativeMethods.Monotonic, &time);
            return (time.Seconds * NanosecondsPerSecond) + time.Nanoseconds;
        }
    }

    /// <summary>Sleeps until a time; .NET's own sleep counts in milliseconds.</summary>
    public static void SleepUntil(long due)
    {
        TimeSpec time = new() { Seconds = due / NanosecondsPerSecond, Nanoseconds = due % NanosecondsPerSecond };
        _ = NativeMethods.Sleep(NativeMethods.Monotonic, NativeMethods.AbsoluteTime, &time, null);
    }
}
