"""IPv4 forwarding between the ports of the bench."""

from scapy.layers.inet import ICMP, IP, TCP, UDP, IPOption_NOP
from scapy.layers.l2 import ARP, Ether
from scapy.packet import Raw

import bench
from bench import arrive, burst, leave, payload
from golden import Group
from wire import checksum, icmp4

ROUTES = """\
routes:
  - { prefix: 10.0.0.0/8, via: 10.0.2.2 }
  - { prefix: 10.1.1.0/24, via: 10.0.2.3 }
  - { prefix: 10.1.1.7/32, via: 10.0.1.2 }
  - { prefix: 10.9.0.0/16, via: 10.0.2.2 }
  - { prefix: 10.20.0.0/16, action: unreachable }
  - { prefix: 10.21.0.0/16, action: prohibit }
  - { prefix: 10.22.0.0/16, action: blackhole }
  - { prefix: 10.23.0.0/16, via: 10.0.2.99 }
  - { prefix: 10.24.0.1/32, via: 10.0.5.1 }
  - { prefix: 172.16.0.0/12, via: 10.24.0.1 }
  - { prefix: 192.168.0.0/16, action: lookup, lookup-vrf: red }
  - { prefix: 192.168.7.0/24, vrf: red, via: 10.0.3.2 }
"""


def groups():
    return [forwarding(), errors(), headers(), addresses(), disabled()]


def _group(name, title):
    config = bench.config(
        ROUTES, ports="abcde",
        interfaces={"e": "{ addresses: [10.0.5.0/31, 10.0.6.1/32] }"},
        neighbours=[("b", "10.0.2.3", 3), ("e", "10.0.5.1")])
    return Group(name, title, config, "abcde")


def _ip(**fields):
    return IP(**{"src": "10.0.1.2", "dst": "10.4.5.6", "ttl": 64, **fields})


def forwarding():
    group = _group("ipv4", "IPv4 forwarding")
    send = arrive("a")

    group.case("forward", [90], "TTL 64 becomes 63, the checksum follows, the rest is untouched") \
        .send("a", send / _ip(tos=0xBE, id=0x1234) / payload()) \
        .expect("b", leave("b") / _ip(tos=0xBE, id=0x1234, ttl=63) / payload())
    case = group.case("forward-burst", [90], "257 packets: one vector and its tail")
    case.send("a", *(send / _ip() / payload(18, sport=port) for port in burst()))
    case.expect("b", *(leave("b") / _ip(ttl=63) / payload(18, sport=port) for port in burst()))
    case = group.case("checksum-wrap", [90], "incremental checksum for many sums, 0000 and ffff among them")
    packets = [_ip(id=number, tos=number >> 8 & 0xFC) for number in range(0, 65536, 509)]
    packets += [_ip(id=_id_for(total)) for total in (0x0000, 0x0001, 0x00FF, 0x0100, 0xFEFF, 0xFF00, 0xFFFE)]
    case.send("a", *(send / packet / payload(18) for packet in packets))
    case.expect("b", *(leave("b") / _decrement(packet) / payload(18) for packet in packets))
    case = group.case("mixed-burst", [89, 90], "a vector whose packets part in three directions and two drops")
    for number in range(257):
        target, port, host = [("10.1.1.7", "a", 2), ("10.1.1.8", "b", 3), ("10.1.2.7", "b", 2), ("10.22.0.1", None, 0), ("10.23.0.1", None, 1)][number % 5]
        case.send("a", send / _ip(dst=target) / payload(18, sport=number))
        if port:
            case.expect(port, leave(port, host) / _ip(dst=target, ttl=63) / payload(18, sport=number))
        else:
            case.drop("neighbour-unresolved" if host else "ip4-blackhole")

    for name, target, port, host in [
            ("lpm-8", "10.200.0.1", "b", 2), ("lpm-24", "10.1.1.8", "b", 3), ("lpm-32", "10.1.1.7", "a", 2),
            ("lpm-next-to-24", "10.1.2.7", "b", 2), ("lpm-recursive", "172.31.0.1", "e", 2)]:
        group.case(name, [89], f"longest prefix match for {target}") \
            .send("a", send / _ip(dst=target) / payload()) \
            .expect(port, leave(port, host) / _ip(dst=target, ttl=63) / payload())

    group.case("connected", [96], "a host of a connected subnet") \
        .send("b", arrive("b") / _ip(src="10.0.2.2", dst="10.0.1.2") / payload()) \
        .expect("a", leave("a") / _ip(src="10.0.2.2", dst="10.0.1.2", ttl=63) / payload())
    group.case("same-port", [], "in and out by the same port") \
        .send("a", send / _ip(dst="10.1.1.7") / payload()) \
        .expect("a", leave("a") / _ip(dst="10.1.1.7", ttl=63) / payload())
    group.case("point-to-point-31", [96], "the other end of a /31 is a host") \
        .send("a", send / _ip(dst="10.0.5.1") / payload()) \
        .expect("e", leave("e") / _ip(dst="10.0.5.1", ttl=63) / payload())
    group.case("vrf-leak", [99], "second lookup in VRF red") \
        .send("a", send / _ip(dst="192.168.7.9") / payload()) \
        .expect("c", leave("c") / _ip(dst="192.168.7.9", ttl=63) / payload())
    group.case("ethernet-padding", [91], "octets after the packet are not forwarded") \
        .send("a", bytes(send / _ip() / UDP(sport=1, dport=2)) + b"\xee" * 18) \
        .expect("b", leave("b") / _ip(ttl=63) / UDP(sport=1, dport=2))
    for count in (4, 40):
        options = [IPOption_NOP()] * count
        group.case(f"options-{count}", [93], "options without a meaning for the router pass") \
            .send("a", send / _ip(options=options) / payload()) \
            .expect("b", leave("b") / _ip(ttl=63, options=options) / payload())
    for proto, rest in [("tcp", TCP(sport=5, dport=179, flags="S")), ("icmp", ICMP(id=7, seq=9) / Raw(b"ping")), ("unknown", Raw(b"\x55" * 30))]:
        fields = {"proto": 253} if proto == "unknown" else {}
        group.case(f"protocol-{proto}", [], "transit does not depend on the protocol") \
            .send("a", send / _ip(**fields) / rest).expect("b", leave("b") / _ip(ttl=63, **fields) / rest)
    group.case("transit-l2tp", [113], "L2TPv3 for someone else is plain transit") \
        .send("a", send / _ip(proto=115) / Raw(bytes(40))).expect("b", leave("b") / _ip(ttl=63, proto=115) / Raw(bytes(40)))
    group.case("fragment-transit", [], "fragments are forwarded as they are") \
        .send("a", send / _ip(flags="MF", id=77) / payload(), send / _ip(frag=100, id=77, proto=17) / Raw(b"tail")) \
        .expect("b", leave("b") / _ip(flags="MF", id=77, ttl=63) / payload(), leave("b") / _ip(frag=100, id=77, proto=17, ttl=63) / Raw(b"tail"))
    return group


