"""ICMP from inside an LSP."""

from scapy.layers.inet import ICMP, IP
from scapy.layers.inet6 import ICMPv6DestUnreach, ICMPv6EchoRequest, IPv6
from scapy.packet import Raw

import bench
from bench import arrive, leave, payload
from golden import Group
from wire import icmp4, icmp6, stack

CONFIG = """\
routes:
  - { prefix: 10.9.0.0/16, via: 10.0.2.2 }
  - { prefix: "2001:db8:9::/48", via: "2001:db8:2::2" }
mpls:
  labels:
    - { label: 32, action: swap, via: 10.0.2.2, out-labels: [33] }
    - { label: 132, action: swap, via: 10.0.2.2, out-labels: [33], ttl-mode: uniform }
    - { label: 33, action: pop, via: 10.0.2.2, payload: ipv4 }
    - { label: 40, action: pop, via: 10.0.2.2, payload: mpls }
"""


def groups():
    group = Group("mpls-icmp", "ICMP from inside an LSP", bench.config(CONFIG), "abcd")

    def _ip(**fields):
        return IP(**{"src": "10.0.1.2", "dst": "172.16.9.9", "ttl": 9, **fields})

    def _ip6(**fields):
        return IPv6(**{"src": "2001:db8:1::2", "dst": "fd99::9", "hlim": 9, **fields})

    def error(name, items, text, labels, packet, port="a"):
        group.case(name, items, text).send("a", arrive("a") / labels / packet) \
            .error("mpls-ttl-expired", port, leave(port) / icmp4("10.0.1.1", packet, 11, 0, stack=labels))

    error("swap", [22, 45, 46], "time exceeded with the received stack (RFC 4950)", stack((32, 1, 3)), _ip() / payload())
    error("swap-short", [46], "the quoted datagram is padded to 128 octets", stack((32, 1)), _ip() / payload(0))
    error("swap-128", [46], "exactly 128 octets", stack((32, 1)), _ip() / payload(100))
    error("swap-long", [46], "the quoted datagram ends after 128 octets", stack((32, 1)), _ip() / payload(1400))
    error("swap-uniform", [48], "", stack((132, 1, 5)), _ip() / payload())
    error("swap-two-labels", [45, 46], "the whole stack is told", stack((32, 1, 3), (99, 77, 5)), _ip() / payload())
    error("swap-five-labels", [45, 46], "the whole stack is told", stack((32, 1), (99, 77, 5), (98, 76), (97, 75), (1048575, 255, 7)), _ip() / payload())
    error("pop", [22, 45], "label TTL 1 at a pop", stack((33, 1)), _ip() / payload())
    error("php", [20, 22, 45], "label TTL 1 at a pop inside a stack", stack((40, 1), (99, 64)), _ip() / payload())
    error("remote-source", [45], "by the route to the source", stack((32, 1)), _ip(src="10.9.1.1") / payload(), port="b")
    error("echo-request", [49], "about a query an error may be sent", stack((32, 1)), _ip() / ICMP(id=1, seq=1) / Raw(b"ping"))
    error("first-fragment", [49], "about the first fragment an error may be sent", stack((32, 1)), _ip(flags="MF") / payload())
    packet = _ip() / payload(0)
    group.case("padding", [45, 46], "Ethernet padding is not quoted") \
        .send("a", bytes(arrive("a") / stack((32, 1)) / packet) + b"\xee" * 14) \
        .error("mpls-ttl-expired", "a", leave("a") / icmp4("10.0.1.1", packet, 11, 0, stack=stack((32, 1))))
    for name, packet in [("ipv6", _ip6(tc=4) / payload()), ("ipv6-long", _ip6() / payload(1300)), ("ipv6-short", _ip6() / payload(0)),
                         ("ipv6-echo-request", _ip6() / ICMPv6EchoRequest(data=b"ping"))]:
        group.case(name, [45, 46], "the length field counts 64-bit words") \
            .send("a", arrive("a") / stack((32, 1, 3)) / packet) \
            .error("mpls-ttl-expired", "a", leave("a") / icmp6("2001:db8:1::1", packet, 3, 0, stack=stack((32, 1, 3))))

    # RFC 3032 2.3.2: the egress of the LSP knows the way back.
    packet = _ip(src="192.168.1.1") / payload()
    group.case("source-unknown", [47], "no route to the source: on along the LSP with TTL 255") \
        .send("a", arrive("a") / stack((32, 1, 3)) / packet) \
        .error("mpls-ttl-expired", "b", leave("b") / stack((33, 255, 3)) / icmp4("10.0.1.1", packet, 11, 0, stack=stack((32, 1, 3))))
    group.case("source-unknown-two-labels", [47], "with the labels below, TTL 255 too") \
        .send("a", arrive("a") / stack((32, 1, 3), (99, 5, 2)) / packet) \
        .error("mpls-ttl-expired", "b", leave("b") / stack((33, 255, 3), (99, 255, 2))
               / icmp4("10.0.1.1", packet, 11, 0, stack=stack((32, 1, 3), (99, 5, 2))))
    packet = _ip6(src="fd77::1") / payload()
    group.case("source-unknown-ipv6", [47], "no route to the source: on along the LSP with TTL 255") \
        .send("a", arrive("a") / stack((32, 1, 3)) / packet) \
        .error("mpls-ttl-expired", "b", leave("b") / stack((33, 255, 3)) / icmp6("2001:db8:1::1", packet, 3, 0, stack=stack((32, 1, 3))))

    def silent(name, text, packet, labels=None):
        group.case(name, [49], text).send("a", arrive("a") / (labels or stack((32, 1))) / packet).drop("mpls-ttl-expired")

    silent("about-icmp-error", "no error about an ICMP error", _ip() / ICMP(type=3) / Raw(bytes(_ip() / payload(8))))
    silent("about-icmpv6-error", "no error about an ICMPv6 error", _ip6() / ICMPv6DestUnreach() / Raw(bytes(_ip6() / payload(8))))
    silent("about-later-fragment", "no error about a later fragment", _ip(frag=10, proto=17) / Raw(bytes(40)))
    silent("about-multicast", "no error about a multicast destination", _ip(dst="224.1.1.1") / payload())
    silent("about-multicast-ipv6", "no error about a multicast destination", _ip6(dst="ff05::1") / payload())
    for source in ("0.0.0.0", "127.0.0.1", "224.0.0.9", "255.255.255.255"):
        silent(f"source-{source}", "no error to such a source", _ip(src=source) / payload())
    silent("source-ipv6-unspecified", "no error to such a source", _ip6(src="::") / payload())
    silent("source-ipv6-multicast", "no error to such a source", _ip6(src="ff02::1") / payload())
    packet = _ip() / payload(0)
    case = group.case("rate-limit", [49], "257 at once: a hundred answers; the traffic after them is unharmed")
    case.send("a", *[arrive("a") / stack((32, 1)) / packet] * 257).drop("mpls-ttl-expired", 257).originate(100)
    case.expect("a", *[leave("a") / icmp4("10.0.1.1", packet, 11, 0, stack=stack((32, 1)))] * 100)
    case.step().send("a", arrive("a") / stack((32, 2)) / packet).expect("b", leave("b") / stack((33, 1)) / packet)
    return [group]
