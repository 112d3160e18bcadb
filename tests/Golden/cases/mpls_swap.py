"""Label switching: swap, swap into a stack, penultimate hop popping inside a stack."""

from scapy.layers.inet import IP
from scapy.layers.inet6 import IPv6
from scapy.packet import Raw

import bench
from bench import arrive, burst, leave, payload
from golden import Group
from wire import label, stack

CONFIG = """\
routes:
  - { prefix: 10.1.0.1/32, via: 10.0.2.2, labels: [33] }
  - { prefix: 10.1.0.2/32, via: 10.0.2.2, labels: [43], ttl-mode: uniform }
mpls:
  labels:
    - { label: 32, action: swap, via: 10.0.2.2, out-labels: [33] }
    - { label: 132, action: swap, via: 10.0.2.2, out-labels: [33], ttl-mode: uniform }
    - { label: 33, action: pop, via: 10.0.2.2, payload: ipv4, bottom-of-stack: yes }
    - { label: 33, action: drop, bottom-of-stack: no }
    - { label: 34, action: swap, via: 10.1.0.1, out-labels: [44, 45] }
    - { label: 35, action: swap, via: 10.0.2.2, out-labels: [43, 44], ttl-mode: uniform }
    - { label: 36, action: swap, via: 10.0.2.2, out-labels: [33, 44, 46] }
    - { label: 37, action: swap, via: 10.0.2.2, out-labels: [101, 102, 103, 104, 105, 106, 107, 108] }
    - { label: 38, action: swap, via: 10.0.2.2, out-labels: [3, 201] }
    - { label: 39, action: swap, via: 10.0.2.2, out-labels: [0] }
    - { label: 40, action: pop, via: 10.0.2.2, payload: mpls }
    - { label: 41, action: pop, via: 10.0.2.2, payload: mpls, ttl-mode: uniform }
    - { label: 42, action: swap, via: "2001:db8:2::2", out-labels: [52] }
    - { label: 50, action: swap, via: 10.0.2.2, out-labels: [51], bottom-of-stack: yes }
    - { label: 50, action: swap, via: 10.0.1.2, out-labels: [61], bottom-of-stack: no }
    - { label: 16, action: swap, via: 10.0.2.2, out-labels: [1048575] }
    - { label: 1048575, action: swap, via: 10.0.2.2, out-labels: [16] }
    - { label: 60, action: swap, via: 10.0.2.99, out-labels: [61] }
    - { label: 62, action: drop }
"""


def groups():
    config = bench.config(CONFIG, ports="abcde", interfaces={"e": "{ addresses: [10.0.5.1/24], vrf: red, mpls: true }"})
    return [switching(Group("mpls-swap", "MPLS label switching", config, "abcde")), truncated(Group("mpls-truncated", "label stacks cut short", config, "abcde"))]


def _inner(**fields):
    return IP(**{"src": "10.0.1.2", "dst": "10.9.9.9", "ttl": 64, "tos": 0x48, "id": 99, **fields}) / payload()


