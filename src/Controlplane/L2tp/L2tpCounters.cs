using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp;

/// <summary>Counters of a control connection or of the whole engine at one time.</summary>
/// <param name="Sent">Control messages sent, repetitions and acknowledgements included.</param>
/// <param name="Received">Control messages received that belonged to a control connection.</param>
/// <param name="Retransmitted">Repetitions.</param>
/// <param name="AcknowledgementsSent">ZLB and explicit acknowledgements sent.</param>
/// <param name="AcknowledgementsReceived">ZLB and explicit acknowledgements received.</param>
/// <param name="Duplicates">Messages received again.</param>
/// <param name="OutOfOrder">Messages received before their turn.</param>
/// <param name="HellosSent">Hellos sent.</param>
/// <param name="IgnoredAvps">AVPs that were unknown, malformed or repeated, and ignored.</param>
/// <param name="WanErrors">WEN messages received.</param>
/// <param name="LinkInfos">SLI messages received.</param>
/// <param name="Dropped">Messages dropped, by <see cref="ControlDropReason"/>.</param>
public sealed record L2tpCounterSnapshot(
    long Sent,
    long Received,
    long Retransmitted,
    long AcknowledgementsSent,
    long AcknowledgementsReceived,
    long Duplicates,
    long OutOfOrder,
    long HellosSent,
    long IgnoredAvps,
    long WanErrors,
    long LinkInfos,
    IReadOnlyList<long> Dropped)
{
    /// <summary>Messages dropped for one reason.</summary>
    /// <param name="reason">The reason.</param>
    public long DroppedFor(ControlDropReason reason) => (int)reason < Dropped.Count ? Dropped[(int)reason] : 0;
}

/// <summary>Counters that count.</summary>
internal sealed class L2tpCounters
{
    /// <summary>Number of reasons.</summary>
    public const int Reasons = (int)ControlDropReason.InternalError + 1;

    public long Sent;
    public long Received;
    public long Retransmitted;
    public long AcknowledgementsSent;
    public long AcknowledgementsReceived;
    public long Duplicates;
    public long OutOfOrder;
    public long HellosSent;
    public long IgnoredAvps;
    public long WanErrors;
    public long LinkInfos;

    // Most control connections never drop anything.
    private long[]? _dropped;

    public void Drop(ControlDropReason reason) => (_dropped ??= new long[Reasons])[(int)reason]++;

    public L2tpCounterSnapshot Snapshot() => new(
        Sent,
        Received,
        Retransmitted,
        AcknowledgementsSent,
        AcknowledgementsReceived,
        Duplicates,
        OutOfOrder,
        HellosSent,
        IgnoredAvps,
        WanErrors,
        LinkInfos,
        _dropped is null ? [] : [.. _dropped]);
}
