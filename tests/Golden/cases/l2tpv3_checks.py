"""L2TPv3: what is not data of a session, and tunnel options."""

import struct

from scapy.layers.inet import IP, UDP
from scapy.layers.inet6 import IPv6, IPv6ExtHdrFragment
from scapy.layers.l2 import Dot1Q, Ether
from scapy.packet import Raw

import bench
import frames
from bench import arrive, leave
from golden import IGNORE_FLOW_LABEL, IGNORE_IDENTIFICATION, Group
from wire import fragments4, l2tp_ip, l2tp_udp, over_ip4, over_ip6, over_udp6, sequence, stack

F = frames.frame(64)
NO_SUBLAYER = "l2-sublayer: none"


def groups():
    return [peers(), options(), vlan_mode(), priorities(), sequencing()]


def _udp4(payload, source="10.0.1.2", target="10.0.1.1", sport=1701, dport=1701, **fields):
    return IP(src=source, dst=target, ttl=255, **fields) / UDP(sport=sport, dport=dport) / Raw(payload)


TUNNELS = """\
l2tp:
  tunnels:
    - { name: u4, tunnel-id: 1, peer-tunnel-id: 1, local: 10.0.1.1, remote: 10.0.1.2 }
    - { name: u6, tunnel-id: 2, peer-tunnel-id: 2, local: "2001:db8:1::1", remote: "2001:db8:1::2" }
    - { name: i4, tunnel-id: 3, peer-tunnel-id: 3, encapsulation: ip, local: 10.0.1.1, remote: 10.0.1.2 }
    - { name: i6, tunnel-id: 4, peer-tunnel-id: 4, encapsulation: ip, local: "2001:db8:1::1", remote: "2001:db8:1::2" }
    - { name: i4b, tunnel-id: 5, peer-tunnel-id: 5, encapsulation: ip, local: 10.0.2.1, remote: 10.0.2.2 }
    - { name: red, tunnel-id: 6, peer-tunnel-id: 6, encapsulation: ip, local: 10.0.3.1, remote: 10.0.3.2, vrf: red }
  sessions:
    - { name: s-u4, tunnel: u4, session-id: 1, peer-session-id: 1, l2-sublayer: none }
    - { name: s-u6, tunnel: u6, session-id: 2, peer-session-id: 2, l2-sublayer: none }
    - { name: s-i4, tunnel: i4, session-id: 3, peer-session-id: 3, l2-sublayer: none }
    - { name: s-i6, tunnel: i6, session-id: 4, peer-session-id: 4, l2-sublayer: none }
    - { name: s-i4b, tunnel: i4b, session-id: 0xffffffff, peer-session-id: 3, l2-sublayer: none }
    - { name: s-red, tunnel: red, session-id: 6, peer-session-id: 3, l2-sublayer: none }
    - { name: s-down, tunnel: i4, session-id: 7, peer-session-id: 7, l2-sublayer: none, enabled: false }
    - { name: s-alone, tunnel: i4, session-id: 8, peer-session-id: 8, l2-sublayer: none }
    - { name: s-circuit-down, tunnel: i4, session-id: 9, peer-session-id: 9, l2-sublayer: none }
    - name: s-cookies
      tunnel: i4
      session-id: 10
      peer-session-id: 10
      l2-sublayer: none
      cookie: "cccccccc"
      peer-cookie: "0102030405060708"
      peer-cookie-previous: "1112131415161718"
    - { name: s-lengths, tunnel: u4, session-id: 11, peer-session-id: 11, cookie: "", peer-cookie: "01020304", l2-sublayer: none }
cross-connects:
  - [d.1, s-u4]
  - [d.2, s-u6]
  - [d.3, s-i4]
  - [d.4, s-i6]
  - [d.5, s-i4b]
  - [d.6, s-red]
  - [d.7, s-down]
  - [d.9, s-circuit-down]
  - [d.10, s-cookies]
  - [d.11, s-lengths]
mpls:
  labels:
    - { label: 34, action: lookup }
"""


