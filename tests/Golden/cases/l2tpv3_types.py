"""L2TPv3 pseudowire types other than Ethernet and PPP: IP packets that are routed; HDLC, Frame Relay and ATM between two sessions.

Numbers in the cases' texts are items of the L2TP list. VCCV packets (RFC 5085) are here too.
"""

import struct

from scapy.layers.inet import IP, UDP
from scapy.layers.inet6 import IPv6
from scapy.packet import Raw

import bench
import frames
from bench import arrive, burst, leave, payload
from golden import IGNORE_FLOW_LABEL, IGNORE_IDENTIFICATION, Group
from wire import fragments4, icmp4, icmp6, l2tp_ip, l2tp_udp, over_ip4, over_ip6, over_udp6, sequence

HOST, HOST6 = "10.0.3.2", "2001:db8:3::2"
GATEWAY, GATEWAY6 = "10.9.0.1", "2001:db8:9::1"
SENT, DEMANDED = bytes.fromhex("a1a2a3a4"), bytes.fromhex("0102030405060708")
NONE, DEFAULT = b"", bytes(4)

TUNNELS = """\
l2tp:
  tunnels:
    - { name: u4, tunnel-id: 1, peer-tunnel-id: 1, local: 10.0.1.1, remote: 10.0.1.2 }
    - { name: u6, tunnel-id: 2, peer-tunnel-id: 2, local: "2001:db8:1::1", remote: "2001:db8:1::2" }
    - { name: i4, tunnel-id: 3, peer-tunnel-id: 3, encapsulation: ip, local: 10.0.1.1, remote: 10.0.1.2 }
    - { name: i6, tunnel-id: 4, peer-tunnel-id: 4, encapsulation: ip, local: "2001:db8:1::1", remote: "2001:db8:1::2" }
    - { name: b4, tunnel-id: 5, peer-tunnel-id: 5, encapsulation: ip, local: 10.0.2.1, remote: 10.0.2.2 }
    - { name: b6, tunnel-id: 6, peer-tunnel-id: 6, local: "2001:db8:2::1", remote: "2001:db8:2::2" }
    - { name: df, tunnel-id: 7, peer-tunnel-id: 7, encapsulation: ip, local: 10.0.2.1, remote: 10.0.2.2, df: false }
  sessions:
"""


def groups():
    return [routed(), hdlc(), frame_relay(), atm(), vccv()]


def _udp4(message, source="10.0.1.2", target="10.0.1.1", **fields):
    return IP(src=source, dst=target, ttl=255, **fields) / UDP(sport=1701, dport=1701, chksum=0) / Raw(message)


class Tunnel:
    """How a tunnel wraps messages in both directions."""

    def __init__(self, wrap, header, port, family):
        self.wrap, self.header, self.port, self.family = wrap, header, port, family
        self.ignore = IGNORE_FLOW_LABEL if family == 6 else ()

    def sent(self, data, session, cookie=b"", sublayer=NONE):
        """What the router sends into a session of the peer."""
        ends = ("10.0.{}.1", "10.0.{}.2") if self.family == 4 else ("2001:db8:{}::1", "2001:db8:{}::2")
        source, target = (end.format(bench.NUMBER[self.port]) for end in ends)
        fields = {"id": 0, "flags": "DF"} if self.family == 4 else {}
        return leave(self.port) / self.wrap(self.header(session, cookie, sublayer) + bytes(data), source=source, target=target, **fields)

    def received(self, data, session, cookie=b"", sublayer=NONE):
        """What the peer sends into a session of the router."""
        ends = ("10.0.{}.2", "10.0.{}.1") if self.family == 4 else ("2001:db8:{}::2", "2001:db8:{}::1")
        source, target = (end.format(bench.NUMBER[self.port]) for end in ends)
        return arrive(self.port) / self.wrap(self.header(session, cookie, sublayer) + bytes(data), source=source, target=target)


U4, U6 = Tunnel(_udp4, l2tp_udp, "a", 4), Tunnel(over_udp6, l2tp_udp, "a", 6)
I4, I6 = Tunnel(over_ip4, l2tp_ip, "a", 4), Tunnel(over_ip6, l2tp_ip, "a", 6)
B4, B6 = Tunnel(over_ip4, l2tp_ip, "b", 4), Tunnel(over_udp6, l2tp_udp, "b", 6)


