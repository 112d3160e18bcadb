using System.Runtime.InteropServices;
using Dpdk.Native;
using static Dpdk.Native.Dpdk;

namespace Router.Bindings.Tests;

/// <summary>
/// Runs in a process of its own, started by <see cref="SmokeTests"/>: packets from net_null and back, through the shim
/// and through the port's function pointers. Prints one "= name value" line per observation.
/// </summary>
internal static unsafe class SmokeChild
{
    private const ushort Port = 0;
    private const int Vector = 32;
    private const uint PoolSize = 1023;

    public static int Run(string[] arguments)
    {
        int used = Start(arguments);
        Print("eal-arguments", used);
        if (used < 0)
        {
            Print("errno", Shim.rs_errno());
            return 1;
        }

        Print("lcore", Shim.rs_lcore_id());
        Print("tsc-hz", Shim.rs_tsc_hz());
        Print("clock-runs", Shim.rs_rdtsc() < Shim.rs_rdtsc_precise());
        fixed (byte* message = "said by the shim\0"u8)
        {
            Print("log", Shim.rs_log(RTE_LOG_ERR, RTE_LOGTYPE_USER1, (sbyte*)message));
        }

        rte_mempool* pool = Configure();
        rte_mbuf** packets = stackalloc rte_mbuf*[Vector];

        ushort received = Shim.rs_eth_rx_burst(Port, 0, packets, Vector);
        Print("shim-received", received);
        Print("packet-length", packets[0]->pkt_len);
        Print("in-use", rte_mempool_in_use_count(pool));
        Print("shim-sent", Shim.rs_eth_tx_burst(Port, 0, packets, received));

        rte_eth_fp_ops* ops = Shim.rs_eth_fp_ops(Port);
        received = ((delegate* unmanaged[Cdecl, SuppressGCTransition]<void*, rte_mbuf**, ushort, ushort>)ops->rx_pkt_burst)(((void**)ops->rxq.data)[0], packets, Vector);
        Print("direct-received", received);
        Print("direct-sent", ops->tx_pkt_burst(((void**)ops->txq.data)[0], packets, received));
        Print("bad-port", (nint)Shim.rs_eth_fp_ops(ushort.MaxValue));

        Buffers(pool, packets);
        Print("left-in-use", rte_mempool_in_use_count(pool));
        Print("stop", rte_eth_dev_stop(Port));
        Print("cleanup", rte_eal_cleanup());
        return 0;
    }

    private static int Start(string[] arguments)
    {
        sbyte** values = (sbyte**)NativeMemory.AllocZeroed((nuint)arguments.Length + 1, (nuint)sizeof(sbyte*));
        for (int i = 0; i < arguments.Length; i++)
        {
            values[i] = (sbyte*)Marshal.StringToCoTaskMemUTF8(arguments[i]);
        }

        return rte_eal_init(arguments.Length, values);
    }

    private static rte_mempool* Configure()
    {
        rte_mempool* pool;
        fixed (byte* name = "packets\0"u8)
        {
            pool = rte_pktmbuf_pool_create((sbyte*)name, PoolSize, 32, 0, 2176, 0);
        }

        rte_eth_conf configuration = default;
        Print("configure", rte_eth_dev_configure(Port, 1, 1, &configuration));
        Print("rx-setup", rte_eth_rx_queue_setup(Port, 0, 64, 0, null, pool));
        Print("tx-setup", rte_eth_tx_queue_setup(Port, 0, 64, 0, null));
        Print("start", rte_eth_dev_start(Port));
        Print("data-room", Shim.rs_pktmbuf_data_room_size(pool));
        return pool;
    }

    /// <summary>Allocation, chaining, linearizing and references, as far as the shim wraps them.</summary>
    private static void Buffers(rte_mempool* pool, rte_mbuf** packets)
    {
        Print("bulk", Shim.rs_pktmbuf_alloc_bulk(pool, packets, 3));
        Print("bulk-too-many", Shim.rs_pktmbuf_alloc_bulk(pool, packets + 3, PoolSize + 1));
        for (int i = 0; i < 3; i++)
        {
            packets[i]->data_len = 100;
            packets[i]->pkt_len = 100;
        }

        Print("headroom", packets[0]->data_off);
        Print("chain", Shim.rs_pktmbuf_chain(packets[0], packets[1]));
        Print("chained-length", packets[0]->pkt_len);
        Print("chained-segments", packets[0]->nb_segs);
        Print("linearize", Shim.rs_pktmbuf_linearize(packets[0]));
        Print("linear-segments", packets[0]->nb_segs);
        Shim.rs_pktmbuf_refcnt_update(packets[2], 1);
        Print("references", packets[2]->refcnt);
        Print("prefree-shared", (nint)Shim.rs_pktmbuf_prefree_seg(packets[2]));
        Print("prefree-last", Shim.rs_pktmbuf_prefree_seg(packets[2]) == packets[2]);
        Shim.rs_mempool_put_bulk(pool, (void**)(packets + 2), 1);
        Shim.rs_pktmbuf_free(packets[0]);
    }

    // DPDK writes to the same output, not always whole lines.
    private static void Print<T>(string name, T value) => Console.Out.Write($"\n= {name} {value}\n");
}