def peers():
    interfaces = {f"d.{number}": f"{{ vlan: {number} }}" for number in (1, 2, 3, 4, 5, 6, 7, 10, 11)}
    interfaces.update({"d.9": "{ vlan: 9, enabled: false }", "d": None})
    group = Group("l2tpv3-checks", "L2TPv3: peers, sessions, versions, control messages", bench.config(TUNNELS, interfaces=interfaces), "abcd")

    def inward(name, items, text, packet, circuit, frame=F, port="a", head=None):
        link = arrive(port) if head is None else arrive(port) / head
        group.case(name, items, text).send(port, link / packet).expect("d", _tag(frame, circuit))

    def dropped(name, items, text, packet, reason, port="a"):
        group.case(name, items, text).send(port, arrive(port) / packet).drop(reason)

    inward("udp4", [110], "", _udp4(l2tp_udp(1) + F), 1)
    inward("udp6", [110], "", over_udp6(l2tp_udp(2) + F), 2)
    inward("ip4", [110], "", over_ip4(l2tp_ip(3) + F), 3)
    inward("ip6", [109], "", over_ip6(l2tp_ip(4) + F), 4)
    inward("largest-session-id", [116], "", over_ip4(l2tp_ip(0xFFFFFFFF) + F, "10.0.2.2", "10.0.2.1"), 5, port="b")
    inward("vrf", [79, 116], "a tunnel in VRF red", over_ip4(l2tp_ip(6) + F, "10.0.3.2", "10.0.3.1"), 6, port="c")
    inward("other-port", [114], "the peer's packet may arrive by any port of the VRF", over_ip4(l2tp_ip(3) + F), 3, port="b")
    inward("udp4-checksum-zero", [110], "UDP without a checksum", IP(src="10.0.1.2", dst="10.0.1.1", ttl=255) / UDP(sport=1701, dport=1701, chksum=0)
           / Raw(l2tp_udp(1) + F), 1)
    inward("ttl-1", [110], "what has arrived needs no TTL", IP(src="10.0.1.2", dst="10.0.1.1", ttl=1, proto=115) / Raw(l2tp_ip(3) + F), 3)
    inward("tos-and-df", [110, 122], "the outer header's class does not reach the frame", over_ip4(l2tp_ip(3) + F, tos=0xB8, flags="DF", id=9), 3)
    inward("through-label", [33, 110], "through an LSP", over_ip4(l2tp_ip(3) + F), 3, head=stack((34, 9)))
    inward("through-explicit-null", [38, 110], "through an LSP", over_ip4(l2tp_ip(3) + F), 3, head=stack((0, 9)))
    inward("flags-reserved", [110], "reserved bits of the first word are ignored", _udp4(l2tp_udp(1, flags=0x40F3) + F), 1)
    for name, version_word in (("flags", 0x7FF3_0000), ("all", 0x7FF3_FFFF)):
        payload = struct.pack(">II", version_word, 1) + F
        inward(f"{name}-reserved-bits", [110], "every bit but T and the version", _udp4(payload), 1)
        inward(f"{name}-reserved-bits-v6", [110], "every bit but T and the version", over_udp6(payload[:7] + b"\2" + payload[8:]), 2)
    inward("cookie-current", [111], "", over_ip4(l2tp_ip(10, bytes.fromhex("0102030405060708")) + F), 10)
    inward("cookie-previous", [111], "the cookie before the change", over_ip4(l2tp_ip(10, bytes.fromhex("1112131415161718")) + F), 10)
    dropped("cookie-mixed", [111], "half of each", over_ip4(l2tp_ip(10, bytes.fromhex("0102030415161718")) + F), "l2tp-bad-cookie")
    inward("cookie-sizes-differ", [111], "four octets in", _udp4(l2tp_udp(11, bytes.fromhex("01020304")) + F), 11)
    group.case("cookie-sizes-differ-out", [111], "none out").send("d", _tag(F, 11)).expect(
        "a", leave("a") / IP(src="10.0.1.1", dst="10.0.1.2", ttl=255, id=0, flags="DF") / UDP(sport=1701, dport=1701, chksum=0) / Raw(l2tp_udp(11) + F))
    group.case("cookie-size-out", [111], "four octets out, eight in").send("d", _tag(F, 10)).expect(
        "a", leave("a") / IP(src="10.0.1.1", dst="10.0.1.2", ttl=255, id=0, flags="DF", proto=115) / Raw(l2tp_ip(10, b"\xcc" * 4) + F))
    group.case("same-peer-session", [116], "the same remote session id at three peers").send("d", _tag(F, 3), _tag(F, 5), _tag(F, 6)) \
        .expect("a", leave("a") / over_ip4(l2tp_ip(3) + F, "10.0.1.1", "10.0.1.2", id=0, flags="DF")) \
        .expect("b", leave("b") / over_ip4(l2tp_ip(3) + F, "10.0.2.1", "10.0.2.2", id=0, flags="DF")) \
        .expect("c", leave("c") / over_ip4(l2tp_ip(3) + F, "10.0.3.1", "10.0.3.2", id=0, flags="DF"))

    for name, packet in [
            ("udp4-source", _udp4(l2tp_udp(1) + F, source="10.0.1.66")), ("udp6-source", over_udp6(l2tp_udp(2) + F, source="2001:db8:1::66")),
            ("ip4-source", over_ip4(l2tp_ip(3) + F, source="10.0.1.66")), ("ip6-source", over_ip6(l2tp_ip(4) + F, source="2001:db8:1::66")),
            ("udp4-source-port", _udp4(l2tp_udp(1) + F, sport=1702)), ("udp6-source-port", over_udp6(l2tp_udp(2) + F, sport=1702)),
            ("session-of-other-peer", over_ip4(l2tp_ip(0xFFFFFFFF) + F)), ("session-of-other-vrf", over_ip4(l2tp_ip(6) + F, source="10.0.3.2")),
            ("ip-for-udp", over_ip4(l2tp_ip(1) + F)), ("udp-for-ip", _udp4(l2tp_udp(3) + F)),
            ("ip6-for-ip4", over_ip6(l2tp_ip(3) + F)), ("ip4-for-ip6", over_ip4(l2tp_ip(4) + F))]:
        dropped(f"wrong-peer-{name}", [114], "a session id alone is not enough", packet, "l2tp-wrong-peer")
    for name, packet in [("udp4", _udp4(l2tp_udp(99) + F)), ("udp6", over_udp6(l2tp_udp(99) + F)), ("ip4", over_ip4(l2tp_ip(99) + F)), ("ip6", over_ip6(l2tp_ip(99) + F))]:
        dropped(f"unknown-session-{name}", [113], "", packet, "l2tp-unknown-session")
        group.case(f"unknown-session-{name}-burst", [113], "257 packets").send("a", *[arrive("a") / packet] * 257).drop("l2tp-unknown-session", 257)
    for version in (0, 1, 4, 15):
        dropped(f"version-{version}", [113, 126], "version of the UDP header is neither 2 nor 3", _udp4(l2tp_udp(1, flags=version) + F), "l2tp-bad-version")
    dropped("version-4-v6", [113, 126], "version of the UDP header is neither 2 nor 3", over_udp6(l2tp_udp(2, flags=4) + F), "l2tp-bad-version")
    dropped("version-2", [113, 126], "tunnel 0 of version 2", _udp4(l2tp_udp(1, flags=2) + F), "l2tp-unknown-session")
    dropped("disabled-in", [120], "session administratively down", over_ip4(l2tp_ip(7) + F), "l2tp-session-disabled")
    dropped("unconnected", [120], "session without a cross-connect", over_ip4(l2tp_ip(8) + F), "l2tp-not-connected")
    dropped("circuit-down-in", [120], "its circuit is administratively down", over_ip4(l2tp_ip(9) + F), "interface-down")
    group.case("disabled-out", [120], "session administratively down").send("d", _tag(F, 7)).drop("no-cross-connect")
    group.case("circuit-down-out", [120], "its circuit is administratively down").send("d", _tag(F, 9)).drop("interface-down")
    for name, packet in [("ip4", over_ip4(l2tp_ip(3) + F)), ("udp4", _udp4(l2tp_udp(1) + F))]:
        first = bytes(packet)
        first = first[:6] + struct.pack(">H", 0x2000) + first[8:]
        group.case(f"fragment-first-{name}", [123, 71], "tunnel packets in fragments are not reassembled") \
            .send("a", arrive("a", type=0x0800) / _summed(first)).drop("l2tp-fragment")
    dropped("fragment-later-ip4", [123, 71], "", IP(src="10.0.1.2", dst="10.0.1.1", proto=115, frag=100) / Raw(F), "l2tp-fragment")

    def punted(name, items, text, packet, reason, port="a"):
        frame = arrive(port) / packet
        group.case(name, items, text).send(port, frame).punt(reason, frame)

    control = struct.pack(">HHIHH", 0xC803, 20, 1, 0, 0) + b"\x80\x08\0\0\0\0\0\x01"
    punted("control-udp4", [113, 103], "T bit", _udp4(control), "l2tp-control")
    punted("control-udp6", [113, 103], "T bit", over_udp6(control), "l2tp-control")
    punted("control-version-2", [126, 103], "T bit of L2TPv2", _udp4(struct.pack(">HHHHHH", 0xC802, 12, 1, 0, 0, 0)), "l2tp-control")
    punted("control-stranger", [113], "whoever wants to open a tunnel may do so", _udp4(control, source="10.0.1.77", sport=40000), "l2tp-control")
    punted("control-ip4", [113, 103], "session 0", over_ip4(bytes(4) + control), "l2tp-control")
    punted("control-ip6", [113, 103], "session 0", over_ip6(bytes(4) + control), "l2tp-control")
    punted("other-udp-port", [103], "a UDP port that no tunnel uses", _udp4(l2tp_udp(1) + F, dport=1702), "ipv4-local")
    punted("ip6-fragment", [123, 71], "IPv6 fragments are the kernel's",
           IPv6(src="2001:db8:1::2", dst="2001:db8:1::1") / IPv6ExtHdrFragment(m=1, id=5, nh=115) / Raw(l2tp_ip(4) + F), "ipv6-local")
    dropped("not-for-router", [113], "no route for it, though the session exists", over_ip4(l2tp_ip(3) + F, source="198.51.100.7", target="203.0.113.1"), "ip4-no-route")
    group.mark(l2tp={
        4: ["cookie-size*"], 9: ["unknown-session-*"], 10: ["wrong-peer-*"], 11: ["control-ip4", "control-ip6"], 16: ["fragment-*", "ip6-fragment"], 18: ["ttl-1"],
        22: ["*reserved-bits*", "flags-reserved"], 23: ["version-2"], 24: ["version-0", "version-1", "version-4*", "version-15"], 25: ["udp4-checksum-zero"],
        29: ["control-stranger"], 31: ["unknown-session-udp*", "wrong-peer-udp*", "fragment-*-udp4"], 155: ["through-*"]})
    return group