def _ip(source="10.9.1.7", target=HOST, ttl=64, size=100, **fields):
    return IP(src=source, dst=target, ttl=ttl, **fields) / payload(size)


def _inner6(source="2001:db8:9:1::7", target=HOST6, hlim=64, size=100):
    return IPv6(src=source, dst=target, hlim=hlim) / payload(size)


ROUTED = TUNNELS + """\
    - { name: p1, tunnel: u4, session-id: 0x11, peer-session-id: 0x111, payload: ip, interface: loopback0, routes: [10.9.1.0/24, "2001:db8:9:1::/64"], cookie: "a1a2a3a4", peer-cookie: "0102030405060708" }
    - { name: p2, tunnel: u6, session-id: 0x12, peer-session-id: 0x112, payload: ip, interface: loopback0, routes: [10.9.2.0/24, "2001:db8:9:2::/64"], l2-sublayer: none }
    - { name: p3, tunnel: i4, session-id: 0x13, peer-session-id: 0x113, payload: ip, interface: loopback0, routes: [10.9.3.0/24, "2001:db8:9:3::/64"], l2-sublayer: none }
    - { name: p4, tunnel: i6, session-id: 0x14, peer-session-id: 0x114, payload: ip, interface: loopback0, routes: [10.9.4.0/24, "2001:db8:9:4::/64"] }
    - { name: p5, tunnel: i4, session-id: 0x15, peer-session-id: 0x115, payload: ip, interface: loopback1, routes: [10.8.5.0/24] }
    - { name: p6, tunnel: i4, session-id: 0x16, peer-session-id: 0x116, payload: ip, interface: loopback0, routes: [10.9.6.0/24, "2001:db8:9:6::/64"], sequencing: both }
    - { name: p7, tunnel: i4, session-id: 0x17, peer-session-id: 0x117, payload: ip, interface: loopback0, routes: [10.9.7.0/24], enabled: false }
    - { name: p8, tunnel: i4, session-id: 0x18, peer-session-id: 0x118, payload: ip, interface: loopback2, routes: [10.9.8.0/24] }
    - { name: p9, tunnel: df, session-id: 0x19, peer-session-id: 0x119, payload: ip, interface: loopback0, routes: [10.9.9.0/24], l2-sublayer: none }
    - { name: p10, tunnel: i4, session-id: 0x1a, peer-session-id: 0x11a, payload: ip, interface: loopback0, routes: [10.9.10.0/24], l2-sublayer: none, mru: 1000 }
"""

LOOPBACKS = {
    "loopback0": f'{{ addresses: [{GATEWAY}/32, "{GATEWAY6}/128"], vrf: red }}',
    "loopback1": "{ addresses: [10.8.0.1/32] }",
    "loopback2": "{ vrf: red, ipv4: true, enabled: false }",
}

#: Session of the number: its tunnel, cookies sent and demanded, sublayer.
SESSIONS = {1: (U4, SENT, DEMANDED, DEFAULT), 2: (U6, b"", b"", NONE), 3: (I4, b"", b"", NONE), 4: (I6, b"", b"", DEFAULT)}


