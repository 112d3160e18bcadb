using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using static Dpdk.Native.Dpdk;

namespace Router.Bench;

/// <summary>
/// One way through the router: from a ring that a worker polls as its port to the ring behind its other port, at parts of its
/// highest rate. One CPU is the worker's, the other sends and receives (<see cref="OpenLoop"/>). Latencies count from when a
/// packet was due, and, beside that, from when it was sent. What the machine takes away is noted on both CPUs while packets
/// flow, and is a part of all figures but those called quiet. Each stream runs once more through the rings alone, with a worker
/// that only passes packets on: what that misses, no router can keep.
/// </summary>
internal static unsafe class Latency
{
    private const double Limit = 100;
    private const double LimitLoad = 0.5;
    private const uint RingSize = 2 * OpenLoop.MostUnderWay;

    /// <summary>Enough under way that the worker always finds a full vector, few enough to stay in the caches.</summary>
    private const int Saturating = 512;

    /// <summary>Seconds in which the highest rate is found.</summary>
    private const double Saturation = 0.05;

    /// <summary>The highest rate changed less than this part over a stream: it was the machine that the load was chosen for.</summary>
    private const double Steady = 0.2;

    /// <summary>Milliseconds between two streams in which other programs may run.</summary>
    private const int Rest = 30;

    /// <summary>How often the highest rate is found before the first stream.</summary>
    private const int Searches = 20;

    private static readonly double[] Loads = [0.1, 0.5, 0.9];

    public static string Measure(Scenario scenario, Options options)
    {
        using (Process self = Process.GetCurrentProcess())
        {
            self.PriorityClass = ProcessPriorityClass.RealTime;
        }

        int feeder = options.Cpu == 0 ? 1 : 0;
        using Programmer programmer = new(options.Entries);
        Worker* router = programmer.Worker;
        Run.StartEal($"{feeder}", 64);
        router->Pool = Run.CreatePool((2 * OpenLoop.MostUnderWay) - 1);
        rte_ring* toRouter = Ring("to-router");
        rte_ring* fromRouter = Ring("from-router");
        Run.OpenPort(router, 0, RingPort("in", toRouter));
        Run.OpenPort(router, 1, RingPort("out", fromRouter));

        // What it sends it must not receive again.
        router->Ports[1].Receive = null;
        scenario.Program(programmer, options.Entries);
        GraphCompiler.Prepare();

        OpenLoop feed = new(scenario, options.Entries, toRouter, fromRouter, router->Pool, RealTime.Longest);
        LatencyWorker worker = new(router, options.Cpu);
        Bench bench = new(feed, worker, router);

        // Once through everything, so that nothing is compiled later.
        bench.Run(new LoadTally(0), 0);
        bench.Run(new LoadTally(1), 1e5);
        bench.Run(new LoadTally(1), 1e5, LatencyWorker.Task.Pass);
        LoadTally idle = new(0);
        List<LoadTally> loads = [.. Loads.Select(static part => new LoadTally(part) { Rings = new LoadTally(part) })];
        List<double> highest = [.. Enumerable.Range(0, Searches).Select(_ => bench.HighestRate())];
        for (double measured = 0; measured < options.Seconds; measured += RealTime.Longest)
        {
            // In turn, and the highest rate anew each time: what the machine allows changes by the second. The loads are
            // parts of the least, which the router sustains all the time: twice that would be more than it can in bad moments.
            bench.Run(idle, 0);
            foreach (LoadTally load in loads)
            {
                double rate = load.Part * highest.Min();
                LoadTally stream = new(load.Part);
                bench.Run(stream, rate);
                bench.Run(load.Rings!, rate, LatencyWorker.Task.Pass);
                highest.Add(bench.HighestRate());
                load.Add(stream, Math.Abs((highest[^1] / highest[^2]) - 1) < Steady);
            }
        }

        worker.Do(LatencyWorker.Task.End);
        return Report(scenario, options, highest, worker.IsRealTime, idle, loads, router->State);
    }

    private static string Report(
        Scenario scenario, Options options, List<double> highest, bool realTime, LoadTally idle, List<LoadTally> loads, WorkerState* state)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        StringBuilder lines = new();
        StringBuilder json = new();
        lines.AppendLine(culture, $"latency, {scenario.Name}, {options.Entries} entries, worker on CPU {options.Cpu}{(realTime ? ", both threads with real-time priority" : "")}; microseconds");
        (double middle, double least, double most) = (Statistics.Quantile(highest, 0.5) / 1e6, highest.Min() / 1e6, highest.Max() / 1e6);
        lines.AppendLine(culture, $"  highest rate, found {highest.Count} times, before and after each stream: {least:F2} Mpps sustained (median {middle:F2}, most {most:F2})");
        lines.AppendLine(culture, $"  the machine while both CPUs only read the clock, {idle.Seconds:F1} s in turn with the rest:");
        lines.AppendLine(culture, $"    stood still: worker's CPU {idle.Worker}; feeder's CPU {idle.Feeder}; steal {idle.Machine.Text}");
        json.Append(culture, $"{{\"instrument\":\"latency\",\"scenario\":\"{scenario.Name}\",\"entries\":{options.Entries},\"seconds\":{options.Seconds},");
        json.Append(culture, $"\"highestMpps\":{middle:F3},\"leastMpps\":{least:F3},\"mostMpps\":{most:F3},\"dropped\":{state->Dropped},");
        json.Append(culture, $"\"realTime\":{(realTime ? "true" : "false")},\"idle\":{{\"workerPauses\":{idle.Worker.ToJson()},\"feederPauses\":{idle.Feeder.ToJson()},{idle.Machine.ToJson()}}},\"loads\":[");
        for (int i = 0; i < loads.Count; i++)
        {
            loads[i].Print(lines);
            json.Append(i == 0 ? "" : ",").Append(loads[i].ToJson());
        }

