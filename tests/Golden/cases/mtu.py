"""MTU: fragmentation and too-big errors for IP and labelled packets."""

from scapy.layers.inet import IP, IPOption
from scapy.layers.inet6 import IPv6
from scapy.packet import Raw

import bench
from bench import arrive, leave, pattern
from golden import Group
from wire import fragments4, icmp4, icmp6, stack

ROUTES = """\
routes:
  - { prefix: 10.9.0.0/16, via: 10.0.2.2 }
  - { prefix: 10.1.0.1/32, via: 10.0.2.2, labels: [32] }
  - { prefix: 10.1.0.3/32, via: 10.0.2.2, labels: [32, 33, 34] }
  - { prefix: 10.1.1.1/32, via: 10.0.2.2, labels: [32], ttl-mode: uniform }
  - { prefix: "2001:db8:9::/48", via: "2001:db8:2::2" }
  - { prefix: "2001:db8:1001::/48", via: "2001:db8:2::2", labels: [32] }
  - { prefix: "2001:db8:1003::/48", via: "2001:db8:2::2", labels: [32, 33, 34] }
mpls:
  labels:
    - { label: 32, action: swap, via: 10.0.2.2, out-labels: [33] }
    - { label: 36, action: swap, via: 10.0.2.2, out-labels: [33, 44, 46] }
    - { label: 38, action: pop, via: 10.0.2.2, payload: ipv4 }
    - { label: 39, action: lookup }
    - { label: 40, action: pop, via: 10.0.2.2, payload: mpls }
"""


def groups():
    return [normal(), small(), jumbo()]


def _ip(size, **fields):
    """IPv4 packet of exactly `size` octets (without options)."""
    return IP(**{"src": "10.0.1.2", "dst": "10.9.9.9", "ttl": 64, "id": 0x4321, "proto": 253, **fields}) / Raw(pattern(size - 20))


def _ip6(size, **fields):
    return IPv6(**{"src": "2001:db8:1::2", "dst": "2001:db8:9::9", "hlim": 64, "nh": 253, **fields}) / Raw(pattern(size - 40))


