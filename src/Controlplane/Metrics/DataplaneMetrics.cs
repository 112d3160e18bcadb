using System.Globalization;
using Router.Channel;
using Router.Controlplane.Api.Queries;

namespace Router.Controlplane.Metrics;

/// <summary>Workers, nodes, drops, ports, buffers and the channel itself.</summary>
internal sealed class DataplaneMetrics
{
    private readonly List<string> _workers = [];

    /// <summary>Writes the families.</summary>
    public void Write(ExpositionWriter writer, ChannelFile channel)
    {
        while (_workers.Count < channel.WorkerCount)
        {
            _workers.Add(_workers.Count.ToString(CultureInfo.InvariantCulture));
        }

        WriteWorkers(writer, channel);
        WriteNodes(writer, channel);
        WriteReasons(writer, channel);
        WritePorts(writer, channel);
        WriteProcess(writer, channel);
        WriteChannel(writer, channel);
    }

    private static string Port(in PortState port) => port.Name.ToString();

    private void WriteWorkers(ExpositionWriter writer, ChannelFile channel)
    {
        double hertz = channel.Header.TscHz == 0 ? 1 : channel.Header.TscHz;
        WorkerState[] states = channel.Elements<WorkerState>(RegionKind.Workers)[..channel.WorkerCount].ToArray();

        void Each(string name, MetricType type, string help, Func<WorkerState, ulong> value)
        {
            writer.Family(name, type, help);
            for (int worker = 0; worker < states.Length; worker++)
            {
                writer.Sample(value(states[worker]), ("worker", _workers[worker]));
            }
        }

        writer.Family("router_worker_info", MetricType.Gauge, "CPU that a worker is pinned to; always 1.");
        for (int worker = 0; worker < states.Length; worker++)
        {
            writer.Sample(1UL, ("worker", _workers[worker]), ("cpu", states[worker].Cpu.ToString(CultureInfo.InvariantCulture)));
        }

        Each("router_worker_running", MetricType.Gauge, "1 while the worker runs.", s => s.Running);
        Each("router_worker_loops_total", MetricType.Counter, "Rounds of the poll loop.", s => s.Loops);
        Each("router_worker_busy_loops_total", MetricType.Counter, "Rounds of the poll loop that found packets.", s => s.BusyLoops);
        writer.Family("router_worker_busy_seconds_total", MetricType.Counter, "Time spent in rounds that found packets.");
        for (int worker = 0; worker < states.Length; worker++)
        {
            writer.Sample(states[worker].BusyCycles / hertz, ("worker", _workers[worker]));
        }

        Each("router_worker_received_packets_total", MetricType.Counter, "Packets taken from ports.", s => s.Received);
        Each("router_worker_originated_packets_total", MetricType.Counter, "Packets made by the router: ICMP errors, fragments.", s => s.Originated);
        Each("router_worker_injected_packets_total", MetricType.Counter, "Packets taken from the Linux mirrors.", s => s.Injected);
        Each("router_worker_transmitted_packets_total", MetricType.Counter, "Packets handed to ports.", s => s.Transmitted);
        Each("router_worker_dropped_packets_total", MetricType.Counter, "Packets dropped, all reasons.", s => s.Dropped);
        Each("router_worker_punted_packets_total", MetricType.Counter, "Packets punted, all reasons.", s => s.Punted);
        Each("router_worker_allocated_bytes_total", MetricType.Counter, "Managed memory allocated by the worker's thread.", s => s.AllocatedBytes);
    }

    private void WriteNodes(ExpositionWriter writer, ChannelFile channel)
    {
        void Each(string name, string help, Func<NodeCounters, ulong> value)
        {
            writer.Family(name, MetricType.Counter, help);
            for (int worker = 0; worker < channel.WorkerCount; worker++)
            {
                Span<NodeCounters> counters = channel.Elements<NodeCounters>(RegionKind.NodeCounters, worker);
                for (int node = 0; node < Nodes.Count; node++)
                {
                    writer.Sample(value(counters[node]), ("node", Nodes.Name((NodeId)node)), ("worker", _workers[worker]));
                }
            }
        }

        Each("router_node_calls_total", "Vectors that a node has handled.", c => c.Calls);
        Each("router_node_packets_total", "Packets that a node has handled.", c => c.Packets);
        Each("router_node_ticks_total", "TSC ticks that a node has taken.", c => c.Cycles);
    }

    private void WriteReasons(ExpositionWriter writer, ChannelFile channel)
    {
        writer.Family("router_drops_total", MetricType.Counter, "Packets dropped, by reason.");
        for (int reason = 1; reason < DropReasons.Count; reason++)
        {
            WriteReason(writer, channel, RegionKind.DropCounters, reason, DropReasons.Name((DropReason)reason));
        }

        writer.Family("router_punts_total", MetricType.Counter, "Packets handed to Linux or the control plane, by reason.");
        for (int reason = 1; reason < PuntReasons.Count; reason++)
        {
            WriteReason(writer, channel, RegionKind.PuntCounters, reason, PuntReasons.Name((PuntReason)reason));
        }
    }

    private void WriteReason(ExpositionWriter writer, ChannelFile channel, RegionKind region, int reason, string name)
    {
        ulong[] counts = WorkerSums.ByWorker(channel, region, reason);
        for (int worker = 0; worker < counts.Length; worker++)
        {
            writer.Sample(counts[worker], ("reason", name), ("worker", _workers[worker]));
        }
    }

