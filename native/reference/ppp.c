// IPv4 packets out of and into PPP sessions over L2TP (RFC 2661 3.1, RFC 1661 2).
#include "ipv4.h"

enum { PLAIN_PPP = 2, PPP_FULL = 0x210003ff, PPP_SHORT = 0x2100 };

// Offset from which a session id of version 3 would follow; 0 if the IPv4 packet is not whole or has options.
INLINE uint32_t locate(const struct rte_mbuf *m, const uint8_t *ip)
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

// In version 2 both ids, which end two octets later than they begin before that place.
INLINE uint32_t key_at(const uint8_t *ip, const uint8_t *id)
{
    return load32(ip[9] == 17 && (ip[29] & 0xf) == 2 ? id - 2 : id);
}

INLINE int is_of_session(const struct l2tp_session *s, const struct l2tp_tunnel *t, uint16_t vrf, const uint8_t *id)
{
    __m256i difference = _mm256_xor_si256(_mm256_loadu_si256((const __m256i *)(id - 24)), _mm256_loadu_si256((const __m256i *)t));
    return s->is_plain == PLAIN_PPP && t->vrf == vrf && _bzhi_u64(raw64(id + 4), s->cookie_length * 8) == s->cookie
        && _mm256_testz_si256(difference, _mm256_loadu_si256((const __m256i *)t->mask));
}

// Octets of the PPP header of an IPv4 packet; 0 for anything else.
INLINE int ppp_length(const uint8_t *ppp)
{
    uint32_t word = raw32(ppp);
    return word == PPP_FULL ? 4 : (uint16_t)word == PPP_SHORT ? 2 : 0;
}

EXPORT uint32_t reference_ppp_decap(const struct router *r, struct rte_mbuf **packets, uint32_t n)
{
    struct { uint32_t id, offset; const struct l2tp_session *session; } notes[MAX_BURST];
    struct ipv4_route routes[MAX_BURST];
    struct burst b;
    uint32_t left = 0;
    if (!begin_untagged(&b, r, packets, n, INTERFACE_IPV4)) {
        return n;
    }

    for (uint32_t i = 0; i < n; i++) {
        const struct rte_mbuf *m = next(&b, i);
        const uint8_t *ip = for_us(&b, m, WIRE_IPV4, 20);
        uint32_t offset = ip != NULL && is_l2tp(r, ip) ? locate(m, ip) : 0;
        notes[i].offset = offset;
        notes[i].id = offset != 0 ? key_at(ip, data(m) + offset) : 0;
        notes[i].session = first_session(r, notes[i].id);
        _mm_prefetch(notes[i].session, _MM_HINT_T0);
    }
    end_input(r, &b);

    enter(r, NODE_L2TP, n);
    for (uint32_t i = 0; i < n; i++) {
        struct rte_mbuf *m = packets[i];
        const struct l2tp_session *s = notes[i].session;
        uint32_t offset = notes[i].offset;
        s += s[1].session_id == notes[i].id;
        notes[i].session = NULL;
        set_no_route(routes + i);
        if (offset == 0 || s->session_id != notes[i].id || !is_of_session(s, r->tunnels + s->tunnel, b.vrf, data(m) + offset)) {
            continue;
        }

        const struct interface_entry *ingress = r->interfaces + s->adjacency;
        uint16_t wanted = INTERFACE_ENABLED | INTERFACE_IPV4;
        int stripped = offset + s->header_length, header = ppp_length(data(m) + stripped);
        int length = m->data_len - stripped - header;
        const uint8_t *ip = data(m) + stripped + header;
        if (header == 0 || (ingress->flags & wanted) != wanted || length < 20 || length != load16(ip + 2) || !is_good_ipv4(ip, length, length)) {
            continue;
        }
        _mm_prefetch(r->session_received + s->index, _MM_HINT_T0);
        notes[i].offset = stripped + header;
        notes[i].session = s;
        note_destination(r->vrfs + ingress->vrf, ip, routes + i);
    }

    enter(r, NODE_IPV4, n);
    look_up_ipv4(r, routes, n);
    for (uint32_t i = 0; i < n; i++) {
        struct rte_mbuf *m = packets[i];
        const struct adjacency *a = r->adjacencies + routes[i].adjacency;
        if (notes[i].session == NULL || routes[i].adjacency == 0 || !fits_next_hop(m, notes[i].offset, a)) {
            left++;
            continue;
        }
        count(r->session_received + notes[i].session->index, 1, m->data_len - notes[i].offset);
        forward_ipv4(r, m, notes[i].offset, routes + i, a);
    }
    return left;
}

EXPORT uint32_t reference_ppp_encap(const struct router *r, struct rte_mbuf **packets, uint32_t n)
{
    enum { SPECIAL = FLAG_FRAGMENT_OUTER | FLAG_UDP_CHECKSUM | FLAG_OUTER_IPV6 };
    struct ipv4_route routes[MAX_BURST];
    struct burst b;
    uint32_t left = 0;
    if (!begin_untagged(&b, r, packets, n, INTERFACE_IPV4)) {
        return n;
    }

    const struct vrf_entry *vrf = r->vrfs + b.vrf;
    for (uint32_t i = 0; i < n; i++) {
        struct rte_mbuf *m = next(&b, i);
        const uint8_t *ip = for_us(&b, m, WIRE_IPV4, 20);
        set_no_route(routes + i);
        int length = m->data_len - LINK_LENGTH;
        if (ip != NULL && !is_l2tp(r, ip) && length == load16(ip + 2) && is_good_ipv4(ip, length, length)) {
            note_destination(vrf, ip, routes + i);
        }
    }
    end_input(r, &b);

    enter(r, NODE_IPV4, n);
    look_up_ipv4(r, routes, n);
    for (uint32_t i = 0; i < n; i++) {
        struct rte_mbuf *m = packets[i];
        const struct adjacency *a = r->adjacencies + routes[i].adjacency;
        int inner = m->data_len - LINK_LENGTH;
        if (routes[i].adjacency == 0 || a->kind != KIND_IP_TUNNEL || (a->flags & SPECIAL) || inner > a->mtu || !has_headroom(m, LINK_LENGTH, a)) {
            left++;
            continue;
        }

        uint8_t *ip = data(m) + LINK_LENGTH;
        uint32_t sum = raw16(ip + 10) + 1u;
        ip[8]--;
        store_raw16(ip + 10, sum >= 0xffff ? sum - 0xffff : sum);
        uint8_t *outer = replace(r, m, LINK_LENGTH, a) + a->ip_offset;
        int total = inner + a->rewrite_length - a->ip_offset;
        sum = a->ipv4_sum + inner;
        sum = (sum >> 16) + (uint16_t)sum;
        sum = (sum >> 16) + sum;
        store16(outer + 2, total);
        store16(outer + 10, ~sum);
        if (a->flags & FLAG_UDP) {
            store16(outer + 24, total - 20);
        }
        send(r, m, a, routes[i].adjacency);
    }
    return left;
}
