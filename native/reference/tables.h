// The dataplane's tables as C sees them, and how to read them: the one place that knows. The layouts are those of
// src/Dataplane; router-bench compares sizes and offsets (layout.c) before it measures.
#ifndef ROUTER_REFERENCE_TABLES_H
#define ROUTER_REFERENCE_TABLES_H

#include <immintrin.h>
#include <stdint.h>

struct rte_mbuf;

struct counter {
    uint64_t packets;
    uint64_t octets;
};

// src/Channel/Counters.cs. The twins' nodes count behind the router's: report and router see nothing of them.
struct node_counters {
    uint64_t calls;
    uint64_t packets;
    uint64_t ticks;
    uint64_t reserved;
};
enum { NODE_ETHERNET = 48, NODE_IPV4, NODE_IPV6, NODE_MPLS, NODE_L2TP, NODE_CIRCUIT };

// src/Dataplane/Tables/Adjacency.cs
struct adjacency {
    uint8_t tail[40];
    uint16_t interface;
    uint16_t port;
    uint16_t flags;
    uint16_t ipv4_sum;
    uint16_t mtu;
    uint16_t vlan_id;
    uint8_t kind;
    uint8_t rewrite_length;
    uint8_t l2_length;
    uint8_t label_count;
    uint32_t head;
    uint8_t label_ttl;
    uint8_t ip_offset;
    uint8_t present;
    uint8_t next_hop_family;
};

enum { KIND_NEXT_HOP = 0, KIND_IP_TUNNEL = 1, KIND_CIRCUIT = 3, KIND_L2TPV3 = 4, KIND_MPLS_PSEUDOWIRE = 5 };
enum {
    FLAG_UNIFORM_TTL = 1, FLAG_OUTER_IPV4 = 2, FLAG_OUTER_IPV6 = 4, FLAG_UDP = 8, FLAG_UDP_CHECKSUM = 16, FLAG_SEQUENCE = 32,
    FLAG_PUSH_VLAN = 64, FLAG_FRAGMENT_OUTER = 128,
};
enum { TAIL_LENGTH = 40 };

// src/Dataplane/Tables/InterfaceEntry.cs
struct interface_entry {
    uint16_t flags;
    uint16_t port;
    uint16_t vrf;
    uint16_t mtu;
    uint64_t mac;
    uint8_t tag_length;
    uint8_t present;
    uint8_t has_mirror;
    uint8_t reserved[5];
    uint8_t tags[8];
};
enum { INTERFACE_ENABLED = 1, INTERFACE_IPV4 = 2, INTERFACE_IPV6 = 4, INTERFACE_MPLS = 8, INTERFACE_CIRCUIT = 16 };

// src/Dataplane/Tables/ForwardingTables.cs
struct vrf_entry {
    const uint32_t *ipv4_root;
    const uint32_t *ipv6_root;
    uint64_t reserved[2];
};

// src/Dataplane/Tables/Fib.cs: an entry is the number of a child node or a target, by src/Channel/ForwardingTarget.cs
static inline const uint32_t *fib_ipv4(const struct vrf_entry *vrf, uint32_t address) { return vrf->ipv4_root + (address >> 16); }
static inline const uint32_t *fib_ipv6(const struct vrf_entry *vrf, const uint8_t *address)
{
    return vrf->ipv6_root + (address[0] << 8 | address[1]);
}
enum { FIB_NODE_STRIDE = 256 + 16 };

static inline int fib_is_child(uint32_t entry) { return (int32_t)entry < 0; }
static inline const uint32_t *fib_child(const uint32_t *nodes, uint32_t entry, uint8_t octet)
{
    return nodes + (uint64_t)(entry & 0x7fffffff) * FIB_NODE_STRIDE + octet;
}
static inline int is_adjacency(uint32_t target) { return target >> 28 == 1; }
static inline uint32_t target_index(uint32_t target) { return target & 0xfffffff; }

