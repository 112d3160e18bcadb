using System.Threading;
using Dpdk.Native;
using Router.Channel;
using static Dpdk.Native.Dpdk;

namespace Router.Dataplane.Ports;

/// <summary>Refreshes link state and device counters in the channel; allocates nothing.</summary>
internal static unsafe class PortStatistics
{
    private const ulong RefreshMilliseconds = 100;

    /// <summary>Milliseconds between refreshes.</summary>
    public static ulong Interval => RefreshMilliseconds;

    /// <summary>Reads all ports; link changes become events.</summary>
    public static void Refresh(List<Port> ports, ChannelFile channel)
    {
        PortState* states = (PortState*)channel.Pointer(RegionKind.Ports);
        for (int i = 0; i < ports.Count; i++)
        {
            Port port = ports[i];
            PortState* state = states + port.Index;
            rte_eth_stats stats;
            if (rte_eth_stats_get(port.Id, &stats) == 0)
            {
                state->RxPackets = stats.ipackets;
                state->RxBytes = stats.ibytes;
                state->TxPackets = stats.opackets;
                state->TxBytes = stats.obytes;
                state->RxMissed = stats.imissed;
                state->RxErrors = stats.ierrors;
                state->TxErrors = stats.oerrors;
                state->RxNoBuffer = stats.rx_nombuf;
            }

            rte_eth_link link;
            if (rte_eth_link_get_nowait(port.Id, &link) != 0)
            {
                continue;
            }

            byte up = (byte)(link.link_status != 0 ? 1 : 0);
            state->SpeedMbps = link.link_speed == uint.MaxValue ? 0 : link.link_speed;
            if (state->LinkUp != up)
            {
                Volatile.Write(ref state->LinkUp, up);
                channel.Events.TryWrite(new EventRecord { Kind = EventKind.LinkChanged, Port = (uint)port.Index, LinkUp = up });
            }
        }
    }
}
