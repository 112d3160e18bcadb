"""What a router does to the traffic of PPP sessions: TCP's MSS option, rates.

Packets are put together octet by octet and checksums are calculated over the whole segment: the router only adjusts them.
"""

import socket
import struct

from scapy.layers.inet import IP
from scapy.layers.inet6 import IPv6
from scapy.packet import Raw

import bench
from bench import arrive, leave, payload
from golden import Group
from l2tpv2 import IP4, IP6, LOOPBACKS, _outer, _sent, v2
from wire import checksum

HOST, HOST6 = "10.0.3.2", "2001:db8:3::2"
GATEWAY = "10.9.0.1"
MRU = 1400
MSS4, MSS6 = MRU - 40, MRU - 60

TUNNELS = f"""\
l2tp:
  tunnels:
    - {{ name: lac, version: 2, tunnel-id: 17, peer-tunnel-id: 117, local: 10.0.1.1, remote: 10.0.1.2 }}
    - {{ name: lac-sum, version: 2, tunnel-id: 18, peer-tunnel-id: 118, local: 10.0.1.1, remote: 10.0.1.2, udp-checksum: computed }}
  sessions:
    - {{ name: p7, tunnel: lac, session-id: 7, peer-session-id: 107, payload: ppp, interface: loopback0, routes: [10.9.1.7/32, "2001:db8:9:7::/64"], mru: {MRU} }}
    - {{ name: p8, tunnel: lac, session-id: 8, peer-session-id: 108, payload: ppp, interface: loopback0, routes: [10.9.1.8/32, "2001:db8:9:8::/64"], mru: {MRU}, tcp-mss: off }}
    - {{ name: p9, tunnel: lac, session-id: 9, peer-session-id: 109, payload: ppp, interface: loopback0, routes: [10.9.1.9/32, "2001:db8:9:9::/64"], mru: {MRU}, tcp-mss: 1200 }}
    - {{ name: p10, tunnel: lac-sum, session-id: 10, peer-session-id: 110, payload: ppp, interface: loopback0, routes: [10.9.1.10/32], mru: {MRU} }}
    - {{ name: p11, tunnel: lac, session-id: 11, peer-session-id: 111, payload: ppp, interface: loopback0, routes: [10.9.1.11/32], tcp-mss: 9000 }}
"""

#: 10,000 octets a second, 1,500 at once.
RATE = "80k"
LIMITED = f"""\
l2tp:
  tunnels:
    - {{ name: lac, version: 2, tunnel-id: 17, peer-tunnel-id: 117, local: 10.0.1.1, remote: 10.0.1.2 }}
  sessions:
    - {{ name: up, tunnel: lac, session-id: 7, peer-session-id: 107, payload: ppp, interface: loopback0, routes: [10.9.1.7/32, "2001:db8:9:7::/64"], rate-up: {RATE}, burst-up: 1500 }}
    - {{ name: down, tunnel: lac, session-id: 8, peer-session-id: 108, payload: ppp, interface: loopback0, routes: [10.9.1.8/32, "2001:db8:9:8::/64"], rate-down: {RATE}, burst-down: 1500 }}
    - {{ name: both, tunnel: lac, session-id: 9, peer-session-id: 109, payload: ppp, interface: loopback0, routes: [10.9.1.9/32], rate-up: {RATE}, burst-up: 1500, rate-down: 160k, burst-down: 2k }}
    - {{ name: free, tunnel: lac, session-id: 10, peer-session-id: 110, payload: ppp, interface: loopback0, routes: [10.9.1.10/32], rate-up: 0 }}
    - {{ name: large, tunnel: lac, session-id: 11, peer-session-id: 111, payload: ppp, interface: loopback0, routes: [10.9.1.11/32], rate-up: 100G, rate-down: 100G }}
"""

SYN, SYN_ACK, ACK = 0x02, 0x12, 0x10


def groups():
    return [segments("in"), segments("out"), rates()]


def mss(value):
    return struct.pack(">BBH", 2, 4, value)


