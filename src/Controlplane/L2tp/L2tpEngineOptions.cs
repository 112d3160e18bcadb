namespace Router.Controlplane.L2tp;

/// <summary>Limits of an engine.</summary>
public sealed record L2tpEngineOptions
{
    /// <summary>Most control connections, those in set-up and tear-down included.</summary>
    public int MaximumTunnels { get; init; } = 16_384;

    /// <summary>Most sessions.</summary>
    public int MaximumSessions { get; init; } = 1_000_000;

    /// <summary>Most control connections that a peer began and did not yet complete.</summary>
    public int MaximumHalfOpen { get; init; } = 1024;

    /// <summary>The same for one source address.</summary>
    public int MaximumHalfOpenPerSource { get; init; } = 64;

    /// <summary>
    /// Age at which the oldest half-open control connection gives way to a new one when there are too many: a peer that is
    /// there has answered by then, a spoofed source never does.
    /// </summary>
    public int HalfOpenGraceMilliseconds { get; init; } = 1000;

    /// <summary>Refusals that are sent per second without keeping state; further requests are dropped silently.</summary>
    public int RefusalsPerSecond { get; init; } = 200;
}
