using System.Globalization;
using System.Text;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Memory;
using static Dpdk.Native.Dpdk;

namespace Router.Bench;

/// <summary>
/// Two workers on two CPUs, sharing the tables and the pool of packet buffers, each with queues and counters of its own: what a
/// packet takes while the other worker runs, by what it takes while the other sleeps. The same of the work in C, and of
/// arithmetic that touches no memory: that is what the CPUs themselves take from each other.
/// </summary>
internal static unsafe class TwoWorkers
{
    /// <summary>Two workers forward at least so many times what one does.</summary>
    private const double LeastSpeed = 1.8;

    /// <summary>A packet takes at most so many times as long while the other worker runs.</summary>
    private const double MostGrowth = 1.1;

    /// <summary>CPUs whose arithmetic grows by more than this share execution units: they are two halves of one core, or the host makes them so.</summary>
    private const double SharedCore = 1.05;

    private const int Cpus = 2;
    private const ulong SlotsPerSecond = 500;

    private static readonly string[] Names = ["router", "reference", "arithmetic"];

    public static string Measure(Scenario scenario, Options options)
    {
        string pcap = Path.Combine(Path.GetTempPath(), $"router-bench-{Environment.ProcessId}.pcap");
        Capture.Write(pcap, scenario, options.Entries);
        using Programmer programmer = new(options.Entries, Cpus);
        rte_mempool* pool;
        try
        {
            // Two devices of each kind, not two queues of one: net_null counts all queues in the same cache lines.
            string feed = $"rx_pcap={pcap},infinite_rx=1";
            Run.StartEal("0", 128, $"net_pcap0,{feed}", $"net_pcap1,{feed}", "net_null0,no-rx=1", "net_null1,no-rx=1");
            pool = Run.CreatePool(16383);
            for (ushort i = 0; i < Cpus; i++)
            {
                programmer.Workers[i]->Pool = pool;
                Run.OpenPort(programmer.Workers[i], 0, i);
                Run.OpenPort(programmer.Workers[i], 1, (ushort)(Cpus + i));
            }
        }
        finally
        {
            File.Delete(pcap);
        }

        scenario.Program(programmer, options.Entries);
        GraphCompiler.Prepare();
        uint free = rte_mempool_avail_count(pool);

        ulong* meeting = NativeArray<ulong>.Allocate(1).Pointer;
        Lane[] lanes = [.. Enumerable.Range(0, Cpus).Select(i => new Lane(i, i, programmer.Workers[i], scenario, options, meeting))];
        LaneWork[] works = scenario.Reference(options.Entries) is null
            ? [LaneWork.Router, LaneWork.Arithmetic]
            : [LaneWork.Router, LaneWork.Reference, LaneWork.Arithmetic];

        // Both orders: what a lane did before, and so has in its caches, must not favour one kind of slot.
        Slot[] cycle = [.. works.SelectMany(static work => new[] { 1, 3, 2, 2, 3, 1 }.Select(lanes => new Slot(work, lanes)))];
        ulong hz = Shim.rs_tsc_hz();
        int slots = (int)(options.Seconds * SlotsPerSecond) / cycle.Length * cycle.Length;

        // Time for the lanes to start and rehearse.
        Timetable timetable = new(cycle, slots, Shim.rs_rdtsc() + hz, hz / SlotsPerSecond);
        foreach (Lane lane in lanes)
        {
            lane.Start(timetable);
        }

        // Asked once beforehand: compiling the question is not to be counted either.
        Predicate<Lane> isOver = static lane => lane.IsOver;
        _ = Array.TrueForAll(lanes, isOver);
        AwaitAll(lanes, static lane => lane.IsReady);
        RuntimeEvents events = RuntimeEvents.Now();
        Thread.Sleep((int)(1000UL * (ulong)slots / SlotsPerSecond));
        AwaitAll(lanes, isOver);
        events = RuntimeEvents.Now() - events;
        foreach (Lane lane in lanes)
        {
            lane.Join();
        }

        ulong lost = 0;
        for (int i = 0; i < Cpus; i++)
        {
            lost += programmer.Workers[i]->State->Dropped;
        }

        if (lost != 0)
        {
            throw new InvalidOperationException($"{lost} packets of {scenario.Name} were dropped: nothing was measured.");
        }

        List<Comparison> found = [.. works.Select(work => Compare(lanes, timetable, work))];
        return Report(scenario, options, lanes, found, events, (long)free - rte_mempool_avail_count(pool));
    }

    private static void AwaitAll(Lane[] lanes, Predicate<Lane> condition)
    {
        while (!Array.TrueForAll(lanes, condition))
        {
            Thread.Sleep(10);
        }
    }

