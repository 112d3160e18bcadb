using Router.Api;
using Router.Channel;
using Router.Controlplane.Ids;
using Router.Controlplane.Service;

namespace Router.Controlplane.Api.Queries;

/// <summary>Where a trace began, to tell its steps from older ones in the circular buffers.</summary>
/// <param name="Count">Packets by worker.</param>
/// <param name="Epoch">The dataplane's start.</param>
/// <param name="Starts">Steps that each worker had written before.</param>
internal sealed record TraceStart(int Count, ulong Epoch, ulong[] Starts)
{
    /// <summary>Notes the position of every worker.</summary>
    public static TraceStart Mark(ChannelFile channel, int count)
    {
        ulong[] starts = new ulong[channel.WorkerCount];
        Span<WorkerState> states = channel.Elements<WorkerState>(RegionKind.Workers);
        for (int worker = 0; worker < starts.Length; worker++)
        {
            starts[worker] = Volatile.Read(ref states[worker].TraceSteps);
        }

        return new TraceStart(count, channel.Header.Epoch, starts);
    }
}

/// <summary>Packet traces.</summary>
internal static class TraceQueries
{
    /// <summary>No trace was asked for, or its dataplane is gone.</summary>
    public static TraceInfo Nothing { get; } = new() { Count = 0, Complete = false, Packets = [] };

    /// <summary>What has been traced since <paramref name="start"/>.</summary>
    public static TraceInfo Trace(RouterSnapshot snapshot, ChannelFile channel, TraceStart start)
    {
        if (channel.Header.Epoch != start.Epoch || channel.WorkerCount != start.Starts.Length)
        {
            return Nothing;
        }

        Dictionary<uint, string> interfaces = Names(snapshot);
        List<TracedPacket> packets = [];
        bool complete = false;
        for (int worker = 0; worker < channel.WorkerCount; worker++)
        {
            List<TracedPacket> own = Packets(channel, worker, start.Starts[worker], interfaces);
            complete |= own.Count >= start.Count;
            packets.AddRange(own);
        }

        return new TraceInfo { Count = start.Count, Complete = complete, Packets = packets };
    }

    private static Dictionary<uint, string> Names(RouterSnapshot snapshot)
    {
        IdSnapshot ids = snapshot.Ids;
        Dictionary<uint, string> names = [];
        foreach ((ulong key, uint id) in ids.Interfaces)
        {
            names[id] = snapshot.Desired.Interfaces.TryGetValue(key, out Desired.DesiredInterface? found) ? found.Name : $"interface-{id}";
        }

        return names;
    }

    private static List<TracedPacket> Packets(ChannelFile channel, int worker, ulong start, Dictionary<uint, string> interfaces)
    {
        Span<TraceStep> buffer = channel.Elements<TraceStep>(RegionKind.Trace, worker);
        ulong written = Volatile.Read(ref channel.Elements<WorkerState>(RegionKind.Workers)[worker].TraceSteps);
        ulong size = (ulong)buffer.Length;
        if (written < start)
        {
            return [];
        }

        ulong first = written - start > size ? written - size : start;
        double perTick = channel.Header.TscHz == 0 ? 0 : 1e9 / channel.Header.TscHz;
        Dictionary<uint, List<TraceStep>> steps = [];
        List<uint> order = [];
        for (ulong i = first; i < written; i++)
        {
            TraceStep step = buffer[(int)(i % size)];
            if (!steps.TryGetValue(step.Packet, out List<TraceStep>? own))
            {
                steps.Add(step.Packet, own = []);
                order.Add(step.Packet);
            }

            own.Add(step);
        }

        return [.. order.Select(number => new TracedPacket
        {
            Worker = worker,
            Number = number,
            Interface = interfaces.GetValueOrDefault(steps[number][0].Interface, $"interface-{steps[number][0].Interface}"),
            Steps = [.. steps[number].Select(step => Describe(step, steps[number][0].Timestamp, perTick))],
        })];
    }

    private static TracedStep Describe(TraceStep step, ulong first, double nanosecondsPerTick)
    {
        ulong ticks = step.Timestamp >= first ? step.Timestamp - first : 0;
        int kept = Math.Min((int)step.Length, TraceStep.DataLength);
        NodeId node = (NodeId)Math.Min(step.Node, byte.MaxValue);
        byte reason = (byte)Math.Min(step.Reason, byte.MaxValue);
        return new TracedStep
        {
            Node = Nodes.Name(node),
            Ticks = ticks,
            Nanoseconds = Math.Round(ticks * nanosecondsPerTick, 1),
            Length = step.Length,
            Adjacency = step.Adjacency == 0 ? null : step.Adjacency,
            Reason = reason == 0 ? null : node == NodeId.Punt ? PuntReasons.Name((PuntReason)reason) : DropReasons.Name((DropReason)reason),
            Data = Convert.ToHexStringLower(((ReadOnlySpan<byte>)step.Data)[..kept]),
        };
    }
}
