"""The packets that the profiles send: against the golden captures, and by their own lengths and checksums."""
import json
import unittest

import kit
from engine import Engine, checksum, pseudo_header
from scapy.layers.inet import IP, UDP
from scapy.layers.l2 import Ether
from scapy.layers.l2tp import L2TP

#: Headers and which of their bits must be those of the golden frame. Free: addresses, labels, VLAN and other ids, lengths, checksums.
ETHER = bytes(12) + b"\xff\xff"
TAG = bytes.fromhex("f000ffff")
MPLS = bytes.fromhex("00000fff")
MPLS_ANY_TTL = bytes.fromhex("00000f00")
IPV4 = bytes.fromhex("ffff00000000ffffffff00000000000000000000")
IPV6 = bytes.fromhex("ffffffff0000ffff") + bytes(32)
UDP_HEADER = bytes.fromhex("ffffffff00000000")
L2TP_IP = bytes(4) + b"\xff" * 8
L2TP_UDP = b"\xff" * 4 + L2TP_IP

#: Profile, entries, golden group/case, port, headers.
MATCHES = [
    ("ipv4-forward", 10000, "ipv4/lpm-24", "a", [ETHER, IPV4, UDP_HEADER]),
    ("imix", 10000, "ipv4/lpm-24", "a", [ETHER, IPV4, UDP_HEADER]),
    ("ipv6-forward", 10000, "ipv6/lpm-48", "a", [ETHER, IPV6, UDP_HEADER]),
    ("mpls-push", 1000, "mpls-push/one-label", "a", [ETHER, IPV4, UDP_HEADER]),
    ("mpls-swap", 1000, "mpls-swap/burst", "a", [ETHER, MPLS_ANY_TTL, IPV4]),
    ("mpls-pop-ip", 1000, "mpls-pop/lookup-default", "a", [ETHER, MPLS_ANY_TTL, IPV4, UDP_HEADER]),
    ("mpls-vpn", 1000, "mpls-pop/vrf", "a", [ETHER, MPLS_ANY_TTL, IPV4, UDP_HEADER]),
    ("l2tpv3-ip-decap", 1000, "l2tpv3-ip4/decap-n8-padded", "a", [ETHER, IPV4, L2TP_IP, ETHER, IPV4]),
    ("l2tpv3-udp-decap", 1000, "l2tpv3-udp4/decap-n8-padded", "a", [ETHER, IPV4, UDP_HEADER, L2TP_UDP, ETHER, IPV4]),
    ("l2tpv3-ip-encap", 1, "l2tpv3-ip4/encap-d8-padded", "d8", [ETHER, IPV4]),
    ("l2tpv3-udp-encap", 1, "l2tpv3-udp4/encap-d8-padded", "d8", [ETHER, IPV4]),
    ("l2tpv3-ip-encap", 1000, "vlan/qinq-in", "b", [ETHER, TAG, TAG, IPV4, UDP_HEADER]),
    ("l2tpv3-udp-encap", 1000, "vlan/qinq-in", "b", [ETHER, TAG, TAG, IPV4, UDP_HEADER]),
    ("vpws-decap", 1000, "pseudowire/in-ipv4", "a", [ETHER, MPLS, ETHER]),
    ("vpws-encap", 1, "pseudowire/out-padded", "d", [ETHER, IPV4]),
    ("vpws-encap", 1000, "vlan/qinq-in", "b", [ETHER, TAG, TAG, IPV4, UDP_HEADER]),
    ("l2-cross-connect", 1, "xconnect/padded", "d", [ETHER, IPV4]),
]


def golden(case, port):
    """The first frame of a case on a port."""
    group, name = case.split("/")
    second = next(c["second"] for c in json.loads((kit.GOLDEN / group / "expect.json").read_text())["cases"] if c["name"] == name)
    return next(frame for when, frame in kit.read(kit.GOLDEN / group / f"in-{port}.pcap") if when == second)


def differences(frame, other, mask):
    """Offsets of octets that differ where they must not."""
    short = min(len(frame), len(other))
    return [at for at, bits in enumerate(mask) if at >= short or (frame[at] ^ other[at]) & bits]


class GoldenPackets(unittest.TestCase):
    def test_headers_are_those_of_the_golden_captures(self):
        for name, entries, case, port, headers in MATCHES:
            for stream in kit.streams(name, "--entries", entries):
                for frame in Engine(stream).frames(20):
                    with self.subTest(profile=name, case=case, frame=frame.hex()):
                        self.assertEqual([], differences(frame, golden(case, port), b"".join(headers)))

    def test_every_profile_has_a_match(self):
        self.assertEqual(set(kit.CONFIGURED), {name for name, *_ in MATCHES})

    def test_one_changed_bit_of_a_header_is_noticed(self):
        for name, entries, case, port, headers in MATCHES:
            frame, mask = kit.streams(name, "--entries", entries)[0].packet, b"".join(headers)
            for at in (at for at, bits in enumerate(mask) if bits):
                changed = bytearray(frame)
                changed[at] ^= mask[at] & -mask[at]
                self.assertEqual([at], differences(changed, golden(case, port), mask), f"{name}, octet {at}")


