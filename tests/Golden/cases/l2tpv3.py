"""L2TPv3 Ethernet pseudowires: every encapsulation with every cookie size and sublayer, both directions."""

import struct

from scapy.layers.inet import IP, UDP
from scapy.layers.inet6 import IPv6
from scapy.packet import Raw

import bench
import frames
from bench import arrive, burst, leave
from golden import IGNORE_FLOW_LABEL, Group
from wire import l2tp_ip, l2tp_udp

SENT = bytes.fromhex("a1a2a3a4a5a6a7a8")
DEMANDED = bytes.fromhex("0102030405060708")

#: Port: cookie size and sublayer of the session behind it.
SESSIONS = {"d0": (0, 4), "d4": (4, 4), "d8": (8, 4), "n0": (0, 0), "n4": (4, 0), "n8": (8, 0)}

LOCAL = {4: "10.0.1.1", 6: "2001:db8:1::1"}
REMOTE = {4: "10.0.1.2", 6: "2001:db8:1::2"}


def groups():
    return [encapsulation(over, family) for over in ("udp", "ip") for family in (4, 6)]


class Session:
    """Both directions of one configured session, written down from RFC 3931."""

    def __init__(self, over, family, port):
        self.over, self.family, self.port = over, family, port
        self.number = list(SESSIONS).index(port)
        self.cookie_size, self.sublayer_size = SESSIONS[port]
        self.session, self.peer_session = 0x10000001 + self.number, 0xF0000001 + self.number

    @property
    def header_size(self):
        """Octets between the session id and the frame."""
        return self.cookie_size + self.sublayer_size

    def encapsulated(self, frame):
        """What leaves port a for a frame of the customer."""
        frame = bytes(frame)
        parts = (self.peer_session, SENT[:self.cookie_size], bytes(self.sublayer_size))
        if self.over == "ip":
            return self._outer(LOCAL, REMOTE, 115, leave("a")) / Raw(l2tp_ip(*parts) + frame)
        udp = UDP(sport=1701, dport=1701, chksum=0) if self.family == 4 else UDP(sport=1701, dport=1701)
        return self._outer(LOCAL, REMOTE, 17, leave("a")) / udp / Raw(l2tp_udp(*parts) + frame)

    def received(self, frame, cookie=None, source=None):
        """What the peer sends for a frame."""
        return self.received_payload(self.payload(frame, cookie), source)

    def payload(self, frame, cookie=None):
        """The L2TP message: session header, cookie, sublayer, frame."""
        parts = (self.session, DEMANDED[:self.cookie_size] if cookie is None else cookie, bytes(self.sublayer_size))
        return (l2tp_ip if self.over == "ip" else l2tp_udp)(*parts) + bytes(frame)

    def received_payload(self, payload, source=None):
        """Any octets behind the peer's outer header."""
        remote = {self.family: source} if source else REMOTE
        outer = self._outer(remote, LOCAL, 115 if self.over == "ip" else 17, arrive("a"))
        return outer / Raw(payload) if self.over == "ip" else outer / UDP(sport=1701, dport=1701) / Raw(payload)

    def _outer(self, source, destination, protocol, link):
        source, destination = source[self.family], destination[self.family]
        if self.family == 6:
            return link / IPv6(src=source, dst=destination, nh=protocol, hlim=255)
        return link / IP(src=source, dst=destination, proto=protocol, ttl=255, id=0, flags="DF")


def _config(over, family):
    lines = ["l2tp:", "  tunnels:",
             f'    - {{ name: t, tunnel-id: 1, peer-tunnel-id: 2, encapsulation: {over}, local: "{LOCAL[family]}", remote: "{REMOTE[family]}" }}',
             "  sessions:"]
    for port, (cookie, sublayer) in SESSIONS.items():
        session = Session(over, family, port)
        lines.append(
            f"    - {{ name: s-{port}, tunnel: t, session-id: {session.session:#x}, peer-session-id: {session.peer_session:#x}, "
            f'cookie: "{SENT[:cookie].hex()}", peer-cookie: "{DEMANDED[:cookie].hex()}", l2-sublayer: {"default" if sublayer else "none"} }}')
    lines.append("cross-connects:")
    lines += [f"  - [{port}, s-{port}]" for port in SESSIONS]
    ports = ["a", *SESSIONS]
    return bench.config("\n".join(lines) + "\n", ports=ports, interfaces={port: "{}" for port in SESSIONS}, vrfs=()), ports


