/*
 * router_shim: the part of DPDK that exists only as static inline functions or variadic functions, given symbols that
 * C# can import, plus one raw system call wrapper that hands errno back race-free.
 *
 * The library is linked with every librte_* that the bindings import (see Makefile), so that dlsym() on this one handle
 * finds all of DPDK. Every function here is a thin wrapper: the logic stays in DPDK's headers and in C#.
 */
#include <errno.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <rte_config.h>
#include <rte_cycles.h>
#include <rte_errno.h>
#include <rte_ethdev.h>
#include <rte_lcore.h>
#include <rte_log.h>
#include <rte_mbuf.h>
#include <rte_mempool.h>
#include <rte_ring.h>
#include <rte_version.h>

#include "router_shim.h"

/* ---- environment -------------------------------------------------------------------------------------------------- */

/* The DPDK version whose headers this library was compiled with; rte_version() tells the one that runs. */
const char *rs_built_version(void)
{
	return RTE_VER_PREFIX " " RTE_STR(RTE_VER_YEAR) "." RTE_STR(RTE_VER_MONTH) "." RTE_STR(RTE_VER_MINOR);
}

/* rte_errno is per lcore (thread-local): a macro in C. */
int rs_errno(void)
{
	return rte_errno;
}

void rs_set_errno(int value)
{
	rte_errno = value;
}

/* LCORE_ID_ANY (UINT32_MAX) on a thread that EAL does not know. */
unsigned int rs_lcore_id(void)
{
	return rte_lcore_id();
}

uint64_t rs_rdtsc(void)
{
	return rte_rdtsc();
}

uint64_t rs_rdtsc_precise(void)
{
	return rte_rdtsc_precise();
}

uint64_t rs_tsc_hz(void)
{
	return rte_get_tsc_hz();
}

void rs_pause(void)
{
	rte_pause();
}

/* One finished message to DPDK's log: rte_log() itself is variadic, which C# cannot call. */
int rs_log(uint32_t level, uint32_t type, const char *message)
{
	return rte_log(level, type, "%s", message);
}

/* Sends DPDK's log to a file descriptor (a copy of it is kept). Returns 0 or -errno. */
int rs_log_to_fd(int fd)
{
	int own = dup(fd);
	FILE *stream;

	if (own < 0)
		return -errno;
	stream = fdopen(own, "a");
	if (stream == NULL) {
		int error = errno;

		close(own);
		return -error;
	}
	setvbuf(stream, NULL, _IOLBF, BUFSIZ);
	rte_openlog_stream(stream);
	return 0;
}

/*
 * A system call with the kernel's own convention: the result, or -errno. The runtime may change errno between the
 * return of an imported libc function and a second call that reads it; here nothing can come in between.
 */
long rs_syscall(long number, long a, long b, long c, long d, long e, long f)
{
	long result = syscall(number, a, b, c, d, e, f);

	return result == -1 ? -errno : result;
}

/* ---- packet buffers ----------------------------------------------------------------------------------------------- */

/* A buffer with all fields reset, or NULL when the pool is empty. */
struct rte_mbuf *rs_pktmbuf_alloc(struct rte_mempool *pool)
{
	return rte_pktmbuf_alloc(pool);
}

/* All of them or none: 0, or -ENOENT or -ENOBUFS as the pool's driver says. */
int rs_pktmbuf_alloc_bulk(struct rte_mempool *pool, struct rte_mbuf **mbufs, unsigned int count)
{
	return rte_pktmbuf_alloc_bulk(pool, mbufs, count);
}

/* Frees a whole chain; NULL is allowed. Many at once: rte_pktmbuf_free_bulk, which DPDK exports. */
void rs_pktmbuf_free(struct rte_mbuf *mbuf)
{
	rte_pktmbuf_free(mbuf);
}

void rs_pktmbuf_free_seg(struct rte_mbuf *mbuf)
{
	rte_pktmbuf_free_seg(mbuf);
}

/* Drops one reference; returns the segment when it is the caller's to give back to its pool, else NULL. */
struct rte_mbuf *rs_pktmbuf_prefree_seg(struct rte_mbuf *mbuf)
{
	return rte_pktmbuf_prefree_seg(mbuf);
}

void rs_pktmbuf_reset(struct rte_mbuf *mbuf)
{
	rte_pktmbuf_reset(mbuf);
}

/* Joins the tail chain to the head: 0 or -EOVERFLOW (too many segments). */
int rs_pktmbuf_chain(struct rte_mbuf *head, struct rte_mbuf *tail)
{
	return rte_pktmbuf_chain(head, tail);
}

