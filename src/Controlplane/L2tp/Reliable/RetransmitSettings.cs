namespace Router.Controlplane.L2tp.Reliable;

/// <summary>How control messages are repeated (RFC 2661 5.8, RFC 3931 4.2). Times are milliseconds.</summary>
public sealed record RetransmitSettings
{
    /// <summary>Time to the first repetition; it doubles for each further one.</summary>
    public int InitialMilliseconds { get; init; } = 1000;

    /// <summary>Longest time between repetitions, at least 8 s by the RFCs.</summary>
    public int MaximumMilliseconds { get; init; } = 8000;

    /// <summary>Repetitions until an L2TPv2 control connection is given up (RFC 2661 5.8).</summary>
    public int Maximum { get; init; } = 5;

    /// <summary>Repetitions until an L2TPv3 control connection is given up (RFC 3931 4.2).</summary>
    public int MaximumInVersion3 { get; init; } = 10;

    /// <summary>The same for an SCCRQ, so that a dead peer is noticed sooner.</summary>
    public int MaximumOfRequest { get; init; } = 5;

    /// <summary>The interval after a number of repetitions.</summary>
    /// <param name="repetitions">Repetitions so far.</param>
    public long Interval(int repetitions) =>
        Math.Min(MaximumMilliseconds, (long)InitialMilliseconds << Math.Min(repetitions, 16));

    /// <summary>The time that a message is repeated for before the peer is given up: 1 + 2 + 4 + 8 + 8 … seconds.</summary>
    /// <param name="repetitions">Repetitions.</param>
    public long FullCycle(int repetitions)
    {
        long sum = 0;
        for (int i = 0; i <= repetitions; i++)
        {
            sum += Interval(i);
        }

        return sum;
    }
}
