// IPv4 forwarding in passes: headers, FIB, adjacencies. Also what follows a popped label.
#ifndef ROUTER_REFERENCE_IPV4_H
#define ROUTER_REFERENCE_IPV4_H

#include "burst.h"

struct ipv4_route {
    const uint32_t *place; // next entry of the FIB to read
    uint32_t address;
    uint32_t adjacency; // 0 for none
};

// In the place of a route for packets that are not taken: leads nowhere.
static const uint32_t no_route;

INLINE void set_no_route(struct ipv4_route *route)
{
    route->place = &no_route;
    route->address = 0;
}

INLINE uint64_t sum_ipv4(const uint8_t *h)
{
    return (uint64_t)raw32(h) + raw32(h + 4) + raw32(h + 8) + raw32(h + 12) + raw32(h + 16);
}

// Whether the sum of a header's words is a multiple of 65535 and not 0.
INLINE int is_right(uint64_t sum) { return sum * 0xfffefffefffeffffull <= 0x0001000100010001ull; }

// RFC 1812 5.2.2 and 5.3.7 for a header without options: the packet may be forwarded, its TTL decremented.
INLINE int is_good_ipv4(const uint8_t *ip, int length, int total)
{
    return ip[0] == 0x45 && (uint32_t)(total - 20) <= (uint32_t)(length - 20) && is_right(sum_ipv4(ip)) && ip[8] > 1
        && (raw16(ip + 6) & 0xff1f) != 0x0100 && (uint32_t)(ip[12] - 1) < 223 && ip[12] != 127;
}

// First pass, after the checks: notes the destination and fetches its entry in the root of the FIB.
INLINE void note_destination(const struct vrf_entry *vrf, const uint8_t *ip, struct ipv4_route *route)
{
    route->address = load32(ip + 16);
    route->place = route->address < 0xe0000000u ? fib_ipv4(vrf, route->address) : &no_route;
    _mm_prefetch(route->place, _MM_HINT_T0);
}

INLINE void resolve_ipv4(const struct router *r, struct ipv4_route *route, uint32_t entry)
{
    route->adjacency = is_adjacency(entry) ? target_index(entry) : 0;
    fetch_adjacency(r, route->adjacency);
}

// By the root, then, for those that it does not resolve, by the entry that was fetched meanwhile.
INLINE void look_up_ipv4(const struct router *r, struct ipv4_route *routes, uint32_t n)
{
    uint8_t deep[MAX_BURST];
    uint32_t count = 0;
    for (uint32_t i = 0; i < n; i++) {
        struct ipv4_route *route = routes + i;
        uint32_t entry = *route->place;
        if (fib_is_child(entry)) {
            route->place = fib_child(r->fib_nodes, entry, route->address >> 8);
            _mm_prefetch(route->place, _MM_HINT_T0);
            deep[count++] = i;
        } else {
            resolve_ipv4(r, route, entry);
        }
    }
    for (uint32_t k = 0; k < count; k++) {
        struct ipv4_route *route = routes + deep[k];
        uint32_t entry = *route->place;
        resolve_ipv4(r, route, fib_is_child(entry) ? *fib_child(r->fib_nodes, entry, route->address) : entry);
    }
}

INLINE void forward_ipv4(const struct router *r, struct rte_mbuf *m, int link, const struct ipv4_route *route, const struct adjacency *a)
{
    uint8_t *ip = data(m) + link;
    uint32_t sum = raw16(ip + 10) + 1u;
    ip[8]--;
    store_raw16(ip + 10, sum >= 0xffff ? sum - 0xffff : sum);
    replace(r, m, link, a);
    finish_ip(ip, a, WIRE_IPV4, ip[8], ip[1] >> 5);
    send(r, m, a, route->adjacency);
}

INLINE int is_l2tp(const struct router *r, const uint8_t *ip)
{
    if (ip[9] != 17) {
        return ip[9] == 115;
    }
    // The destination's, with the source's: of 16 bits gcc 12 makes a spill that stalls the load after it.
    uint32_t port = load32(ip + 20) & 0xffff;
    return (r->l2tp_udp_ports[port >> 6] >> (port & 63)) & 1;
}

#endif
