// What the packet graph does for its commonest packets, written by hand in C on the same tables: the yardstick for the
// C# of src/Dataplane/Nodes. Each function takes a received burst through classification, checks, lookup, counters and
// rewrite into the port queues, and returns how many packets it could not take (none, in a measurement).
#include <immintrin.h>
#include <stddef.h>
#include <string.h>

#include <rte_mbuf.h>

#include "tables.h"

enum { MAX_BURST = 64, FETCH_AHEAD = 4, CIRCUITS_AHEAD = 16 };

#define EXPORT __attribute__((visibility("default")))

static inline uint16_t load16(const uint8_t *p) { uint16_t v; memcpy(&v, p, 2); return __builtin_bswap16(v); }
static inline uint32_t load32(const uint8_t *p) { uint32_t v; memcpy(&v, p, 4); return __builtin_bswap32(v); }
static inline uint16_t raw16(const uint8_t *p) { uint16_t v; memcpy(&v, p, 2); return v; }
static inline uint32_t raw32(const uint8_t *p) { uint32_t v; memcpy(&v, p, 4); return v; }
static inline uint64_t raw64(const uint8_t *p) { uint64_t v; memcpy(&v, p, 8); return v; }
static inline void store16(uint8_t *p, uint16_t v) { v = __builtin_bswap16(v); memcpy(p, &v, 2); }
static inline void store32(uint8_t *p, uint32_t v) { v = __builtin_bswap32(v); memcpy(p, &v, 4); }

static inline uint8_t *data(const struct rte_mbuf *m) { return (uint8_t *)m->buf_addr + m->data_off; }

static inline void fetch_packet(struct rte_mbuf **packets, unsigned i, unsigned count)
{
    if (i + FETCH_AHEAD < count) {
        _mm_prefetch(data(packets[i + FETCH_AHEAD]), _MM_HINT_T0);
    }
}

static inline int is_tag(uint16_t wire_type) { return wire_type == 0x0081 || wire_type == 0xa888; }
static inline int is_whole(const struct rte_mbuf *m) { return m->nb_segs == 1 && m->data_len >= 14; }
static inline int is_right(uint64_t sum) { return sum * 0xfffefffefffeffffull <= 0x0001000100010001ull; }
static inline uint64_t sum_ipv4(const uint8_t *h)
{
    return (uint64_t)raw32(h) + raw32(h + 4) + raw32(h + 8) + raw32(h + 12) + raw32(h + 16);
}

static inline void count(struct counter *c, uint64_t packets, uint64_t octets)
{
    c->packets += packets;
    c->octets += octets;
}

static inline void fetch_adjacency(const struct router *r, uint32_t id)
{
    _mm_prefetch(r->adjacencies + id, _MM_HINT_T0);
    _mm_prefetch(r->adjacency_counters + id, _MM_HINT_T0);
}

static inline void enqueue(const struct router *r, struct rte_mbuf *m, struct port_queue *queue, uint32_t account)
{
    int n = queue->count;
    queue->count = n + 1;
    queue->slots[n] = m;
    queue->accounts[n] = account | (uint16_t)m->pkt_len;
    if (n == 0) {
        *r->dirty_ports |= 1ull << queue->port;
    }
}

static inline void send(const struct router *r, struct rte_mbuf *m, const struct adjacency *a, uint32_t id)
{
    count(r->adjacency_counters + id, 1, m->pkt_len);
    enqueue(r, m, r->queues + a->port, (uint32_t)a->interface << 16);
}

// Puts the adjacency's header in the place of the packet's first octets.
static inline uint8_t *replace(const struct router *r, struct rte_mbuf *m, int replaced, const struct adjacency *a)
{
    int length = a->rewrite_length;
    int offset = m->data_off + replaced - length;
    uint8_t *start = (uint8_t *)m->buf_addr + offset;
    if (length <= 40) {
        const uint8_t *from = a->tail + 40 - length;
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
        uint8_t *tail = start + length - 40;
        _mm256_storeu_si256((__m256i *)start, _mm256_loadu_si256((const __m256i *)head));
        if (length > 72) {
            _mm256_storeu_si256((__m256i *)(start + 32), _mm256_loadu_si256((const __m256i *)(head + 32)));
        }
        __m256i last = _mm256_loadu_si256((const __m256i *)(a->tail + 8));
        _mm256_storeu_si256((__m256i *)tail, _mm256_loadu_si256((const __m256i *)a->tail));
        _mm256_storeu_si256((__m256i *)(tail + 8), last);
    }

    m->data_off = offset;
    m->data_len = m->data_len - replaced + length;
    m->pkt_len = m->data_len;
    return start;
}

