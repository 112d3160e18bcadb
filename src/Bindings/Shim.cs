using System.Runtime.InteropServices;

namespace Dpdk.Native;

/// <summary>
/// The functions of native/router_shim.c: what DPDK has only as static inline or variadic functions. Names are C's with
/// the prefix rs_. <see cref="SuppressGCTransitionAttribute"/> marks what ends within about a microsecond, takes no lock
/// and makes no system call: it costs a plain call, but the garbage collector waits for it.
/// </summary>
public static unsafe class Shim
{
    internal const string Library = "router_shim";

    /// <summary>The DPDK version whose headers the shim was compiled with; <see cref="Dpdk.rte_version"/> tells the running one.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    public static extern sbyte* rs_built_version();

    /// <summary>DPDK's error number of this thread (positive), which many functions set instead of returning it.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern int rs_errno();

    /// <summary>Sets <see cref="rs_errno"/>.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern void rs_set_errno(int value);

    /// <summary>This thread's lcore, or <see cref="uint.MaxValue"/> on a thread that EAL does not know.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern uint rs_lcore_id();

    /// <summary>The time stamp counter, in ticks of <see cref="rs_tsc_hz"/>; not ordered with the instructions around it.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern ulong rs_rdtsc();

    /// <summary>The time stamp counter after all earlier loads and stores are done.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern ulong rs_rdtsc_precise();

    /// <summary>Ticks per second; 0 before <see cref="Dpdk.rte_eal_init"/>.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern ulong rs_tsc_hz();

    /// <summary>Tells the CPU that this is a spinning loop.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern void rs_pause();

    /// <summary>Writes one message (zero-terminated) to DPDK's log; level and type are RTE_LOG_* and RTE_LOGTYPE_*.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    public static extern int rs_log(uint level, uint type, sbyte* message);

    /// <summary>Sends DPDK's log to a copy of this file descriptor. Returns 0 or -errno.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    public static extern int rs_log_to_fd(int fd);

    /// <summary>A Linux system call: its result, or -errno. <see cref="Linux"/> gives the calls types.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    public static extern long rs_syscall(long number, long a, long b, long c, long d, long e, long f);

    /// <summary>A packet buffer with its fields reset, or null when the pool is empty.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern rte_mbuf* rs_pktmbuf_alloc(rte_mempool* pool);

    /// <summary>Fills the array with reset packet buffers, all or none: 0, or -ENOENT or -ENOBUFS as the pool's driver says.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern int rs_pktmbuf_alloc_bulk(rte_mempool* pool, rte_mbuf** mbufs, uint count);

    /// <summary>Frees a packet (the whole chain). For many packets <see cref="Dpdk.rte_pktmbuf_free_bulk"/> is quicker.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern void rs_pktmbuf_free(rte_mbuf* mbuf);

    /// <summary>Frees one segment only.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern void rs_pktmbuf_free_seg(rte_mbuf* mbuf);

    /// <summary>Drops a reference to a segment; the segment if it may now go back to its pool, else null.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern rte_mbuf* rs_pktmbuf_prefree_seg(rte_mbuf* mbuf);

    /// <summary>Resets the fields of a packet buffer as an allocation does.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern void rs_pktmbuf_reset(rte_mbuf* mbuf);

    /// <summary>Appends a chain: 0 or -EOVERFLOW (too many segments).</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern int rs_pktmbuf_chain(rte_mbuf* head, rte_mbuf* tail);

    /// <summary>Moves all data into the first segment: 0 or -1 (no room).</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern int rs_pktmbuf_linearize(rte_mbuf* mbuf);

    /// <summary>Lets a packet buffer refer to another one's data, which gets a reference more.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern void rs_pktmbuf_attach(rte_mbuf* indirect, rte_mbuf* direct);

    /// <summary>Adds to the reference count of every segment.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern void rs_pktmbuf_refcnt_update(rte_mbuf* mbuf, short delta);

    /// <summary>Bytes for data in each buffer of the pool, headroom included.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern ushort rs_pktmbuf_data_room_size(rte_mempool* pool);

