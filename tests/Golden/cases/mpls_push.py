"""Label imposition: IP routes with out-labels."""

from scapy.layers.inet import IP
from scapy.layers.inet6 import IPv6

import bench
from bench import arrive, burst, leave, payload
from golden import Group
from wire import icmp4, icmp6, stack

ROUTES = """\
mpls: { ttl: %d }
routes:
  - { prefix: 10.1.0.1/32, via: 10.0.2.2, labels: [32] }
  - { prefix: 10.1.0.2/32, via: 10.0.2.2, labels: [32, 33] }
  - { prefix: 10.1.0.3/32, via: 10.0.2.2, labels: [32, 33, 34] }
  - { prefix: 10.1.0.8/32, via: 10.0.2.2, labels: [16, 17, 18, 19, 20, 21, 1048574, 1048575] }
  - { prefix: 10.1.1.1/32, via: 10.0.2.2, labels: [32], ttl-mode: uniform }
  - { prefix: 10.1.1.8/32, via: 10.0.2.2, labels: [16, 17, 18, 19, 20, 21, 22, 23], ttl-mode: uniform }
  - { prefix: 10.1.2.0/32, via: 10.0.2.2, labels: [0] }
  - { prefix: 10.1.2.3/32, via: 10.0.2.2, labels: [3] }
  - { prefix: 10.1.2.4/32, via: 10.0.2.2, labels: [3, 145] }
  - { prefix: 10.1.2.5/32, via: 10.0.2.2, labels: [0, 145] }
  - { prefix: 10.1.3.0/24, via: 10.0.2.99, labels: [32] }
  - { prefix: 11.0.0.1/32, via: 10.1.0.1, labels: [44] }
  - { prefix: 11.0.0.5/32, via: 10.1.0.3, labels: [44, 45] }
  - { prefix: 11.0.0.7/32, via: 10.1.2.3, labels: [145] }
  - { prefix: 11.0.0.9/32, via: 10.1.0.1 }
  - { prefix: 12.0.0.1/32, via: 11.0.0.1, labels: [55] }
  - { prefix: 13.0.0.0/24, via: "2001:db8:4::1", labels: [99] }
  - { prefix: "2001:db8:3000::3/128", via: 10.1.0.1, labels: [45] }
  - { prefix: "2001:db8:4::1/128", via: "2001:db8:2::2", labels: [32] }
  - { prefix: "2001:db8:4::8/128", via: "2001:db8:2::2", labels: [16, 17, 18, 19, 20, 21, 22, 23] }
  - { prefix: "2001:db8:4:1::1/128", via: "2001:db8:2::2", labels: [32], ttl-mode: uniform }
  - { prefix: "2001:db8:4:2::2/128", via: "2001:db8:2::2", labels: [2] }
  - { prefix: "2001:db8:4:2::3/128", via: "2001:db8:2::2", labels: [3] }
  - { prefix: 10.1.0.1/32, vrf: red, via: 10.0.2.2, interface: b, labels: [70, 71] }
  - { prefix: 192.0.2.0/24, via: 10.0.2.2, labels: [90] }
"""


def groups():
    return [imposition(), default_ttl()]


def _ip(**fields):
    return IP(**{"src": "10.0.1.2", "ttl": 64, **fields})


def _ip6(**fields):
    return IPv6(**{"src": "2001:db8:1::2", "hlim": 64, **fields})