/* Moves a chain's data into its first segment: 0 or -1 (no room). */
int rs_pktmbuf_linearize(struct rte_mbuf *mbuf)
{
	return rte_pktmbuf_linearize(mbuf);
}

/* Makes an mbuf refer to another one's data (reference counted). */
void rs_pktmbuf_attach(struct rte_mbuf *indirect, struct rte_mbuf *direct)
{
	rte_pktmbuf_attach(indirect, direct);
}

void rs_pktmbuf_refcnt_update(struct rte_mbuf *mbuf, int16_t delta)
{
	rte_pktmbuf_refcnt_update(mbuf, delta);
}

uint16_t rs_pktmbuf_data_room_size(struct rte_mempool *pool)
{
	return rte_pktmbuf_data_room_size(pool);
}

uint16_t rs_pktmbuf_priv_size(struct rte_mempool *pool)
{
	return rte_pktmbuf_priv_size(pool);
}

/* ---- memory pools ------------------------------------------------------------------------------------------------- */

/* All of them or none: 0, or -ENOENT or -ENOBUFS as the pool's driver says. */
int rs_mempool_get_bulk(struct rte_mempool *pool, void **objects, unsigned int count)
{
	return rte_mempool_get_bulk(pool, objects, count);
}

void rs_mempool_put_bulk(struct rte_mempool *pool, void *const *objects, unsigned int count)
{
	rte_mempool_put_bulk(pool, objects, count);
}

/* This lcore's cache of the pool, or NULL (no cache, or a thread that EAL does not know). */
struct rte_mempool_cache *rs_mempool_default_cache(struct rte_mempool *pool, unsigned int lcore)
{
	return rte_mempool_default_cache(pool, lcore);
}

void rs_mempool_cache_flush(struct rte_mempool_cache *cache, struct rte_mempool *pool)
{
	rte_mempool_cache_flush(cache, pool);
}

/* ---- Ethernet devices --------------------------------------------------------------------------------------------- */

/* Both run the callbacks registered on the queue (packet capture with dpdk-dumpcap depends on them). */
uint16_t rs_eth_rx_burst(uint16_t port, uint16_t queue, struct rte_mbuf **mbufs, uint16_t count)
{
	return rte_eth_rx_burst(port, queue, mbufs, count);
}

uint16_t rs_eth_tx_burst(uint16_t port, uint16_t queue, struct rte_mbuf **mbufs, uint16_t count)
{
	return rte_eth_tx_burst(port, queue, mbufs, count);
}

/* Needed before tx_burst when packets ask for checksum or segmentation offloads. Returns how many are good. */
uint16_t rs_eth_tx_prepare(uint16_t port, uint16_t queue, struct rte_mbuf **mbufs, uint16_t count)
{
	return rte_eth_tx_prepare(port, queue, mbufs, count);
}

/* Packets waiting in the rx queue, or -ENOTSUP, -EINVAL, -ENODEV. */
int rs_eth_rx_queue_count(uint16_t port, uint16_t queue)
{
	return rte_eth_rx_queue_count(port, queue);
}

/* The fast path functions of a port: an element of an exported array, which has no function to read it. */
struct rte_eth_fp_ops *rs_eth_fp_ops(uint16_t port)
{
	return port < RTE_MAX_ETHPORTS ? &rte_eth_fp_ops[port] : NULL;
}

/* ---- rings of pointers -------------------------------------------------------------------------------------------- */

unsigned int rs_ring_sp_enqueue_burst(struct rte_ring *ring, void *const *objects, unsigned int count, unsigned int *free_space)
{
	return rte_ring_sp_enqueue_burst(ring, objects, count, free_space);
}

unsigned int rs_ring_sc_dequeue_burst(struct rte_ring *ring, void **objects, unsigned int count, unsigned int *available)
{
	return rte_ring_sc_dequeue_burst(ring, objects, count, available);
}

/* The synchronisation that the ring was created with. */
unsigned int rs_ring_enqueue_burst(struct rte_ring *ring, void *const *objects, unsigned int count, unsigned int *free_space)
{
	return rte_ring_enqueue_burst(ring, objects, count, free_space);
}

unsigned int rs_ring_dequeue_burst(struct rte_ring *ring, void **objects, unsigned int count, unsigned int *available)
{
	return rte_ring_dequeue_burst(ring, objects, count, available);
}

unsigned int rs_ring_count(const struct rte_ring *ring)
{
	return rte_ring_count(ring);
}