OPTIONS = """\
routes:
  - { prefix: 10.1.0.1/32, via: 10.0.2.2, labels: [32, 33] }
  - { prefix: 10.1.0.2/32, via: 10.0.2.2 }
  - { prefix: 10.1.0.3/32, via: 10.0.2.99 }
  - { prefix: "2001:db8:9::1/128", via: "2001:db8:2::2", labels: [34] }
l2tp:
  tunnels:
    - name: ports
      tunnel-id: 1
      peer-tunnel-id: 1
      local: 10.0.1.1
      remote: 10.0.1.2
      udp-source-port: 5001
      udp-destination-port: 5002
      ttl: 64
      dscp: 46
      udp-checksum: computed
    - name: zero6
      tunnel-id: 2
      peer-tunnel-id: 2
      local: "2001:db8:1::1"
      remote: "2001:db8:1::2"
      ttl: 33
      dscp: 10
      udp-checksum: zero
    - { name: split-udp, tunnel-id: 3, peer-tunnel-id: 3, local: 10.0.2.1, remote: 10.0.2.2, df: false }
    - { name: split-ip, tunnel-id: 4, peer-tunnel-id: 4, encapsulation: ip, local: 10.0.2.1, remote: 10.0.2.2, df: false, mtu: 600 }
    - { name: lsp, tunnel-id: 5, peer-tunnel-id: 5, local: 10.0.2.1, remote: 10.1.0.1 }
    - { name: routed, tunnel-id: 6, peer-tunnel-id: 6, encapsulation: ip, local: 10.0.2.1, remote: 10.1.0.2 }
    - { name: unresolved, tunnel-id: 7, peer-tunnel-id: 7, encapsulation: ip, local: 10.0.2.1, remote: 10.1.0.3 }
    - { name: lsp6, tunnel-id: 8, peer-tunnel-id: 8, encapsulation: ip, local: "2001:db8:2::1", remote: "2001:db8:9::1" }
    - { name: narrow, tunnel-id: 9, peer-tunnel-id: 9, local: 10.0.2.1, remote: 10.0.2.2, mtu: 1000 }
    - { name: computed6, tunnel-id: 10, peer-tunnel-id: 10, local: "2001:db8:2::1", remote: "2001:db8:2::2", udp-checksum: computed }
  sessions:
    - { name: s1, tunnel: ports, session-id: 1, peer-session-id: 101, l2-sublayer: none }
    - { name: s2, tunnel: zero6, session-id: 2, peer-session-id: 102, l2-sublayer: none }
    - { name: s3, tunnel: split-udp, session-id: 3, peer-session-id: 103, l2-sublayer: none }
    - { name: s4, tunnel: split-ip, session-id: 4, peer-session-id: 104 }
    - { name: s5, tunnel: lsp, session-id: 5, peer-session-id: 105, l2-sublayer: none }
    - { name: s6, tunnel: routed, session-id: 6, peer-session-id: 106, l2-sublayer: none }
    - { name: s7, tunnel: unresolved, session-id: 7, peer-session-id: 107, l2-sublayer: none }
    - { name: s8, tunnel: lsp6, session-id: 8, peer-session-id: 108, l2-sublayer: none }
    - { name: s9, tunnel: narrow, session-id: 9, peer-session-id: 109, l2-sublayer: none }
    - { name: s10, tunnel: computed6, session-id: 10, peer-session-id: 110, l2-sublayer: none }
    - { name: s11, tunnel: ports, session-id: 11, peer-session-id: 111, l2-sublayer: none }
    - { name: s12, tunnel: split-ip, session-id: 12, peer-session-id: 112 }
    - { name: s13, tunnel: ports, session-id: 13, peer-session-id: 113, l2-sublayer: none }
mpls:
  pseudowires:
    - { name: pw13, label: 55, via: 10.0.2.2, out-labels: [42] }
cross-connects:
  - [s11, s12]
  - [s13, pw13]
"""