    /// <summary>One kind of work: three slots after each other have one lane, both lanes, and the other lane.</summary>
    private static Comparison Compare(Lane[] lanes, Timetable timetable, LaneWork work)
    {
        List<double>[] alone = [[], []], both = [[], []], growth = [[], []];
        List<double> speed = [];
        for (int slot = 0; slot < timetable.Slots; slot += 3)
        {
            if (timetable.At(slot).Work != work)
            {
                continue;
            }

            int first = timetable.At(slot).Lanes == 1 ? slot : slot + 2;
            int second = slot + slot + 2 - first;
            double[] single = [lanes[0].Samples[first], lanes[1].Samples[second]];
            double[] together = [lanes[0].Samples[slot + 1], lanes[1].Samples[slot + 1]];
            if (!single.Concat(together).All(double.IsFinite))
            {
                continue;
            }

            for (int i = 0; i < Cpus; i++)
            {
                alone[i].Add(single[i]);
                both[i].Add(together[i]);
                growth[i].Add(together[i] / single[i]);
            }

            speed.Add((single[0] / together[0]) + (single[1] / together[1]));
        }

        return new Comparison(work, alone, both, growth, speed);
    }

    private static string Report(Scenario scenario, Options options, Lane[] lanes, List<Comparison> found, RuntimeEvents events, long leaked)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        StringBuilder lines = new();
        StringBuilder json = new();
        json.Append(culture, $"{{\"instrument\":\"two-workers\",\"scenario\":\"{scenario.Name}\",\"entries\":{options.Entries},\"roundTripNs\":{lanes[0].RoundTrip:F0},");
        json.Append(culture, $"\"runtime\":{events.ToJson()},\"mbufsLeaked\":{leaked},");
        lines.AppendLine(culture, $"two workers, {scenario.Name}, {options.Entries} entries; a cache line to the other CPU and back: {lanes[0].RoundTrip:F0} ns");
        foreach (Comparison each in found)
        {
            string name = Names[(int)each.Work];
            if (each.Speed.Count < Statistics.FewestSamples)
            {
                lines.AppendLine(culture, $"  {name,-10} too few whole samples ({each.Speed.Count}): the host took the CPUs away too often");
                json.Append(culture, $"\"{name}\":{{\"error\":\"too few whole samples\",\"samples\":{each.Speed.Count}}},");
                continue;
            }

            (double speed, double low, double high) = Statistics.Median(each.Speed);
            json.Append(culture, $"\"{name}\":{{\"speed\":{speed:F3},\"low\":{low:F3},\"high\":{high:F3},\"samples\":{each.Speed.Count},\"workers\":[");
            lines.Append(culture, $"  {name,-10} together {speed:F3} times one [{low:F3}, {high:F3}], {each.Speed.Count} samples;");
            for (int i = 0; i < Cpus; i++)
            {
                double alone = Statistics.Quantile(each.Alone[i], 0.5), both = Statistics.Quantile(each.Both[i], 0.5);
                (double growth, double least, double most) = Statistics.Median(each.Growth[i]);
                json.Append(culture, $"{(i == 0 ? "" : ",")}{{\"aloneTicks\":{alone:F1},\"bothTicks\":{both:F1},\"growth\":{growth:F3},\"low\":{least:F3},\"high\":{most:F3}}}");
                lines.Append(culture, $" CPU {i}: {alone:F1} -> {both:F1} ticks, x {growth:F3} [{least:F3}, {most:F3}]{(i == 0 ? "," : "")}");
            }

            lines.AppendLine();
            json.Append("]},");
        }

        string verdict = Judge(found) + (events.None ? "" : $"; the runtime disturbed: {events}");
        lines.AppendLine(culture, $"  runtime: {events}");
        lines.AppendLine(culture, $"  verdict: {verdict}");
        json.Append(culture, $"\"verdict\":\"{verdict}\"}}");
        return lines.Append(json).ToString();
    }

    private static string Judge(List<Comparison> found)
    {
        if (found.Exists(static each => each.Speed.Count < Statistics.FewestSamples))
        {
            return "unclear: too few samples";
        }

        CultureInfo culture = CultureInfo.InvariantCulture;
        Comparison router = found[0];
        double speed = Statistics.Quantile(router.Speed, 0.5);
        double growth = router.Growth.Max(static each => Statistics.Quantile(each, 0.5));
        double arithmetic = found[^1].Growth.Max(static each => Statistics.Quantile(each, 0.5));
        bool holds = speed >= LeastSpeed && growth <= MostGrowth;
        string text = string.Create(culture,
            $"{(holds ? "holds" : "FAILED")}: {speed:F2} times one worker (at least {LeastSpeed:F1}), growth {growth - 1:P1} (at most {MostGrowth - 1:P0})");
        if (arithmetic > SharedCore)
        {
            text += string.Create(culture,
                $"; the CPUs share a core: arithmetic alone grows by {arithmetic - 1:P1}, two rulers do {Statistics.Quantile(found[^1].Speed, 0.5):F2} times one");
        }

        return text;
    }

    /// <summary>Samples of one kind of work: by lane, and what both do together by what one does alone.</summary>
    private sealed record Comparison(LaneWork Work, List<double>[] Alone, List<double>[] Both, List<double>[] Growth, List<double> Speed);
}
