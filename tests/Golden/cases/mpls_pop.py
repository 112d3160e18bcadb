"""Label disposition: pop to a next hop, pop and look up, payload checks, TTL models."""

from scapy.layers.inet import ICMP, IP, TCP, UDP
from scapy.layers.inet6 import ICMPv6EchoRequest, IPv6
from scapy.layers.l2 import Ether
from scapy.packet import Raw

import bench
from bench import arrive, burst, leave, payload
from golden import Group
from wire import checksum, icmp4, icmp6, stack

CONFIG = """\
routes:
  - { prefix: 10.9.0.0/16, via: 10.0.2.2 }
  - { prefix: 10.1.0.1/32, via: 10.0.2.2, labels: [32] }
  - { prefix: 10.1.1.1/32, via: 10.0.2.2, labels: [32], ttl-mode: uniform }
  - { prefix: "2001:db8:9::/48", via: "2001:db8:2::2" }
  - { prefix: 10.9.0.0/16, vrf: red, via: 10.0.3.2 }
  - { prefix: "2001:db8:9::/48", vrf: red, via: "2001:db8:3::2" }
mpls:
  labels:
    - { label: 33, action: pop, via: 10.0.2.2, payload: ipv4 }
    - { label: 3333, action: pop, via: 10.0.2.2, payload: ipv4, ttl-mode: uniform }
    - { label: 334, action: pop, via: "2001:db8:2::2", payload: ipv6 }
    - { label: 335, action: pop, via: "2001:db8:2::2", payload: ipv6, ttl-mode: uniform }
    - { label: 336, action: pop, via: 10.0.2.2, payload: ipv6 }
    - { label: 337, action: pop, via: 10.0.2.99, payload: ipv4 }
    - { label: 338, action: pop, via: 10.0.3.2, interface: c, payload: ipv4 }
    - { label: 34, action: lookup }
    - { label: 340, action: lookup, ttl-mode: uniform }
    - { label: 35, action: lookup, vrf: red, payload: ipv4 }
    - { label: 356, action: lookup, vrf: red, payload: ipv6 }
    - { label: 357, action: lookup, vrf: red }
    - { label: 36, action: lookup, payload: mpls }
    - { label: 360, action: lookup, payload: mpls, ttl-mode: uniform }
    - { label: 70, action: swap, via: 10.0.2.2, out-labels: [71] }
"""


def groups():
    return [disposition(), checks()]


def _ip(**fields):
    return IP(**{"src": "10.0.1.2", "dst": "10.9.9.9", "ttl": 64, **fields})


def _ip6(**fields):
    return IPv6(**{"src": "2001:db8:1::2", "dst": "2001:db8:9::9", "hlim": 64, **fields})