def routed():
    group = Group("l2tpv3-ip-payload", "L2TPv3 sessions that carry IP packets", bench.config(ROUTED, ports="abc", interfaces=LOOPBACKS), "abc")

    def inward(number, data):
        tunnel, _, demanded, sublayer = SESSIONS[number]
        return tunnel.received(data, 0x10 + number, demanded, sublayer)

    def outward(number, data):
        tunnel, sent, _, sublayer = SESSIONS[number]
        return tunnel.sent(data, 0x110 + number, sent, sublayer)

    for number, (tunnel, *_) in SESSIONS.items():
        source, source6 = f"10.9.{number}.7", f"2001:db8:9:{number}::7"
        group.case(f"in-ipv4-{number}", [], "an IPv4 packet behind the session header") \
            .send("a", inward(number, _ip(source))).expect("c", leave("c") / _ip(source, ttl=63))
        group.case(f"in-ipv6-{number}", [], "an IPv6 packet") \
            .send("a", inward(number, _inner6(source6))).expect("c", leave("c") / _inner6(source6, hlim=63))
        group.case(f"out-ipv4-{number}", [], "the IP packet follows the session header") \
            .send("c", arrive("c") / _ip(HOST, source)).expect("a", outward(number, _ip(HOST, source, ttl=63)), ignore=tunnel.ignore)
        group.case(f"out-ipv6-{number}", [], "") \
            .send("c", arrive("c") / _inner6(HOST6, source6)).expect("a", outward(number, _inner6(HOST6, source6, hlim=63)), ignore=tunnel.ignore)
    for family in (4, 6):
        for outer, numbers in ((4, (1, 3)), (6, (2, 4))):
            case = group.case(f"in-burst-ipv{family}-outer-ipv{outer}", [], "257 packets of two sessions, one vector")
            for port in burst():
                number = numbers[port % 2]
                inner, wanted = (_ip(f"10.9.{number}.7"), _ip(f"10.9.{number}.7", ttl=63)) if family == 4 else \
                    (_inner6(f"2001:db8:9:{number}::7"), _inner6(f"2001:db8:9:{number}::7", hlim=63))
                case.send("a", inward(number, inner)).expect("c", leave("c") / wanted)
    case = group.case("out-burst", [], "257 packets")
    for port in burst():
        case.send("c", arrive("c") / _ip(HOST, "10.9.3.9", size=port % 90)).expect("a", outward(3, _ip(HOST, "10.9.3.9", ttl=63, size=port % 90)))

    smallest = IP(src="10.9.3.7", dst=HOST, ttl=64)
    group.case("smallest", [], "an IP packet of 20 octets, the frame padded") \
        .send("a", bytes(inward(3, smallest)).ljust(60, b"\x5a")).expect("c", leave("c") / IP(src="10.9.3.7", dst=HOST, ttl=63))
    group.case("trailing-octets", [], "octets behind the inner packet are not forwarded") \
        .send("a", inward(3, bytes(_ip("10.9.3.7")) + b"\x55" * 9)).expect("c", leave("c") / _ip("10.9.3.7", ttl=63))
    group.case("vrf", [], "the packets of loopback1 are in another VRF") \
        .send("a", I4.received(_ip("10.8.5.7", "10.0.2.2"), 0x15, sublayer=DEFAULT)).expect("b", leave("b") / _ip("10.8.5.7", "10.0.2.2", ttl=63))
    group.case("hairpin", [], "from one IP session to another") \
        .send("a", inward(3, _ip("10.9.3.7", "10.9.1.9"))).expect("a", outward(1, _ip("10.9.3.7", "10.9.1.9", ttl=63)))

    def dropped(name, text, messages, reason):
        group.case(name, [], text).send("a", *messages).drop(reason, len(messages))

    nibbles = [bytes([nibble << 4 | 5]) + bytes(_ip("10.9.3.7"))[1:] for nibble in range(16) if nibble not in (4, 6)]
    dropped("not-ip", "neither version 4 nor 6", [inward(3, data) for data in nibbles], "l2tp-bad-payload")
    dropped("ppp-inside", "a PPP header in a session that carries none", [inward(3, b"\xff\x03\x00\x21" + bytes(_ip("10.9.3.7")))], "l2tp-bad-payload")
    dropped("empty", "the message ends behind its header", [inward(number, b"") for number in SESSIONS if SESSIONS[number][0].family == 4], "l2tp-truncated")
    whole = bytes(_ip("10.9.3.7"))
    dropped("ipv4-truncated", "cut within the inner IPv4 header", [inward(3, whole[:length]) for length in range(1, 20)], "ip4-truncated")
    dropped("ipv4-longer", "the inner length goes beyond the message", [inward(3, whole[:length]) for length in range(20, len(whole), 9)], "ip4-bad-length")
    dropped("ipv4-checksum", "the inner checksum is wrong", [inward(3, whole[:10] + b"\0\0" + whole[12:])], "ip4-bad-checksum")
    whole = bytes(_inner6("2001:db8:9:3::7"))
    dropped("ipv6-truncated", "cut within the inner IPv6 header", [inward(3, whole[:length]) for length in range(1, 40)], "ip6-truncated")
    dropped("ipv6-longer", "the inner length goes beyond the message", [inward(3, whole[:length]) for length in range(40, len(whole), 9)], "ip6-bad-length")
    dropped("disabled", "the session is down", [I4.received(_ip("10.9.7.7"), 0x17, sublayer=DEFAULT)], "l2tp-session-disabled")
    dropped("interface-down", "its interface is", [I4.received(_ip("10.9.8.7"), 0x18, sublayer=DEFAULT)], "interface-down")
    dropped("no-ipv6", "an IPv6 packet on an interface without", [I4.received(_inner6("2001:db8:9:5::7"), 0x15, sublayer=DEFAULT)], "ip6-disabled")
    dropped("wrong-cookie", "6", [U4.received(_ip(), 0x11, DEMANDED[::-1], DEFAULT)], "l2tp-bad-cookie")

    received = _ip("10.9.1.7", ttl=1)
    group.case("ttl", [], "an ICMP error goes back into the session") \
        .send("a", inward(1, received)).error("ip4-ttl-expired", "a", outward(1, icmp4(GATEWAY, received, 11, 0)))
    received = _inner6("2001:db8:9:2::7", hlim=1)
    group.case("hop-limit", [], "and an ICMPv6 error") \
        .send("a", inward(2, received)).drop("ip6-ttl-expired").originate().expect("a", outward(2, icmp6(GATEWAY6, received, 3, 0)), ignore=IGNORE_FLOW_LABEL)

    room = 1500 - 20 - 4
    exact = _ip(HOST, "10.9.3.7", size=room - 28)
    group.case("mtu-exact", [], "64: what just fits the path with its headers") \
        .send("c", arrive("c") / exact).expect("a", outward(3, _ip(HOST, "10.9.3.7", ttl=63, size=room - 28)))
    longer = _ip(HOST, "10.9.3.7", size=room - 27, flags="DF")
    group.case("mtu-df", [], "64: one octet more, with DF").send("c", arrive("c") / longer) \
        .error("ip4-mtu-exceeded", "c", leave("c") / icmp4("10.0.3.1", longer, 3, 4, mtu=room))
    longer6 = _inner6(HOST6, "2001:db8:9:3::7", size=room - 47)
    group.case("mtu-ipv6", [], "64").send("c", arrive("c") / longer6) \
        .error("ip6-mtu-exceeded", "c", leave("c") / icmp6("2001:db8:3::1", longer6, 2, 0, mtu=room))
    longer = _ip(HOST, "10.9.3.7", size=room, id=7, ttl=64)
    group.case("mtu-fragments", [], "64: without DF, fragmented inside").send("c", arrive("c") / longer) \
        .fragments("a", *(outward(3, part) for part in fragments4(_ip(HOST, "10.9.3.7", size=room, id=7, ttl=63), room)))
    longer = _ip(HOST, "10.9.10.7", size=1000 - 27, flags="DF")
    group.case("mru", [], "the configured MRU").send("c", arrive("c") / longer) \
        .error("ip4-mtu-exceeded", "c", leave("c") / icmp4("10.0.3.1", longer, 3, 4, mtu=1000))
    outer = over_ip4(l2tp_ip(0x119) + bytes(_ip(HOST, "10.9.9.7", ttl=63)), source="10.0.2.1", target="10.0.2.2", id=1)
    group.case("df-clear", [], "17: a tunnel without DF: identifications").send("c", arrive("c") / _ip(HOST, "10.9.9.7")) \
        .expect("b", leave("b") / outer, ignore=IGNORE_IDENTIFICATION)

    case = group.case("numbers-sent", [], "33: from 0 on, for both families one after the other")
    for number in range(20):
        inner, wanted = (_ip(HOST, "10.9.6.7"), _ip(HOST, "10.9.6.7", ttl=63)) if number % 2 else \
            (_inner6(HOST6, "2001:db8:9:6::7"), _inner6(HOST6, "2001:db8:9:6::7", hlim=63))
        case.send("c", arrive("c") / inner).step().expect("a", I4.sent(wanted, 0x116, sublayer=sequence(number)))
    case = group.case("numbers-received", [], "36, 37: late and repeated numbers")
    for number, late in ((5, False), (6, False), (6, True), (2, True), (9, False), (8, True), (10, False)):
        case.send("a", I4.received(_ip("10.9.6.7"), 0x16, sublayer=sequence(number)))
        if late:
            case.drop("l2tp-out-of-sequence")
        else:
            case.expect("c", leave("c") / _ip("10.9.6.7", ttl=63))
    return group


