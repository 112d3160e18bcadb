using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using static Dpdk.Native.Dpdk;

namespace Router.Bench;

/// <summary>One measurement in this process.</summary>
internal static unsafe class Run
{
    private const int Burst = Worker.BurstSize;

    /// <summary>Bursts between two looks at the clock; a sample is the mean over them, the result their median.</summary>
    private const int BurstsPerSample = 64;

    public static string Measure(Scenario scenario, Options options)
    {
        string pcap = Path.Combine(Path.GetTempPath(), $"router-bench-{Environment.ProcessId}.pcap");
        Capture.Write(pcap, scenario, options.Entries);
        using Programmer programmer = new();
        Worker* worker = programmer.Worker;
        try
        {
            StartEal(options.Cpu, pcap);
            worker->Pool = CreatePool();
            OpenPort(worker, 0, worker->Pool);
            OpenPort(worker, 1, worker->Pool);
        }
        finally
        {
            File.Delete(pcap);
        }

        scenario.Program(programmer, options.Entries);
        GraphCompiler.Prepare();
        programmer.State.Reclamation.Synchronize();

        uint free = rte_mempool_avail_count(worker->Pool);
        bool vary = options.Entries > Capture.Frames;
        double rewriting = vary ? Quantile(Undisturbed(Samples(worker, scenario, options, Stage.RewriteOnly, 0.5, 0)), 0.5) : 0;
        _ = Samples(worker, scenario, options, Stage.Everything, 0.5, 0);
        Snapshot before = Snapshot.Take(programmer);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        int collections = GC.CollectionCount(0);
        List<Sample> all = Samples(worker, scenario, options, Stage.Everything, options.Seconds, options.Packets);
        collections = GC.CollectionCount(0) - collections;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated - SampleCost(all.Count);
        Snapshot after = Snapshot.Take(programmer);
        return Report(scenario, options, all, rewriting, before, after, Math.Max(0, allocated), collections, (long)free - rte_mempool_avail_count(worker->Pool));
    }

    private enum Stage
    {
        RewriteOnly,
        Everything,
    }

    /// <summary>The samples. The list is sized beforehand: the loop allocates nothing.</summary>
    private static List<Sample> Samples(Worker* worker, Scenario scenario, Options options, Stage stage, double seconds, long packets)
    {
        List<Sample> samples = new(1 << 16);
        double ruler = Ruler.Measure();
        rte_mbuf** burst = stackalloc rte_mbuf*[Burst];
        PortQueue* input = worker->Ports;
        ulong end = Shim.rs_rdtsc() + (ulong)(seconds * Shim.rs_tsc_hz());
        bool vary = options.Entries > Capture.Frames;
        uint random = 12345;
        long done = 0;
        while ((packets > 0 ? done < packets : Shim.rs_rdtsc() < end) && samples.Count < samples.Capacity)
        {
            ulong start = Shim.rs_rdtsc();
            ulong excluded = 0;
            long count = 0;
            for (int i = 0; i < BurstsPerSample; i++)
            {
                int received = input->Receive(input->ReceiveQueue, burst, Burst);
                ulong mark = stage == Stage.RewriteOnly ? Shim.rs_rdtsc() : 0;
                if (vary)
                {
                    for (int k = 0; k < received; k++)
                    {
                        random = (random * 1664525) + 1013904223;
                        scenario.Rewrite(Mbuf.Data(burst[k]), (uint)(((ulong)random * (uint)options.Entries) >> 32));
                    }
                }

                count += received;
                if (stage == Stage.RewriteOnly)
                {
                    excluded += Shim.rs_rdtsc() - mark;
                    rte_pktmbuf_free_bulk(burst, (uint)received);
                    continue;
                }

                worker->Now = start;
                PacketGraph.Receive(worker, 0, burst, received);
                PacketGraph.Run(worker);
                worker->State->Epoch = worker->Tables->Epoch;
            }

            ulong spent = stage == Stage.RewriteOnly ? excluded : Shim.rs_rdtsc() - start;
            double after = Ruler.Measure();
            samples.Add(new Sample((double)spent / Math.Max(1, count), Math.Max(ruler, after)));
            ruler = after;
            done += count;
        }

        return samples;
    }

    /// <summary>Ticks of the samples beside which the ruler was about as short as it gets.</summary>
    private static List<double> Undisturbed(List<Sample> samples)
    {
        double shortest = Quantile([.. samples.Select(sample => sample.Ruler)], 0.01);
        return [.. samples.Where(sample => sample.Ruler <= shortest * Ruler.Tolerance).Select(sample => sample.Ticks)];
    }