class Ends:
    """Addresses of one direction."""

    def __init__(self, direction, session=7):
        near, far = (f"10.9.1.{session}", f"2001:db8:9:{session:x}::7"), (HOST, HOST6)
        self.source, self.target = (near, far) if direction == "in" else (far, near)

    def tcp(self, options, version=4, flags=SYN, data=b"", offset=None, urgent=0, sum=None):
        """A TCP segment (RFC 9293 3.1); offset: what the header says of its length, in words."""
        words = 5 + len(options) // 4 if offset is None else offset
        segment = struct.pack(">HHIIBBHHH", 40000, 80, 1, 2, words << 4, flags, 64240, 0, urgent) + options + data
        if sum is None:
            family = socket.AF_INET if version == 4 else socket.AF_INET6
            index = 0 if version == 4 else 1
            pseudo = socket.inet_pton(family, self.source[index]) + socket.inet_pton(family, self.target[index]) + struct.pack(">II", len(segment), 6)
            sum = checksum(pseudo + segment)
        return segment[:16] + struct.pack(">H", sum) + segment[18:]

    def ip(self, body, ttl=64, proto=6, **fields):
        return IP(src=self.source[0], dst=self.target[0], ttl=ttl, proto=proto, **fields) / Raw(body)

    def ip6(self, body, hlim=64, nh=6):
        return IPv6(src=self.source[1], dst=self.target[1], hlim=hlim, nh=nh) / Raw(body)


