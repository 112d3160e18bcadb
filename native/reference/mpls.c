// Label switching (RFC 3031, 3032, 3443): swaps, and IPv4 at the end of an LSP.
#include "ipv4.h"

// A labelled packet: its label stack entry and, in the second pass, what that is bound to.
struct labelled {
    uint32_t entry; // 0 if the packet is not taken: TTL 0
    uint64_t bound;
};

// First pass: label stack entries.
INLINE void note_labels(struct burst *b, const struct router *r, struct labelled *labelled)
{
    for (uint32_t i = 0; i < b->size; i++) {
        const uint8_t *label = for_us(b, next(b, i), WIRE_MPLS, 4);
        uint32_t entry = label != NULL ? load32(label) : 0;
        labelled[i].entry = entry;
        _mm_prefetch(r->labels + label_place(entry), _MM_HINT_T0);
        _mm_prefetch(r->label_counters + (entry >> 12), _MM_HINT_T0);
    }
    end_input(r, b);
    enter(r, NODE_MPLS, b->size);
}

EXPORT uint32_t reference_mpls_swap(const struct router *r, struct rte_mbuf **packets, uint32_t n)
{
    struct labelled labelled[MAX_BURST];
    struct burst b;
    uint32_t left = 0;
    if (!begin_untagged(&b, r, packets, n, INTERFACE_MPLS)) {
        return n;
    }

    note_labels(&b, r, labelled);
    for (uint32_t i = 0; i < n; i++) {
        labelled[i].bound = r->labels[label_place(labelled[i].entry)];
        fetch_adjacency(r, label_adjacency(labelled[i].bound));
    }

    for (uint32_t i = 0; i < n; i++) {
        struct rte_mbuf *m = packets[i];
        uint32_t entry = labelled[i].entry;
        uint64_t bound = labelled[i].bound;
        const struct adjacency *a = r->adjacencies + label_adjacency(bound);
        if (!label_is_present(bound) || label_action(bound) != ACTION_SWAP || (entry & 255) <= 1 || !fits_next_hop(m, LINK_LENGTH, a)) {
            left++;
            continue;
        }
        uint8_t *label = data(m) + LINK_LENGTH;
        uint32_t carried = (entry & 0xfff) - 1; // TC, S, TTL
        count(r->label_counters + (entry >> 12), 1, m->pkt_len - LINK_LENGTH);
        store32(label, label_out(bound) << 12 | carried);
        replace(r, m, LINK_LENGTH, a);
        if (a->label_count == 0) {
            store_raw16(label - 2, WIRE_MPLS);
        } else {
            uint32_t fields = a->flags & FLAG_UNIFORM_TTL ? carried & ~0x100u : a->label_ttl;
            complete_labels(label, a, fields, fields);
        }
        send(r, m, a, label_adjacency(bound));
    }
    return left;
}

// Whether an IPv4 packet leaves its LSP here, its TTL and class its own (RFC 3443 pipe model).
INLINE int is_pop_ipv4(uint64_t bound, uint32_t entry)
{
    unsigned payload = label_payload(bound);
    return label_is_present(bound) && label_action(bound) == ACTION_POP_LOOKUP && (payload == PAYLOAD_IP || payload == PAYLOAD_IPV4)
        && !(label_flags(bound) & LABEL_UNIFORM) && (entry & 0x100) && (entry & 255) != 0;
}

EXPORT uint32_t reference_mpls_pop_ipv4(const struct router *r, struct rte_mbuf **packets, uint32_t n)
{
    enum { LINK = LINK_LENGTH + 4 };
    struct labelled labelled[MAX_BURST];
    struct ipv4_route routes[MAX_BURST];
    struct burst b;
    uint32_t left = 0;
    if (!begin_untagged(&b, r, packets, n, INTERFACE_MPLS)) {
        return n;
    }

    note_labels(&b, r, labelled);
    for (uint32_t i = 0; i < n; i++) {
        const struct rte_mbuf *m = packets[i];
        uint32_t entry = labelled[i].entry;
        uint64_t bound = r->labels[label_place(entry)];
        const uint8_t *ip = data(m) + LINK;
        int length = m->data_len - LINK;
        set_no_route(routes + i);
        if (is_pop_ipv4(bound, entry) && length >= 20 && length == load16(ip + 2) && is_good_ipv4(ip, length, length)) {
            note_destination(r->vrfs + label_vrf(bound), ip, routes + i);
        }
    }

    enter(r, NODE_IPV4, n);
    look_up_ipv4(r, routes, n);
    for (uint32_t i = 0; i < n; i++) {
        const struct adjacency *a = r->adjacencies + routes[i].adjacency;
        if (routes[i].adjacency == 0 || !fits_next_hop(packets[i], LINK, a)) {
            left++;
            continue;
        }
        count(r->label_counters + (labelled[i].entry >> 12), 1, packets[i]->data_len - LINK_LENGTH);
        forward_ipv4(r, packets[i], LINK, routes + i, a);
    }
    return left;
}