class Switch:
    """Sessions that are connected to each other: x-N on the tunnel of port a, y-N on that of port b."""

    def __init__(self, group, left, right, sublayer):
        self.group, self.left, self.right, self.sublayer = group, left, right, sublayer

    def passes(self, name, text, number, frames_, wanted=None, back=None, sublayer=None, sent=None):
        """Frames from a to b and from b to a. wanted, back: as they arrive there, if not the same."""
        frames_ = frames_ if isinstance(frames_, list) else [frames_]
        wanted = frames_ if wanted is None else wanted if isinstance(wanted, list) else [wanted]
        sublayer = self.sublayer if sublayer is None else sublayer
        sent = self.sublayer if sent is None else sent
        self.group.case(f"{name}-ab", [], text) \
            .send("a", *(self.left.received(frame, number, sublayer=sublayer) for frame in frames_)) \
            .expect("b", *(self.right.sent(frame, 0x1000 + number, sublayer=sent) for frame in wanted), ignore=self.right.ignore)
        to_a, from_b = (frames_, wanted) if back is None else back
        self.group.case(f"{name}-ba", [], text) \
            .send("b", *(self.right.received(frame, 0x100 + number, sublayer=sublayer) for frame in from_b)) \
            .expect("a", *(self.left.sent(frame, 0x2000 + number, sublayer=sent) for frame in to_a), ignore=self.left.ignore)

    def drops(self, name, text, number, frames_, reason, sublayer=None):
        """Frames from a that go nowhere."""
        sublayer = self.sublayer if sublayer is None else sublayer
        self.group.case(name, [], text).send("a", *(self.left.received(frame, number, sublayer=sublayer) for frame in frames_)).drop(reason, len(frames_))


