"""IPv6 forwarding between the ports of the bench."""

from scapy.layers.inet import UDP
from scapy.layers.inet6 import (ICMPv6DestUnreach, ICMPv6EchoRequest, ICMPv6ND_NA, ICMPv6ND_NS, ICMPv6PacketTooBig, ICMPv6ParamProblem,
                                ICMPv6TimeExceeded, IPv6, IPv6ExtHdrFragment, IPv6ExtHdrHopByHop, PadN)
from scapy.packet import Raw

import bench
from bench import arrive, burst, leave, payload
from golden import Group
from wire import icmp6

ROUTES = """\
routes:
  - { prefix: "2001:db8::/32", via: "2001:db8:2::2" }
  - { prefix: "2001:db8:1001::/48", via: "2001:db8:2::3" }
  - { prefix: "2001:db8:1001::7/128", via: "2001:db8:1::2" }
  - { prefix: "2001:db8:20::/48", action: unreachable }
  - { prefix: "2001:db8:21::/48", action: prohibit }
  - { prefix: "2001:db8:22::/48", action: blackhole }
  - { prefix: "2001:db8:23::/48", via: "2001:db8:2::99" }
  - { prefix: "2001:db8:24::1/128", via: "2001:db8:5::1" }
  - { prefix: "fd00:8::/32", via: "2001:db8:24::1" }
  - { prefix: "fd00:9::/32", via: "fe80::2", interface: b }
  - { prefix: "fd01::/16", action: lookup, lookup-vrf: red }
  - { prefix: "fd01:7::/32", vrf: red, via: "2001:db8:3::2" }
"""


def groups():
    return [forwarding(), errors(), headers(), addresses()]


def _group(name, title):
    config = bench.config(
        ROUTES, ports="abcdef",
        interfaces={"e": '{ addresses: ["2001:db8:5::/127"] }', "f": "{ addresses: [10.0.6.1/24] }"},
        neighbours=[("b", "2001:db8:2::3", 3), ("b", "fe80::2", 4), ("e", "2001:db8:5::1")])
    return Group(name, title, config, "abcdef")


def _ip(**fields):
    return IPv6(**{"src": "2001:db8:1::2", "dst": "2001:db8:4::6", "hlim": 64, **fields})


def forwarding():
    group = _group("ipv6", "IPv6 forwarding")
    send = arrive("a")
    group.case("forward", [90], "hop limit 64 becomes 63, class and flow label stay") \
        .send("a", send / _ip(tc=0xBE, fl=0xABCDE) / payload()) \
        .expect("b", leave("b") / _ip(tc=0xBE, fl=0xABCDE, hlim=63) / payload())
    case = group.case("forward-burst", [90], "257 packets: one vector and its tail")
    case.send("a", *(send / _ip() / payload(18, sport=port) for port in burst()))
    case.expect("b", *(leave("b") / _ip(hlim=63) / payload(18, sport=port) for port in burst()))
    case = group.case("mixed-burst", [89, 90], "a vector whose packets part in three directions and two drops")
    for number in range(257):
        target, port, host = [("2001:db8:1001::7", "a", 2), ("2001:db8:1001::8", "b", 3), ("2001:db8:1002::7", "b", 2),
                              ("2001:db8:22::1", None, 0), ("2001:db8:23::1", None, 1)][number % 5]
        case.send("a", send / _ip(dst=target) / payload(18, sport=number))
        if port:
            case.expect(port, leave(port, host) / _ip(dst=target, hlim=63) / payload(18, sport=number))
        else:
            case.drop("neighbour-unresolved" if host else "ip6-blackhole")
    for name, target, port, host in [
            ("lpm-32", "2001:db8:ffff::1", "b", 2), ("lpm-48", "2001:db8:1001::8", "b", 3), ("lpm-128", "2001:db8:1001::7", "a", 2),
            ("lpm-next-to-48", "2001:db8:1002::7", "b", 2), ("lpm-recursive", "fd00:8::1", "e", 2), ("link-local-next-hop", "fd00:9::1", "b", 4)]:
        group.case(name, [89], f"longest prefix match for {target}") \
            .send("a", send / _ip(dst=target) / payload()) \
            .expect(port, leave(port, host) / _ip(dst=target, hlim=63) / payload())
    group.case("connected", [96], "a host of a connected subnet") \
        .send("b", arrive("b") / _ip(src="2001:db8:2::2", dst="2001:db8:1::2") / payload()) \
        .expect("a", leave("a") / _ip(src="2001:db8:2::2", dst="2001:db8:1::2", hlim=63) / payload())
    group.case("point-to-point-127", [96], "the other end of a /127 is a host") \
        .send("a", send / _ip(dst="2001:db8:5::1") / payload()) \
        .expect("e", leave("e") / _ip(dst="2001:db8:5::1", hlim=63) / payload())
    group.case("vrf-leak", [99], "second lookup in VRF red") \
        .send("a", send / _ip(dst="fd01:7::9") / payload()) \
        .expect("c", leave("c") / _ip(dst="fd01:7::9", hlim=63) / payload())
    group.case("ethernet-padding", [91], "octets after the packet are not forwarded") \
        .send("a", bytes(send / _ip(nh=59)) + b"\xee" * 20) \
        .expect("b", leave("b") / _ip(hlim=63, nh=59))
    hop_by_hop = IPv6ExtHdrHopByHop(options=[PadN(optdata=bytes(4))])
    group.case("hop-by-hop", [93], "a hop-by-hop header of padding passes") \
        .send("a", send / _ip() / hop_by_hop / payload()).expect("b", leave("b") / _ip(hlim=63) / hop_by_hop / payload())
    fragment = IPv6ExtHdrFragment(offset=100, m=1, id=77, nh=17) / Raw(bytes(64))
    group.case("fragment-transit", [], "fragments are forwarded as they are") \
        .send("a", send / _ip() / fragment).expect("b", leave("b") / _ip(hlim=63) / fragment)
    group.case("transit-l2tp", [113], "L2TPv3 for someone else is plain transit") \
        .send("a", send / _ip(nh=115) / Raw(bytes(40))).expect("b", leave("b") / _ip(nh=115, hlim=63) / Raw(bytes(40)))
    group.case("no-next-header", [], "next header 59") \
        .send("a", send / _ip(nh=59) / Raw(b"rest")).expect("b", leave("b") / _ip(nh=59, hlim=63) / Raw(b"rest"))
    return group


