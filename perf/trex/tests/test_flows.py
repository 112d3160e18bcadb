"""What the field engine makes of the packets: the values that vary, their ranges, and that all of them come."""
import unittest

import kit
from engine import Engine
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import Ether

COUNT = 40000

#: Where each profile varies: offset and octets of the number, what it is shifted by, and the first value.
PLACES = {
    "mpls-push": (30, 4, 0, 0x10000000), "l2tpv2-ppp-encap": (30, 4, 0, 0x10000000),
    "mpls-swap": (14, 4, 12, 1000), "mpls-pop-ip": (14, 4, 12, 1000), "mpls-vpn": (14, 4, 12, 1000), "vpws-decap": (14, 4, 12, 1000),
    "l2tpv3-ip-decap": (34, 4, 0, 0x10000), "l2tpv3-udp-decap": (46, 4, 0, 0x10000), "l2tpv2-ppp-decap": (46, 2, 0, 1),
    "ipv6-forward": (40, 4, 0, 0),
}
PAIRS = ["l2tpv3-ip-encap", "l2tpv3-udp-encap", "vpws-encap"]


def numbers(name, place, entries, order, count=COUNT):
    at, size, shift, _ = place
    stream, = kit.streams(name, "--entries", entries, "--order", order)
    return [int.from_bytes(frame[at:at + size], "big") >> shift for frame in Engine(stream).frames(count)]


class Ranges(unittest.TestCase):
    def test_every_entry_comes_in_order(self):
        for name, place in PLACES.items():
            with self.subTest(profile=name):
                wanted = [place[3] + number for number in range(1500)]
                self.assertEqual(wanted + wanted[:500], numbers(name, place, 1500, "inc", 2000))

    def test_at_random_they_stay_in_the_range_and_fill_it(self):
        for name, place in PLACES.items():
            with self.subTest(profile=name):
                seen = set(numbers(name, place, 1500, "random"))
                self.assertEqual(set(range(place[3], place[3] + 1500)), seen)

    def test_the_largest_numbers_fit(self):
        for name, place in PLACES.items():
            self.assertLess(place[3] + kit.router.load(name).most - 1, 1 << 20 if place[2] else 1 << 8 * place[1], name)

    def test_one_entry_does_not_vary(self):
        for name in [*PLACES, *PAIRS, "l2-cross-connect"]:
            stream, = kit.streams(name, "--entries", 1)
            self.assertEqual({stream.packet}, set(Engine(stream).frames(5)), name)

    def test_nothing_else_varies(self):
        """Except checksums."""
        sums = {"mpls-push": range(24, 26), "l2tpv2-ppp-encap": range(24, 26), "ipv6-forward": range(60, 62)}
        for name, (at, size, shift, _) in PLACES.items():
            stream, = kit.streams(name, "--entries", 1500)
            varied = set(range(at, at + size)) | set(sums.get(name, ()))
            for frame in Engine(stream).frames(200):
                self.assertEqual([], [i for i, octet in enumerate(frame) if octet != stream.packet[i] and i not in varied], name)
                if shift:
                    self.assertEqual(0x140, int.from_bytes(frame[at:at + 4], "big") & 0xFFF, "TC, S and TTL stay")


class Routes(unittest.TestCase):
    def test_every_destination_has_a_route_and_every_route_packets(self):
        from ipv4_forward import routes
        for entries in (16, 100, 1000):
            table = {(prefix, length): 0 for prefix, length in routes(entries)}
            self.assertEqual(entries, len(table))
            for frame in Engine(*kit.streams("ipv4-forward", "--entries", entries)).frames(20 * entries + 1000):
                table[find(table, frame[30:34])] += 1
            self.assertEqual([], [route for route, packets in table.items() if packets == 0])

    def test_in_order_every_24_comes_once(self):
        seen = [frame[30:34] for frame in Engine(*kit.streams("ipv4-forward", "--entries", 160, "--order", "inc")).frames(320)]
        self.assertEqual([(0x10000000 + 256 * number).to_bytes(4, "big") for number in range(320)], seen)

    def test_a_million_routes_stay_in_unicast_space_below_127(self):
        from ipv4_forward import FIRST, destinations
        self.assertLess((FIRST + destinations(1000000) - 1) >> 24, 127)

    def test_ipv6_prefixes_are_48s(self):
        frame = list(Engine(*kit.streams("ipv6-forward", "--entries", 70000, "--order", "inc")).frames(65538))[-1]
        self.assertEqual("2400:1:1::1", Ether(frame)[IPv6].dst)


def find(table, address):
    """The longest prefix that holds an address."""
    number = int.from_bytes(address, "big")
    for length in range(32, -1, -1):
        prefix = number >> (32 - length) << (32 - length)
        key = (".".join(str(octet) for octet in prefix.to_bytes(4, "big")), length)
        if key in table:
            return key
    raise AssertionError(f"no route to {address.hex()}")


class VlanPairs(unittest.TestCase):
    def pairs(self, name, entries, order, count):
        stream, = kit.streams(name, "--entries", entries, "--order", order)
        for frame in Engine(stream).frames(count):
            self.assertEqual((b"\x81\x00", b"\x81\x00", b"\x08\x00"), (frame[12:14], frame[16:18], frame[20:22]))
            yield int.from_bytes(frame[14:16], "big"), int.from_bytes(frame[18:20], "big")

    def test_in_order_all_pairs_come_once(self):
        for name in PAIRS:
            wanted = [(1 + number // 2000, 1 + number % 2000) for number in range(6000)]
            self.assertEqual(wanted, list(self.pairs(name, 6000, "inc", 6000)), name)

    def test_at_random_all_pairs_are_configured_ones(self):
        for name in PAIRS:
            seen = set(self.pairs(name, 4000, "random", COUNT))
            self.assertTrue(seen <= {(outer, inner) for outer in (1, 2) for inner in range(1, 2001)} and len(seen) > 3900, name)

    def test_pairs_that_would_not_all_be_configured_are_refused(self):
        with self.assertRaisesRegex(ValueError, "multiple of 2,000"):
            kit.streams("vpws-encap", "--entries", 3000)


class Stub(unittest.TestCase):
    """The stub refuses what TRex refuses."""

    def test_wrong_instructions(self):
        from lab import labelled
        from trex.stl.api import STLVM, STLError, STLPktBuilder
        for wrong in (lambda vm: vm.var("x", 2, 1, 4, "inc"), lambda vm: vm.var("x", 0, 256, 1, "inc"), lambda vm: vm.var("x", 0, 1, 3, "inc"),
                      lambda vm: vm.var("x", 0, 1, 4, "rand"), lambda vm: vm.var("x", 0, 1, 4, "random", next_var="y"),
                      lambda vm: vm.write("x", "MPLS.label"), lambda vm: vm.fix_chksum("IP:1"), lambda vm: vm.write_mask("x", "MPLS.label", 8, 1),
                      lambda vm: (vm.var("x", 0, 1, 4, "inc"), vm.write("x", "MPLS.name")), lambda vm: (vm.var("x", 0, 1, 4, "inc"), vm.write("x", 58)),
                      lambda vm: (vm.var("x", 0, 1, 4, "inc"), vm.write("x", "MPLS:1.label"))):
            vm = STLVM()
            with self.assertRaises(STLError):
                wrong(vm)
                STLPktBuilder(pkt=labelled(60), vm=vm)


if __name__ == "__main__":
    unittest.main()
