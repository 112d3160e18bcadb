namespace Router.Process.Tests.Traffic;

/// <summary>What became of a stream.</summary>
internal sealed record StreamReport
{
    /// <summary>Datagrams sent.</summary>
    public required long Sent { get; init; }

    /// <summary>Different datagrams received.</summary>
    public required long Received { get; init; }

    /// <summary>Datagrams received again.</summary>
    public required long Duplicated { get; init; }

    /// <summary>Datagrams received after one with a higher number.</summary>
    public required long Reordered { get; init; }

    /// <summary>How long it was sent.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Longest time between two bursts at the sender: how long this machine did not let it run.</summary>
    public required TimeSpan LongestSendPause { get; init; }

    /// <summary>Longest time between two datagrams at the receiver, or after the last one while the sender went on.</summary>
    public required TimeSpan LongestGap { get; init; }

    /// <summary>Datagrams that the receiving socket had no room for: the harness's fault, not the router's.</summary>
    public required long ReceiverOverruns { get; init; }

    /// <summary>Packets that the kernel dropped between devices for want of backlog during the stream, on the whole machine.</summary>
    public required long BacklogDrops { get; init; }

    /// <summary>Datagrams sent and never received.</summary>
    public long Lost => Sent - Received;

    /// <summary>Datagrams per second that were sent.</summary>
    public double Rate => Sent / Duration.TotalSeconds;

    /// <inheritdoc/>
    public override string ToString() =>
        $"sent {Sent} in {Duration.TotalSeconds:F1} s ({Rate:F0}/s), received {Received}, lost {Lost}, duplicated {Duplicated}, reordered {Reordered}, "
        + $"longest gap {LongestGap.TotalMilliseconds:F0} ms, longest send pause {LongestSendPause.TotalMilliseconds:F0} ms, "
        + $"receiver overruns {ReceiverOverruns}, backlog drops {BacklogDrops}";
}