def _pair(number, keys, left="u4", right="b4", more="", other=None):
    return (f"    - {{ name: x-{number}, tunnel: {left}, session-id: {number:#x}, peer-session-id: {0x2000 + number:#x}, {keys}{more} }}\n"
            f"    - {{ name: y-{number}, tunnel: {right}, session-id: {0x100 + number:#x}, peer-session-id: {0x1000 + number:#x}, {other or keys}{more} }}\n")


def _connected(*numbers):
    return "cross-connects:\n" + "".join(f"  - [x-{number}, y-{number}]\n" for number in numbers)


def hdlc():
    body = TUNNELS + _pair(1, "payload: hdlc") + _pair(2, "payload: hdlc", "u6", "b6", ", l2-sublayer: none") \
        + _pair(3, "payload: hdlc", "i4", "b4", ", sequencing: both") + _pair(4, "payload: hdlc") + _pair(5, "payload: hdlc", "i6", "df") \
        + _connected(1, 2, 3, 5)
    group = Group("l2tpv3-hdlc", "HDLC between two L2TPv3 sessions (47)", bench.config(body, ports="ab", vrfs=(), interfaces={}), "ab")
    switch = Switch(group, U4, B4, DEFAULT)
    cisco = b"\x0f\x00\x08\x00" + bytes(IP(src="192.0.2.1", dst="192.0.2.2") / payload(30))
    slarp = b"\x8f\x00\x80\x35" + bytes(18)
    switch.passes("cisco-hdlc", "address, control, type, packet: as it came", 1, [cisco, slarp])
    switch.passes("lapb", "address and control alone", 1, [b"\x03\x3f", b"\x01\x73"])
    switch.passes("flags-inside", "7e and 7d are octets like others", 1, [b"\xff\x03" + b"\x7e\x7d" * 20])
    switch.passes("like-ethernet", "a frame that looks like Ethernet with tags goes unseen", 1, [bytes(frames.KINDS["double-tagged"]), bytes(frames.KINDS["tagged"])])
    Switch(group, U6, B6, NONE).passes("ipv6-outer", "no entropy in the flow label: the order is kept", 2, [cisco, slarp, b"\x0f\x00"])
    case = group.case("burst", [], "257 frames of many sizes")
    for number, _ in enumerate(burst()):
        frame = b"\x0f\x00" + bench.pattern(number)
        case.send("a", U4.received(frame, 1, sublayer=DEFAULT)).expect("b", B4.sent(frame, 0x1001, sublayer=DEFAULT))
    case = group.case("numbers", [], "each session has its own numbers")
    for number, (received, late) in enumerate(((7, False), (8, False), (8, True), (9, False))):
        case.send("a", I4.received(cisco, 3, sublayer=sequence(received)))
        if late:
            case.drop("l2tp-out-of-sequence")
    case.expect("b", *(B4.sent(cisco, 0x1003, sublayer=sequence(number)) for number in range(3)))
    switch.drops("too-short", "less than address and control", 1, [b"\x0f", b""], "l2tp-truncated")
    switch.drops("not-connected", "no other session", 4, [cisco], "l2tp-not-connected")
    exact = b"\x0f\x00" + bytes(1500 - 20 - 8 - 2)
    group.case("mtu-exact", [], "with its headers of the MTU").send("a", I6.received(exact[:1448], 5, sublayer=DEFAULT)) \
        .expect("b", leave("b") / over_ip4(l2tp_ip(0x1005, b"", DEFAULT) + exact[:1448], source="10.0.2.1", target="10.0.2.2", id=1), ignore=IGNORE_IDENTIFICATION)
    group.case("mtu-one-more", [], "over the MTU of the other tunnel's path").send("b", B4.received(exact[:1461], 0x101, sublayer=DEFAULT)).drop("mtu-exceeded")
    group.mark(l2tp={47: ["*"]})
    return group


