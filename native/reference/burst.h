// What all twins do with a received burst: counters, the interface of untagged frames, rewrites, port queues.
#ifndef ROUTER_REFERENCE_BURST_H
#define ROUTER_REFERENCE_BURST_H

#include <string.h>

#include <rte_mbuf.h>

#include "tables.h"

enum { MAX_BURST = 64, FETCH_AHEAD = 4, LINK_LENGTH = 14 };
enum { WIRE_IPV4 = 0x0008, WIRE_IPV6 = 0xdd86, WIRE_MPLS = 0x4788, WIRE_VLAN = 0x0081, WIRE_SERVICE_VLAN = 0xa888 };

#define EXPORT __attribute__((visibility("default")))
#define INLINE static inline __attribute__((always_inline))

INLINE uint16_t load16(const uint8_t *p) { uint16_t v; memcpy(&v, p, 2); return __builtin_bswap16(v); }
INLINE uint32_t load32(const uint8_t *p) { uint32_t v; memcpy(&v, p, 4); return __builtin_bswap32(v); }
INLINE uint16_t raw16(const uint8_t *p) { uint16_t v; memcpy(&v, p, 2); return v; }
INLINE uint32_t raw32(const uint8_t *p) { uint32_t v; memcpy(&v, p, 4); return v; }
INLINE uint64_t raw64(const uint8_t *p) { uint64_t v; memcpy(&v, p, 8); return v; }
INLINE void store_raw16(uint8_t *p, uint16_t v) { memcpy(p, &v, 2); }
INLINE void store16(uint8_t *p, uint16_t v) { store_raw16(p, __builtin_bswap16(v)); }
INLINE void store32(uint8_t *p, uint32_t v) { v = __builtin_bswap32(v); memcpy(p, &v, 4); }

INLINE uint8_t *data(const struct rte_mbuf *m) { return (uint8_t *)m->buf_addr + m->data_off; }
INLINE int is_tag(uint16_t wire_type) { return wire_type == WIRE_VLAN || wire_type == WIRE_SERVICE_VLAN; }

INLINE void set_length(struct rte_mbuf *m, int octets)
{
    m->data_len = octets;
    m->pkt_len = octets;
}

INLINE void advance(struct rte_mbuf *m, int octets)
{
    m->data_off += octets;
    set_length(m, m->data_len - octets);
}

INLINE void count(struct counter *c, uint64_t packets, uint64_t octets)
{
    c->packets += packets;
    c->octets += octets;
}

// A burst and, if it is taken to be of untagged frames, their interface.
struct burst {
    struct rte_mbuf **packets;
    uint32_t size;
    uint32_t interface;
    uint64_t octets;
    uint64_t mac; // of the interface if it takes the protocol, else no address
    uint16_t vrf;
};

// Ends the running node's time and begins another's.
INLINE void enter(const struct router *r, uint8_t node, uint32_t packets)
{
    uint64_t now = _rdtsc();
    r->nodes[*r->running].ticks += now - *r->running_since;
    *r->running_since = now;
    *r->running = node;
    r->nodes[node].calls++;
    r->nodes[node].packets += packets;
}

// Counts the burst; 0 if not every queue has room for all of it.
INLINE int begin(struct burst *b, const struct router *r, struct rte_mbuf **packets, uint32_t n)
{
    for (uint64_t dirty = *r->dirty_ports; dirty != 0; dirty &= dirty - 1) {
        if (r->queues[__builtin_ctzll(dirty)].count > QUEUE_CAPACITY - (int)n) {
            return 0;
        }
    }
    *r->running = NODE_ETHERNET;
    *r->running_since = _rdtsc();
    r->nodes[NODE_ETHERNET].calls++;
    r->nodes[NODE_ETHERNET].packets += n;
    *r->received += n;
    b->packets = packets;
    b->size = n;
    b->octets = 0;
    for (uint32_t i = 0; i < FETCH_AHEAD && i < n; i++) {
        _mm_prefetch(data(packets[i]), _MM_HINT_T0);
    }
    return 1;
}

// The same for frames without tags; 0 also if the port takes none.
INLINE int begin_untagged(struct burst *b, const struct router *r, struct rte_mbuf **packets, uint32_t n, uint16_t protocol_flag)
{
    uint16_t wanted = INTERFACE_ENABLED | protocol_flag;
    b->interface = binding_interface(*r->untagged);
    if (!binding_exists(*r->untagged) || !begin(b, r, packets, n)) {
        return 0;
    }
    const struct interface_entry *ingress = r->interfaces + b->interface;
    b->mac = (ingress->flags & (wanted | INTERFACE_CIRCUIT)) == wanted ? ingress->mac : UINT64_MAX;
    b->vrf = ingress->vrf;
    return 1;
}

// The next packet, counted; one further on is fetched.
INLINE struct rte_mbuf *next(struct burst *b, uint32_t i)
{
    if (i + FETCH_AHEAD < b->size) {
        _mm_prefetch(data(b->packets[i + FETCH_AHEAD]), _MM_HINT_T0);
    }
    struct rte_mbuf *m = b->packets[i];
    b->octets += m->pkt_len;
    return m;
}

