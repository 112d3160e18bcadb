using System.Globalization;
using System.Text;
using Dpdk.Native;
using Router.Channel;

namespace Router.Bench;

/// <summary>What was found under one load, over some streams.</summary>
/// <param name="part">Part of the highest rate.</param>
internal sealed class LoadTally(double part)
{
    private readonly List<double> _workerPauses = [];
    private readonly List<double> _feederPauses = [];
    private ulong _received;
    private ulong _vectors;
    private ulong _busy;
    private long _windows;
    private long _quietWindows;

    /// <summary>Part of the highest rate.</summary>
    public double Part { get; } = part;

    /// <summary>What was found at the same rate through the rings alone.</summary>
    public LoadTally? Rings { get; init; }

    /// <summary>Measured time.</summary>
    public double Seconds { get; private set; }

    /// <summary>Packets sent.</summary>
    public ulong Packets { get; private set; }

    /// <summary>Packets that did not come back; they count as later than all others.</summary>
    public ulong Lost { get; private set; }

    /// <summary>All packets.</summary>
    public LatencyCounts All { get; } = new();

    /// <summary>Packets of streams in which the highest rate did not change, that no pause of a CPU can have delayed.</summary>
    public LatencyCounts Quiet { get; } = new();

    /// <summary>Part of the time in which those were due.</summary>
    public double QuietShare => (double)_quietWindows / Math.Max(1, _windows);

    /// <summary>Latencies of all packets.</summary>
    public Percentiles Percentiles => Percentiles.Of(All, Lost);

    /// <summary>Latencies of those that nothing disturbed.</summary>
    public Percentiles QuietPercentiles => Percentiles.Of(Quiet, Lost);

    /// <summary>When the worker stood still.</summary>
    public PauseSummary Worker => PauseSummary.Of(_workerPauses, Seconds);

    /// <summary>When the sender and receiver stood still.</summary>
    public PauseSummary Feeder => PauseSummary.Of(_feederPauses, Seconds);

    /// <summary>What the kernel says was taken away.</summary>
    public MachineTime Machine { get; private set; } = new([], []);

    /// <summary>What the runtime did.</summary>
    public RuntimeEvents Events { get; private set; }

    /// <summary>Adds one stream.</summary>
    public void Add(
        double seconds, OpenLoop? feed, Pauses feeder, Pauses worker, in WorkerState before, in WorkerState after, RuntimeEvents events, MachineTime machine)
    {
        feeder.AddTo(_feederPauses);
        worker.AddTo(_workerPauses);
        Events += events;
        Machine = Machine.And(machine);
        Seconds += feed?.Seconds ?? seconds;
        if (feed is null)
        {
            return;
        }

        Packets += feed.Due;
        Lost += feed.Due - feed.Returned;
        _received += after.Received - before.Received;
        _vectors += after.BusyLoops - before.BusyLoops;
        _busy += after.BusyCycles - before.BusyCycles;
        bool[] disturbed = Disturbed(feed, feeder, worker);
        _windows += feed.Windows;
        for (int window = 0; window < feed.Windows; window++)
        {
            All.Add(feed, window);
            if (!disturbed[window])
            {
                _quietWindows++;
                Quiet.Add(feed, window);
            }
        }
    }

    /// <summary>Adds what was found in another stream under the same load.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="steady">The highest rate was about the same before and after it; else nothing of it counts as quiet.</param>
    public void Add(LoadTally stream, bool steady)
    {
        _workerPauses.AddRange(stream._workerPauses);
        _feederPauses.AddRange(stream._feederPauses);
        Events += stream.Events;
        Machine = Machine.And(stream.Machine);
        Seconds += stream.Seconds;
        Packets += stream.Packets;
        Lost += stream.Lost;
        _received += stream._received;
        _vectors += stream._vectors;
        _busy += stream._busy;
        _windows += stream._windows;
        All.Add(stream.All);
        if (steady)
        {
            _quietWindows += stream._quietWindows;
            Quiet.Add(stream.Quiet);
        }
    }