def encapsulation(over, family):
    config, ports = _config(over, family)
    group = Group(f"l2tpv3-{over}{family}", f"L2TPv3 over {over.upper()} over IPv{family}", config, ports)
    items_out = [110] if family == 4 or over == "udp" else [108]
    items_in = [110] if family == 4 or over == "udp" else [109]
    ignore = IGNORE_FLOW_LABEL if family == 6 else ()
    for port in SESSIONS:
        session = Session(over, family, port)
        what = f"cookie of {session.cookie_size} octets, {'default' if session.sublayer_size else 'no'} sublayer"
        extra = [111, 112]
        frame = frames.frame(64)
        group.case(f"encap-{port}", items_out + extra, what).send(port, frame).expect("a", session.encapsulated(frame), ignore=ignore)
        group.case(f"decap-{port}", items_in + extra, what).send("a", session.received(frame)).expect(port, frame)
        for kind in ("tagged", "double-tagged", "runt", "smallest", "lacp", "padded", "length-field"):
            frame = frames.KINDS[kind]
            group.case(f"encap-{port}-{kind}", items_out + [88, 119], "the frame as it is") \
                .send(port, frame).expect("a", session.encapsulated(frame), ignore=ignore)
            group.case(f"decap-{port}-{kind}", items_in + [88, 119], "the frame as it was").send("a", session.received(frame)).expect(port, frame)
        _hostile(group, session)
    for port in ("d8", "n0"):
        session = Session(over, family, port)
        numbers = list(burst())
        every = [frames.flow(number, 60 + number % 7) for number in numbers]
        case = group.case(f"encap-{port}-burst", items_out, "257 frames of many sizes")
        case.send(port, *every).expect("a", *(session.encapsulated(frame) for frame in every), ignore=ignore)
        case = group.case(f"decap-{port}-burst", items_in, "257 frames of many sizes")
        case.send("a", *(session.received(frame) for frame in every)).expect(port, *every)
    case = group.case("decap-mixed-burst", [111, 112, 116], "the sessions taking turns in one vector, every seventh with a wrong id")
    for number in burst():
        if number % 7 == 6:
            session = Session(over, family, "d8")
            session.session = 0x12345678
            case.send("a", session.received(frames.flow(number))).drop("l2tp-unknown-session")
            continue
        session = Session(over, family, list(SESSIONS)[number % 7])
        case.send("a", session.received(frames.flow(number))).expect(session.port, frames.flow(number))
    if family == 6:
        case = group.case("flow-label", [122], "RFC 6438: the flow label follows the inner flow; 32 flows, twice")
        session = Session(over, family, "d8")
        for number in [*range(32), *range(32)]:
            case.send("d8", frames.flow(number)).expect("a", session.encapsulated(frames.flow(number)), ignore=ignore)
    room = 1500 - (20 if family == 4 else 40) - (12 if over == "udp" else 0) - 4
    for port in ("d8", "n0"):
        session = Session(over, family, port)
        exact = frames.frame(room - session.header_size)
        group.case(f"mtu-exact-{port}", [67, 121], "with its headers of the MTU").send(port, exact).expect("a", session.encapsulated(exact), ignore=ignore)
        group.case(f"mtu-one-more-{port}", [67, 121], "over the MTU").send(port, frames.frame(len(exact) + 1)).drop("mtu-exceeded")
        largest = frames.frame(room - session.header_size)
        group.case(f"decap-largest-{port}", [67], "").send("a", session.received(largest)).expect(port, largest)
    group.mark(l2tp={
        **({1: ["encap-n0"], 2: ["encap-d4", "encap-n4"], 3: ["encap-d8", "encap-n8"]} if over == "ip" else {
            21: ["encap-[dn][048]"], 31: ["encap-[dn][048]", "decap-[dn][048]", "wrong-cookie-*", "truncated-*", "smallest-*"]}),
        5: ["smallest-*"], 6: ["wrong-cookie-*"], 7: ["wrong-cookie-*"], 8: ["short-cookie-*"], 9: ["decap-mixed-burst"], 13: ["truncated-*"],
        14: ["truncated-*"], 19: ["decap-mixed-burst"], 32: ["encap-d[048]"], 42: ["*-tagged", "*-double-tagged", "*-length-field"],
        46: ["*-runt", "*-smallest", "*-padded"], 65: ["mtu-*", "decap-largest-*"]})
    if over == "udp" and family == 6:
        group.mark(l2tp={26: ["encap-[dn][048]"]})
    return group


def _hostile(group, session):
    """Wrong cookies and every length up to the shortest whole message."""
    frame, port, size = frames.frame(64), session.port, session.cookie_size
    if size:
        right = DEMANDED[:size]
        wrong = [right[:at] + bytes([right[at] ^ 1 << at % 8]) + right[at + 1:] for at in range(size)]
        wrong += [bytes(size), b"\xff" * size, SENT[:size], right[::-1]]
        group.case(f"wrong-cookie-{port}", [111], "one bit in each octet; zeros, ones, ours, reversed") \
            .send("a", *(session.received(frame, cookie) for cookie in wrong)).drop("l2tp-bad-cookie", len(wrong))
        group.case(f"short-cookie-{port}", [111], "a cookie one octet short shifts the frame into it") \
            .send("a", session.received(frame, right[:-1])).drop("l2tp-bad-cookie")
    whole = session.payload(frames.frame(14))
    group.case(f"truncated-{port}", [118], "cut at every length; the outer headers agree") \
        .send("a", *(session.received_payload(whole[:length]) for length in range(len(whole)))).drop("l2tp-truncated", len(whole))
    padded = [bytes(session.received_payload(whole[:length])).ljust(100, b"\x5a") for length in range(len(whole))]
    group.case(f"truncated-padded-{port}", [118], "the same with Ethernet padding, which is no part of the message") \
        .send("a", *padded).drop("l2tp-truncated", len(whole))
    group.case(f"smallest-{port}", [118], "exactly long enough; the padding does not reach the customer") \
        .send("a", bytes(session.received_payload(whole)).ljust(100, b"\x5a")).expect(port, frames.frame(14))
    if session.over == "udp":
        message = bytes(session.received_payload(whole))
        at = 14 + (20 if session.family == 4 else 40) + 4
        length, = struct.unpack(">H", message[at:at + 2])
        wrong = [message[:at] + struct.pack(">H", length + more) + message[at + 2:] for more in (1, 1000)]
        wrong += [message[:at] + struct.pack(">H", less) + message[at + 2:] for less in (0, 7, 8, 9)]
        group.case(f"udp-length-{port}", [118], "UDP length beyond the packet or below its header") \
            .send("a", *wrong).drop("l2tp-truncated", len(wrong))