def q922(dlci, bits=0, size=2):
    """The address field; bits: C/R 2, FECN 8, BECN 4, DE 1, of which C/R goes to the first octet."""
    low = dlci & 0xF if size == 2 else dlci >> 13 & 0xF
    high = dlci >> 4 if size == 2 else dlci >> 17
    first = [high << 2 | bits & 2, low << 4 | (8 if bits & 8 else 0) | (4 if bits & 4 else 0) | (2 if bits & 1 else 0)]
    if size == 2:
        return bytes([first[0], first[1] | 1])
    return bytes([*first, (dlci >> 6 & 0x7F) << 1, (dlci & 0x3F) << 2 | 1])


def frame_relay():
    body = TUNNELS + _pair(1, "payload: frame-relay, dlci: 100", other="payload: frame-relay, dlci: 201, peer-dlci: 202") \
        + _pair(2, "payload: frame-relay, header-length: 4, dlci: 100", "i4", "b6", ", l2-sublayer: none",
                other="payload: frame-relay, header-length: 4, dlci: 8388607, peer-dlci: 5592405") \
        + _pair(3, "payload: frame-relay, dlci: 16", other="payload: frame-relay, dlci: 991", left="i6") + _connected(1, 2, 3)
    group = Group("l2tpv3-frame-relay", "Frame Relay between two L2TPv3 sessions (48)", bench.config(body, ports="ab", vrfs=(), interfaces={}), "ab")
    information = b"\x03\xcc" + bytes(IP(src="192.0.2.1", dst="192.0.2.2") / payload(30))
    every = range(16)

    switch = Switch(group, U4, B4, DEFAULT)
    switch.passes("short-header", "the DLCI becomes the other session's; C/R, FECN, BECN and DE stay", 1,
                  [q922(100, bits) + information for bits in every], [q922(201, bits) + information for bits in every],
                  back=([q922(100, bits) + information for bits in every], [q922(202, bits) + information for bits in every]))
    Switch(group, I4, B6, NONE).passes("long-header", "four octets", 2,
                  [q922(100, bits, 4) + information for bits in every], [q922(8388607, bits, 4) + information for bits in every],
                  back=([q922(100, bits, 4) + information for bits in every], [q922(5592405, bits, 4) + information for bits in every]))
    Switch(group, I6, B4, DEFAULT).passes("first-and-last", "DLCI 16 and 991", 3, [q922(16) + information], [q922(991) + information])
    switch.passes("header-alone", "nothing behind the header", 1, [q922(100)], [q922(201)], back=([q922(100)], [q922(202)]))
    case = group.case("burst", [], "257 frames, every fifth of another DLCI")
    for number, _ in enumerate(burst()):
        frame = bench.pattern(number)
        if number % 5 == 4:
            case.send("a", U4.received(q922(101 + number) + frame, 1, sublayer=DEFAULT)).drop("frame-relay-wrong-dlci")
        else:
            case.send("a", U4.received(q922(100, number % 16) + frame, 1, sublayer=DEFAULT)).expect("b", B4.sent(q922(201, number % 16) + frame, 0x1001, sublayer=DEFAULT))
    switch.drops("wrong-dlci", "one bit of the DLCI at a time", 1, [q922(100 ^ 1 << bit) + information for bit in range(10)], "frame-relay-wrong-dlci")
    long = Switch(group, I4, B6, NONE)
    long.drops("wrong-long-dlci", "one bit of 23 at a time", 2, [q922(100 ^ 1 << bit, size=4) + information for bit in range(23)], "frame-relay-wrong-dlci")
    header = struct.unpack(">H", q922(100))[0]
    switch.drops("extension", "EA bits of headers of 1, 3 and 4 octets", 1,
                 [struct.pack(">H", header ^ bits) + information for bits in (0x0100, 0x0001, 0x0101)] + [q922(100, size=4) + information], "frame-relay-bad-header")
    header = struct.unpack(">I", q922(100, size=4))[0]
    long.drops("long-extension", "one EA bit at a time; D/C set; a header of 2 octets", 2,
               [struct.pack(">I", header ^ bits) + information for bits in (1 << 24, 1 << 16, 1 << 8, 1, 2)] + [q922(100) + information], "frame-relay-bad-header")
    switch.drops("truncated", "within the header", 1, [b"", q922(100)[:1]], "l2tp-truncated")
    long.drops("long-truncated", "", 2, [q922(100, size=4)[:length] for length in range(4)], "l2tp-truncated")
    group.mark(l2tp={48: ["*"]})
    return group


