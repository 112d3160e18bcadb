"""The router's configurations are right for `routerctl config check`, and the real dataplane forwards each profile's packets by them."""
import concurrent.futures
import ipaddress
import os
import re
import unittest

import kit
from engine import Engine
from scapy.contrib.mpls import MPLS
from scapy.layers.inet import IP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import Dot1Q, Ether

SMALL = {"hugepages": False, "memory": 128, "mbufs": 8192}
COOKIE = bytes.fromhex("0102030405060708")


def east(host=2):
    """Ethernet header towards one of the tester's addresses on the east wire, without the type."""
    return bytes.fromhex(f"0200000002{host:02x}020000000201")


def routed(packet):
    """An IP packet one hop further."""
    packet = IP(packet) if packet[0] >> 4 == 4 else IPv6(packet)
    if isinstance(packet, IP):
        packet.ttl -= 1
        del packet.chksum
    else:
        packet.hlim -= 1
    return bytes(packet)


def label_of(frame):
    return int.from_bytes(frame[14:18], "big") >> 12


def tag(frame, number, entries):
    """A frame as it leaves the attachment circuit of an entry."""
    if entries == 1:
        return frame
    return frame[:12] + bytes.fromhex("8100%04x8100%04x" % (1 + number // 2000, 1 + number % 2000)) + frame[12:]


def untag(frame, entries):
    """(entry, frame without its tags)."""
    if entries == 1:
        return 0, frame
    packet = Ether(frame)
    return 2000 * (packet[Dot1Q].vlan - 1) + packet[Dot1Q].payload.vlan - 1, frame[:12] + frame[20:]


def ipv4_forward(frame, entries, text):
    address = ipaddress.ip_address(frame[30:34])
    for length in (24, 23, 22, 21, 0):
        prefix = ipaddress.ip_network((address, length), strict=False)
        found = re.search(rf'prefix: "{re.escape(str(prefix))}", via: "198\.19\.0\.(\d+)"', text)
        if found:
            return east(int(found[1])) + b"\x08\x00" + routed(frame[14:])
    raise AssertionError(f"no route to {address}")


def ipv6_forward(frame, entries, text):
    return east(2 + int.from_bytes(frame[40:44], "big") % 16) + b"\x86\xdd" + routed(frame[14:])


def mpls_push(frame, entries, text):
    label = MPLS(label=200000 + int.from_bytes(frame[31:34], "big"), ttl=64, s=1, cos=0)
    return east() + b"\x88\x47" + bytes(label) + routed(frame[14:])


def mpls_swap(frame, entries, text):
    number = label_of(frame) - 1000
    return east(2 + number % 16) + b"\x88\x47" + bytes(MPLS(label=200000 + number, ttl=63, s=1, cos=0)) + frame[18:]


def mpls_pop(frame, entries, text):
    return east() + b"\x08\x00" + routed(frame[18:])


def vpws_decap(frame, entries, text):
    return tag(frame[18:], label_of(frame) - 1000, entries)


def vpws_encap(frame, entries, text):
    number, frame = untag(frame, entries)
    return east() + b"\x88\x47" + bytes(MPLS(label=200000 + number, ttl=64, s=1, cos=0)) + frame


def l2tpv3_decap(at):
    return lambda frame, entries, text: tag(frame[at + 12:], int.from_bytes(frame[at:at + 4], "big") - 0x10000, entries)


def l2tpv3_encap(udp):
    def expected(frame, entries, text):
        number, frame = untag(frame, entries)
        message = (0x10000 + number).to_bytes(4, "big") + COOKIE + bytes(4) + frame
        if udp:
            message = bytes.fromhex("06a506a5%04x0000" % (12 + len(message))) + bytes.fromhex("00030000") + message
        return east() + b"\x08\x00" + bytes(IP(src="198.19.0.1", dst="198.19.0.2", ttl=255, id=0, flags="DF", proto=17 if udp else 115) / message)
    return expected


#: What must leave for a frame.
EXPECTED = {
    "ipv4-forward": ipv4_forward, "imix": ipv4_forward, "ipv6-forward": ipv6_forward, "mpls-push": mpls_push, "mpls-swap": mpls_swap,
    "mpls-pop-ip": mpls_pop, "mpls-vpn": mpls_pop, "vpws-decap": vpws_decap, "vpws-encap": vpws_encap,
    "l2tpv3-ip-decap": l2tpv3_decap(34), "l2tpv3-udp-decap": l2tpv3_decap(46),
    "l2tpv3-ip-encap": l2tpv3_encap(False), "l2tpv3-udp-encap": l2tpv3_encap(True),
    "l2-cross-connect": lambda frame, entries, text: frame,
}


class Check(unittest.TestCase):
    def test_one_entry(self):
        for name in kit.CONFIGURED:
            self.assertEqual((0, ""), self.checked(kit.router.configuration(name, 1)), name)

    def test_as_many_as_there_may_be(self):
        self.assertEqual((0, ""), self.checked(kit.router.configuration("l2tpv3-udp-encap", 64000, workers=[2, 3], main=1)))

    def test_a_wrong_one_is_refused(self):
        code, output = self.checked(kit.router.configuration("mpls-swap", 5).replace('"swap"', '"swop"', 1))
        self.assertEqual(1, code, output)

    def checked(self, text):
        code, output = kit.check(text)
        return code, "" if code == 0 else output

    def test_what_the_router_cannot_do_has_none(self):
        for name in set(kit.router.NAMES) - set(kit.CONFIGURED):
            with self.assertRaisesRegex(NotImplementedError, "cannot do it"):
                kit.router.configuration(name)


class Forwarding(unittest.TestCase):
    def test_every_packet_leaves_as_it_should(self):
        cases = [(name, entries) for name in kit.CONFIGURED for entries in self.entries(name)]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for (name, entries), (wanted, left, counters) in zip(cases, pool.map(lambda case: self.forward(*case), cases)):
                with self.subTest(profile=name, entries=entries):
                    self.assertEqual(len(wanted), len(left), counters)
                    for frame, other in zip(sorted(wanted), sorted(left)):
                        self.assertEqual(frame.hex(), other.hex())

    def entries(self, name):
        """One means another configuration where a whole port is the circuit."""
        if name == "l2-cross-connect":
            return [1]
        return [1, 4000] if name in ("vpws-decap", "l2tpv3-udp-encap", "l2tpv3-ip-decap") else [4000]

    def forward(self, name, entries):
        """What should leave, what leaves, and the counters."""
        text = kit.router.configuration(name, entries, **SMALL)
        sent = [frame for stream in kit.streams(name, "--entries", entries) for frame in Engine(stream).frames(300)]
        left, counters = kit.replay(text, sent)
        return [EXPECTED[name](frame, entries, text) for frame in sent], left, counters


if __name__ == "__main__":
    unittest.main()