// After the last: counts the untagged frames on their interface.
INLINE void end_input(const struct router *r, const struct burst *b)
{
    count(r->interface_received + b->interface, b->size, b->octets);
}

// The header behind Ethernet's if the frame is whole, untagged, of this protocol, for the interface's MAC address, and has
// so many octets more; else NULL.
INLINE uint8_t *for_us(const struct burst *b, const struct rte_mbuf *m, uint16_t wire_type, int shortest)
{
    uint8_t *frame = data(m);
    int ok = m->nb_segs == 1 && m->data_len >= LINK_LENGTH + shortest && raw16(frame + 12) == wire_type
        && (raw64(frame) & 0xffffffffffffull) == b->mac;
    return ok ? frame + LINK_LENGTH : NULL;
}

INLINE void fetch_adjacency(const struct router *r, uint32_t id)
{
    _mm_prefetch(r->adjacencies + id, _MM_HINT_T0);
    _mm_prefetch(r->adjacency_counters + id, _MM_HINT_T0);
}

INLINE void enqueue(const struct router *r, struct rte_mbuf *m, struct port_queue *queue, uint32_t account)
{
    int n = queue->count;
    queue->count = n + 1;
    queue->slots[n] = m;
    queue->accounts[n] = account | (uint16_t)m->pkt_len;
    if (n == 0) {
        *r->dirty_ports |= 1ull << queue->port;
    }
}

INLINE void send(const struct router *r, struct rte_mbuf *m, const struct adjacency *a, uint32_t id)
{
    count(r->adjacency_counters + id, 1, m->pkt_len);
    enqueue(r, m, r->queues + a->port, (uint32_t)a->interface << 16);
}

// Whether the adjacency's header fits in front of the packet in the place of its first octets.
INLINE int has_headroom(const struct rte_mbuf *m, int replaced, const struct adjacency *a)
{
    return m->data_off + replaced >= a->rewrite_length;
}

// Whether a packet without its first octets goes out by this adjacency in one piece, behind its labels.
INLINE int fits_next_hop(const struct rte_mbuf *m, int replaced, const struct adjacency *a)
{
    return a->kind == KIND_NEXT_HOP && m->data_len - replaced + a->label_count * 4 <= a->mtu && has_headroom(m, replaced, a);
}

// Puts the adjacency's header in the place of the packet's first octets.
INLINE uint8_t *replace(const struct router *r, struct rte_mbuf *m, int replaced, const struct adjacency *a)
{
    int length = a->rewrite_length;
    int offset = m->data_off + replaced - length;
    uint8_t *start = (uint8_t *)m->buf_addr + offset;
    if (length <= TAIL_LENGTH) {
        const uint8_t *from = a->tail + TAIL_LENGTH - length;
        if (length < 16) {
            uint64_t last = raw64(from + length - 8), first = raw64(from);
            memcpy(start, &first, 8);
            memcpy(start + length - 8, &last, 8);
        } else if (length <= 32) {
            __m128i last = _mm_loadu_si128((const __m128i *)(from + length - 16));
            _mm_storeu_si128((__m128i *)start, _mm_loadu_si128((const __m128i *)from));
            _mm_storeu_si128((__m128i *)(start + length - 16), last);
        } else {
            __m256i last = _mm256_loadu_si256((const __m256i *)(from + length - 32));
            _mm256_storeu_si256((__m256i *)start, _mm256_loadu_si256((const __m256i *)from));
            _mm256_storeu_si256((__m256i *)(start + length - 32), last);
        }
    } else {
        const uint8_t *head = r->rewrite_heads + 64ull * a->head;
        uint8_t *tail = start + length - TAIL_LENGTH;
        _mm256_storeu_si256((__m256i *)start, _mm256_loadu_si256((const __m256i *)head));
        if (length > TAIL_LENGTH + 32) {
            _mm256_storeu_si256((__m256i *)(start + 32), _mm256_loadu_si256((const __m256i *)(head + 32)));
        }
        __m256i last = _mm256_loadu_si256((const __m256i *)(a->tail + 8));
        _mm256_storeu_si256((__m256i *)tail, _mm256_loadu_si256((const __m256i *)a->tail));
        _mm256_storeu_si256((__m256i *)(tail + 8), last);
    }

    m->data_off = offset;
    set_length(m, m->data_len - replaced + length);
    return start;
}

// Completes the labels of a rewrite (RFC 3032, 3443): bits under the label of the innermost, and of the others.
INLINE void complete_labels(uint8_t *payload, const struct adjacency *a, uint32_t innermost, uint32_t outer)
{
    uint8_t *entry = payload - 4;
    store32(entry, load32(entry) | innermost);
    for (int i = 1; i < a->label_count; i++) {
        entry -= 4;
        store32(entry, load32(entry) | outer);
    }
}

// In front of an IP packet: its EtherType, or labels with S bit, TC and TTL.
INLINE void finish_ip(uint8_t *payload, const struct adjacency *a, uint16_t wire_type, uint32_t ttl, uint32_t tc)
{
    if (a->label_count == 0) {
        store_raw16(payload - 2, wire_type);
    } else {
        uint32_t fields = a->flags & FLAG_UNIFORM_TTL ? tc << 9 | ttl : a->label_ttl;
        complete_labels(payload, a, fields | 0x100, fields);
    }
}

#endif
