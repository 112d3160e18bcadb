using Router.Channel;

namespace Router.Controlplane.Api.Queries;

/// <summary>Sums of per-worker counters. Indices come from the snapshot; one beyond the region counts as nothing.</summary>
internal static class WorkerSums
{
    /// <summary>Counters of one interface.</summary>
    public static InterfaceCounters Interface(ChannelFile channel, uint id)
    {
        InterfaceCounters sum = default;
        for (int worker = 0; worker < channel.WorkerCount; worker++)
        {
            Span<InterfaceCounters> counters = channel.Elements<InterfaceCounters>(RegionKind.InterfaceCounters, worker);
            if (id < counters.Length)
            {
                InterfaceCounters one = counters[(int)id];
                sum.RxPackets += one.RxPackets;
                sum.RxBytes += one.RxBytes;
                sum.TxPackets += one.TxPackets;
                sum.TxBytes += one.TxBytes;
                sum.RxDrops += one.RxDrops;
                sum.TxDrops += one.TxDrops;
                sum.Punts += one.Punts;
                sum.Injects += one.Injects;
            }
        }

        return sum;
    }

    /// <summary>Counters of one L2TP session's receiving half.</summary>
    public static L2tpSessionCounters Session(ChannelFile channel, uint id)
    {
        L2tpSessionCounters sum = default;
        for (int worker = 0; worker < channel.WorkerCount; worker++)
        {
            Span<L2tpSessionCounters> counters = channel.Elements<L2tpSessionCounters>(RegionKind.L2tpSessionCounters, worker);
            if (id < counters.Length)
            {
                L2tpSessionCounters one = counters[(int)id];
                sum.RxPackets += one.RxPackets;
                sum.RxBytes += one.RxBytes;
                sum.BadCookie += one.BadCookie;
                sum.WrongPeer += one.WrongPeer;
                sum.OutOfSequence += one.OutOfSequence;
                sum.Errors += one.Errors;
            }
        }

        return sum;
    }

    /// <summary>Packets and octets of one adjacency or label.</summary>
    public static PacketCounter Packets(ChannelFile channel, RegionKind region, uint index)
    {
        PacketCounter sum = default;
        for (int worker = 0; worker < channel.WorkerCount; worker++)
        {
            Span<PacketCounter> counters = channel.Elements<PacketCounter>(region, worker);
            if (index < counters.Length)
            {
                sum.Packets += counters[(int)index].Packets;
                sum.Bytes += counters[(int)index].Bytes;
            }
        }

        return sum;
    }

    /// <summary>One count by worker.</summary>
    public static ulong[] ByWorker(ChannelFile channel, RegionKind region, int index)
    {
        ulong[] counts = new ulong[channel.WorkerCount];
        for (int worker = 0; worker < counts.Length; worker++)
        {
            counts[worker] = channel.Elements<ulong>(region, worker)[index];
        }

        return counts;
    }

    /// <summary>A sum that wraps instead of failing: the numbers are another process's.</summary>
    public static ulong Sum(ulong[] counts)
    {
        ulong sum = 0;
        foreach (ulong count in counts)
        {
            unchecked
            {
                sum += count;
            }
        }

        return sum;
    }
}
