// The dataplane's tables as C sees them. The layouts are those of src/Dataplane; router-bench compares sizes and offsets
// (reference_layout) before it measures.
#ifndef ROUTER_REFERENCE_TABLES_H
#define ROUTER_REFERENCE_TABLES_H

#include <stdint.h>

struct rte_mbuf;

struct counter {
    uint64_t packets;
    uint64_t octets;
};

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

enum { KIND_NEXT_HOP = 0, KIND_CIRCUIT = 2, KIND_L2TPV3 = 3 };
enum { FLAG_UDP = 8, FLAGS_SPECIAL = 64 | 32 | 128 | 16 | 4 };

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
    const uint32_t *ipv4_root;    // of VRF 0
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
    struct port_queue *queues;
    uint64_t *dirty_ports;
    uint32_t first_sessions; // mask for the hash of a session id
};

#endif
