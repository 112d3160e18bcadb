using Router.Api;
using Router.Channel;

namespace Router.Controlplane.Api.Queries;

/// <summary>Workers, nodes, drops and punts.</summary>
internal static class RuntimeQueries
{
    /// <summary>What the workers do.</summary>
    /// <param name="channel">The shared memory.</param>
    /// <param name="now">The time.</param>
    public static RuntimeInfo Runtime(ChannelFile channel, DateTimeOffset now)
    {
        ref ChannelHeader header = ref channel.Header;
        ulong hertz = header.TscHz;
        double uptime = Uptime(header.StartTime, now);
        List<WorkerInfo> workers = [];
        Span<WorkerState> states = channel.Elements<WorkerState>(RegionKind.Workers);
        for (int worker = 0; worker < channel.WorkerCount; worker++)
        {
            WorkerState state = states[worker];
            workers.Add(new WorkerInfo
            {
                Worker = worker,
                Cpu = state.Cpu,
                Running = state.Running != 0,
                Loops = state.Loops,
                BusyLoops = state.BusyLoops,
                BusyTicks = state.BusyCycles,
                BusyShare = Math.Min(1, Ratio(state.BusyCycles, uptime * hertz)),
                Received = state.Received,
                Originated = state.Originated,
                Injected = state.Injected,
                Transmitted = state.Transmitted,
                Dropped = state.Dropped,
                Punted = state.Punted,
                AllocatedBytes = state.AllocatedBytes,
                Nodes = NodesOf(channel, worker),
            });
        }

        return new RuntimeInfo { TscHz = hertz, GcCount = header.GcCount, UptimeSeconds = uptime, Workers = workers };
    }

    /// <summary>Every drop and punt reason.</summary>
    public static DropsInfo Drops(ChannelFile channel)
    {
        List<ReasonCount> drops = [];
        for (int reason = 1; reason < DropReasons.Count; reason++)
        {
            ulong[] counts = WorkerSums.ByWorker(channel, RegionKind.DropCounters, reason);
            drops.Add(new ReasonCount
            {
                Reason = DropReasons.Name((DropReason)reason),
                Explanation = DropReasons.Explanation((DropReason)reason),
                Total = WorkerSums.Sum(counts),
                Workers = counts,
            });
        }

        List<ReasonCount> punts = [];
        for (int reason = 1; reason < PuntReasons.Count; reason++)
        {
            ulong[] counts = WorkerSums.ByWorker(channel, RegionKind.PuntCounters, reason);
            punts.Add(new ReasonCount { Reason = PuntReasons.Name((PuntReason)reason), Total = WorkerSums.Sum(counts), Workers = counts });
        }

        return new DropsInfo { Drops = drops, Punts = punts };
    }

    private static List<NodeInfo> NodesOf(ChannelFile channel, int worker)
    {
        List<NodeInfo> nodes = [];
        Span<NodeCounters> counters = channel.Elements<NodeCounters>(RegionKind.NodeCounters, worker);
        for (int node = 0; node < Nodes.Count; node++)
        {
            NodeCounters counter = counters[node];
            nodes.Add(new NodeInfo
            {
                Node = Nodes.Name((NodeId)node),
                Explanation = Nodes.Explanation((NodeId)node),
                Calls = counter.Calls,
                Packets = counter.Packets,
                Ticks = counter.Cycles,
                PacketsPerCall = Ratio(counter.Packets, counter.Calls),
                TicksPerPacket = Ratio(counter.Cycles, counter.Packets),
            });
        }

        return nodes;
    }

    private static double Uptime(ulong startTime, DateTimeOffset now)
    {
        double seconds = (now.ToUnixTimeMilliseconds() / 1000.0) - startTime;
        return startTime == 0 || seconds < 0 ? 0 : seconds;
    }

    private static double Ratio(double part, double whole) => whole > 0 ? part / whole : 0;
}
