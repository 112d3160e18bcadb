"""PPP sessions over L2TPv2 and L2TPv3, and loopback interfaces: IP packets in and out, what is not IP, hostile headers.

Items of the L2TP list (docs/l2tp.md) are in the cases' texts.
"""

import struct

from scapy.layers.inet import IP, UDP, Ether
from scapy.layers.inet6 import IPv6
from scapy.packet import Raw

import bench
from bench import arrive, leave, payload
from golden import IGNORE_FLOW_LABEL, IGNORE_IDENTIFICATION, Group
from wire import fragments4, icmp4, icmp6, l2tp_ip, l2tp_udp

SUBSCRIBER, SUBSCRIBER6 = "10.9.1.7", "2001:db8:9:7::7"
HOST, HOST6 = "10.0.3.2", "2001:db8:3::2"
GATEWAY, GATEWAY6 = "10.9.0.1", "2001:db8:9::1"

#: Address and control, protocol.
IP4, IP6, LCP = b"\xff\x03\x00\x21", b"\xff\x03\x00\x57", b"\xff\x03\xc0\x21"

#: The path's 1500 octets without IPv4, UDP, L2TP and PPP headers.
MTU = 1500 - 20 - 8 - 6 - 4

TUNNELS = """\
l2tp:
  tunnels:
    - { name: lac, version: 2, tunnel-id: 17, peer-tunnel-id: 117, local: 10.0.1.1, remote: 10.0.1.2 }
    - { name: lac-port, version: 2, tunnel-id: 18, peer-tunnel-id: 118, local: 10.0.1.1, remote: 10.0.1.2, udp-destination-port: 40000, udp-checksum: computed }
    - { name: lac6, version: 2, tunnel-id: 19, peer-tunnel-id: 119, local: "2001:db8:1::1", remote: "2001:db8:1::2" }
    - { name: lac-df, version: 2, tunnel-id: 20, peer-tunnel-id: 120, local: 10.0.2.1, remote: 10.0.2.2, df: false, ttl: 64, dscp: 46 }
    - { name: v3-udp, tunnel-id: 21, peer-tunnel-id: 121, local: 10.0.1.1, remote: 10.0.1.2 }
    - { name: v3-ip, tunnel-id: 22, peer-tunnel-id: 122, encapsulation: ip, local: 10.0.1.1, remote: 10.0.1.2 }
  sessions:
    - { name: p7, tunnel: lac, session-id: 7, peer-session-id: 107, payload: ppp, interface: loopback0, routes: [10.9.1.7/32, "2001:db8:9:7::/64"] }
    - { name: p8, tunnel: lac, session-id: 8, peer-session-id: 108, payload: ppp, interface: loopback0, routes: [10.9.1.8/32], mru: 1400 }
    - { name: p9, tunnel: lac-port, session-id: 7, peer-session-id: 109, payload: ppp, interface: loopback0, routes: [10.9.1.9/32] }
    - { name: p10, tunnel: lac6, session-id: 10, peer-session-id: 110, payload: ppp, interface: loopback0, routes: [10.9.1.10/32, "2001:db8:9:a::/64"] }
    - { name: p11, tunnel: lac-df, session-id: 11, peer-session-id: 111, payload: ppp, interface: loopback0, routes: [10.9.1.11/32] }
    - { name: p12, tunnel: lac, session-id: 12, peer-session-id: 112, payload: ppp, interface: loopback0, routes: [10.9.1.12/32], enabled: false }
    - { name: p13, tunnel: lac, session-id: 13, peer-session-id: 113, payload: ppp, interface: loopback1, routes: [10.8.1.13/32] }
    - { name: p14, tunnel: lac, session-id: 14, peer-session-id: 114, payload: ppp, interface: loopback0, routes: [10.9.1.14/32], sequencing: recv }
    - name: p21
      tunnel: v3-udp
      session-id: 0x21
      peer-session-id: 0x121
      payload: ppp
      interface: loopback0
      routes: [10.9.1.21/32]
      cookie: "c1c2c3c4"
      peer-cookie: "0102030405060708"
    - { name: p22, tunnel: v3-ip, session-id: 0x22, peer-session-id: 0x122, payload: ppp, interface: loopback0, routes: [10.9.1.22/32], l2-sublayer: none }
    - { name: p23, tunnel: v3-ip, session-id: 0x23, peer-session-id: 0x123, payload: ppp, interface: loopback2, routes: [10.9.1.23/32], l2-sublayer: none }
"""

LOOPBACKS = {
    "loopback0": f'{{ addresses: [{GATEWAY}/32, "{GATEWAY6}/128"], vrf: red }}',
    "loopback1": "{ addresses: [10.8.0.1/32] }",
    "loopback2": "{ vrf: red, ipv4: true, enabled: false }",
}


