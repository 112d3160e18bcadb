// L2TPv3 over IPv4 and UDP or IP alone (RFC 3931), Ethernet pseudowires (RFC 4719).
#include "circuit.h"
#include "ipv4.h"

// Where the session id of an IPv4 packet without options and whole is; 0 if the packet is not such.
INLINE uint32_t locate_session(const struct rte_mbuf *m, const uint8_t *ip)
{
    int total = load16(ip + 2);
    if (m->data_len - LINK_LENGTH != total || total < 36 || ip[0] != 0x45 || (raw16(ip + 6) & 0xff3f) != 0 || !is_right(sum_ipv4(ip))) {
        return 0;
    }
    if (ip[9] == 115) {
        return LINK_LENGTH + 20;
    }
    return load16(ip + 24) == total - 20 ? LINK_LENGTH + 32 : 0;
}

// Whether the octets before the session id, from the IPv4 source on, and the cookie behind it are the session's.
INLINE int is_of_session(const struct l2tp_session *s, const struct l2tp_tunnel *t, uint16_t vrf, const uint8_t *id)
{
    __m256i difference = _mm256_xor_si256(_mm256_loadu_si256((const __m256i *)(id - 24)), _mm256_loadu_si256((const __m256i *)t));
    return s->is_plain == 1 && t->vrf == vrf && _bzhi_u64(raw64(id + 4), s->cookie_length * 8) == s->cookie
        && _mm256_testz_si256(difference, _mm256_loadu_si256((const __m256i *)t->mask));
}

EXPORT uint32_t reference_l2tp_decap(const struct router *r, struct rte_mbuf **packets, uint32_t n)
{
    struct { uint32_t id, offset; const struct l2tp_session *session; } notes[MAX_BURST];
    struct burst b;
    struct run run = { 0 };
    uint32_t left = 0;
    if (!begin_untagged(&b, r, packets, n, INTERFACE_IPV4)) {
        return n;
    }

    for (uint32_t i = 0; i < n; i++) {
        const struct rte_mbuf *m = next(&b, i);
        const uint8_t *ip = for_us(&b, m, WIRE_IPV4, 20);
        uint32_t offset = ip != NULL && is_l2tp(r, ip) ? locate_session(m, ip) : 0;
        notes[i].offset = offset;
        notes[i].id = offset != 0 ? load32(data(m) + offset) : 0;
        notes[i].session = first_session(r, notes[i].id);
        _mm_prefetch(notes[i].session, _MM_HINT_T0);
    }
    end_input(r, &b);

    enter(r, NODE_L2TP, n);
    for (uint32_t i = 0; i < n; i++) {
        struct rte_mbuf *m = packets[i];
        uint32_t offset = notes[i].offset;
        const struct l2tp_session *s = notes[i].session;
        s += s[1].session_id == notes[i].id;
        notes[i].session = NULL;
        int stripped = offset + s->header_length;
        if (offset == 0 || s->session_id != notes[i].id || m->data_len - stripped < 14
            || !is_of_session(s, r->tunnels + s->tunnel, b.vrf, data(m) + offset)) {
            left++;
            continue;
        }
        _mm_prefetch(r->session_received + s->index, _MM_HINT_T0);
        _mm_prefetch(r->adjacencies + s->adjacency, _MM_HINT_T0);
        advance(m, stripped);
        notes[i].session = s;
    }

    for (uint32_t i = 0; i < n; i++) {
        const struct l2tp_session *s = notes[i].session;
        if (s == NULL) {
            continue;
        }
        count(r->session_received + s->index, 1, packets[i]->data_len);
        left += (s->flags & SESSION_POP_VLAN) || !send_through(r, &run, packets[i], s->adjacency);
    }
    count_run(r, &run);
    return left;
}

// The header with its lengths and checksum, without options.
INLINE int encapsulate(const struct router *r, struct rte_mbuf *m, int tags, const struct adjacency *a)
{
    enum { SPECIAL = FLAG_PUSH_VLAN | FLAG_SEQUENCE | FLAG_FRAGMENT_OUTER | FLAG_UDP_CHECKSUM | FLAG_OUTER_IPV6 };
    if (a->kind != KIND_L2TPV3 || (a->flags & SPECIAL) || !fits_pseudowire(m, tags, a)) {
        return 0;
    }
    int inner = m->data_len - tags;
    move_addresses(data(m), tags);
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
    return 1;
}

EXPORT uint32_t reference_l2tp_encap_port(const struct router *r, struct rte_mbuf **packets, uint32_t n)
{
    return encapsulate_port(r, packets, n, encapsulate);
}

EXPORT uint32_t reference_l2tp_encap_vlans(const struct router *r, struct rte_mbuf **packets, uint32_t n)
{
    return encapsulate_vlans(r, packets, n, encapsulate);
}