def segments(direction):
    group = Group(f"ppp-mss-{direction}", f"TCP's MSS option in packets {'from' if direction == 'in' else 'to'} the peer of a PPP session",
                  bench.config(TUNNELS, ports="ac", interfaces=LOOPBACKS, neighbours=[]), "ac")
    ends = Ends(direction)

    def carry(case, before, after, session=7, tunnel=17, head=IP4, checksum=0):
        """One packet through the router."""
        if direction == "in":
            return case.send("a", arrive("a") / _outer(v2(session, tunnel) + head + bytes(before))).expect("c", leave("c") / after)
        return case.send("c", arrive("c") / before).expect("a", leave("a") / _sent(v2(100 + session, 100 + tunnel) + head + bytes(after), checksum=checksum))

    def four(name, text, before, after=None, **fields):
        after = before if after is None else after
        carry(group.case(name, [129], text), ends.ip(before, **fields), ends.ip(after, ttl=63, **fields))

    def six(name, text, before, after=None, nh=6):
        after = before if after is None else after
        carry(group.case(name, [129], text), ends.ip6(before, nh=nh), ends.ip6(after, hlim=63, nh=nh), head=IP6)

    def lowered(name, text, options, value=MSS4, **fields):
        """options: a function of the MSS."""
        four(name, text, ends.tcp(options(1460), **fields), ends.tcp(options(value), **fields))
        six(f"{name}-ipv6", text, ends.tcp(options(1440), 6, **fields), ends.tcp(options(value - 20), 6, **fields))

    def unchanged(name, text, options, **fields):
        four(name, text, ends.tcp(options, **fields))
        six(f"{name}-ipv6", text, ends.tcp(options, 6, **fields))

    lowered("syn", "lowered to the MTU less 40 or 60 octets", mss)
    lowered("syn-ack", "", mss, flags=SYN_ACK)
    lowered("syn-ece-cwr", "", mss, flags=0xC2)
    lowered("with-data", "octets behind the header", mss, data=b"\x5a" * 33)
    lowered("linux", "the options of a Linux SYN", lambda value: mss(value) + b"\4\2\x08\x0a\1\2\3\4\0\0\0\0\1\3\3\7")
    lowered("last", "behind other options", lambda value: b"\4\2\x08\x0a\1\2\3\4\0\0\0\0\1\3\3\7" + mss(value))
    lowered("odd", "at an odd offset: its octets lie in two words of the checksum", lambda value: b"\1" + mss(value) + b"\3\3\7")
    lowered("odd-end", "at an odd offset, the end of options behind it", lambda value: b"\1\1\1" + mss(value) + b"\0")
    lowered("twice", "whichever a host takes", lambda value: mss(value) + mss(value))
    lowered("longest-header", "40 octets of options", lambda value: b"\1" * 36 + mss(value))
    for version, largest in ((4, MSS4), (6, MSS6)):
        send, suffix = (four, "") if version == 4 else (six, "-ipv6")
        send(f"largest{suffix}", "65,535 octets", ends.tcp(mss(65535), version), ends.tcp(mss(largest), version))
        send(f"equal{suffix}", "fits", ends.tcp(mss(largest), version))
        send(f"one-more{suffix}", "", ends.tcp(mss(largest + 1), version), ends.tcp(mss(largest), version))
        for name, wanted in (("sum-0", 0), ("sum-1", 1), ("sum-fffe", 0xFFFE)):
            # The urgent pointer is not looked at without its flag: it makes the checksum what is wanted.
            pointer = next(n for n in range(65536) if struct.unpack(">H", ends.tcp(mss(largest), version, urgent=n)[16:18])[0] == wanted)
            send(f"{name}-after{suffix}", "edges of the checksum", ends.tcp(mss(1460), version, urgent=pointer), ends.tcp(mss(largest), version, urgent=pointer))
            pointer = next(n for n in range(65536) if struct.unpack(">H", ends.tcp(mss(1460), version, urgent=n)[16:18])[0] == wanted)
            send(f"{name}-before{suffix}", "edges of the checksum", ends.tcp(mss(1460), version, urgent=pointer), ends.tcp(mss(largest), version, urgent=pointer))

    unchanged("smaller", "fits", mss(536))
    unchanged("zero", "", mss(0))
    unchanged("no-option", "a SYN without it", b"\1\1\4\2")
    unchanged("no-options", "", b"")
    unchanged("ack", "no SYN", mss(1460), flags=ACK)
    unchanged("rst", "no SYN", mss(1460), flags=0x04)
    unchanged("behind-end", "behind the end of options", b"\0\1\1\1" + mss(1460))
    unchanged("length-0", "an option of no octets", b"\2\0\x05\xb4")
    unchanged("length-1", "an option of one octet", b"\2\1\x05\xb4")
    unchanged("length-3", "not the option's length", b"\2\3\x05\xb4" + b"\0" * 4)
    unchanged("length-6", "not the option's length", b"\2\6\x05\xb4\0\0\0\0")
    unchanged("other-length-0", "an option of no octets before it", b"\xfe\0\1\1" + mss(1460))
    unchanged("other-length-1", "an option of one octet before it", b"\xfe\1\1\1" + mss(1460))
    unchanged("other-beyond", "an option that ends behind the header", b"\xfe\x0a\1\1" + mss(1460)[:2] + b"\1\1")
    unchanged("mss-beyond", "the option itself ends behind the header", b"\1\1\2\4" + b"", data=b"\x05\xb4")
    unchanged("kind-alone", "the header ends behind the kind", b"\1\1\1\2", data=b"\4\x05\xb4")
    unchanged("half-value", "the header ends inside the value", b"\1\2\4\x05", data=b"\xb4")
    unchanged("offset-0", "a header of no words", mss(1460), offset=0)
    unchanged("offset-4", "a header of four words", mss(1460), offset=4)
    unchanged("offset-5", "no options: what follows is data", mss(1460), offset=5)
    unchanged("offset-15", "a header longer than the packet", mss(1460), offset=15)
    unchanged("offset-7", "a header one word longer than the packet", mss(1460), offset=7)
    whole = ends.tcp(mss(1460))
    for size in (1, 12, 13, 14, 19, 20, 23):
        four(f"cut-{size}", "the packet ends inside the header", whole[:size])
        six(f"cut-{size}-ipv6", "the packet ends inside the header", ends.tcp(mss(1460), 6)[:size])

    four("first-fragment", "the first fragment has the header", ends.tcp(mss(1460), data=b"\x5a" * 24), ends.tcp(mss(MSS4), data=b"\x5a" * 24), flags="MF", id=7)
    four("first-fragment-cut", "a first fragment that ends inside the options", whole[:16] + whole[16:20], flags="MF", id=7)
    four("later-fragment", "any octets", whole, frag=4, id=7)
    four("last-fragment", "any octets", whole, frag=185, id=7)
    four("options", "IPv4 with options", ends.tcp(mss(1460)), ends.tcp(mss(MSS4)), options=[b"\x94\x04\0\0"])
    four("udp", "the same octets in UDP", whole, proto=17)
    four("other-protocol", "the same octets in another protocol", whole, proto=132)
    four("wrong-sum", "a wrong checksum stays as wrong: the host drops it",
         ends.tcp(mss(1460), sum=0x1234), ends.tcp(mss(MSS4), sum=_adjusted(0x1234, 1460, MSS4)))

    def behind(name, text, header, first, change=True):
        before, after = ends.tcp(mss(1440), 6), ends.tcp(mss(MSS6 if change else 1440), 6)
        six(name, text, header + before, header + after, nh=first)

    behind("destination-options", "behind destination options", b"\6\0\1\4\0\0\0\0", 60)
    behind("two-headers", "behind two of them", b"\x3c\0\1\4\0\0\0\0" + b"\6\1\1\x0c" + b"\0" * 12, 60)
    behind("routing", "behind a routing header of which nothing is left", b"\6\0\xfd\0\0\0\0\0", 43)
    behind("fragment-first", "behind a fragment header", b"\6\0\0\1\0\0\0\7", 44)
    behind("fragment-atomic", "a whole packet behind a fragment header (RFC 6946)", b"\6\0\0\0\0\0\0\7", 44)
    behind("fragment-later", "a later fragment", b"\6\0\0\x21\0\0\0\7", 44, change=False)
    behind("fragment-last", "the last fragment", b"\6\0\0\x20\0\0\0\7", 44, change=False)
    behind("nine-headers", "behind more than eight headers nobody looks", b"\x3c\0\1\4\0\0\0\0" * 8 + b"\6\0\1\4\0\0\0\0", 60, change=False)
    behind("no-next-header", "no next header", b"", 59, change=False)
    behind("esp", "what is encrypted", b"", 50, change=False)
    six("extension-beyond", "a header that ends behind the packet", b"\6\xff\1\4\0\0\0\0" + ends.tcp(mss(1440), 6), nh=60)
    six("extension-cut", "the packet ends inside a header", b"\6\0\1\4", nh=60)
    six("extension-alone", "nothing behind a header", b"\6\0\1\4\0\0\0\0", nh=60)

    other = Ends(direction, 8)
    carry(group.case("off", [129], "tcp-mss: off"), other.ip(other.tcp(mss(1460))), other.ip(other.tcp(mss(1460)), ttl=63), 8)
    carry(group.case("off-ipv6", [129], "tcp-mss: off"), other.ip6(other.tcp(mss(1440), 6)), other.ip6(other.tcp(mss(1440), 6), hlim=63), 8, head=IP6)
    other = Ends(direction, 9)
    carry(group.case("number", [129], "tcp-mss: 1200"), other.ip(other.tcp(mss(1460))), other.ip(other.tcp(mss(1200)), ttl=63), 9)
    carry(group.case("number-ipv6", [129], "20 less"), other.ip6(other.tcp(mss(1440), 6)), other.ip6(other.tcp(mss(1180), 6), hlim=63), 9, head=IP6)
    other = Ends(direction, 10)
    carry(group.case("udp-checksum", [129], "a tunnel with UDP checksums"), other.ip(other.tcp(mss(1460))), other.ip(other.tcp(mss(MSS4)), ttl=63), 10, 18, checksum=None)
    other = Ends(direction, 11)
    carry(group.case("large-number", [129], "tcp-mss: 9000 is not more than the path takes"), other.ip(other.tcp(mss(1460))),
          other.ip(other.tcp(mss(1500 - 38 - 40)), ttl=63), 11)

    # Packets that are no SYN go the short way and are first.
    burst = group.case("burst", [129], "SYNs among other packets")
    plain = [(ends.ip(ends.tcp(b"", flags=ACK, data=b"\x5a" * n)), ends.ip(ends.tcp(b"", flags=ACK, data=b"\x5a" * n), ttl=63)) for n in range(20)]
    syns = [(ends.ip(ends.tcp(mss(1400 + n))), ends.ip(ends.tcp(mss(min(MSS4, 1400 + n))), ttl=63)) for n in range(20)]
    inputs = [before for pair in zip(plain, syns) for before, _ in pair]
    wanted = [after for _, after in plain + syns]
    if direction == "in":
        burst.send("a", *[arrive("a") / _outer(v2(7) + IP4 + bytes(packet)) for packet in inputs]).expect("c", *[leave("c") / packet for packet in wanted])
    else:
        burst.send("c", *[arrive("c") / packet for packet in inputs]).expect("a", *[leave("a") / _sent(v2(107, 117) + IP4 + bytes(packet)) for packet in wanted])
    return group