// The port's interface for untagged frames. All of it is the same for a burst.
struct ingress {
    uint32_t id;
    uint64_t mac;
    uint16_t flags;
};

static inline struct ingress ingress_of(const struct router *r)
{
    struct ingress in;
    in.id = (uint16_t)*r->untagged - 1u;
    const struct interface_entry *entry = r->interfaces + in.id;
    in.flags = entry->flags;
    in.mac = (entry->flags & 17) == 1 ? entry->mac : UINT64_MAX;
    return in;
}

// Whether a frame is whole, untagged and for the interface's MAC address.
static inline int is_for_us(const struct rte_mbuf *m, const uint8_t *frame, const struct ingress *in, uint16_t *type)
{
    *type = raw16(frame + 12);
    return is_whole(m) && !is_tag(*type) && (raw64(frame) & 0xffffffffffffull) == in->mac && m->data_len >= 34;
}

static inline int is_l2tp(const struct router *r, const uint8_t *ip)
{
    if (ip[9] != 17) {
        return ip[9] == 115;
    }
    uint16_t port = load16(ip + 22);
    return (r->l2tp_udp_ports[port >> 6] >> (port & 63)) & 1;
}

EXPORT uint32_t reference_ipv4_forward(const struct router *r, struct rte_mbuf **packets, uint32_t n)
{
    uint32_t notes[MAX_BURST];
    const uint32_t *places[MAX_BURST];
    struct ingress in = ingress_of(r);
    uint64_t octets = 0;
    uint32_t left = 0;
    for (uint32_t i = 0; i < n; i++) {
        fetch_packet(packets, i, n);
        struct rte_mbuf *m = packets[i];
        const uint8_t *frame = data(m), *ip = frame + 14;
        uint16_t type;
        int length = m->data_len - 14, total = load16(ip + 2);
        octets += m->pkt_len;
        notes[i] = UINT32_MAX;
        if (is_for_us(m, frame, &in, &type) && type == 0x0008 && (in.flags & 2) && !is_l2tp(r, ip)
            && ip[0] == 0x45 && (uint32_t)(total - 20) <= (uint32_t)(length - 20) && is_right(sum_ipv4(ip)) && ip[8] > 1
            && (raw16(ip + 6) & 0xff1f) != 0x0100 && (uint32_t)(ip[12] - 1) < 223 && ip[12] != 127) {
            if (length != total) {
                m->data_len = 14 + total;
                m->pkt_len = 14 + total;
            }
            notes[i] = load32(ip + 16);
            _mm_prefetch(r->ipv4_root + (notes[i] >> 16), _MM_HINT_T0);
        }
    }
    count(r->interface_received + in.id, n, octets);

    // By the root, then, for those that it does not resolve, by the entry that was fetched meanwhile.
    uint32_t deep = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t address = notes[i], entry = address < 0xe0000000u ? r->ipv4_root[address >> 16] : 0;
        places[i] = NULL;
        notes[i] = 0;
        if ((int32_t)entry < 0) {
            places[i] = r->fib_nodes + (((uint64_t)(entry & 0x7fffffff) << 8) + ((address >> 8) & 255));
            notes[i] = address;
            _mm_prefetch(places[i], _MM_HINT_T0);
            deep++;
        } else if (entry >> 28 == 1) {
            notes[i] = entry & 0xfffffff;
            fetch_adjacency(r, notes[i]);
        }
    }
    for (uint32_t i = 0; i < n && deep != 0; i++) {
        if (places[i] != NULL) {
            uint32_t entry = *places[i];
            if ((int32_t)entry < 0) {
                entry = r->fib_nodes[((uint64_t)(entry & 0x7fffffff) << 8) + (notes[i] & 255)];
            }
            notes[i] = entry >> 28 == 1 ? entry & 0xfffffff : 0;
            fetch_adjacency(r, notes[i]);
        }
    }

    for (uint32_t i = 0; i < n; i++) {
        struct rte_mbuf *m = packets[i];
        const struct adjacency *a = r->adjacencies + notes[i];
        if (a->kind != KIND_NEXT_HOP || a->label_count != 0 || m->data_len - 14 > a->mtu || m->data_off + 14 < a->rewrite_length) {
            left++;
            continue;
        }
        uint8_t *ip = data(m) + 14;
        uint32_t sum = raw16(ip + 10) + 1u;
        uint16_t checksum = sum >= 0xffff ? sum - 0xffff : sum;
        ip[8]--;
        memcpy(ip + 10, &checksum, 2);
        replace(r, m, 14, a);
        ip[-2] = 8;
        ip[-1] = 0;
        send(r, m, a, notes[i]);
    }
    return left;
}

