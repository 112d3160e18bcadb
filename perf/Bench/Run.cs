using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using static Dpdk.Native.Dpdk;
using static Router.Bench.Statistics;

namespace Router.Bench;

/// <summary>One measurement in this process.</summary>
internal static unsafe class Run
{
    private const int Burst = Worker.BurstSize;

    /// <summary>Bursts between two looks at the clock; a sample is the mean over them, the result their median.</summary>
    private const int BurstsPerSample = 64;
    private const int MostSamples = 1 << 16;

    /// <summary>Part of the samples that may be compared, however loud the machine.</summary>
    private const double LeastCompared = 0.25;

    public static string Measure(Scenario scenario, Options options)
    {
        using Programmer programmer = new(options.Entries);
        Worker* worker = Feed.Open(programmer, scenario, options);
        bool vary = options.Entries > Capture.Frames;
        string? function = options.Against == Against.Reference ? scenario.Reference(options.Entries) : null;
        Reference? reference = function is null ? null : new Reference(function, worker);
        if (reference is not null)
        {
            new TwinCheck(programmer, scenario, options.Entries, reference).Run();
        }

        uint free = rte_mempool_avail_count(worker->Pool);
        Variant[] both = reference is not null ? [Variant.Graph, Variant.Reference]
            : options.Against == Against.Self ? [Variant.Graph, Variant.Graph]
            : [Variant.Graph];
        List<Sample> all = new(MostSamples);
        double rewriting = 0;
        if (vary)
        {
            Fill(all, worker, scenario, options, null, [Variant.RewriteOnly], 0.5, 0);
            rewriting = Quantile([.. Undisturbed(all).Select(sample => sample.Ticks)], 0.5);
        }

        Fill(all, worker, scenario, options, reference, both, 0.5, 0);
        Snapshot before = Snapshot.Take(programmer);
        RuntimeEvents events = RuntimeEvents.Now();
        Fill(all, worker, scenario, options, reference, both, options.Seconds, options.Packets);
        events = RuntimeEvents.Now() - events;
        Snapshot after = Snapshot.Take(programmer);
        double? memory = MemoryFloor.Measure(scenario, programmer, options.Entries);
        return Report(scenario, options, all, rewriting, memory, before, after, events, (long)free - rte_mempool_avail_count(worker->Pool));
    }

    /// <summary>What a sample measures.</summary>
    private enum Variant
    {
        /// <summary>The feed's own rewriting, nothing else.</summary>
        RewriteOnly,

        /// <summary>The router.</summary>
        Graph,

        /// <summary>The same work in C.</summary>
        Reference,
    }

    /// <summary>Samples of the variants in turn. The list has its size beforehand: the loop allocates nothing.</summary>
    private static void Fill(
        List<Sample> samples, Worker* worker, Scenario scenario, Options options, Reference? reference, Variant[] variants, double seconds, long packets)
    {
        samples.Clear();
        double ruler = Ruler.Measure();
        rte_mbuf** burst = stackalloc rte_mbuf*[Burst];
        PortQueue* input = worker->Ports;
        ulong end = Shim.rs_rdtsc() + (ulong)(seconds * Shim.rs_tsc_hz());
        bool vary = options.Entries > Capture.Frames;
        RandomEntries random = new();
        long done = 0;
        while ((packets > 0 ? done < packets : Shim.rs_rdtsc() < end) && samples.Count < samples.Capacity)
        {
            Variant variant = variants[samples.Count % variants.Length];
            ulong start = Shim.rs_rdtsc();
            ulong charged = Charged(worker);
            ulong excluded = 0;
            long count = 0;
            for (int i = 0; i < BurstsPerSample; i++)
            {
                int received = input->Receive(input->ReceiveQueue, burst, (ushort)options.Vector);
                ulong mark = variant == Variant.RewriteOnly ? Shim.rs_rdtsc() : 0;
                if (vary)
                {
                    for (int k = 0; k < received; k++)
                    {
                        scenario.Rewrite(Mbuf.Data(burst[k]), random.Next((uint)options.Entries));
                    }
                }

                count += received;
                if (variant == Variant.RewriteOnly)
                {
                    excluded += Shim.rs_rdtsc() - mark;
                    rte_pktmbuf_free_bulk(burst, (uint)received);
                    continue;
                }

                worker->Now = start;
                if (variant == Variant.Graph)
                {
                    PacketGraph.Receive(worker, 0, burst, received);
                    PacketGraph.Run(worker);
                }
                else
                {
                    if (reference!.Process(burst, received) != 0)
                    {
                        throw new InvalidOperationException($"The reference did not take every packet of {scenario.Name}.");
                    }

                    Output.FlushAll(worker);
                }

                worker->State->Epoch = worker->Tables->Epoch;
            }

            ulong spent = variant == Variant.RewriteOnly ? excluded : Shim.rs_rdtsc() - start;
            double after = Ruler.Measure();
            double share = 1.0 / Math.Max(1, count);
            samples.Add(new Sample(variant, spent * share, (Charged(worker) - charged) * share, Math.Max(ruler, after)));
            ruler = after;
            done += count;
        }
    }