def options():
    count = 10
    interfaces = {f"d.{number}": f"{{ vlan: {number} }}" for number in range(1, count + 1)}
    interfaces["d"] = None
    body = OPTIONS + "".join(f"  - [d.{number}, s{number}]\n" for number in range(1, count + 1))
    group = Group("l2tpv3-options", "L2TPv3 tunnel options", bench.config(body, interfaces=interfaces), "abcd")

    def outward(name, items, text, circuit, port, packet, frame=F, ignore=(), head=None):
        link = leave(port) if head is None else leave(port) / head
        group.case(name, items, text).send("d", _tag(frame, circuit)).expect(port, link / packet, ignore=ignore)

    def ip4(source, target, **fields):
        return IP(**{"src": source, "dst": target, "ttl": 255, "id": 0, "flags": "DF", **fields})

    outward("ports-ttl-dscp-checksum", [110, 122], "UDP ports, TTL, DSCP and checksum as configured", 1, "a",
            ip4("10.0.1.1", "10.0.1.2", ttl=64, tos=46 << 2) / UDP(sport=5001, dport=5002) / Raw(l2tp_udp(101) + F))
    for size in (59, 60, 61, 62):
        frame = frames.frame(size, seed=size)
        outward(f"checksum-{size}", [110], "UDP checksum over odd and even lengths", 1, "a",
                ip4("10.0.1.1", "10.0.1.2", ttl=64, tos=46 << 2) / UDP(sport=5001, dport=5002) / Raw(l2tp_udp(101) + frame), frame)
    frame = _checksum_ffff(lambda f: ip4("10.0.1.1", "10.0.1.2") / UDP(sport=5001, dport=5002, chksum=0) / Raw(l2tp_udp(101) + f))
    outward("checksum-ffff", [110], "a sum of zero is sent as ffff (RFC 768)", 1, "a",
            ip4("10.0.1.1", "10.0.1.2", ttl=64, tos=46 << 2) / UDP(sport=5001, dport=5002, chksum=0xFFFF) / Raw(l2tp_udp(101) + frame), frame)
    outward("checksum-zero-ipv6", [110, 122], "UDP over IPv6 without a checksum (RFC 6935), hop limit and class as configured", 2, "a",
            IPv6(src="2001:db8:1::1", dst="2001:db8:1::2", hlim=33, tc=10 << 2) / UDP(sport=1701, dport=1701, chksum=0) / Raw(l2tp_udp(102) + F),
            ignore=IGNORE_FLOW_LABEL)
    outward("checksum-computed-ipv6", [110], "", 10, "b",
            IPv6(src="2001:db8:2::1", dst="2001:db8:2::2", hlim=255) / UDP(sport=1701, dport=1701) / Raw(l2tp_udp(110) + F), ignore=IGNORE_FLOW_LABEL)
    group.case("ports-in", [110], "the configured ports, the other way round") \
        .send("a", arrive("a") / _udp4(l2tp_udp(1) + F, sport=5002, dport=5001)).expect("d", _tag(F, 1))
    group.case("ports-in-default", [114], "the default ports are wrong for this tunnel") \
        .send("a", arrive("a") / _udp4(l2tp_udp(1) + F)).drop("l2tp-wrong-peer")
    outward("lsp", [110, 77], "the tunnel goes through a labelled route: labels outside, TTL 255 untouched", 5, "b",
            ip4("10.0.2.1", "10.1.0.1") / UDP(sport=1701, dport=1701, chksum=0) / Raw(l2tp_udp(105) + F), head=stack((32, 64), (33, 64)))
    outward("lsp-ipv6", [108, 77], "", 8, "b",
            IPv6(src="2001:db8:2::1", dst="2001:db8:9::1", hlim=255, nh=115) / Raw(l2tp_ip(108) + F), head=stack((34, 64)), ignore=((19, "0fffff"),))
    outward("routed", [110, 73], "the peer is behind a next hop; the TTL is not decremented", 6, "b",
            ip4("10.0.2.1", "10.1.0.2", proto=115) / Raw(l2tp_ip(106) + F))
    group.case("routed-in", [110], "").send("b", arrive("b") / over_ip4(l2tp_ip(6) + F, "10.1.0.2", "10.0.2.1")).expect("d", _tag(F, 6))
    group.case("unresolved", [12], "no neighbour for the peer's next hop").send("d", _tag(F, 7)).drop("neighbour-unresolved")

    def mtu(name, circuit, room, packet, over, head=None, ignore=()):
        exact = frames.frame(room)
        outward(f"mtu-exact-{name}", [67, 121], over, circuit, "b", packet(exact), exact, head=head, ignore=ignore)
        group.case(f"mtu-one-more-{name}", [67, 121], over).send("d", _tag(frames.frame(room + 1), circuit)).drop("mtu-exceeded")

    mtu("lsp", 5, 1500 - 8 - 20 - 8 - 8, lambda f: ip4("10.0.2.1", "10.1.0.1") / UDP(sport=1701, dport=1701, chksum=0) / Raw(l2tp_udp(105) + f),
        "the labels count", head=stack((32, 64), (33, 64)))
    mtu("narrow", 9, 1000 - 20 - 8 - 8, lambda f: ip4("10.0.2.1", "10.0.2.2") / UDP(sport=1701, dport=1701, chksum=0) / Raw(l2tp_udp(109) + f),
        "the tunnel's own MTU is smaller")

    def split(name, circuit, frame, packet, room):
        pieces = fragments4(packet, room)
        group.case(name, [72, 121], "DF off: outer fragments; the identification is the router's choice") \
            .send("d", _tag(frame, circuit)).fragments("b", *(leave("b", type=0x0800) / Raw(piece) for piece in pieces), ignore=IGNORE_IDENTIFICATION)

    outward("df-off", [72], "DF off, a packet that fits; the identification is the router's choice", 3, "b",
            ip4("10.0.2.1", "10.0.2.2", flags=0) / UDP(sport=1701, dport=1701, chksum=0) / Raw(l2tp_udp(103) + F), ignore=IGNORE_IDENTIFICATION)
    frame = frames.frame(1500 - 20 - 8 - 8)
    outward("df-off-exact", [67, 72], "", 3, "b", ip4("10.0.2.1", "10.0.2.2", flags=0) / UDP(sport=1701, dport=1701, chksum=0) / Raw(l2tp_udp(103) + frame),
            frame, ignore=IGNORE_IDENTIFICATION)
    frame = frames.frame(1500 - 20 - 8 - 8 + 1)
    split("fragments-one-more", 3, frame, ip4("10.0.2.1", "10.0.2.2", flags=0) / UDP(sport=1701, dport=1701, chksum=0) / Raw(l2tp_udp(103) + frame), 1500)
    frame = frames.frame(1514)
    split("fragments-largest", 3, frame, ip4("10.0.2.1", "10.0.2.2", flags=0) / UDP(sport=1701, dport=1701, chksum=0) / Raw(l2tp_udp(103) + frame), 1500)
    split("fragments-tunnel-mtu", 4, frame, ip4("10.0.2.1", "10.0.2.2", flags=0, proto=115) / Raw(l2tp_ip(104, b"", bytes(4)) + frame), 600)

    def switched(frame):
        return arrive("a") / _udp4(l2tp_udp(11) + frame, sport=5002, dport=5001), \
            ip4("10.0.2.1", "10.0.2.2", flags=0, proto=115) / Raw(l2tp_ip(112, b"", bytes(4)) + frame)

    inside, outside = switched(F)
    group.case("switched", [110], "from one pseudowire into another").send("a", inside).expect("b", leave("b") / outside, ignore=IGNORE_IDENTIFICATION)
    for name, frame in (("frame", F), ("tagged", bytes(frames.KINDS["tagged"]))):
        labelled = stack((55, 64)) / Raw(frame)
        group.case(f"to-mpls-{name}", [82, 110], "from a session into an MPLS pseudowire: the label's TTL is the configured one") \
            .send("a", arrive("a") / _udp4(l2tp_udp(13) + frame, sport=5002, dport=5001)).expect("b", leave("b") / stack((42, 64)) / Raw(frame))
        group.case(f"from-mpls-{name}", [83, 110], "and back: the outer TTL is the tunnel's, whatever the label's is") \
            .send("b", arrive("b") / labelled) \
            .expect("a", leave("a") / ip4("10.0.1.1", "10.0.1.2", ttl=64, tos=46 << 2) / UDP(sport=5001, dport=5002) / Raw(l2tp_udp(113) + frame))
    group.case("from-mpls-ttl-1", [83, 110], "a label with class 7 and TTL 1 at its end") \
        .send("b", arrive("b") / stack((55, 1, 7)) / Raw(F)) \
        .expect("a", leave("a") / ip4("10.0.1.1", "10.0.1.2", ttl=64, tos=46 << 2) / UDP(sport=5001, dport=5002) / Raw(l2tp_udp(113) + F))
    inside, outside = switched(frames.frame(800))
    group.case("switched-fragments", [72, 121], "from one pseudowire into another with a smaller MTU") \
        .send("a", inside).fragments("b", *(leave("b", type=0x0800) / Raw(piece) for piece in fragments4(outside, 600)), ignore=IGNORE_IDENTIFICATION)
    group.mark(l2tp={
        17: ["ports-ttl-dscp-checksum", "df-off", "checksum-zero-ipv6"], 21: ["ports-ttl-dscp-checksum"], 25: ["checksum-5?", "checksum-6?", "checksum-ffff"],
        26: ["checksum-computed-ipv6", "checksum-zero-ipv6"], 28: ["ports-*"], 30: ["ports-ttl-dscp-checksum"], 65: ["mtu-*", "df-off-exact", "fragments-*"],
        154: ["to-mpls-*", "from-mpls-*"], 155: ["lsp", "lsp-ipv6", "to-mpls-*", "from-mpls-*"]})
    return group