EXPORT uint32_t reference_mpls_swap(const struct router *r, struct rte_mbuf **packets, uint32_t n)
{
    uint32_t entries[MAX_BURST];
    uint64_t bounds[MAX_BURST];
    struct ingress in = ingress_of(r);
    uint64_t octets = 0;
    uint32_t left = 0;
    for (uint32_t i = 0; i < n; i++) {
        fetch_packet(packets, i, n);
        struct rte_mbuf *m = packets[i];
        const uint8_t *frame = data(m);
        uint16_t type;
        octets += m->pkt_len;
        entries[i] = 0;
        if (is_for_us(m, frame, &in, &type) && type == 0x4788 && (in.flags & 8)) {
            entries[i] = load32(frame + 14);
        }
        _mm_prefetch(r->labels + (((entries[i] >> 8 & 1) << 20) | entries[i] >> 12), _MM_HINT_T0);
        _mm_prefetch(r->label_counters + (entries[i] >> 12), _MM_HINT_T0);
    }
    count(r->interface_received + in.id, n, octets);

    for (uint32_t i = 0; i < n; i++) {
        bounds[i] = r->labels[((entries[i] >> 8 & 1) << 20) | entries[i] >> 12];
        fetch_adjacency(r, bounds[i] & 0xffffff);
    }

    for (uint32_t i = 0; i < n; i++) {
        struct rte_mbuf *m = packets[i];
        uint64_t bound = bounds[i];
        uint32_t entry = entries[i];
        const struct adjacency *a = r->adjacencies + (bound & 0xffffff);
        if ((int64_t)bound >= 0 || (bound >> 44 & 15) != 1 || a->kind != KIND_NEXT_HOP || (entry & 255) <= 1
            || a->label_count != 0 || m->data_len - 14 > a->mtu || m->data_off + 14 < a->rewrite_length) {
            left++;
            continue;
        }
        uint8_t *label = data(m) + 14;
        count(r->label_counters + (entry >> 12), 1, m->pkt_len - 14);
        store32(label, (uint32_t)(bound >> 24 & 0xfffff) << 12 | ((entry & 0xfff) - 1));
        replace(r, m, 14, a);
        label[-2] = 0x88;
        label[-1] = 0x47;
        send(r, m, a, bound & 0xffffff);
    }
    return left;
}