    private static void WritePorts(ExpositionWriter writer, ChannelFile channel)
    {
        PortState[] ports = [.. channel.Elements<PortState>(RegionKind.Ports).ToArray().Where(port => Port(port).Length > 0)];

        void Each(string name, MetricType type, string help, Func<PortState, ulong> value)
        {
            writer.Family(name, type, help);
            foreach (PortState port in ports)
            {
                writer.Sample(value(port), ("port", Port(port)));
            }
        }

        void Both(string name, string help, Func<PortState, ulong> received, Func<PortState, ulong> sent)
        {
            writer.Family(name, MetricType.Counter, help);
            foreach (PortState port in ports)
            {
                writer.Sample(received(port), ("port", Port(port)), ("direction", "rx"));
                writer.Sample(sent(port), ("port", Port(port)), ("direction", "tx"));
            }
        }

        Each("router_port_up", MetricType.Gauge, "1 when the link is up.", p => p.LinkUp);
        Each("router_port_speed_bytes", MetricType.Gauge, "Link speed in bytes per second, 0 when unknown.", p => p.SpeedMbps * 125_000UL);
        Both("router_port_packets_total", "Packets as the device counts them.", p => p.RxPackets, p => p.TxPackets);
        Both("router_port_bytes_total", "Octets as the device counts them.", p => p.RxBytes, p => p.TxBytes);
        Both("router_port_errors_total", "Errors of the device.", p => p.RxErrors, p => p.TxErrors);
        Each("router_port_rx_missed_total", MetricType.Counter, "Packets missed for want of descriptors.", p => p.RxMissed);
        Each("router_port_rx_no_buffer_total", MetricType.Counter, "Receptions that failed for want of buffers.", p => p.RxNoBuffer);
    }

    private static void WriteProcess(ExpositionWriter writer, ChannelFile channel)
    {
        ref ChannelHeader header = ref channel.Header;
        writer.Family("router_dataplane_start_time_seconds", MetricType.Gauge, "Start of the dataplane since the epoch.");
        writer.Sample(header.StartTime);
        writer.Family("router_dataplane_gc_collections_total", MetricType.Counter, "Garbage collections of the dataplane since it was up.");
        writer.Sample(header.GcCount);
        writer.Family("router_dataplane_gc_pause_seconds_total", MetricType.Counter, "Time for which garbage collections stopped the dataplane since it was up.");
        writer.Sample(header.GcPauseMicroseconds / 1e6);
        writer.Family("router_dataplane_allocated_bytes_total", MetricType.Counter, "Managed memory allocated by all threads of the dataplane since it was up, in steps of 8 KiB.");
        writer.Sample(header.AllocatedBytes);
        writer.Family("router_dataplane_main_allocated_bytes_total", MetricType.Counter, "Managed memory allocated by the dataplane's main thread since it was up.");
        writer.Sample(header.MainAllocatedBytes);
        writer.Family("router_dataplane_jit_methods_total", MetricType.Counter, "Methods of the dataplane that were compiled since it was up.");
        writer.Sample(header.CompiledMethods);
        writer.Family("router_dataplane_tsc_hertz", MetricType.Gauge, "TSC frequency.");
        writer.Sample(header.TscHz);
        writer.Family("router_dataplane_routes", MetricType.Gauge, "Routes in all FIBs of the dataplane.");
        writer.Sample(header.Routes);
        writer.Family("router_buffers", MetricType.Gauge, "Packet buffers in the pools.");
        writer.Sample(header.BuffersTotal);
        writer.Family("router_buffers_free", MetricType.Gauge, "Packet buffers free now.");
        writer.Sample(header.BuffersFree);
    }

    private static void WriteChannel(ExpositionWriter writer, ChannelFile channel)
    {
        ref ChannelHeader header = ref channel.Header;
        writer.Family("router_commands_total", MetricType.Counter, "Commands to the dataplane by what they did.");
        writer.Sample(header.CommandsCreated, ("result", "created"));
        writer.Sample(header.CommandsChanged, ("result", "changed"));
        writer.Sample(header.CommandsConfirmed, ("result", "confirmed"));
        writer.Sample(header.CommandsRemoved, ("result", "removed"));
        writer.Sample(header.CommandsRefused, ("result", "refused"));

        (string Name, SpscRing Ring)[] rings =
        [
            ("commands", channel.Commands), ("completions", channel.Completions), ("events", channel.Events),
            ("punt", channel.Punt), ("inject", channel.Inject),
        ];
        writer.Family("router_channel_ring_slots", MetricType.Gauge, "Slots of a ring of the channel.");
        Array.ForEach(rings, ring => writer.Sample((ulong)ring.Ring.Capacity, ("ring", ring.Name)));
        writer.Family("router_channel_ring_used_slots", MetricType.Gauge, "Slots waiting to be read.");
        Array.ForEach(rings, ring => writer.Sample((ulong)ring.Ring.Count, ("ring", ring.Name)));
        writer.Family("router_channel_ring_records_total", MetricType.Counter, "Slots ever written to a ring.");
        Array.ForEach(rings, ring => writer.Sample(ring.Ring.Produced, ("ring", ring.Name)));
        writer.Family("router_channel_heartbeat_age_seconds", MetricType.Gauge, "Age of a process's last heartbeat.");
        WriteAge(writer, "dataplane", header.DataplaneHeartbeat);
        WriteAge(writer, "controlplane", header.ControlplaneHeartbeat);
    }

    private static void WriteAge(ExpositionWriter writer, string process, ulong heartbeat)
    {
        if (ChannelQueries.Age(heartbeat) is { } milliseconds)
        {
            writer.Sample(milliseconds / 1000.0, ("process", process));
        }
    }
}