    /// <summary>What all nodes but the last, those of the twins too, were charged so far.</summary>
    private static ulong Charged(Worker* worker)
    {
        ulong sum = 0;
        for (int node = 0; node < Router.Channel.Nodes.Capacity; node++)
        {
            sum += node == (int)NodeId.InterfaceOutput ? 0 : worker->NodeCounters[node].Cycles;
        }

        return sum;
    }

    /// <summary>The samples beside which the ruler was about as short as it gets.</summary>
    private static List<Sample> Undisturbed(List<Sample> samples)
    {
        double limit = LongestRuler(samples);
        return [.. samples.Where(sample => sample.Ruler <= limit)];
    }

    private static double LongestRuler(List<Sample> samples) =>
        Quantile([.. samples.Select(sample => sample.Ruler)], 0.01) * Ruler.Tolerance;

    /// <summary>
    /// Work of the first variant by that of the second, of each undisturbed pair of neighbouring samples; where these are too few,
    /// of the pairs beside the shorter rulers.
    /// </summary>
    private static List<double> Ratios(List<Sample> samples)
    {
        List<double> ratios = Ratios(samples, LongestRuler(samples));
        return ratios.Count >= FewestSamples ? ratios
            : Ratios(samples, Quantile([.. samples.Select(sample => sample.Ruler)], LeastCompared));
    }

    private static List<double> Ratios(List<Sample> samples, double limit)
    {
        List<double> ratios = [];
        for (int i = 0; i + 1 < samples.Count; i += 2)
        {
            if (samples[i].Ruler <= limit && samples[i + 1].Ruler <= limit)
            {
                ratios.Add(samples[i].Work / samples[i + 1].Work);
            }
        }

        return ratios;
    }

    private static string Report(
        Scenario scenario, Options options, List<Sample> all, double rewriting, double? memory, Snapshot before, Snapshot after, RuntimeEvents events, long leaked)
    {
        double hz = Shim.rs_tsc_hz();
        List<Sample> graph = [.. all.Where(sample => sample.Variant == Variant.Graph)];
        List<Sample> quiet = Undisturbed(graph);
        List<double> totals = [.. quiet.Select(sample => sample.Ticks)];
        double ticks = Quantile(totals, 0.5) - rewriting;
        long packets = after.Received - before.Received;
        StringBuilder json = new();
        CultureInfo culture = CultureInfo.InvariantCulture;
        json.Append(culture, $"{{\"scenario\":\"{scenario.Name}\",\"entries\":{options.Entries},\"packets\":{packets},");
        json.Append(culture, $"\"ticksPerPacket\":{ticks:F1},\"p10\":{Quantile(totals, 0.1) - rewriting:F1},\"p90\":{Quantile(totals, 0.9) - rewriting:F1},");
        json.Append(culture, $"\"undisturbed\":{(double)quiet.Count / graph.Count:F2},\"medianOfAll\":{Quantile([.. graph.Select(sample => sample.Ticks)], 0.5) - rewriting:F1},");
        json.Append(culture, $"\"workTicks\":{Quantile([.. quiet.Select(sample => sample.Work)], 0.5):F1},{Compare(options.Against, all)}");
        json.Append(culture, $"\"mpps\":{hz / ticks / 1e6:F2},\"feedRewriteTicks\":{rewriting:F1},\"tscHz\":{hz:F0},\"coreHz\":{CoreClock.Measure():F0},");
        json.Append(culture, $"\"transmitted\":{after.Transmitted - before.Transmitted},\"dropped\":{after.Dropped - before.Dropped},\"mbufsLeaked\":{leaked},");
        if (memory is double floor)
        {
            json.Append(culture, $"\"memoryTicks\":{floor:F1},");
        }

        json.Append(culture, $"\"runtime\":{events.ToJson()},\"nodes\":{{");
        string separator = "";
        for (int node = 0; node < Router.Channel.Nodes.Count; node++)
        {
            long count = after.NodePackets[node] - before.NodePackets[node];
            if (count > 0)
            {
                double each = (double)(after.NodeTicks[node] - before.NodeTicks[node]) / count;
                json.Append(culture, $"{separator}\"{Router.Channel.Nodes.Name((NodeId)node)}\":{each:F1}");
                separator = ",";
            }
        }

        return json.Append("}}").ToString();
    }