NUMBERED = """\
l2tp:
  tunnels:
    - { name: lac, version: 2, tunnel-id: 17, peer-tunnel-id: 117, local: 10.0.1.1, remote: 10.0.1.2 }
    - { name: lac-sum, version: 2, tunnel-id: 18, peer-tunnel-id: 118, local: 10.0.1.1, remote: 10.0.1.2, udp-destination-port: 40000, udp-checksum: computed }
    - { name: lac6, version: 2, tunnel-id: 19, peer-tunnel-id: 119, local: "2001:db8:1::1", remote: "2001:db8:1::2" }
  sessions:
    - { name: p1, tunnel: lac, session-id: 1, peer-session-id: 101, payload: ppp, interface: loopback0, routes: [10.9.1.1/32, "2001:db8:9:1::/64"], sequencing: both }
    - { name: p2, tunnel: lac, session-id: 2, peer-session-id: 102, payload: ppp, interface: loopback0, routes: [10.9.1.2/32], sequencing: send }
    - { name: p3, tunnel: lac, session-id: 3, peer-session-id: 103, payload: ppp, interface: loopback0, routes: [10.9.1.3/32], sequencing: recv }
    - { name: p4, tunnel: lac, session-id: 4, peer-session-id: 104, payload: ppp, interface: loopback0, routes: [10.9.1.4/32], sequencing: both, mru: 1400 }
    - { name: p5, tunnel: lac-sum, session-id: 5, peer-session-id: 105, payload: ppp, interface: loopback0, routes: [10.9.1.5/32], sequencing: both }
    - { name: p6, tunnel: lac6, session-id: 6, peer-session-id: 106, payload: ppp, interface: loopback0, routes: [10.9.1.6/32], sequencing: both }
    - { name: p7, tunnel: lac, session-id: 7, peer-session-id: 107, payload: ppp, interface: loopback0, routes: [10.9.1.7/32], sequencing: both }
    - { name: p8, tunnel: lac, session-id: 8, peer-session-id: 108, payload: ppp, interface: loopback0, routes: [10.9.1.8/32], sequencing: both, rate-down: 80k, burst-down: 1500 }
    - { name: p9, tunnel: lac, session-id: 9, peer-session-id: 109, payload: ppp, interface: loopback0, routes: [10.9.1.9/32], sequencing: both }
"""


def groups():
    return [inward(), headers(), outward(), numbers(), loopback()]


def _group(name, title):
    return Group(name, title, bench.config(TUNNELS, ports="abc", interfaces=LOOPBACKS), "abc")


def v2(session, tunnel=17, flags=0x0002, length=b"", numbers=b"", offset=b""):
    """A data header (RFC 2661 3.1)."""
    return struct.pack(">H", flags) + length + struct.pack(">HH", tunnel, session) + numbers + offset


def _outer(message, source="10.0.1.2", target="10.0.1.1", sport=1701, dport=1701, **fields):
    return IP(src=source, dst=target, ttl=255, **fields) / UDP(sport=sport, dport=dport) / Raw(message)


def _sent(message, target="10.0.1.2", source="10.0.1.1", dport=1701, checksum=0, **fields):
    udp = UDP(sport=1701, dport=dport) if checksum is None else UDP(sport=1701, dport=dport, chksum=checksum)
    return IP(**{"src": source, "dst": target, "ttl": 255, "id": 0, "flags": "DF", **fields}) / udp / Raw(message)


def _ip(source=SUBSCRIBER, target=HOST, ttl=64, size=100, **fields):
    return IP(src=source, dst=target, ttl=ttl, **fields) / payload(size)


def _ip6(source=SUBSCRIBER6, target=HOST6, hlim=64, size=100):
    return IPv6(src=source, dst=target, hlim=hlim) / payload(size)


