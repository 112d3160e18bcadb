// Cross-connects of ports: frames leave another port as they came.
#include "circuit.h"

EXPORT uint32_t reference_cross_connect(const struct router *r, struct rte_mbuf **packets, uint32_t n)
{
    uint32_t adjacency = binding_adjacency(*r->untagged);
    struct run run = { 0 };
    struct burst b;
    uint32_t left = 0;
    if (!begin_untagged(&b, r, packets, n, INTERFACE_CIRCUIT)) {
        return n;
    }
    enter(r, NODE_CIRCUIT, n);
    for (uint32_t i = 0; i < n; i++) {
        struct rte_mbuf *m = next(&b, i);
        left += !is_of_port(m) || !send_through(r, &run, m, adjacency);
    }
    count_run(r, &run);
    end_input(r, &b);
    return left;
}