    /// <summary>Managed octets that a list of samples itself takes: known, and not the worker's.</summary>
    private static long SampleCost(int count) => count >= 0 ? ((1 << 16) * sizeof(Sample)) + 200 : 0;

    private static string Report(
        Scenario scenario, Options options, List<Sample> all, double rewriting, Snapshot before, Snapshot after, long allocated, int collections, long leaked)
    {
        double hz = Shim.rs_tsc_hz();
        List<double> quiet = Undisturbed(all);
        double ticks = Quantile(quiet, 0.5) - rewriting;
        long packets = after.Received - before.Received;
        StringBuilder json = new();
        CultureInfo culture = CultureInfo.InvariantCulture;
        json.Append(culture, $"{{\"scenario\":\"{scenario.Name}\",\"entries\":{options.Entries},\"packets\":{packets},");
        json.Append(culture, $"\"ticksPerPacket\":{ticks:F1},\"p10\":{Quantile(quiet, 0.1) - rewriting:F1},\"p90\":{Quantile(quiet, 0.9) - rewriting:F1},");
        json.Append(culture, $"\"undisturbed\":{(double)quiet.Count / all.Count:F2},\"medianOfAll\":{Quantile([.. all.Select(sample => sample.Ticks)], 0.5) - rewriting:F1},");
        json.Append(culture, $"\"mpps\":{hz / ticks / 1e6:F2},\"feedRewriteTicks\":{rewriting:F1},\"tscHz\":{hz:F0},");
        json.Append(culture, $"\"transmitted\":{after.Transmitted - before.Transmitted},\"dropped\":{after.Dropped - before.Dropped},\"mbufsLeaked\":{leaked},");
        json.Append(culture, $"\"allocatedBytes\":{allocated},\"collections\":{collections},\"nodes\":{{");
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

    private static double Quantile(List<double> samples, double q)
    {
        List<double> sorted = [.. samples.Order()];
        return sorted[(int)((sorted.Count - 1) * q)];
    }

    private static void StartEal(int cpu, string pcap)
    {
        string[] arguments =
        [
            "router-bench", "-l", cpu.ToString(CultureInfo.InvariantCulture), "--in-memory", "-m", "128", "--no-pci", "--no-telemetry", "--log-level", "4",
            "--vdev", $"net_pcap0,rx_pcap={pcap},infinite_rx=1", "--vdev", "net_null1,no-rx=1",
        ];
        sbyte** argv = (sbyte**)NativeMemory.AllocZeroed((nuint)(arguments.Length + 1), (nuint)sizeof(nint));
        for (int i = 0; i < arguments.Length; i++)
        {
            argv[i] = (sbyte*)Marshal.StringToCoTaskMemUTF8(arguments[i]);
        }

        if (rte_eal_init(arguments.Length, argv) < 0)
        {
            throw new InvalidOperationException("EAL did not start: are there 64 free hugepages? (echo 256 > /proc/sys/vm/nr_hugepages)");
        }
    }

    private static rte_mempool* CreatePool()
    {
        fixed (byte* name = "bench\0"u8)
        {
            rte_mempool* pool = rte_pktmbuf_pool_create((sbyte*)name, 8191, 256, 0, 2048 + 128, 0);
            return pool != null ? pool : throw new InvalidOperationException("No memory for packet buffers.");
        }
    }

    private static void OpenPort(Worker* worker, ushort port, rte_mempool* pool)
    {
        rte_eth_conf configuration = default;
        bool ok = rte_eth_dev_configure(port, 1, 1, &configuration) == 0
            && rte_eth_rx_queue_setup(port, 0, 512, 0, null, pool) == 0
            && rte_eth_tx_queue_setup(port, 0, 512, 0, null) == 0
            && rte_eth_dev_start(port) == 0;
        if (!ok)
        {
            throw new InvalidOperationException($"Port {port} did not start.");
        }

        rte_eth_fp_ops* functions = Shim.rs_eth_fp_ops(port);
        PortQueue* queue = worker->Ports + port;
        queue->Port = port;
        queue->Receive = functions->rx_pkt_burst;
        queue->ReceiveQueue = functions->rxq.data[0];
        queue->Send = functions->tx_pkt_burst;
        queue->SendQueue = functions->txq.data[0];
    }

    /// <summary>Ticks per packet, and the longer of the <see cref="Router.Bench.Ruler"/>s before and after.</summary>
    private readonly record struct Sample(double Ticks, double Ruler);

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