        string verdict = Judge(loads);
        lines.AppendLine(culture, $"  verdict: {verdict}");
        json.Append(culture, $"],\"verdict\":\"{verdict}\"}}");
        return lines.Append(json).ToString();
    }

    private static string Judge(List<LoadTally> loads)
    {
        LoadTally load = loads.Single(static each => each.Part == LimitLoad);
        double all = load.Percentiles.FromSchedule[2], quiet = load.QuietPercentiles.FromSchedule[2], alone = load.Rings!.Percentiles.FromSchedule[2];
        CultureInfo culture = CultureInfo.InvariantCulture;
        string text = string.Create(culture, $"p99.9 at {load.Part:P0} load is {all:F1} us (less than {Limit:F0})");
        if (all >= Limit)
        {
            text += string.Create(culture,
                $"; {quiet:F1} us in the {load.QuietShare:P0} of the time in which the machine neither paused nor changed its speed; {alone:F1} us through the rings alone");
        }

        text = (all < Limit ? "holds: " : alone >= Limit ? "unclear, the machine does not allow it: " : "FAILED: ") + text;
        return load.Events.None && load.Lost == 0 ? text : text + $"; lost {load.Lost}; runtime: {load.Events}";
    }

    private static rte_ring* Ring(string name)
    {
        const uint SingleProducerSingleConsumer = 3;
        nint text = Marshal.StringToCoTaskMemUTF8(name);
        rte_ring* ring = rte_ring_create((sbyte*)text, RingSize, -1, SingleProducerSingleConsumer);
        return ring != null ? ring : throw new InvalidOperationException("No memory for a ring.");
    }

    /// <summary>A port of DPDK's net_ring driver that receives from a ring and sends to it.</summary>
    private static ushort RingPort(string name, rte_ring* ring)
    {
        nint library = NativeLibrary.Load("librte_net_ring.so.23");
        delegate* unmanaged[Cdecl]<sbyte*, rte_ring**, uint, rte_ring**, uint, uint, int> create =
            (delegate* unmanaged[Cdecl]<sbyte*, rte_ring**, uint, rte_ring**, uint, uint, int>)NativeLibrary.GetExport(library, "rte_eth_from_rings");
        int port = create((sbyte*)Marshal.StringToCoTaskMemUTF8(name), &ring, 1, &ring, 1, 0);
        return port >= 0 ? (ushort)port : throw new InvalidOperationException("DPDK's net_ring driver made no port.");
    }

    /// <summary>The three sides of a measurement.</summary>
    private sealed class Bench(OpenLoop feed, LatencyWorker worker, Worker* router)
    {
        /// <summary>Packets per second that the router forwards while some are always under way.</summary>
        public double HighestRate()
        {
            LoadTally saturated = new(1);
            Run(saturated, double.PositiveInfinity, seconds: Saturation);
            return saturated.Packets / saturated.Seconds;
        }

        /// <summary>One stream of packets, or (rate 0) none at all; adds what was found to a tally. Both threads rest afterwards.</summary>
        public void Run(LoadTally tally, double rate, LatencyWorker.Task task = LatencyWorker.Task.Forward, double seconds = RealTime.Longest)
        {
            MachineTime machine = MachineTime.Now(worker.ThreadId);
            WorkerState before = *router->State;
            RuntimeEvents events = RuntimeEvents.Now();
            worker.Do(rate == 0 ? LatencyWorker.Task.Watch : task);
            _ = RealTime.Begin();
            if (rate == 0)
            {
                feed.Pauses.Watch(seconds);
            }
            else
            {
                feed.Run(rate, seconds, double.IsInfinity(rate) ? Saturating : OpenLoop.MostUnderWay);
            }

            RealTime.End();
            worker.Do(LatencyWorker.Task.Rest);
            events = RuntimeEvents.Now() - events;
            tally.Add(seconds, rate == 0 ? null : feed, feed.Pauses, worker.Pauses, before, *router->State, events, MachineTime.Now(worker.ThreadId).Since(machine));
            Thread.Sleep(Rest);
        }
    }
}
