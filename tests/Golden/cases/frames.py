"""Customer frames for attachment circuits: what a pseudowire must carry without looking."""

from scapy.layers.inet import IP, UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import ARP, LLC, STP, Dot1AD, Dot1Q, Dot3, Ether
from scapy.packet import Raw

from bench import pattern

ONE = "02:00:00:c0:00:01"
TWO = "02:00:00:c0:00:02"


def frame(size=64, src=ONE, dst=TWO, seed=0):
    """A frame of an unassigned EtherType whose octets all differ from their neighbours."""
    return bytes(Ether(src=src, dst=dst, type=0x88B5) / Raw(pattern(size - 14, seed)))


def flow(number, size=64):
    """A frame of one of many UDP flows."""
    packet = IP(src=f"192.0.2.{number % 200 + 1}", dst="198.51.100.1") / UDP(sport=5000 + number, dport=53)
    return bytes(Ether(src=ONE, dst=TWO) / packet / Raw(pattern(size - 42, number)))


#: MAC control (IEEE 802.3 31): for the other end of a link alone, whatever the address.
MAC_CONTROL = {
    "pause": bytes(Ether(src=ONE, dst="01:80:c2:00:00:01", type=0x8808) / Raw(b"\x00\x01\xff\xff" + bytes(42))),
    "priority-pause": bytes(Ether(src=ONE, dst="01:80:c2:00:00:01", type=0x8808) / Raw(b"\x01\x01\x00\xff" + bytes(range(16)) + bytes(26))),
    "unicast": bytes(Ether(src=ONE, dst=TWO, type=0x8808) / Raw(b"\x00\x06" + bytes(44))),
    "cut": bytes(Ether(src=ONE, dst="01:80:c2:00:00:01", type=0x8808)),
}

#: EtherTypes a bit away from those of tags and of MAC control.
NEAR_MAC_CONTROL = [bytes(Ether(src=ONE, dst=TWO, type=kind) / Raw(pattern(50))) for kind in (0x8828, 0x8888, 0x8809, 0x8800, 0x0888, 0x88A0, 0x8108)]

#: Frame types by name, all of which pass unchanged.
KINDS = {
    "ipv4": Ether(src=ONE, dst=TWO) / IP(src="192.0.2.1", dst="192.0.2.2", ttl=1) / UDP() / Raw(pattern(40)),
    "ipv4-broken": Ether(src=ONE, dst=TWO) / IP(src="127.0.0.1", dst="10.0.1.1", ttl=0, chksum=1) / UDP(),
    "ipv6": Ether(src=ONE, dst=TWO) / IPv6(src="2001:db8:a::1", dst="2001:db8:a::2", hlim=1) / UDP() / Raw(pattern(40)),
    "arp": Ether(src=ONE, dst="ff:ff:ff:ff:ff:ff") / ARP(hwsrc=ONE, psrc="192.0.2.1", pdst="192.0.2.2") / Raw(bytes(18)),
    "mpls": Ether(src=ONE, dst=TWO, type=0x8847) / Raw(b"\x00\x02\x01\xff" + bytes(46)),
    "tagged": Ether(src=ONE, dst=TWO) / Dot1Q(vlan=77, prio=5) / IP(src="192.0.2.1", dst="192.0.2.2") / UDP(),
    "double-tagged": Ether(src=ONE, dst=TWO) / Dot1AD(vlan=77, prio=3) / Dot1Q(vlan=88, prio=1) / IP(src="192.0.2.1", dst="192.0.2.2") / UDP(),
    "priority-tagged": Ether(src=ONE, dst=TWO) / Dot1Q(vlan=0, prio=7) / IP(src="192.0.2.1", dst="192.0.2.2") / UDP(),
    "triple-tagged": Ether(src=ONE, dst=TWO) / Dot1Q(vlan=1) / Dot1Q(vlan=2) / Dot1Q(vlan=3) / Raw(pattern(40)),
    "lacp": Ether(src=ONE, dst="01:80:c2:00:00:02", type=0x8809) / Raw(b"\x01\x01" + bytes(108)),
    "lldp": Ether(src=ONE, dst="01:80:c2:00:00:0e", type=0x88CC) / Raw(pattern(46)),
    "stp": Dot3(src=ONE, dst="01:80:c2:00:00:00") / LLC(dsap=0x42, ssap=0x42, ctrl=3) / STP() / Raw(bytes(8)),
    "length-field": Dot3(src=ONE, dst=TWO) / LLC(dsap=0xFE, ssap=0xFE, ctrl=3) / Raw(pattern(60)),
    "unknown-type": frame(100),
    "multicast": frame(100, dst="01:00:5e:01:02:03"),
    "smallest": frame(14),
    "runt": frame(42),
    "largest": frame(1514),
    "addresses-zero": frame(60, src="00:00:00:00:00:00", dst="00:00:00:00:00:00"),
    "padded": bytes(Ether(src=ONE, dst=TWO) / IP(src="192.0.2.1", dst="192.0.2.2") / UDP()) + b"\xee" * 18,
}