def errors():
    group = _group("ipv4-icmp", "ICMP errors of IPv4 forwarding")
    send = arrive("a")

    def error(name, items, text, packet, reason, kind, code, port="a", via="a", **fields):
        group.case(name, items, text) \
            .send(port, arrive(port) / packet) \
            .error(reason, via, leave(via) / icmp4(bench.ip4(port), packet, kind, code, **fields))

    error("ttl-1", [90, 49], "time exceeded from the ingress address, quoting the packet as received",
          _ip(ttl=1) / payload(), "ip4-ttl-expired", 11, 0)
    error("ttl-0", [90], "as TTL 1", _ip(ttl=0) / payload(), "ip4-ttl-expired", 11, 0)
    error("ttl-1-big", [90], "the answer has at most 576 octets", _ip(ttl=1) / payload(1400), "ip4-ttl-expired", 11, 0)
    error("ttl-1-just-fits", [90], "548 octets are quoted whole", _ip(ttl=1) / payload(520), "ip4-ttl-expired", 11, 0)
    error("ttl-1-one-more", [90], "of 549 octets the last is cut", _ip(ttl=1) / payload(521), "ip4-ttl-expired", 11, 0)
    error("ttl-1-options", [90, 93], "options are quoted", _ip(ttl=1, options=[IPOption_NOP()] * 4) / payload(), "ip4-ttl-expired", 11, 0)
    error("ttl-1-vrf", [90, 99], "answered in the VRF it came from",
          _ip(src="10.0.3.2", dst="192.168.7.1", ttl=1) / payload(), "ip4-ttl-expired", 11, 0, port="c", via="c")
    error("ttl-1-remote-source", [90], "the answer is routed to the source",
          _ip(src="10.9.8.7", ttl=1) / payload(), "ip4-ttl-expired", 11, 0, via="b")
    error("ttl-1-echo-request", [49], "about an ICMP query an error may be sent",
          _ip(ttl=1) / ICMP(type=8, id=1, seq=2) / Raw(b"ping"), "ip4-ttl-expired", 11, 0)
    error("no-route", [90], "destination unreachable, network", _ip(dst="198.51.100.1") / payload(), "ip4-no-route", 3, 0)
    error("no-route-vrf", [99], "a destination that only VRF default knows", _ip(src="10.0.3.2", dst="10.4.5.6") / payload(),
          "ip4-no-route", 3, 0, port="c", via="c")
    error("unreachable", [95], "unreachable route", _ip(dst="10.20.0.1") / payload(), "ip4-unreachable", 3, 1)
    error("prohibit", [95], "prohibit route: 3,10 as listed (RFC 1812 5.2.7.1 would allow 13)", _ip(dst="10.21.0.1") / payload(), "ip4-prohibited", 3, 10)
    padded = _ip(ttl=1) / UDP(sport=1, dport=2)
    group.case("ttl-1-padding", [90, 91], "Ethernet padding is not quoted") \
        .send("a", bytes(send / padded) + b"\xee" * 18) \
        .error("ip4-ttl-expired", "a", leave("a") / icmp4("10.0.1.1", padded, 11, 0))

    def silent(name, items, text, packet, reason, header=None):
        group.case(name, items, text).send("a", (header or send) / packet).drop(reason)

    silent("blackhole", [95], "blackhole route is silent", _ip(dst="10.22.0.1") / payload(), "ip4-blackhole")
    silent("unresolved", [12], "no neighbour entry", _ip(dst="10.23.0.1") / payload(), "neighbour-unresolved")
    silent("unresolved-connected", [12, 96], "no neighbour entry on a connected subnet", _ip(dst="10.0.2.77") / payload(), "neighbour-unresolved")
    for kind in (3, 4, 5, 11, 12):
        silent(f"no-error-about-icmp-{kind}", [49], "no error about an ICMP error",
               _ip(ttl=1) / ICMP(type=kind) / _ip(src="10.4.5.6", dst="10.0.1.2") / UDP(), "ip4-ttl-expired")
    silent("no-error-about-later-fragment", [49], "no error about a fragment that is not the first",
           _ip(ttl=1, frag=185, proto=17) / Raw(b"\xa5" * 40), "ip4-ttl-expired")
    error("error-about-first-fragment", [49], "the first fragment is answered",
          _ip(ttl=1, flags="MF") / payload(), "ip4-ttl-expired", 11, 0)
    silent("no-error-without-route-back", [49], "the source has no route", _ip(src="203.0.113.1", ttl=1) / payload(), "ip4-ttl-expired")
    case = group.case("rate-limit", [49], "257 at once: a hundred answers; the traffic after them is unharmed")
    packet = _ip(ttl=1) / payload(18)
    case.send("a", *[send / packet] * 257).drop("ip4-ttl-expired", 257).originate(100)
    case.expect("a", *[leave("a") / icmp4("10.0.1.1", packet, 11, 0)] * 100)
    case.step().send("a", send / _ip() / payload()).expect("b", leave("b") / _ip(ttl=63) / payload())
    case = group.case("rate-limit-refill", [49], "a second later the bucket is full again: fifty and fifty answers")
    case.send("a", *[send / packet] * 50).drop("ip4-ttl-expired", 50).originate(50)
    case.expect("a", *[leave("a") / icmp4("10.0.1.1", packet, 11, 0)] * 50)
    case.step().send("a", *[send / packet] * 50).drop("ip4-ttl-expired", 50).originate(50)
    case.expect("a", *[leave("a") / icmp4("10.0.1.1", packet, 11, 0)] * 50)
    return group


