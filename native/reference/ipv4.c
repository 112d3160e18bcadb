// IPv4 forwarding (RFC 1812 5), to next hops with or without labels.
#include "ipv4.h"

EXPORT uint32_t reference_ipv4_forward(const struct router *r, struct rte_mbuf **packets, uint32_t n)
{
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
        if (ip == NULL || is_l2tp(r, ip)) {
            continue;
        }
        int length = m->data_len - LINK_LENGTH, total = load16(ip + 2);
        if (is_good_ipv4(ip, length, total)) {
            if (length != total) {
                set_length(m, LINK_LENGTH + total);
            }
            note_destination(vrf, ip, routes + i);
        }
    }
    end_input(r, &b);

    enter(r, NODE_IPV4, n);
    look_up_ipv4(r, routes, n);
    for (uint32_t i = 0; i < n; i++) {
        const struct adjacency *a = r->adjacencies + routes[i].adjacency;
        if (routes[i].adjacency == 0 || !fits_next_hop(packets[i], LINK_LENGTH, a)) {
            left++;
            continue;
        }
        forward_ipv4(r, packets[i], LINK_LENGTH, routes + i, a);
    }
    return left;
}