def atm_sublayer(flags=0, number=None):
    """ATM-specific sublayer: T 8, G 4, C 2, U 1."""
    return struct.pack(">I", flags << 24 | (0 if number is None else 0x40000000 | number))


def cell(number, vpi=5, vci=100):
    """A cell without its HEC."""
    return struct.pack(">I", vpi << 20 | vci << 4) + bench.pattern(48, number)


def atm():
    body = TUNNELS + _pair(1, "payload: atm-aal5") + _pair(2, "payload: atm-vcc, max-cells: 5", other="payload: atm-vcc, max-cells: 28") \
        + _pair(3, "payload: atm-vpc", "i4", "b6", ", l2-sublayer: none") + _pair(4, "payload: atm-port, max-cells: 3", "u6", "b4", ", l2-sublayer: atm") \
        + _pair(5, "payload: atm-aal5", other="payload: atm-aal5, l2-sublayer: none") + _pair(6, "payload: atm-aal5", more=", sequencing: both") \
        + _connected(1, 2, 3, 4, 5, 6)
    group = Group("l2tpv3-atm", "ATM between two L2TPv3 sessions (50)", bench.config(body, ports="ab", vrfs=(), interfaces={}), "ab")
    sdu = b"\xaa\xaa\x03\x00\x00\x00\x08\x00" + bytes(IP(src="192.0.2.1", dst="192.0.2.2") / payload(30))
    switch = Switch(group, U4, B4, DEFAULT)
    switch.passes("aal5", "SDUs of 1 octet and more", 1, [sdu, b"\x01", bytes(1400)])
    for flags in range(8):
        switch.passes(f"aal5-flags-{flags}", "G (EFCI), C (CLP) and U (C/R) of the sublayer go along", 1, [sdu], sublayer=atm_sublayer(flags), sent=atm_sublayer(flags))
    switch.passes("aal5-cell", "T: a cell, of OAM, among the SDUs", 1, [cell(1)], sublayer=atm_sublayer(8), sent=atm_sublayer(8))
    switch.drops("aal5-cell-length", "T with anything but a cell", 1, [cell(1)[:-1], cell(1) + b"\0", cell(1) + cell(2), b"\x01"], "atm-bad-length", sublayer=atm_sublayer(8))
    switch.drops("aal5-empty", "no octet", 1, [b""], "l2tp-truncated")
    group.case("aal5-fragment-bits", [], "B and E of the sublayer are not for here and do not go along") \
        .send("a", U4.received(sdu, 1, sublayer=atm_sublayer(0x35))).expect("b", B4.sent(sdu, 0x1001, sublayer=atm_sublayer(0x05)))
    group.case("aal5-to-plain", [], "into a session without sublayer: SDUs go").send("a", U4.received(sdu, 5, sublayer=atm_sublayer(7))).expect("b", B4.sent(sdu, 0x1005))
    switch.drops("aal5-cell-to-plain", "but cells could not be told from them there", 5, [cell(1)], "l2tp-bad-payload", sublayer=atm_sublayer(8))
    case = group.case("aal5-numbers", [], "flags beside numbers")
    for number in range(8):
        case.send("a", U4.received(sdu, 6, sublayer=atm_sublayer(number, 30 + number))).expect("b", B4.sent(sdu, 0x1006, sublayer=atm_sublayer(number, number)))
    cells = [b"".join(cell(at) for at in range(count)) for count in range(1, 7)]
    switch.passes("cells", "1 to max-cells cells in a packet: the smaller of both sessions", 2, cells[:5])
    switch.drops("too-many-cells", "one more", 2, cells[5:], "atm-bad-length")
    group.case("too-many-cells-back", [], "more than the session takes that they go to").send("b", B4.received(cells[5], 0x102, sublayer=DEFAULT)).drop("atm-bad-length")
    switch.drops("no-whole-cells", "other lengths", 2, [cells[4][:length] for length in (0, 1, 51, 53, 103, 105, 259)][1:], "atm-bad-length")
    switch.drops("no-cell", "none at all", 2, [b""], "l2tp-truncated")
    Switch(group, I4, B6, NONE).passes("vpc", "one cell if nothing is configured", 3, [cell(1), cell(2)])
    Switch(group, I4, B6, NONE).drops("vpc-two", "not two", 3, [cells[1]], "atm-bad-length", sublayer=NONE)
    Switch(group, U6, B4, DEFAULT).passes("port-sublayer", "cells with the ATM-specific sublayer", 4, [cells[2]], sublayer=atm_sublayer(4), sent=atm_sublayer(4))
    group.mark(l2tp={50: ["*"]})
    return group