def switching(group):
    def switch(name, items, text, before, after, port="b", inner=None):
        inner = _inner() if inner is None else inner
        group.case(name, items, text).send("a", arrive("a") / before / inner).expect(port, leave(port) / after / inner)

    switch("bottom", [14], "the IP header is not touched", stack((32, 32, 1)), stack((33, 31, 1)))
    switch("bottom-ip-ttl-1", [14], "the TTL below the label does not matter", stack((32, 32)), stack((33, 31)), inner=_inner(ttl=1))
    switch("bottom-ip-broken", [14, 37], "what is below the label is not looked at", stack((32, 32)), stack((33, 31)), inner=Raw(b"\x99" * 50))
    switch("bottom-empty", [14], "nothing below the label", stack((32, 32)), stack((33, 31)), inner=Raw(b""))
    switch("bottom-ipv6", [14], "IPv6 below the label", stack((32, 255, 7)), stack((33, 254, 7)), inner=IPv6(src="2001:db8:1::2", dst="::9") / payload())
    switch("bottom-uniform", [14], "the same in uniform mode", stack((132, 32, 1)), stack((33, 31, 1)))
    switch("ttl-2", [22], "the last TTL that lives", stack((32, 2)), stack((33, 1)))
    switch("above", [15], "the label below stays as it is", stack((32, 21, 7), (99, 1, 3)), stack((33, 20, 7), (99, 1, 3)))
    switch("above-uniform", [15], "the same in uniform mode", stack((132, 21, 7), (99, 1, 3)), stack((33, 20, 7), (99, 1, 3)))
    switch("above-deep", [15], "below it a stack of nine", stack((32, 21), *((300 + n, n, n % 8) for n in range(9))),
           stack((33, 20), *((300 + n, n, n % 8) for n in range(9))))
    switch("above-reserved", [15, 54], "below it an entropy label and its indicator", stack((32, 21), (7, 0), (777, 0)), stack((33, 20), (7, 0), (777, 0)))
    switch("plus-push", [17], "into an outer LSP: new labels have the configured TTL, the swapped one its own",
           stack((34, 30, 5)), stack((33, 64), (44, 64), (45, 29, 5)))
    switch("plus-push-above", [17], "the same above another label", stack((34, 30, 5), (99, 9)), stack((33, 64), (44, 64), (45, 29, 5), (99, 9)))
    switch("plus-push-uniform", [18], "all have the decremented TTL and the class", stack((35, 3, 6)), stack((43, 2, 6), (44, 2, 6)))
    switch("into-stack", [19], "only the label below keeps S", stack((36, 45, 1), (99, 8)), stack((33, 64), (44, 64), (46, 44, 1), (99, 8)))
    switch("eight-out", [10, 17], "the deepest stack", stack((37, 45, 1)), stack(*((label_, 64) for label_ in range(101, 108)), (108, 44, 1)))
    switch("implicit-null-in-list", [7], "label 3 in the list removes itself", stack((38, 10, 2)), stack((201, 9, 2)))
    switch("to-explicit-null", [8], "swap to label 0", stack((39, 10, 2)), stack((0, 9, 2)))
    switch("php-pipe", [20], "the exposed label is not changed", stack((40, 30, 1), (99, 64, 2)), stack((99, 64, 2)))
    switch("php-pipe-deep", [20], "two labels left", stack((40, 30, 1), (99, 64, 2), (98, 3, 4)), stack((99, 64, 2), (98, 3, 4)))
    switch("php-uniform", [20], "the smaller TTL goes on", stack((41, 30, 1), (99, 64, 2)), stack((99, 29, 2)))
    switch("php-uniform-smaller-inside", [20], "the smaller TTL goes on", stack((41, 30, 1), (99, 20, 2)), stack((99, 20, 2)))
    switch("ipv6-next-hop", [14], "", stack((42, 10)), stack((52, 9)))
    switch("s-bit-1", [16], "the entry for S = 1", stack((50, 10)), stack((51, 9)))
    switch("s-bit-0", [16], "the entry for S = 0", stack((50, 10), (99, 5)), stack((61, 9), (99, 5)), port="a")
    switch("smallest-label", [44], "16 in, 1048575 out", stack((16, 10)), stack((1048575, 9)))
    switch("largest-label", [44], "1048575 in, 16 out", stack((1048575, 10)), stack((16, 9)))

    group.case("padding", [14], "octets after the packet: a label switching router cannot know, so they stay") \
        .send("a", bytes(arrive("a") / stack((32, 32)) / IP(src="10.0.1.2", dst="10.9.9.9")) + b"\xee" * 22) \
        .expect("b", bytes(leave("b") / stack((33, 31)) / IP(src="10.0.1.2", dst="10.9.9.9")) + b"\xee" * 22)
    group.case("priority-tag", [87], "VLAN 0 is as good as untagged") \
        .send("a", arrive("a", type=0x8100) / Raw(b"\xa0\x00\x88\x47") / stack((32, 32)) / _inner()) \
        .expect("b", leave("b") / stack((33, 31)) / _inner())
    group.case("pop-where-s-is-1", [16, 27], "33 with S = 1 is popped") \
        .send("a", arrive("a") / stack((33, 32)) / _inner()).expect("b", leave("b") / _inner(ttl=63))
    group.case("burst", [14], "257 packets")\
        .send("a", *(arrive("a") / stack((32, 32, n % 8)) / IP(src="10.0.1.2", dst="10.9.9.9") / payload(2, sport=n) for n in burst())) \
        .expect("b", *(leave("b") / stack((33, 31, n % 8)) / IP(src="10.0.1.2", dst="10.9.9.9") / payload(2, sport=n) for n in burst()))
    case = group.case("mixed-burst", [14, 15, 17, 20, 23], "swaps, pushes, pops and unknown labels in one vector; order is kept within an action")
    results = [[], [], []]
    for n in range(256):
        before, after = [
            (stack((32, 32)), stack((33, 31))), (stack((34, 30)), stack((33, 64), (44, 64), (45, 29))),
            (stack((40, 30), (99, 64)), stack((99, 64))), (stack((999, 32)), None)][n % 4]
        inner = IP(src="10.0.1.2", dst="10.9.9.9") / payload(2, sport=n)
        case.send("a", arrive("a") / before / inner)
        if after is None:
            case.drop("mpls-unknown-label")
        else:
            results[n % 4].append(leave("b") / after / inner)
    case.expect("b", *results[0], *results[1], *results[2])

    def dropped(name, items, text, frame, reason, port="a", count=1):
        group.case(name, items, text).send(port, *[frame] * count).drop(reason, count)

    dropped("ttl-0", [21], "label TTL 0", arrive("a") / stack((32, 0)) / _inner(), "mpls-ttl-expired")
    dropped("ttl-0-above", [21], "label TTL 0 above another label", arrive("a") / stack((32, 0), (99, 9)) / _inner(), "mpls-ttl-expired")
    dropped("ttl-0-php", [21], "label TTL 0 at a pop", arrive("a") / stack((40, 0), (99, 9)) / _inner(), "mpls-ttl-expired")
    dropped("ttl-1-not-ip", [22, 45], "label TTL 1 over something that is not IP", arrive("a") / stack((32, 1)) / Raw(b"\x99" * 50), "mpls-ttl-expired")
    dropped("ttl-1-php-not-ip", [20, 22], "label TTL 1 at a pop over something that is not IP",
            arrive("a") / stack((40, 1), (99, 64)) / Raw(b"\x99" * 50), "mpls-ttl-expired")
    dropped("unknown", [23], "no entry", arrive("a") / stack((999, 32)) / _inner(), "mpls-unknown-label")
    dropped("unknown-burst", [23], "no entry, 257 times, no answer", arrive("a") / stack((999, 32)) / _inner(), "mpls-unknown-label", count=257)
    dropped("unknown-below-known-s-0", [16, 23], "an entry for S = 1 only, with S = 0", arrive("a") / stack((33, 32), (99, 9)) / _inner(), "mpls-unknown-label")
    dropped("drop-entry", [16], "an entry that drops", arrive("a") / stack((62, 32)) / _inner(), "mpls-unknown-label")
    dropped("disabled", [24], "MPLS off on the port", arrive("c") / stack((32, 32)) / _inner(), "mpls-disabled", port="c")
    dropped("disabled-burst", [24], "MPLS off on the port", arrive("c") / stack((32, 32)) / _inner(), "mpls-disabled", port="c", count=257)
    dropped("unresolved", [12], "no neighbour", arrive("a") / stack((60, 32)) / _inner(), "neighbour-unresolved")
    dropped("mac-mismatch", [102], "frame for another station", arrive("a", dst="02:00:00:00:99:99") / stack((32, 32)) / _inner(), "l3-mac-mismatch")
    group.case("enabled-in-vrf", [24], "MPLS on, interface of another VRF: labels are the router's") \
        .send("e", arrive("e") / stack((32, 32)) / _inner()).expect("b", leave("b") / stack((33, 31)) / _inner())
    return group