EXPORT uint32_t reference_l2tp_decap(const struct router *r, struct rte_mbuf **packets, uint32_t n)
{
    struct { uint32_t id, offset; const struct l2tp_session *session; } notes[MAX_BURST];
    struct ingress in = ingress_of(r);
    const struct interface_entry *interface = r->interfaces + in.id;
    uint64_t octets = 0;
    uint32_t left = 0;
    for (uint32_t i = 0; i < n; i++) {
        fetch_packet(packets, i, n);
        struct rte_mbuf *m = packets[i];
        const uint8_t *frame = data(m), *ip = frame + 14;
        uint16_t type;
        int total = load16(ip + 2);
        octets += m->pkt_len;
        notes[i].offset = 0;
        notes[i].id = 0;
        if (is_for_us(m, frame, &in, &type) && type == 0x0008 && (in.flags & 2) && is_l2tp(r, ip)
            && m->data_len - 14 == total && total >= 36 && ip[0] == 0x45 && (raw16(ip + 6) & 0xff3f) == 0 && is_right(sum_ipv4(ip))) {
            if (ip[9] == 115) {
                notes[i].offset = 34;
                notes[i].id = load32(ip + 20);
            } else if (load16(ip + 24) == total - 20) {
                notes[i].offset = 46;
                notes[i].id = load32(ip + 32);
            }
        }
        notes[i].session = r->sessions + (_mm_crc32_u32(UINT32_MAX, notes[i].id) & r->first_sessions);
        _mm_prefetch(notes[i].session, _MM_HINT_T0);
    }
    count(r->interface_received + in.id, n, octets);

    for (uint32_t i = 0; i < n; i++) {
        struct rte_mbuf *m = packets[i];
        uint32_t offset = notes[i].offset;
        const struct l2tp_session *s = notes[i].session;
        s += s[1].session_id == notes[i].id;
        notes[i].session = NULL;
        const struct l2tp_tunnel *t = r->tunnels + s->tunnel;
        const uint8_t *id = data(m) + offset;
        int stripped = offset + s->header_length, inner = m->data_len - stripped;
        if (s->session_id != notes[i].id || offset == 0 || !s->is_plain || inner < 14 || t->vrf != interface->vrf
            || _bzhi_u64(raw64(id + 4), s->cookie_length * 8) != s->cookie) {
            left++;
            continue;
        }
        __m256i difference = _mm256_xor_si256(_mm256_loadu_si256((const __m256i *)(id - 24)), _mm256_loadu_si256((const __m256i *)t));
        if (!_mm256_testz_si256(difference, _mm256_loadu_si256((const __m256i *)t->mask))) {
            left++;
            continue;
        }
        _mm_prefetch(r->session_received + s->index, _MM_HINT_T0);
        _mm_prefetch(r->adjacencies + s->adjacency, _MM_HINT_T0);
        m->data_off += stripped;
        m->data_len = inner;
        m->pkt_len = inner;
        notes[i].session = s;
    }

    uint32_t circuit = 0, account = 0;
    uint64_t run = 0, run_octets = 0;
    int room = 0;
    struct port_queue *queue = NULL;
    for (uint32_t i = 0; i < n; i++) {
        const struct l2tp_session *s = notes[i].session;
        if (s == NULL) {
            continue;
        }
        struct rte_mbuf *m = packets[i];
        uint32_t length = m->data_len;
        count(r->session_received + s->index, 1, length);
        if (s->adjacency != circuit) {
            count(r->adjacency_counters + circuit, run, run_octets);
            circuit = s->adjacency;
            run = run_octets = 0;
            const struct adjacency *a = r->adjacencies + circuit;
            const struct interface_entry *egress = r->interfaces + a->interface;
            account = (uint32_t)a->interface << 16;
            queue = r->queues + egress->port;
            room = a->kind == KIND_CIRCUIT && a->present && (egress->flags & 1) && egress->tag_length == 0 ? a->mtu + 14 : 0;
        }
        if ((int)length > room || (s->flags & 16)) {
            left++;
            continue;
        }
        run++;
        run_octets += length;
        enqueue(r, m, queue, account);
    }
    count(r->adjacency_counters + circuit, run, run_octets);
    return left;
}

// A frame of a connected circuit, less its tags, into L2TPv3 over IPv4.
static inline int encapsulate(const struct router *r, struct rte_mbuf *m, uint64_t binding)
{
    const struct adjacency *a = r->adjacencies + (binding >> 32);
    int tags = (binding >> 29 & 3) * 4;
    int inner = m->data_len - tags;
    if (a->kind != KIND_L2TPV3 || (a->flags & FLAGS_SPECIAL) || inner + a->rewrite_length - a->l2_length > a->mtu
        || m->data_off + tags < a->rewrite_length) {
        return 0;
    }
    if (tags != 0) {
        uint8_t *frame = data(m);
        uint64_t destination = raw64(frame);
        uint32_t source = raw32(frame + 8);
        memcpy(frame + tags, &destination, 8);
        memcpy(frame + tags + 8, &source, 4);
    }
    uint8_t *ip = replace(r, m, tags, a) + a->ip_offset;
    int total = inner + a->rewrite_length - a->ip_offset;
    uint32_t sum = a->ipv4_sum + inner;
    sum = (sum >> 16) + (uint16_t)sum;
    sum = (sum >> 16) + sum;
    store16(ip + 2, total);
    store16(ip + 10, ~sum);
    if (a->flags & FLAG_UDP) {
        store16(ip + 24, total - 20);
    }
    send(r, m, a, binding >> 32);
    return 1;
}

