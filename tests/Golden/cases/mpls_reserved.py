"""Reserved labels on the wire."""

from scapy.layers.inet import IP
from scapy.layers.inet6 import IPv6

import bench
from bench import arrive, burst, leave, payload
from golden import Group
from wire import icmp4, stack

CONFIG = """\
routes:
  - { prefix: 10.9.0.0/16, via: 10.0.2.2 }
  - { prefix: "2001:db8:9::/48", via: "2001:db8:2::2" }
  - { prefix: 10.9.0.0/16, vrf: red, via: 10.0.3.2 }
  - { prefix: "2001:db8:9::/48", vrf: red, via: "2001:db8:3::2" }
mpls:
  labels:
    - { label: 32, action: swap, via: 10.0.2.2, out-labels: [33] }
    - { label: 35, action: lookup, vrf: red }
"""


def groups():
    config = bench.config(CONFIG, ports="abce", interfaces={"e": '{ addresses: [10.0.5.1/24, "2001:db8:5::1/64"], vrf: red, mpls: true }'})
    group = Group("mpls-reserved", "reserved labels", config, "abce")
    ip, ip6 = IP(src="10.0.1.2", dst="10.9.9.9"), IPv6(src="2001:db8:1::2", dst="2001:db8:9::9")
    ip_after, ip6_after = IP(src="10.0.1.2", dst="10.9.9.9", ttl=63), IPv6(src="2001:db8:1::2", dst="2001:db8:9::9", hlim=63)

    def forward(name, items, text, port, labels, before, out, after, labels_out=None):
        head = leave(out) if labels_out is None else leave(out) / labels_out
        group.case(name, items, text).send(port, arrive(port) / labels / before / payload()).expect(out, head / after / payload())

    forward("explicit-null", [38], "IPv4 lookup in the VRF of the port", "a", stack((0, 9)), ip, "b", ip_after)
    forward("explicit-null-vrf", [38], "the same packet on a port of VRF red", "e", stack((0, 9)), ip, "c", ip_after)
    forward("explicit-null-ttl-1", [38], "the label has reached its end", "a", stack((0, 1)), ip, "b", ip_after)
    forward("explicit-null-ipv6", [40], "IPv6 lookup in the VRF of the port", "a", stack((2, 9)), ip6, "b", ip6_after)
    forward("explicit-null-ipv6-vrf", [40], "the same packet on a port of VRF red", "e", stack((2, 9)), ip6, "c", ip6_after)
    forward("explicit-null-above-swap", [39], "popped, the next label is looked up", "a", stack((0, 9), (32, 8, 2)), ip, "b", ip, stack((33, 7, 2)))
    forward("explicit-null-above-vrf", [39], "popped, the next label is looked up", "a", stack((0, 9), (35, 8)), ip, "c", ip_after)
    forward("explicit-null-ipv6-above-vrf", [39, 40], "RFC 4182", "a", stack((2, 9), (35, 8)), ip6, "c", ip6_after)
    forward("explicit-null-twice", [39], "", "a", stack((0, 9), (0, 8)), ip, "b", ip_after)
    case = group.case("explicit-null-burst", [38], "257 packets")
    case.send("a", *(arrive("a") / stack((0, 9)) / ip / payload(2, sport=n) for n in burst()))
    case.expect("b", *(leave("b") / ip_after / payload(2, sport=n) for n in burst()))
    case = group.case("explicit-null-ipv6-burst", [40], "257 packets")
    case.send("a", *(arrive("a") / stack((2, 9)) / ip6 / payload(2, sport=n) for n in burst()))
    case.expect("b", *(leave("b") / ip6_after / payload(2, sport=n) for n in burst()))
    expired = IP(src="10.0.1.2", dst="10.9.9.9", ttl=1) / payload()
    group.case("explicit-null-ip-ttl-1", [32, 38], "") \
        .send("a", arrive("a") / stack((0, 9)) / expired).error("ip4-ttl-expired", "a", leave("a") / icmp4("10.0.1.1", expired, 11, 0))

    def dropped(name, items, text, labels, packet, reason, port="a"):
        group.case(name, items, text).send(port, arrive(port) / labels / packet / payload()).drop(reason)

    dropped("ipv4-under-2", [40], "", stack((2, 9)), ip, "mpls-payload-mismatch")
    dropped("ipv6-under-0", [40], "", stack((0, 9)), ip6, "mpls-payload-mismatch")
    dropped("explicit-null-ttl-0", [21, 38], "", stack((0, 0)), ip, "mpls-ttl-expired")
    dropped("explicit-null-disabled", [24, 38], "MPLS off on the port", stack((0, 9)), ip, "mpls-disabled", port="c")
    dropped("explicit-null-above-unknown", [39, 23], "", stack((0, 9), (999, 9)), ip, "mpls-unknown-label")
    dropped("router-alert-bottom", [41], "router alert at the bottom of the stack is illegal", stack((1, 9)), ip, "mpls-reserved-label")
    frame = arrive("a") / stack((1, 9), (32, 9)) / ip / payload()
    group.case("router-alert", [41], "to the control plane").send("a", frame).punt("mpls-router-alert", frame)
    dropped("implicit-null", [42], "label 3 is never on the wire", stack((3, 9)), ip, "mpls-reserved-label")
    dropped("implicit-null-above", [42], "", stack((3, 9), (32, 9)), ip, "mpls-reserved-label")
    for label in range(4, 16):
        dropped(f"label-{label}", [43], "special-purpose label (RFC 7274)", stack((label, 9)), ip, "mpls-reserved-label")
        dropped(f"label-{label}-above", [43], "above another label", stack((label, 9), (32, 9)), ip, "mpls-reserved-label")
    return [group]