def imposition():
    group = Group("mpls-push", "MPLS label imposition", bench.config(ROUTES % 64), "abcd")

    def push(name, items, text, packet, labels, after, port="b"):
        head = leave(port) / labels if labels is not None else leave(port)
        group.case(name, items, text).send("a", arrive("a") / packet / payload()).expect(port, head / after / payload())

    push("one-label", [1], "pipe: the label has the configured TTL", _ip(dst="10.1.0.1"), stack((32, 64)), _ip(dst="10.1.0.1", ttl=63))
    push("two-labels", [2], "", _ip(dst="10.1.0.2"), stack((32, 64), (33, 64)), _ip(dst="10.1.0.2", ttl=63))
    push("three-labels", [2], "class bits do not reach a pipe", _ip(dst="10.1.0.3", ttl=44, tos=0xFF),
         stack((32, 64), (33, 64), (34, 64)), _ip(dst="10.1.0.3", ttl=43, tos=0xFF))
    eight = (16, 17, 18, 19, 20, 21, 1048574, 1048575)
    push("eight-labels", [10, 44], "the deepest stack, with the smallest and largest label", _ip(dst="10.1.0.8"),
         stack(*((label, 64) for label in eight)), _ip(dst="10.1.0.8", ttl=63))
    push("uniform", [3], "TTL and class of the packet in the label", _ip(dst="10.1.1.1", ttl=54, tos=0xBE),
         stack((32, 53, 5)), _ip(dst="10.1.1.1", ttl=53, tos=0xBE))
    push("uniform-ttl-255", [3], "", _ip(dst="10.1.1.1", ttl=255, tos=0xE0), stack((32, 254, 7)), _ip(dst="10.1.1.1", ttl=254, tos=0xE0))
    push("uniform-eight", [3, 10], "on every label", _ip(dst="10.1.1.8", ttl=2, tos=0x20),
         stack(*((label, 1, 1) for label in range(16, 24))), _ip(dst="10.1.1.8", ttl=1, tos=0x20))
    push("ipv6", [1], "", _ip6(dst="2001:db8:4::1", tc=7, fl=0x12345), stack((32, 64)), _ip6(dst="2001:db8:4::1", tc=7, fl=0x12345, hlim=63))
    push("ipv6-eight-labels", [10], "", _ip6(dst="2001:db8:4::8"), stack(*((label, 64) for label in range(16, 24))), _ip6(dst="2001:db8:4::8", hlim=63))
    push("ipv6-uniform", [4], "hop limit and class of the packet in the label", _ip6(dst="2001:db8:4:1::1", hlim=54, tc=0xBE),
         stack((32, 53, 5)), _ip6(dst="2001:db8:4:1::1", hlim=53, tc=0xBE))
    push("recursive", [5], "the resolving route's label outside", _ip(dst="11.0.0.1"), stack((32, 64), (44, 64)), _ip(dst="11.0.0.1", ttl=63))
    push("recursive-five", [5], "3 + 2 labels", _ip(dst="11.0.0.5"),
         stack((32, 64), (33, 64), (34, 64), (44, 64), (45, 64)), _ip(dst="11.0.0.5", ttl=63))
    push("recursive-twice", [5], "1 + 1 + 1 labels", _ip(dst="12.0.0.1"), stack((32, 64), (44, 64), (55, 64)), _ip(dst="12.0.0.1", ttl=63))
    push("recursive-unlabelled", [5, 25], "a route without labels over a labelled one", _ip(dst="11.0.0.9"), stack((32, 64)), _ip(dst="11.0.0.9", ttl=63))
    push("implicit-null", [7], "label 3 is not sent", _ip(dst="10.1.2.3"), None, _ip(dst="10.1.2.3", ttl=63))
    push("implicit-null-ipv6", [7], "label 3 is not sent", _ip6(dst="2001:db8:4:2::3"), None, _ip6(dst="2001:db8:4:2::3", hlim=63))
    push("implicit-null-outer", [7], "in a list it removes itself", _ip(dst="10.1.2.4"), stack((145, 64)), _ip(dst="10.1.2.4", ttl=63))
    push("implicit-null-below-service", [7], "only the service label is left", _ip(dst="11.0.0.7"), stack((145, 64)), _ip(dst="11.0.0.7", ttl=63))
    push("explicit-null", [8], "label 0 is sent", _ip(dst="10.1.2.0"), stack((0, 64)), _ip(dst="10.1.2.0", ttl=63))
    push("explicit-null-outer", [8], "label 0 above a service label (RFC 4182)", _ip(dst="10.1.2.5"), stack((0, 64), (145, 64)), _ip(dst="10.1.2.5", ttl=63))
    push("explicit-null-ipv6", [8], "label 2 is sent", _ip6(dst="2001:db8:4:2::2"), stack((2, 64)), _ip6(dst="2001:db8:4:2::2", hlim=63))
    push("6pe", [11], "IPv6 over an IPv4 next hop that is labelled itself", _ip6(dst="2001:db8:3000::3"),
         stack((32, 64), (45, 64)), _ip6(dst="2001:db8:3000::3", hlim=63))
    push("ipv4-over-ipv6", [11], "IPv4 over an IPv6 next hop that is labelled itself", _ip(dst="13.0.0.1"),
         stack((32, 64), (99, 64)), _ip(dst="13.0.0.1", ttl=63))

    group.case("vrf", [99, 34], "from VRF red into an LSP of VRF default") \
        .send("c", arrive("c") / _ip(src="10.0.3.2", dst="10.1.0.1") / payload()) \
        .expect("b", leave("b") / stack((70, 64), (71, 64)) / _ip(src="10.0.3.2", dst="10.1.0.1", ttl=63) / payload())

    for name, target, labels in [("one-label-burst", "10.1.0.1", [32]), ("two-labels-burst", "10.1.0.2", [32, 33]), ("eight-labels-burst", "10.1.0.8", eight)]:
        case = group.case(name, [1, 2, 10], "257 packets")
        case.send("a", *(arrive("a") / _ip(dst=target) / payload(2, sport=port) for port in burst()))
        case.expect("b", *(leave("b") / stack(*((label, 64) for label in labels)) / _ip(dst=target, ttl=63) / payload(2, sport=port) for port in burst()))
    case = group.case("uniform-burst", [3], "257 packets with every TTL")
    ttls = [2 + number % 254 for number in range(257)]
    case.send("a", *(arrive("a") / _ip(dst="10.1.1.1", ttl=ttl, tos=ttl) / payload(2) for ttl in ttls))
    case.expect("b", *(leave("b") / stack((32, ttl - 1, ttl >> 5)) / _ip(dst="10.1.1.1", ttl=ttl - 1, tos=ttl) / payload(2) for ttl in ttls))

    for name, target in [("ttl-1-pipe", "10.1.0.1"), ("ttl-1-uniform", "10.1.1.1"), ("ttl-0-pipe", "10.1.0.1")]:
        packet = _ip(dst=target, ttl=0 if name == "ttl-0-pipe" else 1) / payload()
        group.case(name, [9], "the label does not hide the expiry") \
            .send("a", arrive("a") / packet).error("ip4-ttl-expired", "a", leave("a") / icmp4("10.0.1.1", packet, 11, 0))
    for name, target in [("hop-limit-1-pipe", "2001:db8:4::1"), ("hop-limit-1-uniform", "2001:db8:4:1::1")]:
        packet = _ip6(dst=target, hlim=1) / payload()
        group.case(name, [9], "the label does not hide the expiry") \
            .send("a", arrive("a") / packet).error("ip6-ttl-expired", "a", leave("a") / icmp6("2001:db8:1::1", packet, 3, 0))
    group.case("unresolved", [12, 13], "no neighbour: nothing leaves, labelled or not") \
        .send("a", arrive("a") / _ip(dst="10.1.3.1") / payload()).drop("neighbour-unresolved")
    packet = _ip(src="192.0.2.1", dst="10.1.0.1", ttl=1) / payload()
    group.case("error-through-lsp", [9, 49], "an ICMP error whose way back is labelled: the router's own packet starts with TTL 255") \
        .send("a", arrive("a") / packet) \
        .error("ip4-ttl-expired", "b", leave("b") / stack((90, 64)) / icmp4("10.0.1.1", packet, 11, 0))
    return group


def default_ttl():
    group = Group("mpls-push-ttl", "MPLS label imposition with a configured TTL", bench.config(ROUTES % 255), "abcd")
    group.case("ttl-255", [1], "label TTL 255") \
        .send("a", arrive("a") / _ip(dst="10.1.0.2") / payload()) \
        .expect("b", leave("b") / stack((32, 255), (33, 255)) / _ip(dst="10.1.0.2", ttl=63) / payload())
    group.case("uniform", [3], "has no say in uniform mode") \
        .send("a", arrive("a") / _ip(dst="10.1.1.1") / payload()) \
        .expect("b", leave("b") / stack((32, 63)) / _ip(dst="10.1.1.1", ttl=63) / payload())
    return group
