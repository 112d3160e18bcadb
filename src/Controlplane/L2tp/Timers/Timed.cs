namespace Router.Controlplane.L2tp.Timers;

/// <summary>Something with a deadline in a <see cref="DeadlineHeap"/>.</summary>
public abstract class Timed
{
    /// <summary>Time of the deadline; <see cref="long.MaxValue"/> for none.</summary>
    internal long Deadline { get; set; } = long.MaxValue;

    /// <summary>Position in the heap, -1 outside.</summary>
    internal int HeapIndex { get; set; } = -1;

    /// <summary>The deadline has come.</summary>
    /// <param name="now">Time.</param>
    internal abstract void OnDeadline(long now);
}