def vccv():
    keys = "tunnel: {0}, session-id: {1:#x}, peer-session-id: {1:#x}"
    body = TUNNELS + "".join(f"    - {{ name: s{number}, {keys.format(tunnel, number)}, {more} }}\n" for number, tunnel, more in (
        (1, "u4", 'peer-cookie: ""'), (2, "u4", 'peer-cookie: "01020304"'), (3, "i4", 'peer-cookie: "0102030405060708"'), (4, "i6", 'peer-cookie: ""'),
        (5, "u4", "payload: ppp, interface: loopback0"), (6, "i4", "payload: ip, interface: loopback0"), (7, "i4", "payload: hdlc"), (8, "i4", "payload: hdlc"),
        (9, "i4", "sequencing: both"), (10, "u4", 'peer-cookie: "80828384", l2-sublayer: none'))) \
        + "cross-connects:\n" + "".join(f"  - [d.{number}, s{number}]\n" for number in (1, 2, 3, 4, 9, 10)) + "  - [s7, s8]\n"
    circuits = {f"d.{number}": f"{{ vlan: {number} }}" for number in (1, 2, 3, 4, 9, 10)}
    group = Group("l2tpv3-vccv", "The V bit of the sublayer (RFC 5085): VCCV was not negotiated",
                  bench.config(body, ports="abcd", interfaces={**circuits, "loopback0": f"{{ addresses: [{GATEWAY}/32], vrf: red }}"}), "abcd")
    frame = frames.frame(64)
    ppp = b"\xff\x03\x00\x21" + bytes(_ip())
    for number, tunnel, cookie, data in ((1, U4, b"", frame), (2, U4, DEMANDED[:4], frame), (3, I4, DEMANDED, frame), (4, I6, b"", frame),
                                         (5, U4, b"", ppp), (6, I4, b"", _ip()), (7, I4, b"", b"\x0f\x00\x08\x00"), (9, I4, b"", frame)):
        sublayers = (b"\x80\0\0\0", b"\xff\xff\xff\xff", b"\xc0\0\0\x05")
        group.case(f"session-{number}", [], "53: dropped and counted, not delivered") \
            .send("a", *(tunnel.received(data, number, cookie, sublayer) for sublayer in sublayers)).drop("l2tp-vccv", len(sublayers))

    def tagged(vlan):
        return bytes(frame)[:12] + struct.pack(">HH", 0x8100, vlan) + bytes(frame)[12:]

    group.case("other-bits", [], "35: the other bits are ignored without sequencing") \
        .send("a", U4.received(frame, 1, b"", b"\x7f\xff\xff\xff")).expect("d", tagged(1))
    group.case("no-sublayer", [], "a cookie or a frame that begins with such a bit is none") \
        .send("a", U4.received(frame, 10, bytes.fromhex("80828384"))).expect("d", tagged(10))
    case = group.case("burst", [], "every third of a vector")
    for number, _ in enumerate(burst()):
        if number % 3 == 1:
            case.send("a", U4.received(frame, 1, b"", b"\x80\0\0\0")).drop("l2tp-vccv")
        else:
            case.send("a", U4.received(frame, 1, b"", DEFAULT)).expect("d", tagged(1))
    group.mark(l2tp={53: ["*"]})
    return group