def headers():
    group = _group("ipv4-header", "IPv4 header checks")
    send = arrive("a")

    def bad(name, text, packet, reason):
        group.case(name, [91], text).send("a", arrive("a", type=0x0800) / packet).drop(reason)

    bad("checksum", "one bit of the checksum", _ip(chksum=checksum(bytes(_ip(chksum=0) / payload())[:20]) ^ 1) / payload(), "ip4-bad-checksum")
    bad("checksum-zero", "checksum field 0", _ip(chksum=0) / payload(), "ip4-bad-checksum")
    for version in (0, 3, 5, 6, 15):
        bad(f"version-{version}", "version is not 4", _summed(_ip(version=version) / payload()), "ip4-bad-version")
    for length in (0, 4):
        bad(f"ihl-{length}", "header shorter than 20 octets", _summed(_ip(ihl=length) / payload()), "ip4-bad-header-length")
    bad("ihl-beyond-packet", "header of 60 octets in a packet of 28", _summed(_ip(ihl=15) / UDP()), "ip4-bad-header-length")
    bad("total-length-long", "total length one more than the frame holds", _summed(_ip(len=129) / payload()), "ip4-bad-length")
    bad("total-length-max", "total length 65535", _summed(_ip(len=65535) / payload()), "ip4-bad-length")
    bad("total-length-short", "total length below the header's", _summed(_ip(len=19) / payload()), "ip4-bad-length")
    bad("fragment-offset-1", "RFC 1858: would overwrite the TCP flags",
        _ip(frag=1, proto=6) / Raw(bytes(TCP())[8:]), "ip4-fragment-offset-1")

    whole = bytes(send / _ip() / payload(20))
    case = group.case("truncated", [91], "cut at every length inside the IPv4 header")
    case.send("a", *(whole[:length] for length in range(14, 34))).drop("ip4-truncated", 20)
    case = group.case("cut-payload", [91], "cut at every length after the header: total length is beyond the frame")
    case.send("a", *(whole[:length] for length in range(34, len(whole)))).drop("ip4-bad-length", len(whole) - 34)
    case = group.case("runt", [91], "frames shorter than an Ethernet header")
    case.send("a", *(whole[:length] for length in range(1, 14))).drop("runt", 13)
    group.case("good-after-bad", [91], "the port still forwards").send("a", whole) \
        .expect("b", leave("b") / _ip(ttl=63) / payload(20))
    return group