// One circuit: the whole port.
EXPORT uint32_t reference_l2tp_encap_port(const struct router *r, struct rte_mbuf **packets, uint32_t n)
{
    uint64_t binding = *r->untagged;
    uint64_t octets = 0;
    uint32_t left = 0;
    fetch_adjacency(r, binding >> 32);
    for (uint32_t i = 0; i < n; i++) {
        fetch_packet(packets, i, n);
        struct rte_mbuf *m = packets[i];
        octets += m->pkt_len;
        left += is_tag(raw16(data(m) + 12)) || !is_whole(m) || !encapsulate(r, m, binding);
    }
    count(r->interface_received + ((uint16_t)binding - 1u), n, octets);
    return left;
}

// A circuit for each pair of VLAN tags.
EXPORT uint32_t reference_l2tp_encap_vlans(const struct router *r, struct rte_mbuf **packets, uint32_t n)
{
    const uint64_t *located[MAX_BURST];
    uint64_t bindings[MAX_BURST];
    uint32_t left = 0;
    for (uint32_t i = 0; i < n; i++) {
        fetch_packet(packets, i, n);
        struct rte_mbuf *m = packets[i];
        uint64_t tags;
        memcpy(&tags, data(m) + 12, 8);
        tags = __builtin_bswap64(tags);
        uint32_t outer = tags >> 48, inner = (uint16_t)(tags >> 16);
        located[i] = r->untagged;
        if (m->nb_segs == 1 && m->data_len >= 22 && (outer == 0x8100 || outer == 0x88a8)) {
            located[i] = r->outer_vlans + ((outer == 0x88a8) << 12 | (tags >> 32 & 0xfff));
            uint32_t table = (uint32_t)*located[i] >> 16 & 0x1fff;
            if ((inner == 0x8100 || inner == 0x88a8) && table != 0) {
                located[i] = r->inner_vlans + ((table - 1) << 12 | (tags & 0xfff));
            }
        }
        _mm_prefetch(located[i], _MM_HINT_T0);
    }
    for (uint32_t i = 0; i < n; i++) {
        bindings[i] = *located[i];
        _mm_prefetch(r->interface_received + ((uint16_t)bindings[i] - 1u), _MM_HINT_T0);
    }
    for (uint32_t i = 0; i < CIRCUITS_AHEAD && i < n; i++) {
        fetch_adjacency(r, bindings[i] >> 32);
    }
    for (uint32_t i = 0; i < n; i++) {
        if (i + CIRCUITS_AHEAD < n) {
            fetch_adjacency(r, bindings[i + CIRCUITS_AHEAD] >> 32);
        }
        uint64_t binding = bindings[i];
        if (binding >> 32 == 0) {
            left++;
            continue;
        }
        count(r->interface_received + ((uint16_t)binding - 1u), 1, packets[i]->pkt_len);
        left += !encapsulate(r, packets[i], binding);
    }
    return left;
}

// Sizes and offsets, for the comparison with C#. Ends with UINT32_MAX.
EXPORT uint32_t reference_layout(uint32_t number)
{
    static const uint32_t layout[] = {
        sizeof(struct counter), sizeof(struct adjacency), offsetof(struct adjacency, interface), offsetof(struct adjacency, kind),
        offsetof(struct adjacency, head), offsetof(struct adjacency, next_hop_family), sizeof(struct interface_entry),
        offsetof(struct interface_entry, mac), offsetof(struct interface_entry, tags), sizeof(struct l2tp_session),
        offsetof(struct l2tp_session, tunnel), offsetof(struct l2tp_session, is_plain), sizeof(struct l2tp_tunnel),
        offsetof(struct l2tp_tunnel, vrf), offsetof(struct l2tp_tunnel, mask), sizeof(struct port_queue),
        offsetof(struct port_queue, count), offsetof(struct port_queue, slots), offsetof(struct port_queue, accounts),
        sizeof(struct router), UINT32_MAX,
    };
    return number < sizeof layout / sizeof *layout ? layout[number] : UINT32_MAX;
}