def _checksum_ffff(build):
    """A frame for which the UDP checksum comes out as zero."""
    from wire import checksum
    frame = bytearray(frames.frame(64))
    frame[-2:] = b"\0\0"
    packet = bytes(build(bytes(frame)))
    pseudo = packet[12:20] + struct.pack(">HH", 17, len(packet) - 20)
    frame[-2:] = struct.pack(">H", checksum(pseudo + packet[20:]))
    return bytes(frame)


VLANS = """\
l2tp:
  tunnels:
    - { name: t, tunnel-id: 1, peer-tunnel-id: 1, encapsulation: ip, local: 10.0.1.1, remote: 10.0.1.2 }
  sessions:
    - { name: port-vlan, tunnel: t, session-id: 1, peer-session-id: 101, mode: vlan, vlan: 100 }
    - { name: sub-ethernet, tunnel: t, session-id: 2, peer-session-id: 102 }
    - { name: sub-vlan, tunnel: t, session-id: 3, peer-session-id: 103, mode: vlan, vlan: 300 }
    - { name: sub-vlan-same, tunnel: t, session-id: 4, peer-session-id: 104, mode: vlan, vlan: 40 }
    - { name: qinq-ethernet, tunnel: t, session-id: 5, peer-session-id: 105 }
    - { name: qinq-vlan, tunnel: t, session-id: 6, peer-session-id: 106, mode: vlan, vlan: 600, cookie: "a1a2a3a4", peer-cookie: "01020304" }
cross-connects:
  - [e, port-vlan]
  - [d.20, sub-ethernet]
  - [d.30, sub-vlan]
  - [d.40, sub-vlan-same]
  - [d.50, qinq-ethernet]
  - [d.60, qinq-vlan]
"""


def vlan_mode():
    interfaces = {"d": None, "e": "{}", "d.20": "{ vlan: 20 }", "d.30": "{ vlan: 30 }", "d.40": "{ vlan: 40 }",
                  "d.50": "{ vlan: 50, inner-vlan: 51, outer-tpid: 0x88a8 }", "d.60": "{ vlan: 60, inner-vlan: 61 }",
                  "a.7": "{ vlan: 7, addresses: [10.0.7.1/24] }"}
    body = VLANS.replace("  sessions:\n", "    - { name: tagged, tunnel-id: 2, peer-tunnel-id: 2, local: 10.0.7.1, remote: 10.0.7.2 }\n  sessions:\n"
                         "    - { name: core-vlan, tunnel: tagged, session-id: 7, peer-session-id: 107, l2-sublayer: none }\n") + "  - [f, core-vlan]\n"
    interfaces["f"] = "{}"
    config = bench.config(body, ports="adef", interfaces=interfaces, neighbours=[("a.7", "10.0.7.2")], vrfs=())
    group = Group("l2tpv3-vlan", "L2TPv3 VLAN mode and VLAN circuits", config, "adef")

    def both(name, items, text, number, port, outside, inside, cookie=(b"", b"")):
        group.case(name, items, text) \
            .send(port, outside) \
            .expect("a", leave("a") / over_ip4(l2tp_ip(100 + number, cookie[0], bytes(4)) + inside, "10.0.1.1", "10.0.1.2", id=0, flags="DF")) \
            .step().send("a", arrive("a") / over_ip4(l2tp_ip(number, cookie[1], bytes(4)) + inside)).expect(port, outside)

    both("port-vlan", [119, 86], "VLAN mode on a port: the tag is pushed and popped", 1, "e", F, _tag(F, 100))
    customer = _tag(F, 5, 3)
    both("port-vlan-customer-tag", [119, 86], "the customer's own tag stays inside", 1, "e", customer, _tag(customer, 100))
    for name, frame in frames.MAC_CONTROL.items():
        group.case(f"port-mac-control-{name}", [119], "45: of a port's circuit, alone and behind a tagged frame, is not carried").send("e", frame).drop("mac-control") \
            .step().send("e", _tag(F, 9), frame) \
            .expect("a", leave("a") / over_ip4(l2tp_ip(101, b"", bytes(4)) + _tag(_tag(F, 9), 100), "10.0.1.1", "10.0.1.2", id=0, flags="DF")).drop("mac-control")
    pause = frames.MAC_CONTROL["pause"]
    both("sub-mac-control", [119], "45: behind a tag it is a frame like others", 2, "d", _tag(pause, 20), pause)
    both("sub-ethernet", [119, 86], "Ethernet mode on a sub-interface: the tag stays at home", 2, "d", _tag(F, 20), F)
    both("sub-ethernet-customer-tag", [119, 86], "and the customer's travels", 2, "d", _tag(customer, 20), customer)
    both("sub-vlan", [119, 86], "VLAN mode on a sub-interface: the tag is translated", 3, "d", _tag(F, 30), _tag(F, 300))
    both("sub-vlan-same", [119, 86], "or stays the same", 4, "d", _tag(F, 40), _tag(F, 40))
    both("qinq-ethernet", [119, 86], "two tags stay at home", 5, "d", _tag(_tag(F, 51), 50, tpid=0x88A8), F)
    both("qinq-vlan", [119, 86], "two tags become one", 6, "d", _tag(_tag(F, 61), 60), _tag(F, 600), (b"\xa1\xa2\xa3\xa4", b"\1\2\3\4"))
    group.case("priority", [119], "the priority of the stripped tag goes on inside") \
        .send("d", _tag(F, 30, 6)) \
        .expect("a", leave("a") / over_ip4(l2tp_ip(103, b"", bytes(4)) + _tag(F, 300, 6), "10.0.1.1", "10.0.1.2", id=0, flags="DF"))
    group.case("tagged-core", [119], "a tag on the core port") \
        .send("f", F) \
        .expect("a", leave("a") / Dot1Q(vlan=7) / IP(src="10.0.7.1", dst="10.0.7.2", ttl=255, id=0, flags="DF") / UDP(sport=1701, dport=1701, chksum=0)
                / Raw(l2tp_udp(107) + F)) \
        .step().send("a", arrive("a") / Dot1Q(vlan=7) / _udp4(l2tp_udp(7) + F, "10.0.7.2", "10.0.7.1")).expect("f", F)
    exact = frames.frame(1500 - 36)
    group.case("tagged-core-mtu", [119, 67], "which does not count in the MTU") \
        .send("f", exact) \
        .expect("a", leave("a") / Dot1Q(vlan=7) / IP(src="10.0.7.1", dst="10.0.7.2", ttl=255, id=0, flags="DF") / UDP(sport=1701, dport=1701, chksum=0)
                / Raw(l2tp_udp(107) + exact))

    def mismatch(name, text, inside):
        group.case(name, [119], text).send("a", arrive("a") / over_ip4(l2tp_ip(1, b"", bytes(4)) + inside)).drop("vlan-mismatch")

    mismatch("other-vlan", "another VLAN inside", _tag(F, 101))
    mismatch("untagged", "no VLAN inside", F)
    mismatch("vlan-0", "a priority tag inside", _tag(F, 0))
    mismatch("service-tag", "the right number under another TPID", _tag(F, 100, tpid=0x88A8))
    mismatch("cut-tag", "the frame ends inside the tag", _tag(F, 100)[:15])
    case = group.case("burst", [119], "257 frames, the circuits taking turns")
    for number in bench.burst():
        frame = frames.flow(number)
        session, outside, inside = [(2, _tag(frame, 20), frame), (3, _tag(frame, 30), _tag(frame, 300)), (5, _tag(_tag(frame, 51), 50, tpid=0x88A8), frame)][number % 3]
        case.send("a", arrive("a") / over_ip4(l2tp_ip(session, b"", bytes(4)) + inside)).expect("d", outside)
    group.mark(l2tp={42: ["sub-ethernet*", "qinq-ethernet"], 45: ["*mac-control*"], 43: ["port-vlan*", "sub-vlan*", "qinq-vlan", "untagged", "other-vlan", "vlan-0", "service-tag", "cut-tag"]})
    return group