def disposition():
    group = Group("mpls-pop", "MPLS disposition", bench.config(CONFIG), "abcd")

    def pop(name, items, text, labels, before, after, port="b", labels_out=None):
        head = leave(port) if labels_out is None else leave(port) / labels_out
        group.case(name, items, text).send("a", arrive("a") / labels / before / payload()).expect(port, head / after / payload())

    pop("next-hop", [26, 27], "the IPv4 TTL counts this hop once", stack((33, 20, 5)), _ip(tos=7), _ip(tos=7, ttl=63))
    pop("next-hop-ttl-2", [27], "", stack((33, 2)), _ip(ttl=2), _ip(ttl=1))
    pop("next-hop-customer", [27, 34], "per-CE label: straight to the customer's port", stack((338, 20)), _ip(), _ip(ttl=63), port="c")
    pop("next-hop-options", [27], "the header is the packet's, whatever follows", stack((33, 9)), _ip(flags="DF", id=7), _ip(flags="DF", id=7, ttl=63))
    pop("next-hop-unrouted", [27, 37], "no lookup: the address needs no route", stack((33, 9)), _ip(dst="203.0.113.7"), _ip(dst="203.0.113.7", ttl=63))
    pop("uniform", [28], "TTL and class of the label", stack((3333, 55, 3)), _ip(tos=0), _ip(ttl=54, tos=0x60))
    pop("uniform-smaller-inside", [28], "the smaller TTL goes on: 64 against 66", stack((3333, 66, 4)), _ip(tos=0), _ip(ttl=63, tos=0x80))
    pop("uniform-ttl-2", [28], "", stack((3333, 2, 7)), _ip(ttl=255), _ip(ttl=1, tos=0xE0))
    pop("ipv6-next-hop", [29], "", stack((334, 27, 4)), _ip6(tc=3, fl=0x54321), _ip6(tc=3, fl=0x54321, hlim=63))
    pop("ipv6-uniform", [29], "", stack((335, 27, 4)), _ip6(), _ip6(hlim=26, tc=0x80))
    pop("ipv6-uniform-smaller-inside", [29], "", stack((335, 99, 1)), _ip6(hlim=9), _ip6(hlim=8, tc=0x20))
    pop("ipv6-over-ipv4-next-hop", [29, 11], "IPv6 to an IPv4 neighbour", stack((336, 27)), _ip6(), _ip6(hlim=63))
    pop("lookup-default", [33], "route of the default table", stack((34, 20)), _ip(), _ip(ttl=63))
    pop("lookup-default-ipv6", [33], "route of the default table", stack((34, 20)), _ip6(), _ip6(hlim=63))
    pop("lookup-ttl-1", [33], "pipe: a label with TTL 1 has reached its end", stack((34, 1)), _ip(), _ip(ttl=63))
    pop("lookup-uniform", [28, 33], "", stack((340, 30, 6)), _ip(tos=0), _ip(ttl=29, tos=0xC0))
    pop("lookup-uniform-ipv6", [29, 33], "", stack((340, 30, 6)), _ip6(), _ip6(hlim=29, tc=0xC0))
    pop("lookup-to-labelled", [33, 25], "popped, looked up, and into another LSP", stack((34, 20)), _ip(dst="10.1.0.1"), _ip(dst="10.1.0.1", ttl=63),
        labels_out=stack((32, 64)))
    pop("lookup-uniform-to-uniform", [28, 3], "both LSPs uniform: the TTL runs through", stack((340, 20, 5)), _ip(dst="10.1.1.1", tos=0),
        _ip(dst="10.1.1.1", ttl=19, tos=0xA0), labels_out=stack((32, 19, 5)))
    pop("vrf", [34], "out of the customer's port by the VRF's route", stack((35, 20)), _ip(), _ip(ttl=63), port="c")
    pop("vrf-connected", [34], "to a host of the VRF's connected subnet", stack((35, 20)), _ip(dst="10.0.3.2"), _ip(dst="10.0.3.2", ttl=63), port="c")
    pop("vrf-ipv6", [34], "", stack((356, 20)), _ip6(), _ip6(hlim=63), port="c")
    pop("vrf-both", [34], "one label for both families", stack((357, 20)), _ip(), _ip(ttl=63), port="c")
    pop("vrf-both-ipv6", [34], "one label for both families", stack((357, 20)), _ip6(), _ip6(hlim=63), port="c")
    pop("two-pops", [35], "", stack((36, 20), (35, 9)), _ip(), _ip(ttl=63), port="c")
    pop("three-pops", [35], "", stack((36, 20), (36, 19), (34, 9)), _ip(), _ip(ttl=63))
    pop("pop-then-swap", [35], "", stack((36, 20), (70, 9, 3)), _ip(), _ip(), labels_out=stack((71, 8, 3)))
    pop("pop-uniform-then-swap", [35, 20], "uniform: the outer TTL reaches the inner label", stack((360, 5), (70, 9, 3)), _ip(), _ip(),
        labels_out=stack((71, 3, 3)))
    pop("pop-then-uniform", [35, 28], "the last label's TTL counts", stack((36, 99), (3333, 20, 2)), _ip(), _ip(ttl=19, tos=0x40))

    for name, labels, port in [("next-hop-burst", stack((33, 20)), "b"), ("vrf-burst", stack((35, 20)), "c"), ("two-pops-burst", stack((36, 20), (35, 9)), "c")]:
        case = group.case(name, [27, 34, 35], "257 packets")
        case.send("a", *(arrive("a") / labels / _ip() / payload(2, sport=n) for n in burst()))
        case.expect(port, *(leave(port) / _ip(ttl=63) / payload(2, sport=n) for n in burst()))
    case = group.case("mixed-burst", [27, 29, 34, 35], "both families, both VRFs, in one vector; order is kept within a family")
    for n in range(257):
        labels, packet, after, port = [
            (stack((33, 9)), _ip(), _ip(ttl=63), "b"), (stack((356, 9)), _ip6(), _ip6(hlim=63), "c"),
            (stack((36, 9), (34, 9)), _ip(), _ip(ttl=63), "b"), (stack((36, 9), (357, 9)), _ip6(), _ip6(hlim=63), "c")][n % 4]
        case.send("a", arrive("a") / labels / packet / payload(2, sport=n))
        case.expect(port, leave(port) / after / payload(2, sport=n))

    group.case("padding", [27, 91], "Ethernet padding is not forwarded") \
        .send("a", bytes(arrive("a") / stack((33, 9)) / _ip() / UDP()) + b"\xee" * 14).expect("b", leave("b") / _ip(ttl=63) / UDP())
    echo = ICMP(id=3, seq=4) / Raw(b"ping")
    group.case("echo-to-router", [33, 98], "a labelled ping to the router reaches its control plane without the label") \
        .send("a", arrive("a") / stack((34, 9)) / _ip(dst="10.0.1.1") / echo) \
        .punt("ipv4-local", Ether(src=bench.peer("a"), dst=bench.mac("a")) / _ip(dst="10.0.1.1") / echo)
    echo = ICMPv6EchoRequest(id=3, seq=4, data=b"ping")
    group.case("echo-to-router-ipv6", [33, 98], "") \
        .send("a", arrive("a") / stack((34, 9)) / _ip6(dst="2001:db8:1::1") / echo) \
        .punt("ipv6-local", Ether(src=bench.peer("a"), dst=bench.mac("a")) / _ip6(dst="2001:db8:1::1") / echo)
    return group