    /// <summary>Bytes of the application's own area between the rte_mbuf and its data.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern ushort rs_pktmbuf_priv_size(rte_mempool* pool);

    /// <summary>Takes objects, all or none: 0, or -ENOENT or -ENOBUFS as the pool's driver says. Packet buffers come back not reset.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern int rs_mempool_get_bulk(rte_mempool* pool, void** objects, uint count);

    /// <summary>Gives objects back; packet buffers must be prefreed.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern void rs_mempool_put_bulk(rte_mempool* pool, void** objects, uint count);

    /// <summary>The lcore's cache of the pool, or null.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern rte_mempool_cache* rs_mempool_default_cache(rte_mempool* pool, uint lcore);

    /// <summary>Gives back what the cache holds, so that counts of the pool are exact.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern void rs_mempool_cache_flush(rte_mempool_cache* cache, rte_mempool* pool);

    /// <summary>Receives up to <paramref name="count"/> packets. The garbage collector waits for it: for drivers that poll memory. See <see cref="rs_eth_rx_burst_blocking"/>.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern ushort rs_eth_rx_burst(ushort port, ushort queue, rte_mbuf** mbufs, ushort count);

    /// <summary>As <see cref="rs_eth_rx_burst"/>, for drivers that make system calls (net_tap, net_pcap on an interface): the garbage collector does not wait for it.</summary>
    [DllImport(Library, EntryPoint = "rs_eth_rx_burst", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    public static extern ushort rs_eth_rx_burst_blocking(ushort port, ushort queue, rte_mbuf** mbufs, ushort count);

    /// <summary>Sends packets; returns how many were taken, the rest stays the caller's. The garbage collector waits for it. See <see cref="rs_eth_tx_burst_blocking"/>.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern ushort rs_eth_tx_burst(ushort port, ushort queue, rte_mbuf** mbufs, ushort count);

    /// <summary>As <see cref="rs_eth_tx_burst"/>, for drivers that make system calls (net_af_packet, net_tap): the garbage collector does not wait for it.</summary>
    [DllImport(Library, EntryPoint = "rs_eth_tx_burst", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    public static extern ushort rs_eth_tx_burst_blocking(ushort port, ushort queue, rte_mbuf** mbufs, ushort count);

    /// <summary>Checks and completes packets with offloads for <see cref="rs_eth_tx_burst"/>; returns how many are good, <see cref="rs_errno"/> says why the next one is not.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern ushort rs_eth_tx_prepare(ushort port, ushort queue, rte_mbuf** mbufs, ushort count);

    /// <summary>Packets waiting in a queue, or -ENOTSUP, -EINVAL, -ENODEV.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern int rs_eth_rx_queue_count(ushort port, ushort queue);

    /// <summary>The port's fast path functions and queues, or null for a port number out of range. Calling rx_pkt_burst and tx_pkt_burst directly skips the queue's callbacks (packet capture).</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    public static extern rte_eth_fp_ops* rs_eth_fp_ops(ushort port);

    /// <summary>Puts as many objects as fit, as the only producer; <paramref name="freeSpace"/> may be null.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern uint rs_ring_sp_enqueue_burst(rte_ring* ring, void** objects, uint count, uint* freeSpace);

    /// <summary>Takes up to <paramref name="count"/> objects, as the only consumer; <paramref name="available"/> may be null.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern uint rs_ring_sc_dequeue_burst(rte_ring* ring, void** objects, uint count, uint* available);

    /// <summary>As <see cref="rs_ring_sp_enqueue_burst"/> with the synchronisation that the ring was made with.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    public static extern uint rs_ring_enqueue_burst(rte_ring* ring, void** objects, uint count, uint* freeSpace);

    /// <summary>As <see cref="rs_ring_sc_dequeue_burst"/> with the synchronisation that the ring was made with.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    public static extern uint rs_ring_dequeue_burst(rte_ring* ring, void** objects, uint count, uint* available);

    /// <summary>Objects in the ring.</summary>
    [DllImport(Library, CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    [SuppressGCTransition]
    public static extern uint rs_ring_count(rte_ring* ring);
}