PRIORITIES = """\
l2tp:
  tunnels:
    - { name: r4, tunnel-id: 1, peer-tunnel-id: 1, local: 10.0.1.1, remote: 10.0.1.2, dscp: reflect }
    - { name: r6, tunnel-id: 2, peer-tunnel-id: 2, encapsulation: ip, local: "2001:db8:1::1", remote: "2001:db8:1::2", dscp: reflect }
    - { name: p4, tunnel-id: 3, peer-tunnel-id: 3, encapsulation: ip, local: 10.0.1.1, remote: 10.0.1.2, dscp: priority }
    - { name: p6, tunnel-id: 4, peer-tunnel-id: 4, local: "2001:db8:1::1", remote: "2001:db8:1::2", dscp: priority }
    - { name: split, tunnel-id: 5, peer-tunnel-id: 5, encapsulation: ip, local: 10.0.2.1, remote: 10.0.2.2, dscp: priority, df: false, mtu: 600 }
    - { name: lns, version: 2, tunnel-id: 6, peer-tunnel-id: 6, local: 10.0.1.1, remote: 10.0.1.2, dscp: reflect }
  sessions:
    - { name: s1, tunnel: r4, session-id: 1, peer-session-id: 101 }
    - { name: s2, tunnel: r6, session-id: 2, peer-session-id: 102 }
    - { name: s3, tunnel: p4, session-id: 3, peer-session-id: 103 }
    - { name: s4, tunnel: p6, session-id: 4, peer-session-id: 104 }
    - { name: s5, tunnel: split, session-id: 5, peer-session-id: 105 }
    - { name: s6, tunnel: p4, session-id: 6, peer-session-id: 106, mode: vlan, vlan: 600 }
    - { name: s7, tunnel: p4, session-id: 7, peer-session-id: 107, payload: ip, interface: loopback0, routes: [10.9.0.7/32] }
    - { name: s8, tunnel: r4, session-id: 8, peer-session-id: 108, payload: ip, interface: loopback0, routes: [10.9.0.8/32, "2001:db8:9:8::/64"] }
    - { name: s9, tunnel: lns, session-id: 9, peer-session-id: 109, payload: ppp, interface: loopback0, routes: [10.9.0.9/32] }
    - { name: s10, tunnel: r4, session-id: 10, peer-session-id: 110, payload: hdlc }
    - { name: s11, tunnel: p4, session-id: 11, peer-session-id: 111, payload: hdlc }
    - { name: s12, tunnel: r4, session-id: 12, peer-session-id: 112, mode: vlan, vlan: 44 }
cross-connects:
  - [e, s1]
  - [f, s2]
  - [d.3, s3]
  - [g, s4]
  - [d.5, s5]
  - [d.6, s6]
  - [s10, s11]
  - [h, s12]
"""