def truncated(group):
    frame = bytes(arrive("a", type=0x8847) / label(32, 9, 1))
    group.case("first-label", [31], "the frame ends inside the first label") \
        .send("a", *(frame[:length] for length in range(14, 18))).drop("mpls-truncated", 4)
    frame = bytes(arrive("a") / stack((40, 9), (99, 9)))
    group.case("label-below-php", [20], "the frame ends inside the label that a pop exposes") \
        .send("a", *(frame[:length] for length in range(18, 22))).drop("mpls-truncated", 4)
    frame = bytes(arrive("a") / stack((0, 9), (99, 9)))
    group.case("label-below-explicit-null", [39], "the frame ends inside the label below explicit null") \
        .send("a", *(frame[:length] for length in range(18, 22))).drop("mpls-truncated", 4)
    frame = bytes(arrive("a") / stack((33, 9)) / IP(src="10.0.1.2", dst="10.9.9.9") / payload(0))
    group.case("ipv4-below-pop", [31], "the frame ends inside the IPv4 header that a pop exposes") \
        .send("a", *(frame[:length] for length in range(18, 38))).drop("ip4-truncated", 20)
    group.case("ipv4-payload-below-pop", [31], "the frame ends before the packet does") \
        .send("a", *(frame[:length] for length in range(38, 46))).drop("ip4-bad-length", 8)
    group.case("good-after-bad", [31], "the port still switches") \
        .send("a", frame).expect("b", leave("b") / IP(src="10.0.1.2", dst="10.9.9.9", ttl=63) / payload(0))
    return group
