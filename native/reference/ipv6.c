// IPv6 forwarding (RFC 8200, RFC 4291), to next hops with or without labels. A long prefix is several dependent entries
// of the FIB: the whole burst goes down one level, then the next, so that each entry is fetched before it is read.
#include "burst.h"

struct ipv6_route {
    const uint32_t *place;
    const uint8_t *address;
    uint32_t adjacency;
};

// Multicast, or unicast that is valid on one link alone (RFC 4291 2.5.6).
INLINE int is_link_scope(const uint8_t *address)
{
    return address[0] == 0xff || (address[0] == 0xfe && (address[1] & 0xc0) == 0x80);
}

// What a router must not forward: unspecified, loopback, multicast, link-local (RFC 4291 2.5, RFC 4007 9).
INLINE int is_illegal_source(const uint8_t *address)
{
    if (address[0] == 0) {
        return raw64(address) == 0 && (raw64(address + 8) == 0 || raw64(address + 8) == 1ull << 56);
    }
    return is_link_scope(address);
}

INLINE int is_good_ipv6(const uint8_t *ip, int length)
{
    return ip[0] >> 4 == 6 && 40 + load16(ip + 4) <= length && ip[7] > 1 && !is_illegal_source(ip + 8) && !is_link_scope(ip + 24);
}

// Reads one entry: fetches the next and returns 1, or notes where the route leads.
INLINE int descend(const struct router *r, struct ipv6_route *route, int octet)
{
    uint32_t entry = *route->place;
    if (fib_is_child(entry)) {
        route->place = fib_child(r->fib_nodes, entry, route->address[octet]);
        _mm_prefetch(route->place, _MM_HINT_T0);
        return 1;
    }
    route->adjacency = is_adjacency(entry) ? target_index(entry) : 0;
    fetch_adjacency(r, route->adjacency);
    return 0;
}

static void look_up(const struct router *r, struct ipv6_route *routes, uint8_t *open, uint32_t count)
{
    for (int octet = 2; count != 0; octet++) {
        uint32_t deeper = 0;
        for (uint32_t k = 0; k < count; k++) {
            uint8_t i = open[k];
            open[deeper] = i;
            deeper += descend(r, routes + i, octet);
        }
        count = deeper;
    }
}

EXPORT uint32_t reference_ipv6_forward(const struct router *r, struct rte_mbuf **packets, uint32_t n)
{
    struct ipv6_route routes[MAX_BURST];
    uint8_t open[MAX_BURST];
    struct burst b;
    uint32_t good = 0, left = 0;
    if (!begin_untagged(&b, r, packets, n, INTERFACE_IPV6)) {
        return n;
    }

    const struct vrf_entry *vrf = r->vrfs + b.vrf;
    for (uint32_t i = 0; i < n; i++) {
        struct rte_mbuf *m = next(&b, i);
        const uint8_t *ip = for_us(&b, m, WIRE_IPV6, 40);
        int length = m->data_len - LINK_LENGTH;
        routes[i].adjacency = 0;
        if (ip != NULL && is_good_ipv6(ip, length)) {
            int total = 40 + load16(ip + 4);
            if (length != total) {
                set_length(m, LINK_LENGTH + total);
            }
            routes[i].address = ip + 24;
            routes[i].place = fib_ipv6(vrf, ip + 24);
            _mm_prefetch(routes[i].place, _MM_HINT_T0);
            open[good++] = i;
        }
    }
    end_input(r, &b);

    enter(r, NODE_IPV6, n);
    look_up(r, routes, open, good);
    for (uint32_t i = 0; i < n; i++) {
        struct rte_mbuf *m = packets[i];
        const struct adjacency *a = r->adjacencies + routes[i].adjacency;
        if (routes[i].adjacency == 0 || !fits_next_hop(m, LINK_LENGTH, a)) {
            left++;
            continue;
        }
        uint8_t *ip = data(m) + LINK_LENGTH;
        ip[7]--;
        replace(r, m, LINK_LENGTH, a);
        finish_ip(ip, a, WIRE_IPV6, ip[7], (ip[0] & 15) >> 1);
        send(r, m, a, routes[i].adjacency);
    }
    return left;
}