class Ppp(unittest.TestCase):
    """The router has no golden captures of PPP; scapy reads L2TPv2 by itself."""

    def test_scapy_reads_the_messages(self):
        seen = set()
        for frame in Engine(*kit.streams("l2tpv2-ppp-decap", "--entries", 500)).frames(3000):
            packet = Ether(frame)
            message = packet[L2TP]
            self.assertEqual((2, 0, 1), (message.version, int(message.hdr), message.tunnel_id))
            self.assertEqual(b"\xff\x03\x00\x21", bytes(message.payload)[:4])
            self.assertEqual("16.0.0.1", IP(bytes(message.payload)[4:]).dst)
            self.assertEqual((1701, 1701), (packet[UDP].sport, packet[UDP].dport))
            seen.add(message.session_id)
        self.assertTrue(seen <= set(range(1, 501)) and len(seen) > 450)

    def test_packets_to_subscribers_have_an_address_for_each_session(self):
        seen = {Ether(frame)[IP].dst for frame in Engine(*kit.streams("l2tpv2-ppp-encap", "--entries", 300, "--order", "inc")).frames(300)}
        self.assertEqual({f"16.0.{n >> 8}.{n & 255}" for n in range(300)}, seen)


class LengthsAndChecksums(unittest.TestCase):
    def test_of_every_header_in_every_packet(self):
        for name in kit.router.NAMES:
            for entries in [1] if name == "l2-cross-connect" else [1, 1000]:
                for size in ["imix", "128", "1518"]:
                    for stream in kit.streams(name, "--entries", entries, "--size", size):
                        for frame in Engine(stream).frames(10):
                            with self.subTest(profile=name, entries=entries, size=size, frame=frame.hex()):
                                self.assertGreaterEqual(self.ethernet(frame), 1)

    def test_a_wrong_one_is_noticed(self):
        frame = bytearray(kit.streams("l2tpv3-udp-decap")[0].packet)
        for at in (17, 24, 39, 88):  # outer IPv4 length and checksum, UDP length, IPv4 checksum of the customer
            changed = frame[:at] + bytes([frame[at] ^ 1]) + frame[at + 1:]
            with self.subTest(octet=at), self.assertRaises(AssertionError):
                self.ethernet(changed)

    def ethernet(self, frame):
        """Checks the frame's headers; the number of IP headers."""
        kind, at = frame[12:14], 14
        while kind == b"\x81\x00":
            kind, at = frame[at + 2:at + 4], at + 4
        if kind == b"\x88\x47":
            self.assertEqual(1, frame[at + 2] & 1, "bottom of stack")
            at += 4
            return self.ip(frame[at:]) if frame[at] >> 4 in (4, 6) else self.ethernet(frame[at:])
        self.assertIn(kind, (b"\x08\x00", b"\x86\xdd"))
        return self.ip(frame[at:])

    def ip(self, packet):
        if packet[0] >> 4 == 6:
            self.assertEqual(len(packet) - 40, int.from_bytes(packet[4:6], "big"))
            self.assertEqual(0, checksum(pseudo_header(packet, 0, 17, len(packet) - 40) + packet[40:]), "UDP checksum")
            return 1
        self.assertEqual(0x45, packet[0])
        self.assertEqual(0, checksum(packet[:20]), "IPv4 checksum")
        self.assertEqual(len(packet), int.from_bytes(packet[2:4], "big"))
        if packet[9] == 115:
            return 1 + self.ethernet(packet[32:])
        self.assertEqual(17, packet[9])
        self.assertEqual(len(packet) - 20, int.from_bytes(packet[24:26], "big"))
        self.assertEqual(bytes(2), packet[26:28], "no UDP checksum")
        if packet[22:24] != b"\x06\xa5":
            return 1
        return 1 + (self.ethernet(packet[44:]) if packet[29] == 3 else self.ip(packet[38:]))


class Sizes(unittest.TestCase):
    #: Octets that a tunnel puts around a frame, or for PPP a packet.
    AROUND = {"l2tpv3-ip-decap": 46, "l2tpv3-udp-decap": 58, "vpws-decap": 18, "l2tpv2-ppp-decap": 38}

    def test_without_the_frame_check_sequence(self):
        for name in kit.router.NAMES:
            for size in (70, 128, 594, 1518):
                stream, = kit.streams(name, "--size", size) if name != "imix" else kit.streams("ipv4-forward", "--size", size)
                self.assertEqual(size - 4 + self.AROUND.get(name, 0), len(stream.packet), name)

    def test_the_smallest_frame_is_the_usual_one(self):
        for name in kit.router.NAMES:
            smallest = 62 if name == "ipv6-forward" else 60
            self.assertEqual(smallest + self.AROUND.get(name, 0), len(kit.streams(name)[0].packet), name)

    def test_imix(self):
        self.assertEqual([(60, 7), (590, 4), (1514, 1)], [(len(stream.packet), stream.pps) for stream in kit.streams("imix")])

    def test_what_cannot_be_is_refused(self):
        for words in (["--size", "63"], ["--size", "1519"], ["--size", "big"], ["--entries", "0"], ["--entries", "1000001"], ["--order", "up"]):
            with self.subTest(words=words), self.assertRaises(SystemExit), kit.silent():
                kit.streams("ipv4-forward", *words)

    def test_frames_go_one_way(self):
        with self.assertRaisesRegex(ValueError, "port 0 to port 1"):
            kit.router.load("mpls-swap").get_streams(direction=1)


if __name__ == "__main__":
    unittest.main()