def _cases(group, mtu):
    def passes(name, items, text, before, after, labels_in=None, labels_out=None):
        group.case(name, items, text) \
            .send("a", (arrive("a") / labels_in if labels_in is not None else arrive("a")) / before) \
            .expect("b", (leave("b") / labels_out if labels_out is not None else leave("b")) / after)

    def split(name, items, text, before, after, labels_in=None, labels_out=None, depth=0):
        pieces = fragments4(after, mtu - 4 * depth)
        head = leave("b") / labels_out if labels_out is not None else leave("b", type=0x0800)
        group.case(name, items, text) \
            .send("a", (arrive("a") / labels_in if labels_in is not None else arrive("a")) / before) \
            .fragments("b", *(head / Raw(piece) for piece in pieces))

    def too_big(name, items, text, packet, reason, answer, labels_in=None, port="a"):
        group.case(name, items, text) \
            .send("a", (arrive("a") / labels_in if labels_in is not None else arrive("a")) / packet) \
            .error(reason, port, leave(port) / answer)

    passes("exact", [67], "a packet of the MTU", _ip(mtu), _ip(mtu, ttl=63))
    passes("exact-df", [67], "a packet of the MTU with DF", _ip(mtu, flags="DF"), _ip(mtu, flags="DF", ttl=63))
    split("one-more", [67, 68], "one octet more: fragments", _ip(mtu + 1), _ip(mtu + 1, ttl=63))
    big = 2 * mtu + 500
    split("three-fragments", [68], "", _ip(big), _ip(big, ttl=63))
    split("fragment-of-fragment", [62], "offset and more-fragments go on from the packet's",
          _ip(big, flags="MF", frag=100), _ip(big, flags="MF", frag=100, ttl=63))
    split("last-fragment-of-fragment", [62], "the last of a fragment that was the last", _ip(big, frag=100), _ip(big, frag=100, ttl=63))
    options = [IPOption(b"\x94\x04\x00\x00"), IPOption(b"\x44\x08\x05\x00\x00\x00\x00\x00")]
    split("options", [62, 93], "only options with the copied flag are in all fragments",
          _ip(big, options=options), _ip(big, options=options, ttl=63))
    packet = _ip(mtu + 1, flags="DF")
    too_big("df", [68], "the next hop's MTU is told", packet, "ip4-mtu-exceeded", icmp4("10.0.1.1", packet, 3, 4, mtu=mtu))
    packet = _ip(mtu + 1, flags="DF", src="10.9.1.1")
    too_big("df-remote-source", [68], "by the route to the source", packet, "ip4-mtu-exceeded", icmp4("10.0.1.1", packet, 3, 4, mtu=mtu), port="b")
    case = group.case("df-burst", [63, 68], "257 too big: every one counted, a hundred answered")
    packet = _ip(mtu + 1, flags="DF")
    if mtu < 1000:
        case.send("a", *[arrive("a") / packet] * 257).drop("ip4-mtu-exceeded", 257).originate(100)
        case.expect("a", *[leave("a") / icmp4("10.0.1.1", packet, 3, 4, mtu=mtu)] * 100)
    else:
        case.send("a", *[arrive("a") / packet] * 9).drop("ip4-mtu-exceeded", 9).originate(9)
        case.expect("a", *[leave("a") / icmp4("10.0.1.1", packet, 3, 4, mtu=mtu)] * 9)

    passes("push-exact", [67], "with its label a packet of the MTU", _ip(mtu - 4, dst="10.1.0.1"), _ip(mtu - 4, dst="10.1.0.1", ttl=63), labels_out=stack((32, 64)))
    split("push-one-more", [62, 67], "every fragment has the label", _ip(mtu - 3, dst="10.1.0.1"), _ip(mtu - 3, dst="10.1.0.1", ttl=63),
          labels_out=stack((32, 64)), depth=1)
    split("push-big", [62], "", _ip(big, dst="10.1.0.1"), _ip(big, dst="10.1.0.1", ttl=63), labels_out=stack((32, 64)), depth=1)
    passes("push-three-exact", [67], "", _ip(mtu - 12, dst="10.1.0.3"), _ip(mtu - 12, dst="10.1.0.3", ttl=63), labels_out=stack((32, 64), (33, 64), (34, 64)))
    split("push-three-one-more", [62, 67], "every fragment has the stack", _ip(mtu - 11, dst="10.1.0.3"), _ip(mtu - 11, dst="10.1.0.3", ttl=63),
          labels_out=stack((32, 64), (33, 64), (34, 64)), depth=3)
    split("push-uniform-big", [62, 3], "", _ip(big, dst="10.1.1.1", tos=0xA0), _ip(big, dst="10.1.1.1", tos=0xA0, ttl=63), labels_out=stack((32, 63, 5)), depth=1)
    packet = _ip(mtu - 3, dst="10.1.0.1", flags="DF")
    too_big("push-df", [63], "the MTU less the label is told", packet, "ip4-mtu-exceeded", icmp4("10.0.1.1", packet, 3, 4, mtu=mtu - 4))
    packet = _ip(mtu - 11, dst="10.1.0.3", flags="DF")
    too_big("push-three-df", [63], "the MTU less the stack is told", packet, "ip4-mtu-exceeded", icmp4("10.0.1.1", packet, 3, 4, mtu=mtu - 12))

    passes("swap-exact", [67], "", _ip(mtu - 4), _ip(mtu - 4), stack((32, 9)), stack((33, 8)))
    split("swap-one-more", [66], "fragmented under the label, the IP header otherwise untouched", _ip(mtu - 3), _ip(mtu - 3), stack((32, 9, 5)), stack((33, 8, 5)), depth=1)
    split("swap-two-labels", [66], "the whole stack is copied", _ip(mtu - 7), _ip(mtu - 7), stack((32, 9), (99, 7)), stack((33, 8), (99, 7)), depth=2)
    split("swap-push", [66], "the stack grows on the way", _ip(mtu - 11), _ip(mtu - 11), stack((36, 9)), stack((33, 64), (44, 64), (46, 8)), depth=3)
    packet = _ip(mtu - 3, flags="DF")
    too_big("swap-df", [66], "the MTU less the outgoing stack is told, with the received stack (RFC 4950)", packet, "mpls-mtu-exceeded",
            icmp4("10.0.1.1", packet, 3, 4, mtu=mtu - 4, stack=stack((32, 9))), stack((32, 9)))
    packet = _ip(mtu - 11, flags="DF")
    too_big("swap-push-df", [66], "", packet, "mpls-mtu-exceeded", icmp4("10.0.1.1", packet, 3, 4, mtu=mtu - 12, stack=stack((36, 9))), stack((36, 9)))
    group.case("swap-not-ip", [66], "neither fragmented nor answered, never sent over the MTU") \
        .send("a", arrive("a") / stack((32, 9)) / Raw(b"\x99" * (mtu - 3))).drop("mpls-mtu-exceeded")
    passes("php-exact", [67], "", _ip(mtu - 4), _ip(mtu - 4), stack((40, 9), (99, 7)), stack((99, 7)))
    split("php-one-more", [66], "", _ip(mtu - 3), _ip(mtu - 3), stack((40, 9), (99, 7)), stack((99, 7)), depth=1)
    passes("pop-exact", [67], "the label makes no difference to the egress", _ip(mtu), _ip(mtu, ttl=63), stack((38, 9)))
    split("pop-one-more", [66], "", _ip(mtu + 1), _ip(mtu + 1, ttl=63), stack((38, 9)))
    passes("pop-lookup-exact", [67], "", _ip(mtu), _ip(mtu, ttl=63), stack((39, 9)))
    split("pop-lookup-one-more", [66], "", _ip(mtu + 1), _ip(mtu + 1, ttl=63), stack((39, 9)))
    packet = _ip(mtu + 1, flags="DF")
    too_big("pop-df", [66], "", packet, "ip4-mtu-exceeded", icmp4("10.0.1.1", packet, 3, 4, mtu=mtu), stack((39, 9)))
    if mtu < 1280:
        return

    passes("ipv6-exact", [67], "", _ip6(mtu), _ip6(mtu, hlim=63))
    packet = _ip6(mtu + 1)
    too_big("ipv6-one-more", [67, 69], "packet too big", packet, "ip6-mtu-exceeded", icmp6("2001:db8:1::1", packet, 2, 0, mtu=mtu))
    passes("ipv6-push-exact", [67], "", _ip6(mtu - 4, dst="2001:db8:1001::1"), _ip6(mtu - 4, dst="2001:db8:1001::1", hlim=63), labels_out=stack((32, 64)))
    packet = _ip6(mtu - 3, dst="2001:db8:1001::1")
    too_big("ipv6-push-one-more", [64, 67], "the MTU less the label is told", packet, "ip6-mtu-exceeded", icmp6("2001:db8:1::1", packet, 2, 0, mtu=mtu - 4))
    packet = _ip6(mtu - 11, dst="2001:db8:1003::1")
    too_big("ipv6-push-three-one-more", [64], "the MTU less the stack is told", packet, "ip6-mtu-exceeded", icmp6("2001:db8:1::1", packet, 2, 0, mtu=mtu - 12))
    passes("ipv6-swap-exact", [67], "", _ip6(mtu - 4), _ip6(mtu - 4), stack((32, 9)), stack((33, 8)))
    packet = _ip6(mtu - 3)
    too_big("ipv6-swap-one-more", [66], "", packet, "mpls-mtu-exceeded",
            icmp6("2001:db8:1::1", packet, 2, 0, mtu=mtu - 4, stack=stack((32, 9))), stack((32, 9)))