def inward():
    group = _group("l2tpv2-ppp-in", "PPP sessions: packets from the peer")

    def forwarded(name, text, message, wanted=None, port="a"):
        wanted = wanted or _ip(ttl=63)
        group.case(name, [], text).send(port, arrive(port) / message).expect("c", leave("c") / wanted)

    def dropped(name, text, message, reason, port="a"):
        group.case(name, [], text).send(port, arrive(port) / message).drop(reason)

    def punted(name, text, message, port="a"):
        frame = arrive(port) / message
        group.case(name, [], text).send(port, frame).punt("ppp-control", frame)

    inner, inner6 = bytes(_ip()), bytes(_ip6())
    wanted6 = _ip6(hlim=63)
    forwarded("ipv4", "54, 55: address, control, protocol of two octets", _outer(v2(7) + IP4 + inner))
    forwarded("ipv4-acfc", "54: address and control compressed", _outer(v2(7) + IP4[2:] + inner))
    forwarded("ipv4-pfc", "54: protocol compressed", _outer(v2(7) + b"\xff\x03\x21" + inner))
    forwarded("ipv4-acfc-pfc", "54: both compressed", _outer(v2(7) + b"\x21" + inner))
    forwarded("ipv6", "54", _outer(v2(7) + IP6 + inner6), wanted6)
    forwarded("ipv6-acfc", "54", _outer(v2(7) + IP6[2:] + inner6), wanted6)
    forwarded("ipv6-pfc", "54", _outer(v2(7) + b"\x57" + inner6), wanted6)
    forwarded("smallest", "an IP packet of 20 octets, the frame padded", _outer(v2(7) + IP4[2:] + bytes(IP(src=SUBSCRIBER, dst=HOST, ttl=64))), IP(src=SUBSCRIBER, dst=HOST, ttl=63))
    forwarded("trailing-octets", "octets behind the inner datagram are not forwarded", _outer(v2(7) + IP4 + inner + b"\x55" * 9))
    forwarded("options", "inner header with options", _outer(v2(7) + IP4 + bytes(IP(src=SUBSCRIBER, dst=HOST, ttl=64, options=[b"\x94\x04\0\0"]) / payload())),
              IP(src=SUBSCRIBER, dst=HOST, ttl=63, options=[b"\x94\x04\0\0"]) / payload())
    forwarded("other-tunnel", "the same session id in another tunnel", _outer(v2(7, 18) + IP4 + bytes(_ip("10.9.1.9")), sport=40000), _ip("10.9.1.9", ttl=63))
    forwarded("df-tunnel", "a tunnel of another port", _outer(v2(11, 20) + IP4 + bytes(_ip("10.9.1.11")), "10.0.2.2", "10.0.2.1"), _ip("10.9.1.11", ttl=63), "b")
    forwarded("outer-ipv6", "over IPv6", IPv6(src="2001:db8:1::2", dst="2001:db8:1::1") / UDP(sport=1701, dport=1701) / Raw(v2(10, 19) + IP4 + bytes(_ip("10.9.1.10"))),
              _ip("10.9.1.10", ttl=63))
    forwarded("v3-udp", "L2TPv3 over UDP, cookie of 8, sublayer", _outer(l2tp_udp(0x21, bytes.fromhex("0102030405060708"), bytes(4)) + IP4 + bytes(_ip("10.9.1.21"))),
              _ip("10.9.1.21", ttl=63))
    forwarded("v3-ip", "L2TPv3 directly over IP", IP(src="10.0.1.2", dst="10.0.1.1", proto=115) / Raw(l2tp_ip(0x22) + IP4 + bytes(_ip("10.9.1.22"))),
              _ip("10.9.1.22", ttl=63))
    group.case("other-vrf", [], "the session's interface is in VRF default").send("a", arrive("a") / _outer(v2(13) + IP4 + bytes(_ip("10.8.1.13", "10.0.2.2")))) \
        .expect("b", leave("b") / _ip("10.8.1.13", "10.0.2.2", ttl=63))
    group.case("burst", [], "257 packets of both families").send("a", *[arrive("a") / _outer(v2(7) + IP4 + bytes(_ip(size=n % 50))) for n in range(200)],
                                                                  *[arrive("a") / _outer(v2(7) + IP6 + bytes(_ip6(size=n))) for n in range(57)]) \
        .expect("c", *[leave("c") / _ip(ttl=63, size=n % 50) for n in range(200)], *[leave("c") / _ip6(hlim=63, size=n) for n in range(57)])
    group.case("to-other-session", [], "from one session into another").send("a", arrive("a") / _outer(v2(7) + IP4 + bytes(_ip(target="10.9.1.8")))) \
        .expect("a", leave("a") / _sent(v2(108, 117) + IP4 + bytes(_ip(target="10.9.1.8", ttl=63))))

    for name, protocol in [("lcp", b"\xc0\x21"), ("pap", b"\xc0\x23"), ("chap", b"\xc2\x23"), ("ipcp", b"\x80\x21"), ("ipv6cp", b"\x80\x57"), ("ccp", b"\x80\xfd"),
                           ("compressed", b"\x00\xfd"), ("mpls", b"\x02\x81")]:
        punted(name, "PPP that is not IP", _outer(v2(7) + b"\xff\x03" + protocol + b"\x01\x01\x00\x04"))
    punted("ipv6-multicast", "IPv6 of the link is the control plane's: router solicitation, DHCPv6", _outer(v2(7) + IP6 + bytes(_ip6("fe80::7", "ff02::2"))))
    punted("ipv6-link-local", "IPv6 of the link", _outer(v2(7) + IP6[2:] + bytes(_ip6("fe80::7", "fe80::1"))))
    punted("ipv6-link-local-pfc", "IPv6 of the link", _outer(v2(7) + b"\x57" + bytes(_ip6("fe80::7", "fe80::1"))))
    punted("lcp-acfc", "PPP that is not IP", _outer(v2(7) + b"\xc0\x21\x01\x01\x00\x04"))
    punted("lcp-v3", "PPP that is not IP", IP(src="10.0.1.2", dst="10.0.1.1", proto=115) / Raw(l2tp_ip(0x22) + LCP + b"\x01\x01\x00\x04"))
    dropped("no-ppp", "13: the message ends behind the ids", _outer(v2(7)), "l2tp-truncated")
    dropped("half-protocol", "the frame ends inside the protocol", _outer(v2(7) + b"\xff\x03\x00"), "l2tp-truncated")
    dropped("no-protocol", "the frame ends before the protocol", _outer(v2(7) + b"\xff\x03"), "l2tp-truncated")
    dropped("empty-ipv4", "no datagram", _outer(v2(7) + IP4), "ip4-truncated")
    dropped("empty-ipv6", "no datagram", _outer(v2(7) + IP6), "ip6-truncated")
    dropped("bad-inner-checksum", "", _outer(v2(7) + IP4 + bytes(_ip(chksum=1))), "ip4-bad-checksum")
    dropped("bad-inner-source", "", _outer(v2(7) + IP4 + bytes(_ip("127.0.0.1"))), "ip4-illegal-source")
    dropped("ipv4-as-ipv6", "", _outer(v2(7) + IP6 + inner), "ip6-bad-version")
    dropped("disabled", "session administratively down", _outer(v2(12) + IP4 + inner), "l2tp-session-disabled")
    dropped("interface-down", "its interface is administratively down", IP(src="10.0.1.2", dst="10.0.1.1", proto=115) / Raw(l2tp_ip(0x23) + IP4 + inner), "interface-down")
    dropped("ipv6-off", "its interface has no IPv6", _outer(v2(13) + IP6 + inner6), "ip6-disabled")
    dropped("v3-bad-cookie", "6", _outer(l2tp_udp(0x21, bytes.fromhex("0102030405060709"), bytes(4)) + IP4 + inner), "l2tp-bad-cookie")
    dropped("no-route", "no way back: no answer", _outer(v2(13) + IP4 + bytes(_ip("10.7.7.7", "10.99.0.1"))), "ip4-no-route")
    group.case("ttl-expired", [], "answered into the session, from its interface's address").send("a", arrive("a") / _outer(v2(7) + IP4 + bytes(_ip(ttl=1)))) \
        .error("ip4-ttl-expired", "a", leave("a") / _sent(v2(107, 117) + IP4 + bytes(icmp4(GATEWAY, _ip(ttl=1), 11, 0))))
    group.case("hop-limit-expired", [], "").send("a", arrive("a") / _outer(v2(7) + IP6 + bytes(_ip6(hlim=1)))) \
        .error("ip6-ttl-expired", "a", leave("a") / _sent(v2(107, 117) + IP6 + bytes(icmp6(GATEWAY6, _ip6(hlim=1), 3, 0))))
    group.mark(
        items={124: ["ipv4*", "ipv6*", "outer-ipv6", "df-tunnel", "other-tunnel"], 127: ["lcp*", "pap", "chap", "ipcp", "ipv6cp", "ccp", "compressed"]},
        l2tp={6: ["v3-bad-cookie"], 13: ["no-ppp", "half-protocol", "no-protocol", "empty-*"],
              54: ["ipv4", "ipv4-acfc", "ipv4-pfc", "ipv4-acfc-pfc", "ipv6", "ipv6-acfc", "ipv6-pfc", "lcp-acfc"], 55: ["ipv4", "ipv6", "other-tunnel"]})
    return group