// src/Dataplane/Tables/LabelEntry.cs
static inline uint32_t label_place(uint32_t stack_entry) { return (stack_entry >> 8 & 1) << 20 | stack_entry >> 12; }
static inline int label_is_present(uint64_t bound) { return (int64_t)bound < 0; }
static inline uint32_t label_adjacency(uint64_t bound) { return bound & 0xffffff; }
static inline uint32_t label_out(uint64_t bound) { return bound >> 24 & 0xfffff; }
static inline uint16_t label_vrf(uint64_t bound) { return bound >> 24; }
static inline unsigned label_action(uint64_t bound) { return bound >> 44 & 15; }
static inline unsigned label_payload(uint64_t bound) { return bound >> 48 & 15; }
static inline unsigned label_flags(uint64_t bound) { return bound >> 52 & 255; }
enum { ACTION_SWAP = 1, ACTION_POP_LOOKUP = 3, ACTION_POP_PSEUDOWIRE = 4 };
enum { PAYLOAD_IP = 0, PAYLOAD_IPV4 = 4 };
enum { LABEL_UNIFORM = 4, LABEL_CONTROL_WORD = 8, LABEL_POP_VLAN = 16 };

// src/Dataplane/Tables/VlanBinding.cs
static inline int binding_exists(uint64_t binding) { return (binding & 0xffffff) != 0; }
static inline uint32_t binding_interface(uint64_t binding) { return ((uint32_t)binding & 0xffffff) - 1; }
static inline uint32_t binding_inner_table(uint64_t binding) { return binding >> 24 & 0x1fff; }
static inline int binding_tags(uint64_t binding) { return (binding >> 37 & 3) * 4; }
static inline uint32_t binding_adjacency(uint64_t binding) { return binding >> 40; }

// src/Dataplane/Tables/L2tpSession.cs
struct l2tp_session {
    uint32_t session_id;
    uint32_t adjacency;
    uint64_t cookie;
    uint32_t tunnel;
    uint32_t index;
    uint16_t flags;
    uint16_t vlan_id;
    uint8_t header_length;
    uint8_t cookie_length;
    uint8_t is_plain;
    uint8_t tombstone;
};
enum { SESSION_POP_VLAN = 16 };

// src/Dataplane/Tables/L2tpTunnel.cs
struct l2tp_tunnel {
    uint8_t expected[24];
    uint16_t vrf;
    uint16_t encapsulation;
    uint32_t ports;
    uint8_t mask[32];
};

// src/Dataplane/Graph/PortQueue.cs
enum { QUEUE_CAPACITY = 512 };
struct port_queue {
    void *functions[4];
    int32_t count;
    uint16_t port;
    uint8_t reserved[26];
    struct rte_mbuf *slots[QUEUE_CAPACITY];
    uint32_t accounts[QUEUE_CAPACITY];
};

// Where a worker's tables and counters are; filled in by router-bench (perf/Bench/Reference.cs).
struct router {
    const struct interface_entry *interfaces;
    const struct adjacency *adjacencies;
    const uint8_t *rewrite_heads; // 64 octets each
    const struct vrf_entry *vrfs;
    const uint32_t *fib_nodes;
    const uint64_t *labels;
    const struct l2tp_session *sessions;
    const struct l2tp_tunnel *tunnels;
    const uint64_t *l2tp_udp_ports;
    const uint64_t *untagged; // VLAN bindings of port 0
    const uint64_t *outer_vlans;
    const uint64_t *inner_vlans;
    struct counter *interface_received;
    struct counter *adjacency_counters;
    struct counter *label_counters;
    struct counter *session_received;
    struct node_counters *nodes;
    uint8_t *running; // node
    uint64_t *running_since;
    uint64_t *received;
    struct port_queue *queues;
    uint64_t *dirty_ports;
    uint32_t first_sessions; // mask for the hash of a session id
};

static inline const struct l2tp_session *first_session(const struct router *r, uint32_t id)
{
    return r->sessions + (_mm_crc32_u32(UINT32_MAX, id) & r->first_sessions);
}

#endif