def addresses():
    group = _group("ipv4-address", "IPv4 and link-layer addresses that are not forwarded")
    send = arrive("a")

    def dropped(name, items, text, frame, reason, port="a"):
        group.case(name, items, text).send(port, frame).drop(reason)

    for name, source in [("zero", "0.0.0.0"), ("this-network", "0.1.2.3"), ("loopback", "127.0.0.1"), ("multicast", "224.1.2.3"),
                         ("broadcast", "255.255.255.255")]:
        dropped(f"source-{name}", [92, 49], "source that must not be forwarded", send / _ip(src=source) / payload(), "ip4-illegal-source")
        dropped(f"source-{name}-ttl-1", [92, 49], "and is not answered either", send / _ip(src=source, ttl=1) / payload(), "ip4-illegal-source")
    dropped("subnet-broadcast", [97, 96], "directed broadcast is off", send / _ip(dst="10.0.2.255") / payload(), "ip4-blackhole")
    dropped("subnet-network", [96], "network address of a connected subnet", send / _ip(dst="10.0.2.0") / payload(), "ip4-blackhole")
    dropped("mac-mismatch", [102], "frame for another station", arrive("a", dst="02:00:00:00:99:99") / _ip() / payload(), "l3-mac-mismatch")
    dropped("mac-of-other-port", [102], "frame for the router's other port", arrive("a", dst=bench.mac("b")) / _ip() / payload(), "l3-mac-mismatch")
    dropped("ethertype", [], "EtherType nobody handles", arrive("a", type=0x9999) / Raw(bytes(46)), "unknown-ethertype")

    def punted(name, items, text, frame, reason, port="a"):
        group.case(name, items, text).send(port, frame).punt(reason, frame)

    punted("arp-request", [12, 103], "ARP goes to the Linux side", Ether(src=bench.peer("a"), dst="ff:ff:ff:ff:ff:ff")
           / ARP(op=1, hwsrc=bench.peer("a"), psrc="10.0.1.2", pdst="10.0.1.1"), "arp")
    punted("arp-reply", [12, 103], "unicast ARP reply", send
           / ARP(op=2, hwsrc=bench.peer("a"), psrc="10.0.1.2", hwdst=bench.mac("a"), pdst="10.0.1.1"), "arp")
    echo = ICMP(type=8, id=5, seq=6) / Raw(b"\xa5" * 20)
    punted("own-address", [98, 103], "echo request to the ingress address", send / _ip(dst="10.0.1.1") / echo, "ipv4-local")
    punted("own-other-address", [98, 103], "echo request to another port's address", send / _ip(dst="10.0.2.1") / echo, "ipv4-local")
    punted("own-address-vrf", [98, 103], "echo request in VRF red", arrive("c") / _ip(src="10.0.3.2", dst="10.0.3.1") / echo, "ipv4-local", "c")
    punted("own-host-address", [96, 98], "a /32 of the router", send / _ip(dst="10.0.6.1") / echo, "ipv4-local")
    punted("own-31-address", [96, 98], "the lower address of a /31", send / _ip(dst="10.0.5.0") / echo, "ipv4-local")
    punted("own-address-ttl-1", [98], "what is for the router needs no TTL", send / _ip(dst="10.0.1.1", ttl=1) / echo, "ipv4-local")
    punted("own-address-bgp", [103], "TCP 179 to the router", send / _ip(dst="10.0.1.1") / TCP(sport=33000, dport=179), "ipv4-local")
    punted("multicast", [103], "OSPF hello", arrive("a", dst="01:00:5e:00:00:05") / _ip(dst="224.0.0.5", ttl=1, proto=89) / Raw(bytes(44)), "ipv4-multicast")
    punted("multicast-ldp", [103], "LDP hello", arrive("a", dst="01:00:5e:00:00:02") / _ip(dst="224.0.0.2", ttl=1)
           / UDP(sport=646, dport=646) / Raw(bytes(30)), "ipv4-multicast")
    punted("broadcast", [103], "limited broadcast", arrive("a", dst="ff:ff:ff:ff:ff:ff") / _ip(dst="255.255.255.255", src="10.0.1.2")
           / UDP(sport=68, dport=67) / Raw(bytes(60)), "ipv4-multicast")
    group.case("vrf-of-the-other", [99], "the address of VRF default's port is not the router's in VRF red") \
        .send("c", arrive("c") / _ip(src="10.0.3.2", dst="10.0.1.1") / payload()) \
        .error("ip4-no-route", "c", leave("c") / icmp4("10.0.3.1", _ip(src="10.0.3.2", dst="10.0.1.1") / payload(), 3, 0))
    return group


