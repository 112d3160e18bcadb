// Ethernet pseudowires over MPLS (RFC 4448), with or without a control word (RFC 4385).
#include "circuit.h"

// The header is complete: Ethernet, labels, control word.
INLINE int encapsulate(const struct router *r, struct rte_mbuf *m, int tags, const struct adjacency *a)
{
    enum { SPECIAL = FLAG_PUSH_VLAN | FLAG_SEQUENCE | FLAG_OUTER_IPV4 | FLAG_OUTER_IPV6 | FLAG_UDP };
    if (a->kind != KIND_MPLS_PSEUDOWIRE || (a->flags & SPECIAL) || !fits_pseudowire(m, tags, a)) {
        return 0;
    }
    move_addresses(data(m), tags);
    replace(r, m, tags, a);
    return 1;
}

EXPORT uint32_t reference_vpws_encap_port(const struct router *r, struct rte_mbuf **packets, uint32_t n)
{
    return encapsulate_port(r, packets, n, encapsulate);
}

EXPORT uint32_t reference_vpws_encap_vlans(const struct router *r, struct rte_mbuf **packets, uint32_t n)
{
    return encapsulate_vlans(r, packets, n, encapsulate);
}

// Octets of the pseudowire's header if the packet is data of a pseudowire in Ethernet mode, else 0.
INLINE int header_of(const struct rte_mbuf *m, uint64_t bound, uint32_t entry)
{
    const uint8_t *label = data(m) + LINK_LENGTH;
    int control_word = label_flags(bound) & LABEL_CONTROL_WORD;
    int header = LINK_LENGTH + (control_word ? 8 : 4);
    return label_is_present(bound) && label_action(bound) == ACTION_POP_PSEUDOWIRE && !(label_flags(bound) & LABEL_POP_VLAN)
        && (entry & 255) != 0 && m->data_len >= header + LINK_LENGTH && (!control_word || label[4] >> 4 == 0) ? header : 0;
}

EXPORT uint32_t reference_vpws_decap(const struct router *r, struct rte_mbuf **packets, uint32_t n)
{
    uint32_t entries[MAX_BURST];
    uint64_t bounds[MAX_BURST];
    struct burst b;
    struct run run = { 0 };
    uint32_t left = 0;
    if (!begin_untagged(&b, r, packets, n, INTERFACE_MPLS)) {
        return n;
    }

    for (uint32_t i = 0; i < n; i++) {
        const uint8_t *label = for_us(&b, next(&b, i), WIRE_MPLS, 4);
        entries[i] = label != NULL ? load32(label) : 0;
        _mm_prefetch(r->labels + label_place(entries[i]), _MM_HINT_T0);
        _mm_prefetch(r->label_counters + (entries[i] >> 12), _MM_HINT_T0);
    }
    end_input(r, &b);

    enter(r, NODE_MPLS, n);
    for (uint32_t i = 0; i < n; i++) {
        bounds[i] = r->labels[label_place(entries[i])];
        _mm_prefetch(r->adjacencies + label_adjacency(bounds[i]), _MM_HINT_T0);
    }

    for (uint32_t i = 0; i < n; i++) {
        struct rte_mbuf *m = packets[i];
        int header = header_of(m, bounds[i], entries[i]);
        if (header == 0) {
            left++;
            continue;
        }
        count(r->label_counters + (entries[i] >> 12), 1, m->pkt_len - LINK_LENGTH);
        advance(m, header);
        left += !send_through(r, &run, m, label_adjacency(bounds[i]));
    }
    count_run(r, &run);
    return left;
}