    /// <summary>The ratio to the other variant: its median over the pairs, and the interval that holds the true one 19 times in 20.</summary>
    private static string Compare(Against against, List<Sample> all)
    {
        bool alternating = against == Against.Self || all.Exists(static sample => sample.Variant == Variant.Reference);
        List<double> ratios = alternating ? Ratios(all) : [];
        if (ratios.Count < FewestSamples)
        {
            return ratios.Count == 0 ? "" : "\"against\":{\"error\":\"too few undisturbed samples\"},";
        }

        (double median, double low, double high) = Median(ratios);
        Variant second = against == Against.Reference ? Variant.Reference : Variant.Graph;
        double other = Quantile([.. Undisturbed(all).Where(sample => sample.Variant == second).Select(sample => sample.Work)], 0.5);
        return string.Create(CultureInfo.InvariantCulture,
            $"\"against\":{{\"name\":\"{against.ToString().ToLowerInvariant()}\",\"workTicks\":{other:F1},\"ratio\":{median:F3},"
            + $"\"low\":{low:F3},\"high\":{high:F3},\"pairs\":{ratios.Count}}},");
    }

    /// <summary>Starts EAL on some CPUs, with so many MiB in huge pages and these virtual devices.</summary>
    internal static void StartEal(string cpus, int mebibytes, params string[] devices)
    {
        string[] arguments =
        [
            "router-bench", "-l", cpus, "--in-memory", "-m", $"{mebibytes}", "--no-pci", "--no-telemetry", "--log-level", "4",
            .. devices.Select(static device => $"--vdev={device}"),
        ];
        sbyte** argv = (sbyte**)NativeMemory.AllocZeroed((nuint)(arguments.Length + 1), (nuint)sizeof(nint));
        for (int i = 0; i < arguments.Length; i++)
        {
            argv[i] = (sbyte*)Marshal.StringToCoTaskMemUTF8(arguments[i]);
        }

        if (rte_eal_init(arguments.Length, argv) < 0)
        {
            throw new InvalidOperationException($"EAL did not start: are there {mebibytes / 2} free hugepages? (echo 256 > /proc/sys/vm/nr_hugepages)");
        }
    }

    internal static rte_mempool* CreatePool(uint buffers)
    {
        fixed (byte* name = "bench\0"u8)
        {
            rte_mempool* pool = rte_pktmbuf_pool_create((sbyte*)name, buffers, 256, 0, 2048 + 128, 0);
            return pool != null ? pool : throw new InvalidOperationException("No memory for packet buffers.");
        }
    }

    /// <summary>Starts DPDK's port <paramref name="device"/> as the worker's port <paramref name="port"/>.</summary>
    internal static void OpenPort(Worker* worker, ushort port, ushort device)
    {
        rte_eth_conf configuration = default;
        bool ok = rte_eth_dev_configure(device, 1, 1, &configuration) == 0
            && rte_eth_rx_queue_setup(device, 0, 512, 0, null, worker->Pool) == 0
            && rte_eth_tx_queue_setup(device, 0, 512, 0, null) == 0
            && rte_eth_dev_start(device) == 0;
        if (!ok)
        {
            throw new InvalidOperationException($"Port {port} did not start.");
        }

        rte_eth_fp_ops* functions = Shim.rs_eth_fp_ops(device);
        PortQueue* queue = worker->Ports + port;
        queue->Port = port;
        queue->Receive = functions->rx_pkt_burst;
        queue->ReceiveQueue = functions->rxq.data[0];
        queue->Send = functions->tx_pkt_burst;
        queue->SendQueue = functions->txq.data[0];
    }

    /// <summary>One sample.</summary>
    /// <param name="Variant">What was measured.</param>
    /// <param name="Ticks">Ticks per packet, all in.</param>
    /// <param name="Work">Ticks per packet of the nodes, without reception and transmission.</param>
    /// <param name="Ruler">The longer of the <see cref="Router.Bench.Ruler"/>s before and after.</param>
    private readonly record struct Sample(Variant Variant, double Ticks, double Work, double Ruler);

    /// <summary>Counters at one moment.</summary>
    private sealed record Snapshot(long Received, long Transmitted, long Dropped, long[] NodePackets, long[] NodeTicks)
    {
        public static Snapshot Take(Programmer programmer)
        {
            WorkerState* state = programmer.Worker->State;
            Span<NodeCounters> nodes = programmer.Channel.Elements<NodeCounters>(RegionKind.NodeCounters, 0);
            long[] packets = new long[nodes.Length];
            long[] ticks = new long[nodes.Length];
            for (int i = 0; i < nodes.Length; i++)
            {
                packets[i] = (long)nodes[i].Packets;
                ticks[i] = (long)nodes[i].Cycles;
            }

            return new Snapshot((long)state->Received, (long)state->Transmitted, (long)state->Dropped, packets, ticks);
        }
    }
}
