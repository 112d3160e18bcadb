// Sizes and offsets of tables.h, for the comparison with C#.
#include <stddef.h>

#include "burst.h"

// By number. Ends with UINT32_MAX.
EXPORT uint32_t reference_layout(uint32_t number)
{
    static const uint32_t layout[] = {
        sizeof(struct counter), sizeof(struct node_counters), sizeof(struct adjacency), offsetof(struct adjacency, interface),
        offsetof(struct adjacency, kind), offsetof(struct adjacency, head), offsetof(struct adjacency, next_hop_family),
        sizeof(struct interface_entry), offsetof(struct interface_entry, mac), offsetof(struct interface_entry, tags),
        sizeof(struct vrf_entry), offsetof(struct vrf_entry, ipv6_root), sizeof(struct l2tp_session),
        offsetof(struct l2tp_session, tunnel), offsetof(struct l2tp_session, is_plain), sizeof(struct l2tp_tunnel),
        offsetof(struct l2tp_tunnel, vrf), offsetof(struct l2tp_tunnel, mask), sizeof(struct port_queue),
        offsetof(struct port_queue, count), offsetof(struct port_queue, slots), offsetof(struct port_queue, accounts),
        sizeof(struct router), UINT32_MAX,
    };
    return number < sizeof layout / sizeof *layout ? layout[number] : UINT32_MAX;
}