def errors():
    group = _group("ipv6-icmp", "ICMPv6 errors of IPv6 forwarding")

    def error(name, items, text, packet, reason, kind, code, port="a", via="a"):
        group.case(name, items, text).send(port, arrive(port) / packet) \
            .error(reason, via, leave(via) / icmp6(bench.ip6(port), packet, kind, code))

    error("hop-limit-1", [90, 49], "time exceeded from the ingress address, quoting the packet as received",
          _ip(hlim=1) / payload(), "ip6-ttl-expired", 3, 0)
    error("hop-limit-0", [90], "as hop limit 1", _ip(hlim=0) / payload(), "ip6-ttl-expired", 3, 0)
    error("hop-limit-1-big", [90], "the answer has at most 1280 octets", _ip(hlim=1) / payload(1400), "ip6-ttl-expired", 3, 0)
    error("hop-limit-1-just-fits", [90], "1232 octets are quoted whole", _ip(hlim=1) / payload(1184), "ip6-ttl-expired", 3, 0)
    error("hop-limit-1-one-more", [90], "of 1233 octets the last is cut", _ip(hlim=1) / payload(1185), "ip6-ttl-expired", 3, 0)
    error("hop-limit-1-vrf", [90, 99], "answered in the VRF it came from", _ip(src="2001:db8:3::2", dst="fd01:7::1", hlim=1) / payload(),
          "ip6-ttl-expired", 3, 0, port="c", via="c")
    error("hop-limit-1-remote-source", [90], "the answer is routed to the source", _ip(src="2001:db8:9::7", hlim=1) / payload(),
          "ip6-ttl-expired", 3, 0, via="b")
    error("hop-limit-1-echo-request", [49], "about an informational message an error may be sent",
          _ip(hlim=1) / ICMPv6EchoRequest(id=1, seq=2, data=b"ping"), "ip6-ttl-expired", 3, 0)
    error("no-route", [90], "no route to destination", _ip(dst="fd99::1") / payload(), "ip6-no-route", 1, 0)
    error("no-route-vrf", [99], "a destination that only VRF default knows", _ip(src="2001:db8:3::2", dst="2001:db8:4::6") / payload(),
          "ip6-no-route", 1, 0, port="c", via="c")
    error("unreachable", [95], "unreachable route", _ip(dst="2001:db8:20::1") / payload(), "ip6-unreachable", 1, 3)
    error("prohibit", [95], "prohibit route", _ip(dst="2001:db8:21::1") / payload(), "ip6-prohibited", 1, 1)

    def silent(name, items, text, packet, reason):
        group.case(name, items, text).send("a", arrive("a") / packet).drop(reason)

    silent("blackhole", [95], "blackhole route is silent", _ip(dst="2001:db8:22::1") / payload(), "ip6-blackhole")
    silent("unresolved", [12], "no neighbour entry", _ip(dst="2001:db8:23::1") / payload(), "neighbour-unresolved")
    quoted = bytes(_ip(src="2001:db8:4::6", dst="2001:db8:1::2") / payload(8))
    for kind, message in enumerate([ICMPv6DestUnreach(), ICMPv6PacketTooBig(), ICMPv6TimeExceeded(), ICMPv6ParamProblem()], 1):
        silent(f"no-error-about-icmp-{kind}", [49], "no error about an ICMPv6 error", _ip(hlim=1) / message / Raw(quoted), "ip6-ttl-expired")
    silent("no-error-without-route-back", [49], "the source has no route", _ip(src="fd99::1", hlim=1) / payload(), "ip6-ttl-expired")
    packet = _ip(hlim=1) / payload(18)
    case = group.case("rate-limit", [49], "257 at once: a hundred answers; the traffic after them is unharmed")
    case.send("a", *[arrive("a") / packet] * 257).drop("ip6-ttl-expired", 257).originate(100)
    case.expect("a", *[leave("a") / icmp6("2001:db8:1::1", packet, 3, 0)] * 100)
    case.step().send("a", arrive("a") / _ip() / payload()).expect("b", leave("b") / _ip(hlim=63) / payload())
    return group


