/*
 * The functions of librouter_shim.so, declared once: router_shim.c defines them (and says what they do), the tests
 * compare src/Bindings/Shim.cs with these declarations.
 */
#ifndef ROUTER_SHIM_H
#define ROUTER_SHIM_H

#include <rte_ethdev.h>
#include <rte_mbuf.h>
#include <rte_mempool.h>
#include <rte_ring.h>

#ifdef __cplusplus
extern "C" {
#endif

#define EXPORT __attribute__((visibility("default")))

EXPORT const char *rs_built_version(void);
EXPORT int rs_errno(void);
EXPORT void rs_set_errno(int value);
EXPORT unsigned int rs_lcore_id(void);
EXPORT uint64_t rs_rdtsc(void);
EXPORT uint64_t rs_rdtsc_precise(void);
EXPORT uint64_t rs_tsc_hz(void);
EXPORT void rs_pause(void);
EXPORT int rs_log(uint32_t level, uint32_t type, const char *message);
EXPORT int rs_log_to_fd(int fd);
EXPORT long rs_syscall(long number, long a, long b, long c, long d, long e, long f);
EXPORT struct rte_mbuf *rs_pktmbuf_alloc(struct rte_mempool *pool);
EXPORT int rs_pktmbuf_alloc_bulk(struct rte_mempool *pool, struct rte_mbuf **mbufs, unsigned int count);
EXPORT void rs_pktmbuf_free(struct rte_mbuf *mbuf);
EXPORT void rs_pktmbuf_free_seg(struct rte_mbuf *mbuf);
EXPORT struct rte_mbuf *rs_pktmbuf_prefree_seg(struct rte_mbuf *mbuf);
EXPORT void rs_pktmbuf_reset(struct rte_mbuf *mbuf);
EXPORT int rs_pktmbuf_chain(struct rte_mbuf *head, struct rte_mbuf *tail);
EXPORT int rs_pktmbuf_linearize(struct rte_mbuf *mbuf);
EXPORT void rs_pktmbuf_attach(struct rte_mbuf *indirect, struct rte_mbuf *direct);
EXPORT void rs_pktmbuf_refcnt_update(struct rte_mbuf *mbuf, int16_t delta);
EXPORT uint16_t rs_pktmbuf_data_room_size(struct rte_mempool *pool);
EXPORT uint16_t rs_pktmbuf_priv_size(struct rte_mempool *pool);
EXPORT int rs_mempool_get_bulk(struct rte_mempool *pool, void **objects, unsigned int count);
EXPORT void rs_mempool_put_bulk(struct rte_mempool *pool, void *const *objects, unsigned int count);
EXPORT struct rte_mempool_cache *rs_mempool_default_cache(struct rte_mempool *pool, unsigned int lcore);
EXPORT void rs_mempool_cache_flush(struct rte_mempool_cache *cache, struct rte_mempool *pool);
EXPORT uint16_t rs_eth_rx_burst(uint16_t port, uint16_t queue, struct rte_mbuf **mbufs, uint16_t count);
EXPORT uint16_t rs_eth_tx_burst(uint16_t port, uint16_t queue, struct rte_mbuf **mbufs, uint16_t count);
EXPORT uint16_t rs_eth_tx_prepare(uint16_t port, uint16_t queue, struct rte_mbuf **mbufs, uint16_t count);
EXPORT int rs_eth_rx_queue_count(uint16_t port, uint16_t queue);
EXPORT struct rte_eth_fp_ops *rs_eth_fp_ops(uint16_t port);
EXPORT unsigned int rs_ring_sp_enqueue_burst(struct rte_ring *ring, void *const *objects, unsigned int count, unsigned int *free_space);
EXPORT unsigned int rs_ring_sc_dequeue_burst(struct rte_ring *ring, void **objects, unsigned int count, unsigned int *available);
EXPORT unsigned int rs_ring_enqueue_burst(struct rte_ring *ring, void *const *objects, unsigned int count, unsigned int *free_space);
EXPORT unsigned int rs_ring_dequeue_burst(struct rte_ring *ring, void **objects, unsigned int count, unsigned int *available);
EXPORT unsigned int rs_ring_count(const struct rte_ring *ring);

#ifdef __cplusplus
}
#endif

#endif