    public void Print(StringBuilder lines)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        lines.AppendLine(culture,
            $"  load {Part:P0}: {Packets / Seconds / 1e6:F2} Mpps for {Seconds:F1} s, {Lost} lost; worker busy {Busy:P0}, {Vector:F1} packets a round; runtime: {Events}");
        lines.AppendLine(culture, $"    all:   {Percentiles}");
        lines.AppendLine(culture, $"    quiet: {QuietPercentiles} ({QuietShare:P1} of the time)");
        lines.AppendLine(culture, $"    stood still: worker {Worker}; feeder {Feeder}; steal {Machine.Text}");
        if (Rings is not null)
        {
            lines.AppendLine(culture, $"    the rings alone: {Rings.Percentiles}");
        }
    }

    public string ToJson() => string.Create(CultureInfo.InvariantCulture,
        $"{{\"load\":{Part},\"mpps\":{Packets / Seconds / 1e6:F3},\"packets\":{Packets},\"lost\":{Lost},\"busy\":{Busy:F3},\"vector\":{Vector:F1},"
        + $"\"all\":{Percentiles.ToJson()},\"quietShare\":{QuietShare:F4},\"quiet\":{QuietPercentiles.ToJson()},"
        + $"\"workerPauses\":{Worker.ToJson()},\"feederPauses\":{Feeder.ToJson()},{Machine.ToJson()},\"runtime\":{Events.ToJson()}{(Rings is null ? "" : $",\"rings\":{Rings.Percentiles.ToJson()}")}}}");

    /// <summary>Packets in a round of the worker that found some.</summary>
    private double Vector => (double)_received / Math.Max(1, _vectors);

    /// <summary>Part of the time that the worker spent in such rounds.</summary>
    private double Busy => _busy / (Seconds * Shim.rs_tsc_hz());

    /// <summary>
    /// Windows whose packets a pause of either thread may have delayed: those in which it was, the one before, and as many as it
    /// takes to work off what was due meanwhile: a pause g at a part p of the highest rate is over after g p / (1 - p).
    /// </summary>
    private bool[] Disturbed(OpenLoop feed, params ReadOnlySpan<Pauses> sides)
    {
        bool[] disturbed = new bool[feed.Windows];
        foreach (Pauses pauses in sides)
        {
            for (int i = 0; i < pauses.Count; i++)
            {
                double workedOff = (pauses[i].End - pauses[i].Begin) * Part / Math.Max(0.01, 1 - Part);
                long first = ((long)(pauses[i].Begin - feed.Begin) >> OpenLoop.WindowBits) - 1;
                long last = ((long)(pauses[i].End - feed.Begin + (ulong)workedOff) >> OpenLoop.WindowBits) + 1;
                for (long window = Math.Max(0, first); window <= Math.Min(last, feed.Windows - 1); window++)
                {
                    disturbed[window] = true;
                }
            }
        }

        return disturbed;
    }
}

/// <summary>Latencies of packets from when they were due and from when they were sent.</summary>
internal sealed class LatencyCounts
{
    public ulong[] FromSchedule { get; } = new ulong[LatencyHistogram.Buckets];

    public ulong[] FromSending { get; } = new ulong[LatencyHistogram.Buckets];

    /// <summary>Adds other counts.</summary>
    public void Add(LatencyCounts other)
    {
        for (int i = 0; i < LatencyHistogram.Buckets; i++)
        {
            FromSchedule[i] += other.FromSchedule[i];
            FromSending[i] += other.FromSending[i];
        }
    }

    /// <summary>Adds those of the packets that were due in a window.</summary>
    public void Add(OpenLoop feed, int window)
    {
        feed.FromSchedule(window).AddTo(FromSchedule);
        feed.FromSending(window).AddTo(FromSending);
    }
}

/// <summary>p50, p99, p99.9 and the worst, in microseconds; infinite where a packet of that rank was lost.</summary>
internal sealed record Percentiles(double[] FromSchedule, double[] FromSending)
{
    private static readonly double[] Above = [0.5, 0.01, 0.001, 0];

    /// <summary>Of counts, and of <paramref name="lost"/> packets that are later than all.</summary>
    public static Percentiles Of(LatencyCounts counts, ulong lost) => new(Find(counts.FromSchedule, lost), Find(counts.FromSending, lost));

    /// <summary>An object of JSON.</summary>
    public string ToJson() => $"{{\"fromSchedule\":{Numbers(FromSchedule)},\"fromSending\":{Numbers(FromSending)}}}";

    /// <summary>For people.</summary>
    public override string ToString() => $"from schedule {Text(FromSchedule)}; from sending {Text(FromSending)}";

    private static string Text(double[] values) => string.Create(CultureInfo.InvariantCulture,
        $"p50 {values[0]:F2} p99 {values[1]:F2} p99.9 {values[2]:F2} worst {values[3]:F1}");

    private static double[] Find(ulong[] counts, ulong lost)
    {
        double perMicrosecond = Shim.rs_tsc_hz() / 1e6;
        ulong total = lost;
        foreach (ulong count in counts)
        {
            total += count;
        }

        return [.. Above.Select(part => (ulong)(part * total)).Select(rank =>
            rank < lost ? double.PositiveInfinity : LatencyHistogram.FromAbove(counts, rank - lost) / perMicrosecond)];
    }

    private static string Numbers(double[] values)
    {
        static string Number(double value) => double.IsFinite(value) ? value.ToString("F2", CultureInfo.InvariantCulture) : "null";
        return $"{{\"p50Us\":{Number(values[0])},\"p99Us\":{Number(values[1])},\"p999Us\":{Number(values[2])},\"worstUs\":{Number(values[3])}}}";
    }
}
