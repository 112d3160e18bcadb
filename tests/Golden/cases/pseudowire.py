"""MPLS Ethernet pseudowires (RFC 4448)."""

from scapy.layers.l2 import Dot1Q, Ether
from scapy.packet import Raw

import bench
import frames
from bench import arrive, burst, leave, pattern
from golden import Group
from wire import stack

CONFIG = """\
routes:
  - { prefix: 10.1.0.1/32, via: 10.0.2.2, labels: [32] }
mpls:
  pseudowires:
    - { name: pw-raw, label: 55, via: 10.0.2.2, out-labels: [42] }
    - { name: pw-cw, label: 56, via: 10.0.2.2, out-labels: [16, 43], control-word: true }
    - { name: pw-lsp, label: 57, via: 10.1.0.1, out-labels: [44] }
    - { name: pw-vlan, label: 58, via: 10.0.2.2, out-labels: [45], mode: vlan, vlan: 100 }
    - { name: pw-sub, label: 59, via: 10.0.2.2, out-labels: [46] }
    - { name: pw-sub-vlan, label: 60, via: 10.0.2.2, out-labels: [47], mode: vlan, vlan: 200, control-word: true }
    - { name: pw-alone, label: 61, via: 10.0.2.2, out-labels: [48] }
    - { name: pw-unresolved, label: 62, via: 10.0.2.99, out-labels: [49] }
    - { name: pw-null, label: 63, via: 10.0.2.2, out-labels: [3, 50] }
    - { name: pw-down, label: 64, via: 10.0.2.2, out-labels: [51] }
cross-connects:
  - [d, pw-raw]
  - [e, pw-cw]
  - [f, pw-lsp]
  - [g, pw-vlan]
  - [h.10, pw-sub]
  - [h.20, pw-sub-vlan]
  - [h.30, pw-unresolved]
  - [h.40, pw-null]
  - [h.50, pw-down]
"""

WORD = Raw(b"\0\0\0\0")