def normal():
    config = bench.config(ROUTES, ports="ab", mtu={"a": 4000})
    group = Group("mtu", "MTU 1500", config, "ab")
    _cases(group, 1500)
    return group


def small():
    interfaces = {"b": "{ addresses: [10.0.2.1/24], mpls: true }"}
    routes = "\n".join(line for line in ROUTES.splitlines() if "db8" not in line) + "\n"
    config = bench.config(routes, ports="ab", mtu={"a": 4000, "b": 576}, interfaces=interfaces)
    group = Group("mtu-576", "MTU 576 on the way out", config, "ab")
    _cases(group, 576)
    group.case("reassembly-size", [68], "1500 octets become three fragments") \
        .send("a", arrive("a") / _ip(1500)).fragments("b", *(leave("b", type=0x0800) / Raw(piece) for piece in fragments4(_ip(1500, ttl=63), 576)))
    return group


def jumbo():
    config = bench.config(ROUTES, ports="ab", mtu={"a": 9600, "b": 9000}, interfaces={"b": bench.INTERFACES["b"]})
    group = Group("mtu-9000", "jumbo frames", config, "ab")
    for name, size in [("1500", 1500), ("2000", 2000), ("4000", 4000), ("9000", 9000)]:
        group.case(f"forward-{name}", [67, 131], "") .send("a", arrive("a") / _ip(size)).expect("b", leave("b") / _ip(size, ttl=63))
        group.case(f"forward-ipv6-{name}", [67, 131], "").send("a", arrive("a") / _ip6(size)).expect("b", leave("b") / _ip6(size, hlim=63))
        group.case(f"swap-{name}", [67, 131], "").send("a", arrive("a") / stack((32, 9)) / _ip(size - 4)).expect("b", leave("b") / stack((33, 8)) / _ip(size - 4))
        group.case(f"push-{name}", [67, 131], "").send("a", arrive("a") / _ip(size - 4, dst="10.1.0.1")) \
            .expect("b", leave("b") / stack((32, 64)) / _ip(size - 4, dst="10.1.0.1", ttl=63))
    group.case("fragments-9500", [62], "9500 octets over a label: two fragments, each labelled") \
        .send("a", arrive("a") / _ip(9500, dst="10.1.0.1")) \
        .fragments("b", *(leave("b") / stack((32, 64)) / Raw(piece) for piece in fragments4(_ip(9500, dst="10.1.0.1", ttl=63), 8996)))
    packet = _ip(9500, dst="10.1.0.1", flags="DF")
    group.case("df-9500", [63], "8996 is told") \
        .send("a", arrive("a") / packet).error("ip4-mtu-exceeded", "a", leave("a") / icmp4("10.0.1.1", packet, 3, 4, mtu=8996))
    packet = _ip6(9500, dst="2001:db8:1001::1")
    group.case("ipv6-9500", [64], "8996 is told") \
        .send("a", arrive("a") / packet).error("ip6-mtu-exceeded", "a", leave("a") / icmp6("2001:db8:1::1", packet, 2, 0, mtu=8996))
    return group