def priorities():
    interfaces = {"d": None, "e": "{}", "f": "{}", "g": "{}", "h": "{}", "d.3": "{ vlan: 3 }", "d.5": "{ vlan: 5 }", "d.6": "{ vlan: 6, inner-vlan: 61 }",
                  "loopback0": "{ addresses: [10.9.0.1/32, \"2001:db8:9::1/128\"], vrf: red }"}
    group = Group("l2tpv3-dscp", "L2TP: the outer DSCP follows what is inside", bench.config(PRIORITIES, ports="abcdefgh", interfaces=interfaces), "abcdefgh")

    def udp4(number, dscp, inner, l2tp=None):
        return leave("a") / IP(src="10.0.1.1", dst="10.0.1.2", ttl=255, id=0, flags="DF", tos=dscp << 2) / UDP(sport=1701, dport=1701, chksum=0) \
            / Raw((l2tp_udp(100 + number, b"", bytes(4)) if l2tp is None else l2tp) + bytes(inner))

    def ip4(number, dscp, inner):
        return leave("a") / over_ip4(l2tp_ip(100 + number, b"", bytes(4)) + bytes(inner), "10.0.1.1", "10.0.1.2", id=0, flags="DF", tos=dscp << 2)

    def ip6(number, dscp, inner):
        return leave("a") / IPv6(src="2001:db8:1::1", dst="2001:db8:1::2", hlim=255, nh=115, tc=dscp << 2) / Raw(l2tp_ip(100 + number, b"", bytes(4)) + bytes(inner))

    def udp6(number, dscp, inner):
        return leave("a") / IPv6(src="2001:db8:1::1", dst="2001:db8:1::2", hlim=255, tc=dscp << 2) / UDP(sport=1701, dport=1701) \
            / Raw(l2tp_udp(100 + number, b"", bytes(4)) + bytes(inner))

    def customer(tos, six=False):
        packet = IPv6(src="2001:db8:a::1", dst="2001:db8:a::2", tc=tos) if six else IP(src="192.0.2.1", dst="192.0.2.2", tos=tos)
        return bytes(Ether(src=frames.ONE, dst=frames.TWO) / packet / UDP() / Raw(bench.pattern(40)))

    def out(name, text, port, frame, wanted, ignore=()):
        group.case(name, [122], text).send(port, frame).expect("a", wanted, ignore=ignore)

    for dscp in (0, 1, 46, 63):
        for ecn in (0, 3):
            for six in (False, True):
                frame = customer(dscp << 2 | ecn, six)
                out(f"reflect-{'ipv6' if six else 'ipv4'}-{dscp}-ecn-{ecn}", "17: of the packet inside, its ECN field stays inside", "e", frame, udp4(1, dscp, frame))
                out(f"reflect-in-ipv6-{'ipv6' if six else 'ipv4'}-{dscp}-ecn-{ecn}", "17", "f", frame, ip6(2, dscp, frame), IGNORE_FLOW_LABEL)
    for name, tags in (("tag", (7,)), ("two-tags", (7, 8))):
        frame = customer(46 << 2)
        for vlan in tags:
            frame = _tag(frame, vlan, 3)
        out(f"reflect-{name}", "17: behind VLAN tags, whose priority does not matter", "e", frame, udp4(1, 46, frame))
    for name, frame in (("arp", bytes(frames.KINDS["arp"])), ("three-tags", _tag(_tag(_tag(customer(184), 1, 7), 2, 7), 3, 7)), ("other", F), ("smallest", frames.frame(14)),
                        ("cut", customer(184)[:14]), ("cut-after-one", customer(184)[:15]), ("cut-tag", _tag(customer(184), 7)[:18])):
        out(f"reflect-none-{name}", "17: no IP packet there: 0", "e", frame, udp4(1, 0, frame))
    frame = customer(184)[:16]
    out("reflect-cut-after-two", "17: the two octets that count are there", "e", frame, udp4(1, 46, frame))
    frame = customer(184)
    out("reflect-vlan-mode", "17: the tag of the pseudowire is one of the two", "h", frame, udp4(12, 46, _tag(frame, 44)))
    case = group.case("reflect-burst", [122], "17: a vector of all")
    for number, _ in enumerate(bench.burst()):
        frame = customer(number & 0xFC)
        case.send("e", frame).expect("a", udp4(1, (number & 0xFC) >> 2, frame))

    for priority in range(8):
        tagged = _tag(customer(184), 9, priority)
        out(f"priority-{priority}-circuit", "44: of the tag that stays at home", "d", _tag(F, 3, priority), ip4(3, priority << 3, F))
        out(f"priority-{priority}-customer", "44: of the customer's tag on a port", "g", tagged, udp6(4, priority << 3, tagged), IGNORE_FLOW_LABEL)
        out(f"priority-{priority}-vlan-mode", "44: of the outer of two tags, which goes on inside", "d", _tag(_tag(F, 61, 7 - priority), 6, priority),
            ip4(6, priority << 3, _tag(F, 600, priority)))
    customers = _tag(F, 9, 5)
    out("priority-service-first", "44: the circuit's tag, though it is 0, and not the customer's behind it", "d", _tag(customers, 3, 0), ip4(3, 0, customers))
    out("priority-untagged", "44: no tag, whatever the packet's DSCP: 0", "g", customer(184), udp6(4, 0, customer(184)), IGNORE_FLOW_LABEL)
    frame = _tag(customer(184), 9, 6)[:18]
    out("priority-cut", "44: the frame ends behind the tag", "g", frame, udp6(4, 48, frame), IGNORE_FLOW_LABEL)
    large = frames.frame(1000)
    whole = IP(src="10.0.2.1", dst="10.0.2.2", ttl=255, proto=115, tos=5 << 5) / Raw(l2tp_ip(105, b"", bytes(4)) + large)
    group.case("priority-fragments", [122], "44: on every outer fragment").send("d", _tag(large, 5, 5)) \
        .fragments("b", *(leave("b", type=0x0800) / Raw(piece) for piece in fragments4(whole, 600)), ignore=IGNORE_IDENTIFICATION)

    def routed(name, text, target, number, dscp, wanted, tos=184 | 1):
        six = ":" in target
        received = IPv6(src="2001:db8:3::2", dst=target, hlim=9, tc=tos) if six else IP(src="10.0.3.2", dst=target, ttl=9, tos=tos)
        sent = received.copy()
        sent[0].setfieldval("hlim" if six else "ttl", 8)
        group.case(name, [122], text).send("c", arrive("c") / received / bench.payload(30)).expect("a", wanted(number, dscp, sent / bench.payload(30)))

    routed("routed-reflect", "17: IP packets into an IP pseudowire", "10.9.0.8", 8, 46, udp4)
    routed("routed-reflect-ipv6", "17", "2001:db8:9:8::1", 8, 46, udp4)
    routed("routed-priority", "44: they have no priority", "10.9.0.7", 7, 0, ip4)
    routed("routed-ppp", "17: IP packets to an L2TPv2 subscriber", "10.9.0.9", 9, 46,
           lambda _, dscp, packet: udp4(9, dscp, packet, struct.pack(">HHH", 2, 6, 109) + b"\xff\x03\x00\x21"))
    cisco = b"\x0f\x00\x08\x00" + customer(184)[14:]
    group.case("opaque", [122], "17, 44: what is no Ethernet frame is not looked into") \
        .send("a", arrive("a") / _udp4(l2tp_udp(10, b"", bytes(4)) + cisco)).expect("a", ip4(11, 0, cisco)) \
        .step().send("a", arrive("a") / over_ip4(l2tp_ip(11, b"", bytes(4)) + cisco)).expect("a", udp4(10, 0, cisco))
    group.mark(l2tp={17: ["reflect-*", "routed-*", "opaque"], 44: ["priority-*", "routed-priority", "opaque"]})
    return group


SEQUENCES = """\
l2tp:
  tunnels:
    - { name: t, tunnel-id: 1, peer-tunnel-id: 1, encapsulation: ip, local: 10.0.1.1, remote: 10.0.1.2 }
  sessions:
    - { name: plain, tunnel: t, session-id: 1, peer-session-id: 101 }
    - { name: sends, tunnel: t, session-id: 2, peer-session-id: 102, sequencing: send }
    - { name: checks, tunnel: t, session-id: 3, peer-session-id: 103, sequencing: recv }
    - { name: both, tunnel: t, session-id: 4, peer-session-id: 104, sequencing: both, cookie: "a1a2a3a4a5a6a7a8", peer-cookie: "0102030405060708" }
    - { name: wraps, tunnel: t, session-id: 5, peer-session-id: 105, sequencing: recv }
    - { name: bursts, tunnel: t, session-id: 6, peer-session-id: 106, sequencing: both }
    - { name: half, tunnel: t, session-id: 7, peer-session-id: 107, sequencing: recv }
    - { name: others, tunnel: t, session-id: 8, peer-session-id: 108, sequencing: both-non-ip }
cross-connects:
  - [d.1, plain]
  - [d.2, sends]
  - [d.3, checks]
  - [d.4, both]
  - [d.5, wraps]
  - [d.6, bursts]
  - [d.7, half]
  - [d.8, others]
"""


