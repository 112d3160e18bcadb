// Frames of attachment circuits, into pseudowires and out of circuits.
#ifndef ROUTER_REFERENCE_CIRCUIT_H
#define ROUTER_REFERENCE_CIRCUIT_H

#include "burst.h"

enum { CIRCUITS_AHEAD = 16 };

// Moves the addresses over the tags of the circuit.
INLINE void move_addresses(uint8_t *frame, int tags)
{
    if (tags != 0) {
        uint64_t destination = raw64(frame);
        uint32_t source = raw32(frame + 8);
        memcpy(frame + tags, &destination, 8);
        memcpy(frame + tags + 8, &source, 4);
    }
}

// The circuit that frames leave by, which is the same for a run of them: what depends on it alone is looked up and
// counted once for each run.
struct run {
    uint32_t adjacency;
    uint32_t account;
    int room; // longest frame that leaves as it is
    uint64_t frames;
    uint64_t octets;
    struct port_queue *queue;
};

INLINE void count_run(const struct router *r, const struct run *run)
{
    count(r->adjacency_counters + run->adjacency, run->frames, run->octets);
}

// Sends a frame out of an untagged circuit as it is; 0 if that is not all that it takes.
INLINE int send_through(const struct router *r, struct run *run, struct rte_mbuf *m, uint32_t adjacency)
{
    if (run->adjacency != adjacency) {
        count_run(r, run);
        const struct adjacency *a = r->adjacencies + adjacency;
        const struct interface_entry *egress = r->interfaces + a->interface;
        int plain = a->kind == KIND_CIRCUIT && a->present && (egress->flags & INTERFACE_ENABLED) && egress->tag_length == 0;
        *run = (struct run){
            .adjacency = adjacency, .account = (uint32_t)a->interface << 16, .room = plain ? a->mtu + LINK_LENGTH : 0,
            .queue = r->queues + egress->port,
        };
    }
    if (m->data_len > run->room) {
        return 0;
    }
    run->frames++;
    run->octets += m->data_len;
    enqueue(r, m, run->queue, run->account);
    return 1;
}

// Puts a frame, less the tags of its circuit, into a pseudowire; 0 if that is not simple.
typedef int encapsulate_function(const struct router *r, struct rte_mbuf *m, int tags, const struct adjacency *a);

INLINE int encapsulate_and_send(const struct router *r, struct rte_mbuf *m, uint64_t binding, encapsulate_function *encapsulate)
{
    const struct adjacency *a = r->adjacencies + binding_adjacency(binding);
    if (!encapsulate(r, m, binding_tags(binding), a)) {
        return 0;
    }
    send(r, m, a, binding_adjacency(binding));
    return 1;
}

INLINE int fits_pseudowire(const struct rte_mbuf *m, int tags, const struct adjacency *a)
{
    return m->data_len - tags + a->rewrite_length - a->l2_length <= a->mtu && has_headroom(m, tags, a);
}

// Whether a frame belongs to a port that is one circuit: whole, without tags.
INLINE int is_of_port(const struct rte_mbuf *m)
{
    return m->nb_segs == 1 && m->data_len >= LINK_LENGTH && !is_tag(raw16(data(m) + 12));
}

// One circuit: the whole port.
INLINE uint32_t encapsulate_port(
    const struct router *r, struct rte_mbuf **packets, uint32_t n, encapsulate_function *encapsulate)
{
    uint64_t binding = *r->untagged;
    struct burst b;
    uint32_t left = 0;
    if (!begin_untagged(&b, r, packets, n, INTERFACE_CIRCUIT)) {
        return n;
    }
    fetch_adjacency(r, binding_adjacency(binding));
    enter(r, NODE_CIRCUIT, n);
    for (uint32_t i = 0; i < n; i++) {
        struct rte_mbuf *m = next(&b, i);
        left += !is_of_port(m) || !encapsulate_and_send(r, m, binding, encapsulate);
    }
    end_input(r, &b);
    return left;
}

// Where the binding of a frame's tags is, of both if the outer one has bindings of pairs.
INLINE const uint64_t *locate_binding(const struct router *r, const struct rte_mbuf *m)
{
    uint64_t tags = __builtin_bswap64(raw64(data(m) + 12)); // TPID, tag, TPID or type, tag
    uint32_t outer = tags >> 48, inner = (uint16_t)(tags >> 16);
    if (m->nb_segs != 1 || m->data_len < LINK_LENGTH + 8 || (outer != 0x8100 && outer != 0x88a8)) {
        return r->untagged;
    }
    const uint64_t *located = r->outer_vlans + ((outer == 0x88a8) << 12 | (tags >> 32 & 0xfff));
    uint32_t table = binding_inner_table(*located);
    return (inner == 0x8100 || inner == 0x88a8) && table != 0 ? r->inner_vlans + ((table - 1) << 12 | (tags & 0xfff)) : located;
}

// A circuit for each pair of VLAN tags.
INLINE uint32_t encapsulate_vlans(
    const struct router *r, struct rte_mbuf **packets, uint32_t n, encapsulate_function *encapsulate)
{
    const uint64_t *located[MAX_BURST];
    uint64_t bindings[MAX_BURST];
    struct burst b;
    uint32_t left = 0;
    if (!begin(&b, r, packets, n)) {
        return n;
    }
    for (uint32_t i = 0; i < n; i++) {
        located[i] = locate_binding(r, next(&b, i));
        _mm_prefetch(located[i], _MM_HINT_T0);
    }
    for (uint32_t i = 0; i < n; i++) {
        bindings[i] = *located[i];
        _mm_prefetch(r->interface_received + binding_interface(bindings[i]), _MM_HINT_T0);
    }

    enter(r, NODE_CIRCUIT, n);
    for (uint32_t i = 0; i < CIRCUITS_AHEAD && i < n; i++) {
        fetch_adjacency(r, binding_adjacency(bindings[i]));
    }
    for (uint32_t i = 0; i < n; i++) {
        if (i + CIRCUITS_AHEAD < n) {
            fetch_adjacency(r, binding_adjacency(bindings[i + CIRCUITS_AHEAD]));
        }
        uint64_t binding = bindings[i];
        if (binding_adjacency(binding) == 0 || binding_tags(binding) == 0) {
            left++;
            continue;
        }
        count(r->interface_received + binding_interface(binding), 1, packets[i]->pkt_len);
        left += !encapsulate_and_send(r, packets[i], binding, encapsulate);
    }
    return left;
}

#endif
