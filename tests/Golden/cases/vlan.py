"""L3 sub-interfaces: 802.1Q, QinQ, 802.1ad, priority tags."""

from scapy.layers.inet import IP, UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import ARP, Dot1AD, Dot1Q
from scapy.packet import Raw

import bench
from bench import arrive, burst, leave, payload
from golden import Group
from wire import fragments4, icmp4, stack

CONFIG = """\
routes:
  - { prefix: 172.16.1.0/24, via: 10.9.1.2 }
  - { prefix: 172.16.2.0/24, via: 10.9.2.2 }
  - { prefix: 172.16.3.0/24, via: 10.9.3.2 }
  - { prefix: 172.16.4.0/24, via: 10.9.1.2, labels: [32] }
  - { prefix: 172.16.5.0/24, via: 10.9.5.2 }
  - { prefix: "fd00:1::/32", via: "2001:db8:901::2" }
mpls:
  labels:
    - { label: 40, action: swap, via: 10.0.1.2, out-labels: [41] }
"""


def groups():
    interfaces = {
        "b.100": '{ vlan: 100, addresses: [10.9.1.1/24, "2001:db8:901::1/64"], mpls: true }',
        "b.200": "{ vlan: 200, inner-vlan: 300, outer-tpid: 0x88a8, addresses: [10.9.2.1/24] }",
        "b.300": "{ vlan: 200, inner-vlan: 300, addresses: [10.9.3.1/24] }",
        "b.400": "{ vlan: 400, addresses: [10.9.4.1/24], enabled: false }",
        "b.500": "{ vlan: 4094, addresses: [10.9.5.1/24], mtu: 1000 }",
        "b.600": "{ vlan: 600, vrf: red, addresses: [10.9.6.1/24] }",
    }
    # The validator takes TPIDs of equal tags as one, so the second QinQ interface has other tags.
    interfaces["b.300"] = "{ vlan: 201, inner-vlan: 300, addresses: [10.9.3.1/24] }"
    config = bench.config(CONFIG, ports="ab", interfaces=interfaces, neighbours=[
        ("b.100", "10.9.1.2"), ("b.100", "2001:db8:901::2"), ("b.200", "10.9.2.2"), ("b.300", "10.9.3.2"), ("b.400", "10.9.4.2"), ("b.500", "10.9.5.2")])
    group = Group("vlan", "L3 sub-interfaces", config, "ab")
    to_a = IP(src="10.9.1.2", dst="10.0.1.2")
    at_a = IP(src="10.9.1.2", dst="10.0.1.2", ttl=63)

    def out(name, items, text, target, tags, **fields):
        group.case(name, items, text) \
            .send("a", arrive("a") / IP(src="10.0.1.2", dst=target) / payload()) \
            .expect("b", leave("b", **fields) / tags / IP(src="10.0.1.2", dst=target, ttl=63) / payload())

    out("dot1q-out", [86, 131], "one tag", "172.16.1.9", Dot1Q(vlan=100))
    out("qinq-ad-out", [86, 131], "802.1ad outside, 802.1Q inside", "172.16.2.9", Dot1AD(vlan=200) / Dot1Q(vlan=300))
    out("qinq-out", [86, 131], "two 802.1Q tags", "172.16.3.9", Dot1Q(vlan=201) / Dot1Q(vlan=300))
    out("connected-out", [86, 96], "host of the tagged subnet", "10.9.1.2", Dot1Q(vlan=100))
    group.case("ipv6-out", [86], "") \
        .send("a", arrive("a") / IPv6(src="2001:db8:1::2", dst="fd00:1::1") / payload()) \
        .expect("b", leave("b") / Dot1Q(vlan=100) / IPv6(src="2001:db8:1::2", dst="fd00:1::1", hlim=63) / payload())
    group.case("label-out", [86, 1], "a label behind the tag") \
        .send("a", arrive("a") / IP(src="10.0.1.2", dst="172.16.4.1") / payload()) \
        .expect("b", leave("b") / Dot1Q(vlan=100) / stack((32, 64)) / IP(src="10.0.1.2", dst="172.16.4.1", ttl=63) / payload())
    case = group.case("out-burst", [86, 131], "257 packets, the interfaces taking turns")
    for number in burst():
        target, tags = [("172.16.1.9", Dot1Q(vlan=100)), ("172.16.2.9", Dot1AD(vlan=200) / Dot1Q(vlan=300)), ("172.16.3.9", Dot1Q(vlan=201) / Dot1Q(vlan=300))][number % 3]
        case.send("a", arrive("a") / IP(src="10.0.1.2", dst=target) / payload(2, sport=number))
        case.expect("b", leave("b") / tags / IP(src="10.0.1.2", dst=target, ttl=63) / payload(2, sport=number))

    for name, text, tags in [
            ("dot1q-in", "one tag", Dot1Q(vlan=100)), ("dot1q-in-priority", "with a priority and DEI", Dot1Q(vlan=100, prio=6, id=1)),
            ("qinq-ad-in", "802.1ad outside", Dot1AD(vlan=200) / Dot1Q(vlan=300)), ("qinq-in", "two 802.1Q tags", Dot1Q(vlan=201) / Dot1Q(vlan=300))]:
        group.case(name, [86, 131], text).send("b", arrive("b") / tags / to_a / payload()).expect("a", leave("a") / at_a / payload())
    group.case("label-in", [86, 14], "a label behind the tag") \
        .send("b", arrive("b") / Dot1Q(vlan=100) / stack((40, 9)) / to_a / payload()).expect("a", leave("a") / stack((41, 8)) / to_a / payload())
    for priority in (0, 5):
        group.case(f"priority-tag-ipv4-{priority}", [87], "VLAN 0 is as good as untagged") \
            .send("a", arrive("a") / Dot1Q(vlan=0, prio=priority) / IP(src="10.0.1.2", dst="10.0.2.2") / payload()) \
            .expect("b", leave("b") / IP(src="10.0.1.2", dst="10.0.2.2", ttl=63) / payload())
        group.case(f"priority-tag-ipv6-{priority}", [87], "VLAN 0 is as good as untagged") \
            .send("a", arrive("a") / Dot1Q(vlan=0, prio=priority) / IPv6(src="2001:db8:1::2", dst="2001:db8:2::2") / payload()) \
            .expect("b", leave("b") / IPv6(src="2001:db8:1::2", dst="2001:db8:2::2", hlim=63) / payload())
    frame = arrive("b", dst="ff:ff:ff:ff:ff:ff") / Dot1Q(vlan=100) / ARP(op=1, hwsrc=bench.peer("b"), psrc="10.9.1.2", pdst="10.9.1.1")
    untagged = arrive("b", dst="ff:ff:ff:ff:ff:ff") / ARP(op=1, hwsrc=bench.peer("b"), psrc="10.9.1.2", pdst="10.9.1.1")
    group.case("arp", [12, 86], "the mirror of a sub-interface gets untagged frames").send("b", frame).punt("arp", untagged)
    group.case("local", [86, 98], "an address of a sub-interface") \
        .send("b", arrive("b") / Dot1Q(vlan=100) / IP(src="10.9.1.2", dst="10.9.1.1") / UDP()) \
        .punt("ipv4-local", arrive("b") / IP(src="10.9.1.2", dst="10.9.1.1") / UDP())

    def dropped(name, items, text, frame, reason, port="b"):
        group.case(name, items, text).send(port, frame).drop(reason)

    dropped("unknown-tag", [86], "", arrive("b") / Dot1Q(vlan=101) / to_a / payload(), "unknown-vlan")
    dropped("unknown-tag-untagged-port", [86], "a port without sub-interfaces", arrive("a") / Dot1Q(vlan=101) / to_a / payload(), "unknown-vlan", "a")
    dropped("unknown-inner", [86], "", arrive("b") / Dot1Q(vlan=201) / Dot1Q(vlan=301) / to_a / payload(), "unknown-vlan")
    dropped("inner-missing", [86], "", arrive("b") / Dot1Q(vlan=201) / to_a / payload(), "unknown-vlan")
    dropped("other-tpid", [86], "802.1ad where 802.1Q is wanted", arrive("b") / Dot1AD(vlan=100) / to_a / payload(), "unknown-vlan")
    dropped("other-tpid-qinq", [86], "802.1Q where 802.1ad is wanted", arrive("b") / Dot1Q(vlan=200) / Dot1Q(vlan=300) / to_a / payload(), "unknown-vlan")
    dropped("vlan-4095", [86], "the reserved VLAN id", arrive("b") / Dot1Q(vlan=4095) / to_a / payload(), "unknown-vlan")
    dropped("mac-mismatch", [86, 102], "", arrive("b", dst="02:00:00:00:99:99") / Dot1Q(vlan=100) / to_a / payload(), "l3-mac-mismatch")
    dropped("down-in", [86, 94], "administratively down", arrive("b") / Dot1Q(vlan=400) / to_a / payload(), "interface-down")
    packet = IP(src="10.0.1.2", dst="10.9.4.2") / payload()
    group.case("down-out", [86, 94], "administratively down: its subnet is withdrawn") \
        .send("a", arrive("a") / packet).error("ip4-no-route", "a", leave("a") / icmp4("10.0.1.1", packet, 3, 0))
    dropped("mpls-off", [24, 86], "MPLS is off on this sub-interface", arrive("b") / Dot1Q(vlan=600) / stack((40, 9)) / to_a / payload(), "mpls-disabled")
    frame = bytes(arrive("b") / Dot1Q(vlan=201) / Dot1Q(vlan=300) / to_a)
    group.case("cut-tags", [86], "the frame ends inside its tags").send("b", *(frame[:size] for size in range(14, 22))).drop("unknown-vlan", 8)

    exact, more = IP(src="10.0.1.2", dst="172.16.5.1", proto=253) / Raw(bytes(980)), IP(src="10.0.1.2", dst="172.16.5.1", proto=253) / Raw(bytes(981))
    group.case("mtu-exact", [67, 86], "MTU of the sub-interface; the tag does not count") \
        .send("a", arrive("a") / exact).expect("b", leave("b") / Dot1Q(vlan=4094) / IP(src="10.0.1.2", dst="172.16.5.1", proto=253, ttl=63) / Raw(bytes(980)))
    pieces = fragments4(IP(src="10.0.1.2", dst="172.16.5.1", proto=253, ttl=63) / Raw(bytes(981)), 1000)
    group.case("mtu-one-more", [67, 86], "") \
        .send("a", arrive("a") / more).fragments("b", *(leave("b") / Dot1Q(vlan=4094, type=0x0800) / Raw(piece) for piece in pieces))
    largest = IP(src="10.0.1.2", dst="172.16.1.9", proto=253) / Raw(bytes(1480))
    group.case("mtu-1500-tagged", [67, 131], "1500 octets behind one tag") \
        .send("a", arrive("a") / largest).expect("b", leave("b") / Dot1Q(vlan=100) / IP(src="10.0.1.2", dst="172.16.1.9", proto=253, ttl=63) / Raw(bytes(1480)))
    expired = IP(src="10.9.1.2", dst="10.0.1.2", ttl=1) / payload()
    group.case("ttl-1", [86, 90], "answered through the sub-interface, from its address") \
        .send("b", arrive("b") / Dot1Q(vlan=100) / expired) \
        .error("ip4-ttl-expired", "b", leave("b") / Dot1Q(vlan=100) / icmp4("10.9.1.1", expired, 11, 0))
    return [group]
