using System.Globalization;
using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Dataplane.Memory;

namespace Router.Bench;

/// <summary>
/// Notes when a thread that never waits stood still: its time stamps are further apart than its work takes. On its own CPU
/// only the machine does that (a host that runs another guest, an interrupt), or the runtime, which <see cref="RuntimeEvents"/> counts.
/// </summary>
internal sealed unsafe class Pauses
{
    /// <summary>Microseconds from which on a distance between time stamps is a pause: twice what the largest vector takes.</summary>
    public const double Threshold = 10;

    private const int Capacity = 1 << 18;

    private readonly NativeArray<Pause> _pauses = NativeArray<Pause>.Allocate(Capacity);
    private readonly ulong _limit = (ulong)(Threshold * Shim.rs_tsc_hz() / 1e6);
    private ulong _last;

    /// <summary>Touches all of its memory: a page fault is a pause too.</summary>
    public Pauses() => new Span<Pause>(_pauses.Pointer, Capacity).Fill(new Pause(1, 1));

    /// <summary>How many; those beyond the capacity are left out.</summary>
    public int Count { get; private set; }

    /// <summary>One of them.</summary>
    public Pause this[int index] => _pauses.Pointer[index];

    /// <summary>Forgets all and begins anew.</summary>
    public void Begin()
    {
        Count = 0;
        _last = Shim.rs_rdtsc();
    }

    /// <summary>To be called in every round of the thread's loop.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Look()
    {
        ulong now = Shim.rs_rdtsc();
        if (now - _last > _limit && Count < Capacity)
        {
            _pauses.Pointer[Count] = new Pause(_last, now);
            Count++;
        }

        _last = now;
        return now;
    }

    /// <summary>Watches for some time with nothing else to do: what the machine takes from a CPU that belongs to one thread.</summary>
    public void Watch(double seconds)
    {
        Begin();
        ulong end = Shim.rs_rdtsc() + (ulong)(seconds * Shim.rs_tsc_hz());
        while (Look() < end)
        {
        }
    }

    /// <summary>Adds their lengths, in seconds, to a list.</summary>
    public void AddTo(List<double> lengths)
    {
        for (int i = 0; i < Count; i++)
        {
            lengths.Add((this[i].End - this[i].Begin) / (double)Shim.rs_tsc_hz());
        }
    }
}

/// <summary>From one time stamp to the next, in TSC ticks.</summary>
internal readonly record struct Pause(ulong Begin, ulong End);

/// <summary>Sums over pauses, in seconds.</summary>
/// <param name="Count">How many.</param>
/// <param name="Total">All together.</param>
/// <param name="Longest">The longest.</param>
/// <param name="Floor999">What one packet in a thousand of an even stream waits at least because of them.</param>
internal readonly record struct PauseSummary(int Count, double Total, double Longest, double Floor999)
{
    /// <summary>Sums over pauses of these lengths, that were noted in some seconds.</summary>
    public static PauseSummary Of(List<double> lengths, double seconds)
    {
        double[] ordered = [.. lengths.OrderDescending()];
        return new PauseSummary(ordered.Length, ordered.Sum(), ordered.FirstOrDefault(), Floor(ordered, 0.001 * seconds));
    }

    /// <summary>An object of JSON.</summary>
    public string ToJson() => string.Create(CultureInfo.InvariantCulture,
        $"{{\"count\":{Count},\"totalUs\":{Total * 1e6:F1},\"longestUs\":{Longest * 1e6:F1},\"p999FloorUs\":{Floor999 * 1e6:F2}}}");

    /// <summary>For people.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Count} times over {Pauses.Threshold:F0} us, {Total * 1e6:F0} us in all, longest {Longest * 1e6:F0} us, alone p99.9 {Floor999 * 1e6:F1} us");

    /// <summary>
    /// What one packet in a thousand of an even stream waits at least because of the pauses alone: of a pause of length g those
    /// wait longer than x that come in its first g - x.
    /// </summary>
    /// <param name="lengths">The pauses, the longest first, in seconds.</param>
    /// <param name="excess">A thousandth of the time.</param>
    private static double Floor(double[] lengths, double excess)
    {
        double sum = 0;
        for (int i = 0; i < lengths.Length; i++)
        {
            sum += lengths[i];
            double next = i + 1 < lengths.Length ? lengths[i + 1] : 0;
            if (sum - ((i + 1) * next) >= excess)
            {
                return (sum - excess) / (i + 1);
            }
        }

        return 0;
    }
}