def headers():
    group = _group("ipv6-header", "IPv6 header checks")
    send = arrive("a")

    def bad(name, text, packet, reason):
        group.case(name, [91], text).send("a", arrive("a", type=0x86DD) / packet).drop(reason)

    for version in (0, 4, 5, 7):
        bad(f"version-{version}", "version is not 6", _ip(version=version) / payload(), "ip6-bad-version")
    bad("payload-length-long", "payload length one more than the frame holds", _ip(plen=109) / payload(), "ip6-bad-length")
    bad("payload-length-max", "payload length 65535", _ip(plen=65535) / payload(), "ip6-bad-length")
    whole = bytes(send / _ip() / payload(20))
    group.case("truncated", [91], "cut at every length inside the IPv6 header") \
        .send("a", *(whole[:length] for length in range(14, 54))).drop("ip6-truncated", 40)
    group.case("cut-payload", [91], "cut at every length after the header: payload length is beyond the frame") \
        .send("a", *(whole[:length] for length in range(54, len(whole)))).drop("ip6-bad-length", len(whole) - 54)
    group.case("good-after-bad", [91], "the port still forwards").send("a", whole) \
        .expect("b", leave("b") / _ip(hlim=63) / payload(20))
    return group


def addresses():
    group = _group("ipv6-address", "IPv6 addresses that are not forwarded")
    send = arrive("a")

    def dropped(name, items, text, frame, reason, port="a"):
        group.case(name, items, text).send(port, frame).drop(reason)

    for name, source in [("unspecified", "::"), ("loopback", "::1"), ("multicast", "ff02::1"), ("link-local", "fe80::2")]:
        dropped(f"source-{name}", [92, 49], "source that must not be forwarded", send / _ip(src=source) / payload(), "ip6-illegal-source")
    dropped("source-all-ones", [92, 49], "source of all ones", send / _ip(src="ff" * 2 + ":ffff" * 7) / payload(), "ip6-illegal-source")
    dropped("disabled", [94], "interface without an IPv6 address", arrive("f") / _ip(src="2001:db8:6::2") / payload(), "ip6-disabled", "f")
    dropped("mac-mismatch", [102], "frame for another station", arrive("a", dst="02:00:00:00:99:99") / _ip() / payload(), "l3-mac-mismatch")

    def punted(name, items, text, frame, reason, port="a"):
        group.case(name, items, text).send(port, frame).punt(reason, frame)

    echo = ICMPv6EchoRequest(id=5, seq=6, data=b"\xa5" * 20)
    punted("own-address", [98, 103], "echo request to the ingress address", send / _ip(dst="2001:db8:1::1") / echo, "ipv6-local")
    punted("own-other-address", [98, 103], "echo request to another port's address", send / _ip(dst="2001:db8:2::1") / echo, "ipv6-local")
    punted("own-address-vrf", [98, 103], "echo request in VRF red", arrive("c") / _ip(src="2001:db8:3::2", dst="2001:db8:3::1") / echo, "ipv6-local", "c")
    punted("own-127-address", [96, 98], "the lower address of a /127", send / _ip(dst="2001:db8:5::") / echo, "ipv6-local")
    punted("own-address-hop-limit-1", [98], "what is for the router needs no hop limit", send / _ip(dst="2001:db8:1::1", hlim=1) / echo, "ipv6-local")
    punted("neighbour-solicitation", [12, 103], "ND to the solicited-node group", arrive("a", dst="33:33:ff:00:00:01")
           / _ip(dst="ff02::1:ff00:1", hlim=255) / ICMPv6ND_NS(tgt="2001:db8:1::1"), "ipv6-multicast")
    punted("neighbour-advertisement", [12, 103], "unicast ND answer to the link-local address", send
           / _ip(src="fe80::2", dst="fe80::1", hlim=255) / ICMPv6ND_NA(tgt="2001:db8:1::2"), "ipv6-multicast")
    punted("dad", [12, 103], "duplicate address detection comes from ::", arrive("a", dst="33:33:ff:00:00:02")
           / _ip(src="::", dst="ff02::1:ff00:2", hlim=255) / ICMPv6ND_NS(tgt="2001:db8:1::2"), "ipv6-multicast")
    punted("multicast", [103], "OSPFv3 hello", arrive("a", dst="33:33:00:00:00:05") / _ip(src="fe80::2", dst="ff02::5", nh=89, hlim=1)
           / Raw(bytes(36)), "ipv6-multicast")
    punted("multicast-all-ones", [92], "destination of all ones is multicast: no answer", send / _ip(dst="ff" * 2 + ":ffff" * 7) / UDP(), "ipv6-multicast")
    return group
