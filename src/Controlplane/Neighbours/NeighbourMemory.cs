using Router.Controlplane.Desired;
using Router.Controlplane.Kernel;

namespace Router.Controlplane.Neighbours;

/// <summary>
/// Remembers the neighbours that the kernel forgets with a mirror. A new dataplane makes its mirrors anew, and their
/// neighbour tables are empty then: packets need not wait until every neighbour has been asked again. What is remembered
/// ends with the kernel's own answer, good or bad, or after <see cref="HoldTime"/>. Neighbours that vanish from a mirror
/// that stays are not remembered: there the kernel had its reason.
/// </summary>
/// <param name="clock">Time.</param>
public sealed class NeighbourMemory(TimeProvider clock)
{
    /// <summary>How long a neighbour is remembered.</summary>
    public static readonly TimeSpan HoldTime = TimeSpan.FromSeconds(60);

    /// <summary>The kernel tells of the neighbours of a link that goes before it tells of the link.</summary>
    private static readonly TimeSpan LinkDelay = TimeSpan.FromSeconds(1);

    private readonly Dictionary<NextHopKey, Vanished> _vanished = [];

    /// <summary>Takes a new view of the kernel.</summary>
    /// <param name="before">The view before.</param>
    /// <param name="now">The new one.</param>
    public void Follow(KernelView before, KernelView now)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(now);
        foreach (NeighbourEntry entry in before.Neighbours.Where(static entry => entry.IsUsable))
        {
            _vanished[KeyOf(entry)] = new Vanished(entry with { State = NeighbourState.Stale, Origin = NeighbourOrigin.Memory }, clock.GetTimestamp());
        }

        foreach (NeighbourEntry entry in now.Neighbours)
        {
            if (entry.State is not (NeighbourState.None or NeighbourState.Incomplete))
            {
                _ = _vanished.Remove(KeyOf(entry));
            }
        }

        foreach (Vanished item in _vanished.Values)
        {
            item.WithMirror |= !now.Mirrors.Contains(item.Entry.Interface);
        }
    }

    /// <summary>Forgets what is too old.</summary>
    /// <returns>True if something remembered was forgotten.</returns>
    public bool Expire()
    {
        bool forgotten = false;
        foreach ((NextHopKey key, Vanished item) in _vanished)
        {
            if (clock.GetElapsedTime(item.Since) >= (item.WithMirror ? HoldTime : LinkDelay))
            {
                _ = _vanished.Remove(key);
                forgotten |= item.WithMirror;
            }
        }

        return forgotten;
    }

    /// <summary>The kernel's neighbours with the remembered ones in the place of those that it still asks for.</summary>
    /// <param name="kernel">The kernel's neighbours.</param>
    public IEnumerable<NeighbourEntry> Complete(IEnumerable<NeighbourEntry> kernel)
    {
        Dictionary<NextHopKey, NeighbourEntry> remembered = _vanished
            .Where(static item => item.Value.WithMirror)
            .ToDictionary(static item => item.Key, static item => item.Value.Entry);
        return remembered.Count == 0 ? kernel : kernel.Where(entry => !remembered.ContainsKey(KeyOf(entry))).Concat(remembered.Values);
    }

    private static NextHopKey KeyOf(NeighbourEntry entry) => new(entry.Interface, NeighbourMerge.WithoutScope(entry.Address));

    private sealed class Vanished(NeighbourEntry entry, long since)
    {
        public NeighbourEntry Entry => entry;

        public long Since => since;

        /// <summary>Its mirror was gone too.</summary>
        public bool WithMirror { get; set; }
    }
}
