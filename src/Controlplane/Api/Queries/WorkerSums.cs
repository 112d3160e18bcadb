using Router.Channel;

namespace Router.Controlplane.Api.Queries;

/// <summary>Sums of per-worker counters. Indices come from the snapshot; one beyond the region counts as nothing.</summary>
internal static class WorkerSums
{
    /// <summary>What happened on one interface beside receiving and sending.</summary>
    public static InterfaceExceptions Exceptions(ChannelFile channel, uint id)
    {
        InterfaceExceptions sum = default;
        for (int worker = 0; worker < channel.WorkerCount; worker++)
        {
            Span<InterfaceExceptions> counters = channel.Elements<InterfaceExceptions>(RegionKind.InterfaceExceptions, worker);
            if (id < counters.Length)
            {
                InterfaceExceptions one = counters[(int)id];
                sum.RxDrops += one.RxDrops;
                sum.TxDrops += one.TxDrops;
                sum.Punts += one.Punts;
                sum.Injects += one.Injects;
            }
        }

        return sum;
    }

    /// <summary>What the checks of one L2TP session's receiving half found.</summary>
    public static L2tpSessionChecks Checks(ChannelFile channel, uint id)
    {
        L2tpSessionChecks sum = default;
        for (int worker = 0; worker < channel.WorkerCount; worker++)
        {
            Span<L2tpSessionChecks> counters = channel.Elements<L2tpSessionChecks>(RegionKind.L2tpSessionChecks, worker);
            if (id < counters.Length)
            {
                L2tpSessionChecks one = counters[(int)id];
                sum.BadCookie += one.BadCookie;
                sum.WrongPeer += one.WrongPeer;
                sum.OutOfSequence += one.OutOfSequence;
                sum.Errors += one.Errors;
            }
        }

        return sum;
    }

    /// <summary>What one PPP session's rates have dropped. Only for sessions with a rate: reading makes the kernel back the memory.</summary>
    public static L2tpRateDrops RateDrops(ChannelFile channel, uint id)
    {
        L2tpRateDrops sum = default;
        for (int worker = 0; worker < channel.WorkerCount; worker++)
        {
            Span<L2tpRateDrops> counters = channel.Elements<L2tpRateDrops>(RegionKind.L2tpRateDrops, worker);
            if (id < counters.Length)
            {
                L2tpRateDrops one = counters[(int)id];
                sum.Up.Packets += one.Up.Packets;
                sum.Up.Bytes += one.Up.Bytes;
                sum.Down.Packets += one.Down.Packets;
                sum.Down.Bytes += one.Down.Bytes;
            }
        }

        return sum;
    }

    /// <summary>Packets and octets of one object of a region that counts them.</summary>
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