def headers():
    group = _group("l2tpv2-headers", "L2TPv2: optional fields, ids, peers, sequence numbers")
    inner = IP4 + bytes(_ip())

    def forwarded(name, text, message, **outer):
        group.case(name, [], text).send("a", arrive("a") / _outer(message, **outer)).expect("c", leave("c") / _ip(ttl=63))

    def dropped(name, text, message, reason, **outer):
        group.case(name, [], text).send("a", arrive("a") / _outer(message, **outer)).drop(reason)

    def length(value):
        return struct.pack(">H", value)

    whole = 8 + len(inner)
    forwarded("length", "56: L bit", v2(7, flags=0x4002, length=length(whole)) + inner)
    forwarded("length-trailing", "56: the payload ends at Length", v2(7, flags=0x4002, length=length(whole)) + inner + b"\x77" * 30)
    dropped("length-too-large", "56", v2(7, flags=0x4002, length=length(whole + 1)) + inner, "l2tp-truncated")
    dropped("length-too-small", "56: shorter than the header", v2(7, flags=0x4002, length=length(7)) + inner, "l2tp-truncated")
    forwarded("sequence", "57: Ns and Nr are there and not looked at", v2(7, flags=0x0802, numbers=b"\x12\x34\xff\xff") + inner)
    forwarded("offset-0", "58", v2(7, flags=0x0202, offset=b"\0\0") + inner)
    forwarded("offset-5", "58: any content", v2(7, flags=0x0202, offset=b"\0\x05\xff\x03\x00\x21\x45") + inner)
    dropped("offset-beyond", "58", v2(7, flags=0x0202, offset=b"\xff\xff") + inner, "l2tp-truncated")
    dropped("offset-just-beyond", "58", v2(7, flags=0x0202, offset=struct.pack(">H", len(inner) + 1)) + inner, "l2tp-truncated")
    everything = v2(7, flags=0x4B02, length=length(2 + 2 + 4 + 4 + 2 + 3 + len(inner)), numbers=b"\0\x01\0\x02", offset=b"\0\x03abc")
    forwarded("all-fields", "59", everything + inner)
    forwarded("priority", "59: P changes nothing here", v2(7, flags=0x0102) + inner)
    forwarded("reserved-bits", "60", v2(7, flags=0x34F2) + inner)
    for cut in range(1, 17):
        dropped(f"cut-{cut}", "13: all fields announced, too few there", everything[:cut], "l2tp-truncated")
    dropped("unknown-tunnel", "61", v2(7, 99) + inner, "l2tp-unknown-session")
    dropped("unknown-session", "61", v2(99) + inner, "l2tp-unknown-session")
    dropped("tunnel-0", "61", v2(7, 0) + inner, "l2tp-unknown-session")
    dropped("session-0", "61", v2(0) + inner, "l2tp-unknown-session")
    dropped("other-source", "not the LAC", v2(7) + inner, "l2tp-wrong-peer", source="10.0.1.66")
    dropped("other-port", "not the LAC's port", v2(7) + inner, "l2tp-wrong-peer", sport=40000)
    dropped("v3-header", "23: version 3 with the ids of a session of version 2", l2tp_udp((17 << 16) | 7) + inner, "l2tp-wrong-peer")
    dropped("v2-header", "23: version 2 with the id of a session of version 3", v2(0x21, 0) + inner, "l2tp-unknown-session")
    dropped("version-1", "24", v2(7, flags=0x0001) + inner, "l2tp-bad-version")
    dropped("version-4", "24", v2(7, flags=0x0004) + inner, "l2tp-bad-version")

    numbered = group.case("late", [], "57, 36-38: late numbers are dropped, and what has none is not")
    for number in (5, 6, 9, 7, 9, 10, 0x800B, 0x7FFF, None, 0x8000):
        flags, field = (0x0002, b"") if number is None else (0x0802, struct.pack(">HH", number, 0))
        numbered.send("a", arrive("a") / _outer(v2(14, flags=flags, numbers=field) + IP4 + bytes(_ip("10.9.1.14", size=100))))
        numbered.step()
        if number in (7, 0x800B) or (number == 9 and numbered.drops.get("l2tp-out-of-sequence", 0) == 1):
            numbered.drop("l2tp-out-of-sequence")
    sent = 10 - numbered.drops["l2tp-out-of-sequence"]
    numbered.expect("c", *[leave("c") / _ip("10.9.1.14", ttl=63)] * sent)
    group.mark(
        items={118: ["cut-*"], 126: ["unknown-*", "tunnel-0", "session-0", "version-*", "v2-header", "v3-header"]},
        l2tp={10: ["other-source", "other-port"], 13: ["cut-*"], 23: ["v2-header", "v3-header"], 24: ["version-*"], 36: ["late"], 37: ["late"], 38: ["late"],
              56: ["length*"], 57: ["sequence", "late"], 58: ["offset-*"], 59: ["all-fields", "priority"], 60: ["reserved-bits"],
              61: ["unknown-*", "tunnel-0", "session-0"]})
    return group


