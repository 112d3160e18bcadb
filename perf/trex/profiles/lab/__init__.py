"""The lab: two wires, the addresses on them, and what all profiles have in common.

    port 0 of TRex - west  198.18.0.1/24  2001:2:0:1::1/64  router
    port 1 of TRex - east  198.19.0.1/24  2001:2:0:2::1/64  router

Addresses for benchmarks: RFC 2544 appendix C.2.2, RFC 5180 8. The tester has .2 and ::2 on each wire, on the east one up
to .17 and ::11, so that routes lead to 16 next hops. Frames go from west to east.
"""
import argparse

from scapy.contrib.mpls import MPLS
from scapy.layers.inet import IP, UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import Dot1Q, Ether
from scapy.packet import Raw

NEXT_HOPS = 16
FIRST_LABEL = 1000
FIRST_SESSION = 0x10000

#: Sizes with FCS and shares of the Internet mix 7:4:1; IP packets of 46, 576 and 1500 octets.
IMIX = ((64, 7), (594, 4), (1518, 1))

FCS = 4


def router_mac(port):
    return f"02:00:00:00:{1 if port == 'west' else 2:02x}:01"


def tester_mac(port, host=2):
    return f"02:00:00:00:{1 if port == 'west' else 2:02x}:{host:02x}"


def arrive(**fields):
    """Ethernet header of a frame for the router itself."""
    return Ether(**{"src": tester_mac("west"), "dst": router_mac("west"), **fields})


def filled(packet, octets):
    """The packet with as much payload as it takes to have so many octets."""
    return packet / Raw(b"\xa5" * max(0, octets - len(packet)))


def ipv4(destination="16.0.0.1", octets=46):
    """IPv4 and UDP without a checksum, so that the field engine only has to make the header's right."""
    return filled(IP(src="198.18.0.2", dst=destination, ttl=64) / UDP(sport=1234, dport=1234, chksum=0), octets)


def ipv6(destination, octets=48):
    """IPv6 and UDP, whose checksum must be there (RFC 8200 8.1)."""
    return filled(IPv6(src="2001:2:0:1::2", dst=destination, hlim=64) / UDP(sport=1234, dport=1234), octets)


def labelled(octets, label=FIRST_LABEL):
    """A frame of so many octets with IPv4 behind one label."""
    return arrive(type=0x8847) / MPLS(label=label, ttl=64, s=1, cos=0) / ipv4(octets=octets - 18)


def customer(octets, tags=()):
    """A customer's frame of so many octets with 802.1Q tags."""
    frame = Ether(src="02:00:00:c0:00:01", dst="02:00:00:c0:00:02")
    for vlan in tags:
        frame = frame / Dot1Q(vlan=vlan)
    return frame / ipv4("198.51.100.1", octets - 14 - 4 * len(tags))


def peer(protocol):
    """Outer header of what the other end of a tunnel sends."""
    return arrive() / IP(src="198.18.0.2", dst="198.18.0.1", proto=protocol, ttl=255, id=0, flags="DF")


def vlan_pair(number):
    """Tags of an attachment circuit: up to 2,000 inner ones in each outer one."""
    return 1 + number // 2000, 1 + number % 2000


def vary_label(vm, entries, order):
    if entries > 1:
        vm.var("label", FIRST_LABEL, FIRST_LABEL + entries - 1, 4, order)
        vm.write_mask("label", "MPLS.label", 4, 0xFFFFF000, shift=12)


def vary_session(vm, field, entries, order):
    if entries > 1:
        vm.var("session", FIRST_SESSION, FIRST_SESSION + entries - 1, 4, order)
        vm.write("session", field)


def vary_vlan_pair(vm, entries, order):
    """The tags are drawn apart from each other, so all pairs must be there."""
    if entries == 1:
        return
    outer, inner = vlan_pair(entries - 1)
    if outer > 1 and inner != 2000:
        raise ValueError(f"{entries} entries: more than 2,000 VLAN pairs must be a multiple of 2,000")
    chained = order == "inc" and outer > 1
    vm.var("inner", 1, inner, 2, order, next_var="outer" if chained else None)
    vm.var("outer", 1, outer, 2, order)
    vm.write("outer", "Dot1Q:0.vlan")
    vm.write("inner", "Dot1Q:1.vlan")


class Profile:
    """One scenario: the packet, what varies in it, and the router's configuration for it.

    Tunables: --entries routes, labels or sessions; --size of the frame with its FCS, or imix; --order random or inc."""

    #: As in `make bench`, and as many as there may be.
    entries = 1
    most = 64000
    size = "64"
    smallest = 64

    def packet(self, entries, octets):
        """The packet of the first entry. octets: of the frame without its FCS; of tunnels, the frame or packet inside."""
        raise NotImplementedError

    def vary(self, vm, entries, order):
        """Field engine instructions that turn it into those of all entries."""

    def configure(self, router, entries):
        """Adds to the router's configuration, a router.Configuration."""
        raise NotImplementedError("this version of the router cannot do it; the profile is for other routers")

    def sizes(self, size):
        """(octets without FCS, share) of each stream."""
        return [(max(octets, self.smallest) - FCS, share) for octets, share in (IMIX if size == "imix" else [(int(size), 1)])]

    def get_streams(self, direction=0, tunables=(), **kwargs):
        """Called by TRex."""
        from trex.stl.api import STLPktBuilder, STLStream, STLTXCont, STLVM
        options = self.parse(tunables)
        if direction != 0:
            raise ValueError("frames go from port 0 to port 1 only: start with -p 0")
        streams = []
        for octets, share in self.sizes(options.size):
            vm = STLVM()
            self.vary(vm, options.entries, options.order)
            builder = STLPktBuilder(pkt=self.packet(options.entries, octets), vm=vm)
            streams.append(STLStream(packet=builder, mode=STLTXCont(pps=share), isg=0.1 * len(streams)))
        return streams

    def parse(self, tunables=()):
        parser = argparse.ArgumentParser(prog=type(self).__module__, description=type(self).__doc__)
        parser.add_argument("--entries", type=int, default=self.entries, help=f"routes, labels or sessions, up to {self.most} ({self.entries})")
        parser.add_argument("--size", default=self.size, help=f"octets of the frame with FCS, {self.smallest} to 1518, or imix ({self.size})")
        parser.add_argument("--order", choices=["random", "inc"], default="random", help="in which order they come (random)")
        options = parser.parse_args(list(tunables))
        if not 1 <= options.entries <= self.most:
            parser.error(f"--entries: 1 to {self.most}")
        if options.size != "imix" and not (options.size.isdigit() and self.smallest <= int(options.size) <= 1518):
            parser.error(f"--size: {self.smallest} to 1518, or imix")
        return options