def sequencing():
    interfaces = {f"d.{number}": f"{{ vlan: {number} }}" for number in range(1, 9)}
    interfaces["d"] = None
    group = Group("l2tpv3-sequence", "L2TPv3 sequencing", bench.config(SEQUENCES, ports="ad", interfaces=interfaces, vrfs=()), "ad")

    def sent(number, sublayer, cookie=b"", frame=F):
        return leave("a") / over_ip4(l2tp_ip(100 + number, cookie, sublayer) + frame, "10.0.1.1", "10.0.1.2", id=0, flags="DF")

    def got(number, sublayer, cookie=b"", frame=F):
        return arrive("a") / over_ip4(l2tp_ip(number, cookie, sublayer) + frame)

    group.case("none-out", [112], "without sequencing the sublayer is zero") \
        .send("d", _tag(F, 1), _tag(F, 1)).expect("a", sent(1, bytes(4)), sent(1, bytes(4)))
    group.case("send", [112], "the first number is 0, then one more each time") \
        .send("d", *[_tag(F, 2)] * 3).expect("a", *(sent(2, sequence(number)) for number in range(3))) \
        .step().send("d", *[_tag(F, 2)] * 2).expect("a", *(sent(2, sequence(number)) for number in (3, 4)))
    group.case("recv-out", [112], "a session that only checks sends no numbers").send("d", _tag(F, 3)).expect("a", sent(3, bytes(4)))
    group.case("send-in", [112], "a session that only sends does not check") \
        .send("a", *(got(2, sequence(number)) for number in (5, 5, 1))).expect("d", *[_tag(F, 2)] * 3)
    cookies = bytes.fromhex("a1a2a3a4a5a6a7a8"), bytes.fromhex("0102030405060708")
    group.case("both-out", [112, 111], "behind a cookie") \
        .send("d", _tag(F, 4), _tag(F, 4)).expect("a", sent(4, sequence(0), cookies[0]), sent(4, sequence(1), cookies[0]))
    group.case("both-in", [112, 111], "behind a cookie; the duplicate is dropped") \
        .send("a", *(got(4, sequence(number), cookies[1]) for number in (0, 1, 1, 2))).expect("d", *[_tag(F, 4)] * 3).drop("l2tp-out-of-sequence")
    case = group.case("recv", [112], "in order, a duplicate, a late one, a gap, one from the gap")
    for number, right in [(0, True), (1, True), (2, True), (2, False), (1, False), (0, False), (10, True), (5, False), (10, False), (11, True)]:
        case.send("a", got(3, sequence(number), frame=frames.frame(64, seed=number)))
        if right:
            case.expect("d", _tag(frames.frame(64, seed=number), 3))
        else:
            case.drop("l2tp-out-of-sequence")
    group.case("recv-no-number", [112], "S bit 0: the number is not valid and not checked (RFC 3931 4.6)") \
        .send("a", got(3, bytes(4)), got(3, b"\0\0\0\1"), got(3, sequence(12))).expect("d", *[_tag(F, 3)] * 3)
    case = group.case("recv-wrap", [112], "numbers wrap at 2^24")
    for number, right in [(0x7FFFF0, True), (0xFFFFE0, True), (0xFFFFFE, True), (0xFFFFFF, True), (0, True), (1, True), (0xFFFFFF, False), (0, False), (2, True)]:
        case.send("a", got(5, sequence(number), frame=frames.frame(64, seed=number)))
        if right:
            case.expect("d", _tag(frames.frame(64, seed=number), 5))
        else:
            case.drop("l2tp-out-of-sequence")
    group.case("burst-out", [112], "257 numbers without a gap") \
        .send("d", *[_tag(F, 6)] * 257).expect("a", *(sent(6, sequence(number)) for number in range(257)))
    group.case("burst-in", [112], "257 numbers, every one a second time") \
        .send("a", *(got(6, sequence(number // 2)) for number in range(514))).expect("d", *[_tag(F, 6)] * 257).drop("l2tp-out-of-sequence", 257)
    case = group.case("recv-half", [112], "new is what lies up to half of the circle ahead")
    for number, right in [(0, True), (0x800001, False), (0xFFFFFF, False), (0x7FFFFF, True), (0, False), (0x800000, True)]:
        case.send("a", got(7, sequence(number), frame=frames.frame(64, seed=number & 0xFF)))
        if right:
            case.expect("d", _tag(frames.frame(64, seed=number & 0xFF), 7))
        else:
            case.drop("l2tp-out-of-sequence")
    group.case("reserved-bits", [112], "other bits of the sublayer than S and the number mean nothing") \
        .send("a", got(1, b"\x3f\0\0\0"), got(2, b"\x3f\xff\xff\xff"), got(7, b"\x7f\x80\0\1"), got(7, b"\x7f\x80\0\1"), got(7, b"\x3f\0\0\0")) \
        .expect("d", _tag(F, 1), _tag(F, 2), _tag(F, 7), _tag(F, 7)).drop("l2tp-out-of-sequence")
    case = group.case("restart", [112], "a peer that counts from 0 again: its eighth late number in a row counts")
    for number, right in [(3, False), (4, False), (5, False), (6, False), (7, False), (8, False), (13, True), *((n, False) for n in range(7)),
                          (7, True), (8, True), (6, False), (9, True)]:
        case.send("a", got(3, sequence(number), frame=frames.frame(64, seed=number)))
        if right:
            case.expect("d", _tag(frames.frame(64, seed=number), 3))
        else:
            case.drop("l2tp-out-of-sequence")
    case, number = group.case("non-ip-out", [112], "40: IP, tagged or not, is not numbered; the rest is, without gaps"), 0
    for kind in ("ipv4", "arp", "ipv6", "mpls", "tagged", "lldp", "double-tagged", "triple-tagged", "length-field", "ipv4-broken", "priority-tagged", "arp"):
        numbered = kind in ("arp", "mpls", "lldp", "triple-tagged", "length-field")
        frame = bytes(frames.KINDS[kind])
        case.send("d", _tag(frame, 8)).step().expect("a", sent(8, sequence(number) if numbered else bytes(4), frame=frame))
        number += numbered
    group.case("non-ip-in", [112], "40: what has a number is checked, what has none is not") \
        .send("a", *(got(8, word) for word in (sequence(5), bytes(4), sequence(4), sequence(6), bytes(4)))) \
        .expect("d", *[_tag(F, 8)] * 4).drop("l2tp-out-of-sequence")
    group.mark(l2tp={
        40: ["non-ip-out", "non-ip-in"], 39: ["restart"], 32: ["none-out", "recv-out"], 33: ["send", "both-out", "burst-out"], 34: ["recv-no-number", "send-in"], 35: ["reserved-bits"],
        36: ["recv", "both-in", "burst-in"], 37: ["recv"], 38: ["recv-half", "recv-wrap"]})
    return group


def _tag(frame, vlan, priority=0, tpid=0x8100):
    frame = bytes(frame)
    return frame[:12] + tpid.to_bytes(2, "big") + (priority << 13 | vlan).to_bytes(2, "big") + frame[12:]


def _summed(header_and_rest):
    """The packet with its IPv4 header checksum made right again."""
    from wire import checksum
    data = header_and_rest[:10] + b"\0\0" + header_and_rest[12:]
    return Raw(data[:10] + struct.pack(">H", checksum(data[:20])) + data[12:])