def outward():
    group = _group("l2tpv2-ppp-out", "PPP sessions: packets to the peer")

    def sent(name, text, packet, port, *wanted, ignore=()):
        group.case(name, [], text).send("c", arrive("c") / packet).expect(port, *wanted, ignore=ignore)

    def encapsulated(name, text, target, message, head=IP4, dport=1701, checksum=0, size=100, **fields):
        sent(name, text, _ip(HOST, target, size=size), "a",
             leave("a") / _sent(message + head + bytes(_ip(HOST, target, ttl=63, size=size)), dport=dport, checksum=checksum, **fields))

    encapsulated("ipv4", "55", SUBSCRIBER, v2(107, 117))
    sent("ipv6", "55", _ip6(HOST6, SUBSCRIBER6), "a", leave("a") / _sent(v2(107, 117) + IP6 + bytes(_ip6(HOST6, SUBSCRIBER6, hlim=63))))
    encapsulated("other-port", "28, 25: the peer's port; a computed checksum", "10.9.1.9", v2(109, 118), dport=40000, checksum=None)
    encapsulated("v3-udp", "3: cookie of 4, sublayer", "10.9.1.21", l2tp_udp(0x121, b"\xc1\xc2\xc3\xc4", bytes(4)))
    sent("v3-ip", "1", _ip(HOST, "10.9.1.22"), "a",
         leave("a") / IP(src="10.0.1.1", dst="10.0.1.2", ttl=255, id=0, flags="DF", proto=115) / Raw(l2tp_ip(0x122) + IP4 + bytes(_ip(HOST, "10.9.1.22", ttl=63))))
    sent("outer-ipv6", "26: a checksum over IPv6", _ip(HOST, "10.9.1.10"), "a",
         leave("a") / IPv6(src="2001:db8:1::1", dst="2001:db8:1::2", hlim=255) / UDP(sport=1701, dport=1701)
         / Raw(v2(110, 119) + IP4 + bytes(_ip(HOST, "10.9.1.10", ttl=63))), ignore=IGNORE_FLOW_LABEL)
    sent("df-off", "17: TTL and DSCP as configured, fragments allowed", _ip(HOST, "10.9.1.11"), "b",
         leave("b") / _sent(v2(111, 120) + IP4 + bytes(_ip(HOST, "10.9.1.11", ttl=63)), "10.0.2.2", "10.0.2.1", ttl=64, tos=46 << 2, flags=0),
         ignore=IGNORE_IDENTIFICATION)
    group.case("burst", [], "257 packets").send("c", *[arrive("c") / _ip(HOST, SUBSCRIBER, size=n) for n in range(257)]) \
        .expect("a", *[leave("a") / _sent(v2(107, 117) + IP4 + bytes(_ip(HOST, SUBSCRIBER, ttl=63, size=n))) for n in range(257)])
    group.case("mixed-burst", [], "two sessions and a neighbour in turn").send(
        "c", *[arrive("c") / _ip(HOST, target, size=n) for n in range(30) for target in (SUBSCRIBER, "10.9.1.9")]) \
        .expect("a", *[leave("a") / _sent(message + IP4 + bytes(_ip(HOST, target, ttl=63, size=n)), dport=port, checksum=checksum)
                       for target, message, port, checksum in ((SUBSCRIBER, v2(107, 117), 1701, 0), ("10.9.1.9", v2(109, 118), 40000, None))
                       for n in range(30)])
    inner = MTU - 28
    encapsulated("largest", "64: fills the path", SUBSCRIBER, v2(107, 117), size=inner)
    large = _ip(HOST, SUBSCRIBER, size=inner + 1, flags="DF")
    group.case("too-large-df", [], "64: DF set").send("c", arrive("c") / large).error(
        "ip4-mtu-exceeded", "c", leave("c") / icmp4("10.0.3.1", large, 3, 4, MTU))
    large = _ip(HOST, SUBSCRIBER, size=inner + 400)
    group.case("fragmented", [], "64: fragmented inside").send("c", arrive("c") / large).fragments(
        "a", *[leave("a") / _sent(v2(107, 117) + IP4 + bytes(part)) for part in fragments4(_ip(HOST, SUBSCRIBER, ttl=63, size=inner + 400), MTU)])
    large6 = _ip6(HOST6, SUBSCRIBER6, size=MTU - 47)
    group.case("too-large-ipv6", [], "64").send("c", arrive("c") / large6).error(
        "ip6-mtu-exceeded", "c", leave("c") / icmp6("2001:db8:3::1", large6, 2, 0, MTU))
    large = _ip(HOST, "10.9.1.8", size=1400 - 27, flags="DF")
    group.case("peer-mru", [], "the peer takes 1400 octets").send("c", arrive("c") / large).error(
        "ip4-mtu-exceeded", "c", leave("c") / icmp4("10.0.3.1", large, 3, 4, 1400))
    encapsulated("fits-mru", "the peer takes 1400 octets", "10.9.1.8", v2(108, 117), size=1400 - 28)
    group.case("disabled", [], "session administratively down").send("c", arrive("c") / _ip(HOST, "10.9.1.12")).error(
        "ip4-no-route", "c", leave("c") / icmp4("10.0.3.1", _ip(HOST, "10.9.1.12"), 3, 0))
    group.case("ttl-expired", [], "").send("c", arrive("c") / _ip(HOST, SUBSCRIBER, ttl=1)).error(
        "ip4-ttl-expired", "c", leave("c") / icmp4("10.0.3.1", _ip(HOST, SUBSCRIBER, ttl=1), 11, 0))
    group.mark(
        items={125: ["ipv4", "ipv6", "other-port", "outer-ipv6", "burst", "mixed-burst"]},
        l2tp={1: ["v3-ip"], 2: ["v3-udp"], 17: ["df-off"], 25: ["ipv4", "other-port"], 26: ["outer-ipv6"], 28: ["other-port"], 54: ["ipv4", "ipv6"],
              55: ["ipv4", "ipv6"], 64: ["largest", "too-large-*", "fragmented", "peer-mru", "fits-mru"]})
    return group


