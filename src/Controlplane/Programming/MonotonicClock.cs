namespace Router.Controlplane.Programming;

/// <summary>Milliseconds of a <see cref="TimeProvider"/>; of the system's they are those of CLOCK_MONOTONIC.</summary>
public static class MonotonicClock
{
    /// <summary>Milliseconds since a fixed moment before the process.</summary>
    /// <param name="clock">The clock.</param>
    public static long Milliseconds(this TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return (long)((Int128)clock.GetTimestamp() * 1000 / clock.TimestampFrequency);
    }
}