def disabled():
    config = bench.config(
        "routes:\n  - { prefix: 10.4.0.0/16, via: 10.0.2.2 }\n  - { prefix: 10.5.0.0/16, via: 10.0.6.2 }\n", ports="abcef",
        interfaces={"a": '{ addresses: ["2001:db8:1::1/64"] }', "e": "{ addresses: [10.0.5.1/24], ipv4: false }",
                    "f": "{ addresses: [10.0.6.1/24], enabled: false }"},
        neighbours=[("e", "10.0.5.2"), ("f", "10.0.6.2")])
    group = Group("ipv4-disabled", "IPv4 or a whole interface switched off", config, "abcef")
    group.case("ipv6-only", [94], "interface without an IPv4 address") \
        .send("a", arrive("a") / _ip() / payload()).drop("ip4-disabled")
    group.case("switched-off", [94], "interface with IPv4 off") \
        .send("e", arrive("e") / _ip(src="10.0.5.2") / payload()).drop("ip4-disabled")
    group.case("switched-off-burst", [94], "a burst of them") \
        .send("e", *[arrive("e") / _ip(src="10.0.5.2") / payload(18)] * 257).drop("ip4-disabled", 257)
    group.case("interface-down-in", [94], "administratively down, arriving") \
        .send("f", arrive("f") / _ip(src="10.0.6.2") / payload()).drop("interface-down")
    packet = _ip(src="10.0.2.2", dst="10.5.0.1") / payload()
    group.case("interface-down-out", [13, 59], "routes out of an interface that is administratively down are withdrawn") \
        .send("b", arrive("b") / packet).error("ip4-no-route", "b", leave("b") / icmp4("10.0.2.1", packet, 3, 0))
    group.case("others-forward", [94], "the other ports work") \
        .send("b", arrive("b") / _ip(src="10.0.2.2") / payload()).expect("b", leave("b") / _ip(src="10.0.2.2", ttl=63) / payload())
    return group


def _decrement(packet):
    """As routed: TTL one less, and the checksum scapy computes from nothing."""
    return IP(**{**packet.fields, "ttl": packet.ttl - 1})


def _id_for(total, **fields):
    """The packet identification that makes the header checksum of payload(18) come out as `total`."""
    header = bytes(_ip(id=0, **fields) / payload(18))[:20]
    plain = checksum(header[:10] + b"\0\0" + header[12:])
    return ((~total & 0xFFFF) - (~plain & 0xFFFF)) % 65535


def _summed(packet):
    """The packet with the checksum that its (wrong) first 20 octets really have."""
    data = bytes(packet)
    data = data[:10] + b"\0\0" + data[12:]
    return Raw(data[:10] + checksum(data[:20]).to_bytes(2, "big") + data[12:])