def numbers():
    """Ns and Nr (RFC 2661 3.1, 5.4) in packets to the peer and from it."""
    group = Group("l2tpv2-sequence", "L2TPv2: numbered sessions", bench.config(NUMBERED, ports="abc", interfaces={"loopback0": LOOPBACKS["loopback0"]}), "abc")

    def numbered(session, number, tunnel=117):
        return v2(session, tunnel, 0x0802, numbers=struct.pack(">HH", number & 0xFFFF, 0))

    def sent(session, number, target, head=IP4, inner=None, tunnel=117, **outer):
        return leave("a") / _sent(numbered(session, number, tunnel) + head + bytes(inner or _ip(HOST, target, ttl=63)), **outer)

    def got(session, number, source):
        return arrive("a") / _outer(numbered(session, number, 17) + IP4 + bytes(_ip(source)))

    count = 0
    case = group.case("families", [], "55, 63: from 0 on, IPv4 and IPv6 of a session in one count")
    for six in (False, False, True, False, True, True):
        packet, wanted = (_ip6(HOST6, "2001:db8:9:1::7"), _ip6(HOST6, "2001:db8:9:1::7", hlim=63)) if six else (_ip(HOST, "10.9.1.1"), _ip(HOST, "10.9.1.1", ttl=63))
        case.send("c", arrive("c") / packet).expect("a", sent(101, count, None, IP6 if six else IP4, wanted)).step()
        count += 1
    group.case("send", [], "63: numbered, not checked").send("c", *[arrive("c") / _ip(HOST, "10.9.1.2")] * 3) \
        .expect("a", *(sent(102, number, "10.9.1.2") for number in range(3)))
    group.case("send-in", [], "a session that only sends does not check").send("a", *(got(2, number, "10.9.1.2") for number in (5, 5, 1))) \
        .expect("c", *[leave("c") / _ip("10.9.1.2", ttl=63)] * 3)
    group.case("recv-out", [], "a session that only checks sends none").send("c", arrive("c") / _ip(HOST, "10.9.1.3")) \
        .expect("a", leave("a") / _sent(v2(103, 117) + IP4 + bytes(_ip(HOST, "10.9.1.3", ttl=63))))
    group.case("both-in", [], "63: late ones are dropped").send("a", *(got(1, number, "10.9.1.1") for number in (0, 1, 1, 2, 0, 4, 3))) \
        .expect("c", *[leave("c") / _ip("10.9.1.1", ttl=63)] * 4).drop("l2tp-out-of-sequence", 3)
    group.case("in-wrap", [], "modulo 65536").send("a", *(got(9, number, "10.9.1.9") for number in (0x7FFF, 0xFFFE, 0xFFFF, 0, 1, 0xFFFF, 2))) \
        .expect("c", *[leave("c") / _ip("10.9.1.9", ttl=63)] * 6).drop("l2tp-out-of-sequence")
    group.case("in-peer-stops", [], "57, 63: what has no number is taken, and this end goes on to number").send(
        "a", arrive("a") / _outer(v2(9) + IP4 + bytes(_ip("10.9.1.9")))).expect("c", leave("c") / _ip("10.9.1.9", ttl=63)) \
        .step().send("c", arrive("c") / _ip(HOST, "10.9.1.9")).expect("a", sent(109, 0, "10.9.1.9"))
    group.case("checksum", [], "25: a computed UDP checksum covers the number").send("c", *[arrive("c") / _ip(HOST, "10.9.1.5")] * 3) \
        .expect("a", *(sent(105, number, "10.9.1.5", tunnel=118, dport=40000, checksum=None) for number in range(3)))
    group.case("outer-ipv6", [], "26: over IPv6").send("c", *[arrive("c") / _ip(HOST, "10.9.1.6")] * 2) \
        .expect("a", *(leave("a") / IPv6(src="2001:db8:1::1", dst="2001:db8:1::2", hlim=255) / UDP(sport=1701, dport=1701)
                       / Raw(numbered(106, number, 119) + IP4 + bytes(_ip(HOST, "10.9.1.6", ttl=63))) for number in range(2)), ignore=IGNORE_FLOW_LABEL)
    group.case("burst", [], "257 packets").send("c", *[arrive("c") / _ip(HOST, "10.9.1.7", size=n) for n in range(257)]) \
        .expect("a", *(sent(107, n, None, inner=_ip(HOST, "10.9.1.7", ttl=63, size=n)) for n in range(257)))
    inner = MTU - 4 - 28
    group.case("largest", [], "64: Ns and Nr take 4 octets of the path").send("c", arrive("c") / _ip(HOST, "10.9.1.2", size=inner)) \
        .expect("a", sent(102, 3, None, inner=_ip(HOST, "10.9.1.2", ttl=63, size=inner)))
    large = _ip(HOST, "10.9.1.2", size=inner + 1, flags="DF")
    group.case("too-large-df", [], "64").send("c", arrive("c") / large).error(
        "ip4-mtu-exceeded", "c", leave("c") / icmp4("10.0.3.1", large, 3, 4, MTU - 4))
    large = _ip(HOST, "10.9.1.2", size=inner + 400)
    group.case("fragmented", [], "64: each fragment has a number of its own").send("c", arrive("c") / large).fragments(
        "a", *[sent(102, 4 + n, None, inner=part) for n, part in enumerate(fragments4(_ip(HOST, "10.9.1.2", ttl=63, size=inner + 400), MTU - 4))])
    large = _ip(HOST, "10.9.1.4", size=1400 - 27, flags="DF")
    group.case("peer-mru", [], "the peer takes 1400 octets").send("c", arrive("c") / large).error(
        "ip4-mtu-exceeded", "c", leave("c") / icmp4("10.0.3.1", large, 3, 4, 1400))
    group.case("rate", [], "what is over the rate uses no number: 11 of 20 packets of 128 octets are 1,408").send("c", *[arrive("c") / _ip(HOST, "10.9.1.8")] * 20) \
        .expect("a", *(sent(108, number, "10.9.1.8") for number in range(11))).drop("ppp-rate-down", 9)
    group.case("icmp-error", [], "answers of the router are numbered too").send("a", arrive("a") / _outer(numbered(4, 0, 17) + IP4 + bytes(_ip("10.9.1.4", ttl=1)))) \
        .error("ip4-ttl-expired", "a", sent(104, 0, None, inner=icmp4(GATEWAY, _ip("10.9.1.4", ttl=1), 11, 0)))
    group.mark(
        items={125: ["families", "outer-ipv6", "burst"]},
        l2tp={25: ["checksum"], 26: ["outer-ipv6"], 36: ["both-in"], 38: ["in-wrap"], 57: ["both-in", "in-peer-stops"],
              63: ["families", "send", "recv-out", "both-in", "in-peer-stops"], 64: ["largest", "too-large-df", "fragmented"]})
    return group