def checks():
    group = Group("mpls-pop-checks", "what may not come out of a label", bench.config(CONFIG), "abcd")

    def dropped(name, items, text, labels, packet, reason):
        group.case(name, items, text).send("a", arrive("a") / labels / packet).drop(reason)

    packet = _ip() / payload()
    dropped("labels-left", [30], "a pop to IP that finds another label", stack((33, 9), (99, 9)), packet, "mpls-payload-mismatch")
    dropped("labels-left-ipv6", [30], "", stack((334, 9), (99, 9)), packet, "mpls-payload-mismatch")
    dropped("labels-left-lookup", [30], "a VRF label that finds another label", stack((35, 9), (99, 9)), packet, "mpls-payload-mismatch")
    dropped("no-label-left", [30], "a pop to MPLS at the bottom of the stack", stack((36, 9)), packet, "mpls-payload-mismatch")
    dropped("ipv6-under-ipv4", [37, 31], "", stack((33, 9)), _ip6() / payload(), "mpls-payload-mismatch")
    dropped("ipv4-under-ipv6", [37, 31], "", stack((334, 9)), packet, "mpls-payload-mismatch")
    dropped("ipv6-under-vrf-ipv4", [37], "", stack((35, 9)), _ip6() / payload(), "mpls-payload-mismatch")
    dropped("ipv4-under-vrf-ipv6", [37], "", stack((356, 9)), packet, "mpls-payload-mismatch")
    dropped("nonsense-under-vrf", [37], "neither 4 nor 6", stack((357, 9)), Raw(b"\x99" * 40), "mpls-payload-mismatch")
    dropped("unresolved", [12], "no neighbour", stack((337, 9)), packet, "neighbour-unresolved")
    dropped("unknown-under-pop", [23, 35], "the second label is unknown", stack((36, 9), (999, 9)), packet, "mpls-unknown-label")

    for label, place in [(33, "next-hop"), (35, "vrf")]:
        right = checksum(bytes(_ip(chksum=0) / payload())[:20])
        dropped(f"bad-checksum-{place}", [31], "exposed header: checksum", stack((label, 9)), _ip(chksum=right ^ 1) / payload(), "ip4-bad-checksum")
        dropped(f"bad-ihl-{place}", [31], "exposed header: IHL 4", stack((label, 9)), _summed(_ip(ihl=4) / payload()), "ip4-bad-header-length")
        dropped(f"bad-length-{place}", [31], "exposed header: total length beyond the frame", stack((label, 9)), _summed(_ip(len=129) / payload()), "ip4-bad-length")
        dropped(f"fragment-offset-1-{place}", [31], "exposed header: fragment offset 1", stack((label, 9)),
                _ip(frag=1, proto=6) / Raw(bytes(TCP())[8:]), "ip4-fragment-offset-1")
        dropped(f"illegal-source-{place}", [31, 92], "exposed header: loopback source", stack((label, 9)), _ip(src="127.0.0.1") / payload(), "ip4-illegal-source")
    dropped("ipv6-bad-length", [31], "exposed header: payload length beyond the frame", stack((334, 9)), _ip6(plen=999) / payload(), "ip6-bad-length")
    dropped("vrf-blackhole", [34, 99], "a destination only VRF default knows; the source has no route either", stack((35, 9)),
            _ip(src="198.51.100.1", dst="10.1.0.1") / payload(), "ip4-no-route")

    def error(name, items, text, labels, packet, reason, answer, port):
        group.case(name, items, text).send("a", arrive("a") / labels / packet).error(reason, port, leave(port) / answer)

    packet = _ip(src="10.9.1.1", ttl=1) / payload()
    error("ttl-1-next-hop", [32], "the exposed TTL is spent", stack((33, 64)), packet, "ip4-ttl-expired", icmp4("10.0.1.1", packet, 11, 0), "b")
    error("ttl-1-lookup", [32], "", stack((34, 64)), packet, "ip4-ttl-expired", icmp4("10.0.1.1", packet, 11, 0), "b")
    error("ttl-1-vrf", [32, 34], "answered by the VRF's route", stack((35, 64)), packet, "ip4-ttl-expired", icmp4("10.0.1.1", packet, 11, 0), "c")
    error("ttl-1-uniform", [32, 28], "", stack((3333, 64)), packet, "ip4-ttl-expired", icmp4("10.0.1.1", packet, 11, 0), "b")
    packet = _ip(src="10.9.1.1", ttl=64) / payload()
    error("label-ttl-1-uniform-lookup", [32, 28], "uniform: the label's TTL is the packet's and is spent", stack((340, 1)), packet,
          "ip4-ttl-expired", icmp4("10.0.1.1", packet, 11, 0), "b")
    packet = _ip(src="10.9.1.1", dst="203.0.113.1") / payload()
    error("no-route-vrf", [34], "answered by the VRF's route", stack((35, 64)), packet, "ip4-no-route", icmp4("10.0.1.1", packet, 3, 0), "c")
    for hop_limit in (1, 0):
        packet = _ip6(src="2001:db8:9::1", hlim=hop_limit) / payload()
        error(f"hop-limit-{hop_limit}-next-hop", [32], "", stack((334, 64)), packet, "ip6-ttl-expired", icmp6("2001:db8:1::1", packet, 3, 0), "b")
        error(f"hop-limit-{hop_limit}-vrf", [32, 34], "", stack((356, 64)), packet, "ip6-ttl-expired", icmp6("2001:db8:1::1", packet, 3, 0), "c")
    packet = _ip6(src="2001:db8:9::1") / payload()
    error("label-ttl-1-uniform-lookup-ipv6", [32, 29], "uniform: the label's TTL is the packet's and is spent", stack((340, 1)), packet,
          "ip6-ttl-expired", icmp6("2001:db8:1::1", packet, 3, 0), "b")
    return group


def _summed(packet):
    data = bytes(packet)
    data = data[:10] + b"\0\0" + data[12:]
    return Raw(data[:10] + checksum(data[:20]).to_bytes(2, "big") + data[12:])