def groups():
    interfaces = {port: "{}" for port in "defg"}
    interfaces.update({f"h.{number}": f"{{ vlan: {number} }}" for number in (10, 20, 30, 40)})
    interfaces.update({"h.50": "{ vlan: 50, enabled: false }", "h": None})
    config = bench.config(CONFIG, ports="abdefgh", interfaces=interfaces)
    group = Group("pseudowire", "MPLS Ethernet pseudowires", config, "abdefgh")

    def inward(name, items, text, head, frame, port, after=None):
        group.case(name, items, text).send("a", arrive("a") / head / Raw(bytes(frame))).expect(port, frame if after is None else after)

    def outward(name, items, text, port, frame, head, after=None):
        group.case(name, items, text).send(port, frame).expect("b", leave("b") / head / Raw(bytes(frame if after is None else after)))

    for name, frame in frames.KINDS.items():
        if name == "largest":
            frame = frames.frame(1496 - 4)
        inward(f"in-{name}", [82, 88], "the frame as it was", stack((55, 64)), frame, "d")
        outward(f"out-{name}", [83, 88], "the frame as it is", "d", frame, stack((42, 64)))
    for name in ("ipv4", "tagged", "smallest", "runt"):
        inward(f"in-cw-{name}", [84], "the control word goes", stack((56, 64)) / WORD, frames.KINDS[name], "e")
        outward(f"out-cw-{name}", [84], "two labels and a zero control word", "e", frames.KINDS[name], stack((16, 64), (43, 64)) / WORD)
    inward("in-cw-sequence", [84], "sequence number and flags of the peer do not matter", stack((56, 64)) / Raw(b"\x00\x80\x12\x34"), frames.frame(), "e")
    inward("in-ttl-1", [82], "the label has reached its end", stack((55, 1)), frames.frame(), "d")
    inward("in-class", [82], "the class of the label does not matter", stack((55, 2, 7)), frames.frame(), "d")
    outward("out-lsp", [83, 5], "through a labelled route", "f", frames.frame(), stack((32, 64), (44, 64)))
    inward("in-lsp", [82], "", stack((57, 64)), frames.frame(), "f")
    outward("out-implicit-null", [83, 7], "the outer label is implicit null", "h", _tagged(40), stack((50, 64)), frames.frame())

    for name, labels, port, head in [("in-burst", stack((55, 64)), "d", None), ("in-cw-burst", stack((56, 64)) / WORD, "e", None),
                                     ("out-burst", stack((42, 64)), "d", 1), ("out-cw-burst", stack((16, 64), (43, 64)) / WORD, "e", 1)]:
        case = group.case(name, [82, 83, 84], "257 frames")
        for number in burst():
            frame = frames.frame(60 + number % 8, seed=number)
            if head is None:
                case.send("a", arrive("a") / labels / Raw(frame)).expect(port, frame)
            else:
                case.send(port, frame).expect("b", leave("b") / labels / Raw(frame))

    # VLAN mode: the tag inside the pseudowire is the agreed one (RFC 4448 4.1).
    inside = _tagged(100)
    outward("out-vlan", [86, 83], "an untagged port: the tag is pushed", "g", frames.frame(), stack((45, 64)), inside)
    inward("in-vlan", [86, 82], "and popped", stack((58, 64)), inside, "g", frames.frame())
    customer = bytes(Ether(src=frames.ONE, dst=frames.TWO) / Dot1Q(vlan=5, prio=3, type=0x88B5) / Raw(pattern(50)))
    outward("out-vlan-customer-tag", [86], "the customer's own tag stays inside", "g", customer, stack((45, 64)), _push(customer, 100))
    inward("in-vlan-customer-tag", [86], "the customer's own tag stays", stack((58, 64)), _push(customer, 100), "g", customer)
    outward("out-sub", [86, 83], "a sub-interface in Ethernet mode: its tag goes", "h", _tagged(10), stack((46, 64)), frames.frame())
    inward("in-sub", [86, 82], "and comes back", stack((59, 64)), frames.frame(), "h", _tagged(10))
    outward("out-sub-vlan", [86], "a sub-interface in VLAN mode: its tag becomes the agreed one, priority kept",
            "h", _tagged(20, 5), stack((47, 64)) / WORD, _tagged(200, 5))
    inward("in-sub-vlan", [86], "and back", stack((60, 64)) / WORD, _tagged(200), "h", _tagged(20))

    def dropped(name, items, text, port, frame, reason):
        group.case(name, items, text).send(port, frame).drop(reason)

    dropped("in-vlan-other", [86], "another VLAN inside", "a", arrive("a") / stack((58, 64)) / Raw(_tagged(101)), "vlan-mismatch")
    dropped("in-vlan-untagged", [86], "no VLAN inside", "a", arrive("a") / stack((58, 64)) / Raw(frames.frame()), "vlan-mismatch")
    dropped("in-vlan-priority-tag", [86], "VLAN 0 inside", "a", arrive("a") / stack((58, 64)) / Raw(_tagged(0)), "vlan-mismatch")
    service = bytes(Ether(src=frames.ONE, dst=frames.TWO, type=0x88A8) / Raw(b"\x00\x64\x88\xb5" + pattern(50)))
    dropped("in-vlan-service-tag", [86], "the right number under another TPID", "a", arrive("a") / stack((58, 64)) / Raw(service), "vlan-mismatch")
    dropped("in-ttl-0", [21, 82], "", "a", arrive("a") / stack((55, 0)) / Raw(frames.frame()), "mpls-ttl-expired")
    dropped("in-not-bottom", [30, 82], "another label below", "a", arrive("a") / stack((55, 9), (99, 9)) / Raw(frames.frame()), "mpls-payload-mismatch")
    for nibble in (2, 4, 6, 15):
        dropped(f"in-cw-nibble-{nibble}", [84, 37], "neither data nor associated channel (RFC 4385 3)", "a",
                arrive("a") / stack((56, 9)) / Raw(bytes([nibble << 4, 0, 0, 0])) / Raw(frames.frame()), "mpls-payload-mismatch")
    channel = arrive("a") / stack((56, 9)) / Raw(b"\x10\x00\x00\x21") / Raw(bytes(60))
    group.case("in-cw-channel", [84], "associated channel (VCCV): to the control plane").send("a", channel).punt("pw-control-channel", channel)
    dropped("in-unconnected", [82], "a pseudowire without a cross-connect", "a", arrive("a") / stack((61, 9)) / Raw(frames.frame()), "mpls-unknown-label")
    dropped("in-down", [82, 120], "the circuit is down", "a", arrive("a") / stack((64, 9)) / Raw(frames.frame()), "interface-down")
    dropped("out-down", [83, 120], "the circuit is down", "h", _tagged(50), "interface-down")
    dropped("out-unresolved", [12, 83], "no neighbour for the LSP", "h", _tagged(30), "neighbour-unresolved")
    whole = bytes(arrive("a") / stack((55, 9)) / Raw(frames.frame(14)))
    group.case("in-truncated", [82], "cut at every length between label and frame") \
        .send("a", *(whole[:size] for size in range(18, 32))).drop("mpls-truncated", 14)
    whole = bytes(arrive("a") / stack((56, 9)) / WORD / Raw(frames.frame(14)))
    group.case("in-cw-truncated", [84], "cut at every length between label and frame") \
        .send("a", *(whole[:size] for size in range(18, 36))).drop("mpls-truncated", 18)
    largest = frames.frame(1496)
    outward("out-mtu-exact", [67, 83], "with its label of the MTU", "d", largest, stack((42, 64)))
    dropped("out-mtu-one-more", [67, 83], "over the MTU: never fragmented (RFC 4448 6)", "d", frames.frame(1497), "mtu-exceeded")
    largest = frames.frame(1500 - 12)
    outward("out-cw-mtu-exact", [67, 84], "with labels and control word of the MTU", "e", largest, stack((16, 64), (43, 64)) / WORD)
    dropped("out-cw-mtu-one-more", [67, 84], "", "e", frames.frame(1500 - 11), "mtu-exceeded")
    return [group]


def _tagged(vlan, priority=0):
    return _push(frames.frame(), vlan, priority)


def _push(frame, vlan, priority=0):
    return frame[:12] + b"\x81\x00" + (priority << 13 | vlan).to_bytes(2, "big") + frame[12:]