def loopback():
    group = _group("loopback", "Loopback interfaces: addresses of the router that no port has")

    def local(name, text, packet, reason, port="c"):
        frame = arrive(port) / packet
        group.case(name, [], text).send(port, frame).punt(reason, frame)

    local("ipv4", "to a loopback address of the VRF", _ip(HOST, GATEWAY), "ipv4-local")
    local("ipv6", "to a loopback address of the VRF", _ip6(HOST6, GATEWAY6), "ipv6-local")
    local("default-vrf", "to a loopback address of VRF default", _ip("10.0.1.2", "10.8.0.1"), "ipv4-local", "a")
    group.case("other-vrf", [], "a loopback address of another VRF").send("a", arrive("a") / _ip("10.0.1.2", GATEWAY)).error(
        "ip4-no-route", "a", leave("a") / icmp4("10.0.1.1", _ip("10.0.1.2", GATEWAY), 3, 0))
    for name, packet, head, reason, type in [("session", _ip(target=GATEWAY), IP4, "ipv4-local", 0x0800), ("session-ipv6", _ip6(target=GATEWAY6), IP6, "ipv6-local", 0x86DD)]:
        group.case(f"from-{name}", [], "from a PPP session to its interface: the mirror gets it with its own address").send(
            "a", arrive("a") / _outer(v2(7) + head + bytes(packet))).punt(reason, Ether(src="00:00:00:00:00:00", dst="00:00:00:00:00:00", type=type) / packet,
                                                                         ignore=((0, "ffffffffffff"),))
    return group
