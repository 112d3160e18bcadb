using Router.Channel;

namespace Router.Controlplane.Api.Queries;

/// <summary>Sums of per-worker counters. Indices come from the snapshot; one beyond the region counts as nothing.</summary>
internal static class WorkerSums
{
    /// <summary>What happened on one interface beside receiving and sending.</summary>
    public static InterfaceExceptions Exceptions(ChannelFile channel, uint id) =>
        Sum<InterfaceExceptions>(channel, RegionKind.InterfaceExceptions, id, static (sum, one) =>
        {
            sum.RxDrops += one.RxDrops;
            sum.TxDrops += one.TxDrops;
            sum.Punts += one.Punts;
            sum.Injects += one.Injects;
            return sum;
        });

    /// <summary>What the checks of one L2TP session's receiving half found.</summary>
    public static L2tpSessionChecks Checks(ChannelFile channel, uint id) =>
        Sum<L2tpSessionChecks>(channel, RegionKind.L2tpSessionChecks, id, static (sum, one) =>
        {
            sum.BadCookie += one.BadCookie;
            sum.WrongPeer += one.WrongPeer;
            sum.OutOfSequence += one.OutOfSequence;
            sum.Errors += one.Errors;
            return sum;
        });

    /// <summary>What one PPP session's rates have dropped. Only for sessions with a rate: reading makes the kernel back the memory.</summary>
    public static L2tpRateDrops RateDrops(ChannelFile channel, uint id) =>
        Sum<L2tpRateDrops>(channel, RegionKind.L2tpRateDrops, id, static (sum, one) =>
        {
            sum.Up.Packets += one.Up.Packets;
            sum.Up.Bytes += one.Up.Bytes;
            sum.Down.Packets += one.Down.Packets;
            sum.Down.Bytes += one.Down.Bytes;
            return sum;
        });

    /// <summary>Packets and octets of one object of a region that counts them.</summary>
    public static PacketCounter Packets(ChannelFile channel, RegionKind region, uint index) =>
        Sum<PacketCounter>(channel, region, index, static (sum, one) =>
        {
            sum.Packets += one.Packets;
            sum.Bytes += one.Bytes;
            return sum;
        });

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

    /// <summary>Adds up the workers' counters of one object.</summary>
    private static T Sum<T>(ChannelFile channel, RegionKind region, uint index, Func<T, T, T> add)
        where T : unmanaged
    {
        T sum = default;
        for (int worker = 0; worker < channel.WorkerCount; worker++)
        {
            Span<T> counters = channel.Elements<T>(region, worker);
            if (index < counters.Length)
            {
                sum = add(sum, counters[(int)index]);
            }
        }

        return sum;
    }
}