def _adjusted(sum, before, after):
    """RFC 1624, equation 3."""
    total = (~sum & 0xFFFF) + (~before & 0xFFFF) + after
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def rates():
    group = Group("ppp-rates", "Rates of PPP sessions: 10,000 octets a second, 1,500 at once",
                  bench.config(LIMITED, ports="ac", interfaces=LOOPBACKS, neighbours=[]), "ac")

    def ip(source, target, ttl=64, size=100):
        """128 octets."""
        return IP(src=source, dst=target, ttl=ttl) / payload(size)

    def ip6(source, target, hlim=64, size=80):
        """128 octets."""
        return IPv6(src=source, dst=target, hlim=hlim) / payload(size)

    def up(case, session, count, passed):
        near = f"10.9.1.{session}"
        case.send("a", *[arrive("a") / _outer(v2(session) + IP4 + bytes(ip(near, HOST)))] * count)
        case.expect("c", *[leave("c") / ip(near, HOST, 63)] * passed)
        return case.drop("ppp-rate-up", count - passed) if passed < count else case

    def down(case, session, count, passed):
        near = f"10.9.1.{session}"
        case.send("c", *[arrive("c") / ip(HOST, near)] * count)
        case.expect("a", *[leave("a") / _sent(v2(100 + session, 117) + IP4 + bytes(ip(HOST, near, 63)))] * passed)
        return case.drop("ppp-rate-down", count - passed) if passed < count else case

    def wait(case, milliseconds):
        for _ in range(milliseconds):
            case.step()
        return case

    for name, direction, session in (("up", up, 7), ("down", down, 8)):
        direction(group.case(f"{name}-burst", [106], "11 of 20 packets of 128 octets are 1,408"), session, 20, 11)
        case = group.case(f"{name}-earned", [106], "then 500 octets are earned in 50 ms, 92 are left")
        direction(case, session, 20, 11)
        direction(wait(case, 50), session, 10, 4)
        case = group.case(f"{name}-full", [106], "a full bucket earns nothing more")
        direction(case, session, 1, 1)
        direction(wait(case, 400), session, 20, 11)
        case = group.case(f"{name}-rate", [106], "at the rate: a packet of 128 octets every 13 ms")
        direction(case, session, 11, 11)
        for _ in range(40):
            direction(wait(case, 13), session, 1, 1)
    one = group.case("one-octet-too-many", [106], "the bucket has 1,500 octets")
    near = "10.9.1.7"
    one.send("a", *[arrive("a") / _outer(v2(7) + IP4 + bytes(ip(near, HOST, size=size))) for size in (1500 - 28 - 40, 13, 12)])
    one.expect("c", leave("c") / ip(near, HOST, 63, 1500 - 28 - 40), leave("c") / ip(near, HOST, 63, 12)).drop("ppp-rate-up")
    both4 = group.case("families-up", [106], "one bucket for IPv4 and IPv6: 6 and 5 packets")
    both4.send("a", *[arrive("a") / _outer(v2(7) + IP4 + bytes(ip(near, HOST)))] * 6)
    both4.expect("c", *[leave("c") / ip(near, HOST, 63)] * 6)
    both4.step().send("a", *[arrive("a") / _outer(v2(7) + IP6 + bytes(ip6("2001:db8:9:7::7", HOST6)))] * 10)
    both4.expect("c", *[leave("c") / ip6("2001:db8:9:7::7", HOST6, 63)] * 5).drop("ppp-rate-up", 5)
    both6 = group.case("families-down", [106], "one bucket for IPv4 and IPv6")
    both6.send("c", *[arrive("c") / ip(HOST, "10.9.1.8")] * 6)
    both6.expect("a", *[leave("a") / _sent(v2(108, 117) + IP4 + bytes(ip(HOST, "10.9.1.8", 63)))] * 6)
    both6.step().send("c", *[arrive("c") / ip6(HOST6, "2001:db8:9:8::7")] * 10)
    both6.expect("a", *[leave("a") / _sent(v2(108, 117) + IP6 + bytes(ip6(HOST6, "2001:db8:9:8::7", 63)))] * 5).drop("ppp-rate-down", 5)
    up(group.case("other-direction-up", [106], "a session with a rate for what goes to its peer only"), 8, 60, 60)
    down(group.case("other-direction-down", [106], "a session with a rate for what comes from its peer only"), 7, 60, 60)
    case = group.case("two-rates", [106], "each direction has its bucket: 1,500 and 2,000 octets")
    up(case, 9, 20, 11)
    down(case, 9, 20, 15)
    case = group.case("no-rate", [106], "rate-up: 0")
    up(case, 10, 60, 60)
    down(case, 10, 60, 60)
    case = group.case("large-rate", [106], "100 Gbit/s")
    up(case, 11, 250, 250)
    down(case, 11, 250, 250)
    syns = group.case("syn", [106], "a SYN, which goes another way, counts as any other packet: 37 of 40 octets fit")
    ends = Ends("in", 7)
    syns.send("a", *[arrive("a") / _outer(v2(7) + IP4 + bytes(ends.ip(ends.tcp(b"", flags=SYN))))] * 50)
    syns.expect("c", *[leave("c") / ends.ip(ends.tcp(b"", flags=SYN), ttl=63)] * 37).drop("ppp-rate-up", 13)
    error = group.case("icmp-error", [106], "answers of the router go to the peer within its rate")
    error.send("a", *[arrive("a") / _outer(v2(8) + IP4 + bytes(ip("10.9.1.8", HOST, 1)))] * 12)
    from wire import icmp4
    answer = icmp4(GATEWAY, ip("10.9.1.8", HOST, 1), 11, 0)
    size = len(bytes(answer))
    fits = 1500 // size
    error.drop("ip4-ttl-expired", 12).originate(12).drop("ppp-rate-down", 12 - fits)
    error.expect("a", *[leave("a") / _sent(v2(108, 117) + IP4 + bytes(answer))] * fits)
    return group
