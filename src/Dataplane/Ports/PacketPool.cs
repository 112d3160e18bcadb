using Dpdk.Native;
using Router.Configuration;
using Router.Dataplane.Graph;
using static Dpdk.Native.Dpdk;

namespace Router.Dataplane.Ports;

/// <summary>The pool of packet buffers, each large enough for the largest MTU, so that no packet is in pieces.</summary>
internal static unsafe class PacketPool
{
    private const int Headroom = 128;
    private const int LinkHeaders = 14 + 8;

    /// <summary>Room at the end for what a pseudowire or tunnel may add in place.</summary>
    private const int Slack = 128;
    private const uint CacheSize = 256;
    private const int DefaultRoom = 2048 + Headroom;

    /// <summary>Creates the pool and reserves the packet context in its buffers.</summary>
    /// <exception cref="InvalidOperationException">Not enough memory.</exception>
    public static rte_mempool* Create(RouterConfiguration configuration)
    {
        ReserveContext();
        int mtu = configuration.Ports.Count == 0 ? PortConfiguration.DefaultMtu : configuration.Ports.Max(port => port.Mtu);
        int room = Math.Max(DefaultRoom, Headroom + LinkHeaders + mtu + Slack);
        fixed (byte* name = "packets\0"u8)
        {
            rte_mempool* pool = rte_pktmbuf_pool_create((sbyte*)name, (uint)configuration.Dataplane.Mbufs, CacheSize, 0, (ushort)room, -1);
            return pool != null
                ? pool
                : throw new InvalidOperationException(
                    $"No memory for {configuration.Dataplane.Mbufs} packet buffers of {room} octets: raise dataplane.memory or lower dataplane.mbufs.");
        }
    }

    private static void ReserveContext()
    {
        rte_mbuf_dynfield field = default;
        "router_packet_context"u8.CopyTo(new Span<byte>(&field, 64));
        field.size = (nuint)sizeof(PacketContext);
        field.align = 8;
        if (rte_mbuf_dynfield_register_offset(&field, PacketContext.MbufOffset) == PacketContext.MbufOffset)
        {
            return;
        }

        // net_pcap claims the same octets for a receive timestamp. It writes them before the router gets the packet and
        // nobody reads them, so the two can share. Anything else could not.
        rte_mbuf_dynfield other;
        fixed (byte* name = "rte_dynfield_timestamp\0"u8)
        {
            if (rte_mbuf_dynfield_lookup((sbyte*)name, &other) < 0)
            {
                throw new InvalidOperationException("Another DPDK component uses the mbuf space of the packet context.");
            }
        }
    }
}
