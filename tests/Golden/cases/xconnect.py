"""Local cross-connects between ports and sub-interfaces."""

from scapy.layers.l2 import Dot1AD, Dot1Q, Ether
from scapy.packet import Raw

import bench
import frames
from bench import burst, pattern
from golden import Group


def groups():
    return [ports(), tags()]


def ports():
    config = bench.config(
        "cross-connects:\n  - [d, e]\n  - [f, g]\n", ports="adefgh",
        interfaces={"d": "{}", "e": "{}", "f": "{}", "g": "{ enabled: false }", "h": "{ addresses: [10.0.8.1/24], enabled: false }"})
    group = Group("xconnect", "local cross-connect of two ports", config, "adefgh")
    for name, frame in frames.KINDS.items():
        group.case(name, [88], "passes unchanged, in both directions").send("d", frame).expect("e", frame).send("e", frame).expect("d", frame)
    for name, frame in frames.MAC_CONTROL.items():
        group.case(f"mac-control-{name}", [88], "45: is not carried").send("d", frame).drop("mac-control").send("e", frame).drop("mac-control")
    group.case("near-mac-control", [88], "45: other EtherTypes are").send("d", *frames.NEAR_MAC_CONTROL).expect("e", *frames.NEAR_MAC_CONTROL)
    case = group.case("mac-control-burst", [88], "45: PAUSE among frames of an eighth and more of a vector")
    for number, _ in enumerate(burst()):
        if number % 11 == 5:
            case.send("d", frames.MAC_CONTROL["pause"]).drop("mac-control")
        else:
            case.send("d", frames.frame(100, seed=number)).expect("e", frames.frame(100, seed=number))
    group.case("mac-control-down", [88], "45: the end itself is administratively down").send("g", frames.MAC_CONTROL["pause"]).drop("interface-down")
    every = [frames.frame(size) for size in range(14, 271)]
    group.case("every-size-burst", [88], "257 frames of growing size").send("d", *every).expect("e", *every)
    kinds = [bytes(frame) for frame in frames.KINDS.values()] * 13
    group.case("mixed-burst", [88], "a vector of all kinds").send("e", *kinds[:257]).expect("d", *kinds[:257])
    group.case("too-short", [], "less than an Ethernet header").send("d", *(frames.frame(14)[:size] for size in range(1, 14))).drop("runt", 13)
    group.case("down-out", [88, 120], "the other end is administratively down").send("f", frames.frame()).drop("interface-down")
    group.case("down-in", [88, 120], "the end itself is administratively down").send("g", frames.frame()).drop("interface-down")
    group.case("over-mtu", [67], "more than the MTU of the port on the way out").send("d", frames.frame(1515)).drop("mtu-exceeded")
    tagged = bytes(Ether(src=frames.ONE, dst=frames.TWO) / Dot1Q(vlan=5) / Dot1Q(vlan=6, type=0x88B5) / Raw(pattern(1500)))
    group.case("mtu-with-tags", [67, 131], "tags do not count").send("d", tagged).expect("e", tagged)
    group.case("layer-3-down", [94], "an L3 port that is administratively down") \
        .send("h", Ether(src=bench.peer("h"), dst=bench.mac("h")) / Raw(bytes(46))).drop("interface-down")
    group.mark(l2tp={45: ["mac-control-*", "near-mac-control"]})
    return group


def tags():
    pairs = [("d.10", "e.20"), ("d.30", "e.40"), ("d.50", "e.60"), ("d.70", "e.80"), ("d.90", "f"), ("g", "e.95")]
    interfaces = {
        "d.10": "{ vlan: 10 }", "e.20": "{ vlan: 20 }",
        "d.30": "{ vlan: 30 }", "e.40": "{ vlan: 40, inner-vlan: 41 }",
        "d.50": "{ vlan: 50, inner-vlan: 51 }", "e.60": "{ vlan: 60 }",
        "d.70": "{ vlan: 70, inner-vlan: 71 }", "e.80": "{ vlan: 80, inner-vlan: 81, outer-tpid: 0x88a8 }",
        "d.90": "{ vlan: 90, outer-tpid: 0x88a8 }", "f": "{}", "g": "{}", "e.95": "{ vlan: 95 }",
        "d": None, "e": None,
    }
    config = bench.config("cross-connects:\n" + "".join(f"  - [{one}, {two}]\n" for one, two in pairs), ports="defg", interfaces=interfaces)
    group = Group("xconnect-vlan", "local cross-connects of sub-interfaces: tags popped, pushed and translated", config, "defg")
    rest = Raw(pattern(50))

    def tagged(*tags):
        frame = Ether(src=frames.ONE, dst=frames.TWO)
        for index, tag in enumerate(tags):
            kind, vlan = tag if isinstance(tag, tuple) else (Dot1Q, tag)
            frame /= kind(vlan=vlan, type=0x88B5) if index == len(tags) - 1 else kind(vlan=vlan)
        if not tags:
            frame.type = 0x88B5
        return bytes(frame / rest)

    def both(name, text, port, here, other, there):
        group.case(name, [86], text).send(port, tagged(*here)).expect(other, tagged(*there)) \
            .send(other, tagged(*there)).expect(port, tagged(*here))

    both("translate-1-1", "one tag for one", "d", [10], "e", [20])
    both("translate-1-2", "one tag for two", "d", [30], "e", [40, 41])
    both("translate-2-1", "two tags for one", "d", [50, 51], "e", [60])
    both("translate-2-2", "two tags for two, 802.1ad outside", "d", [70, 71], "e", [(Dot1AD, 80), 81])
    both("pop-1", "an 802.1ad tag against none", "d", [(Dot1AD, 90)], "f", [])
    both("push-1", "none against one", "g", [], "e", [95])
    both("inner-kept", "a customer's tag below the one that is translated", "d", [10, 7], "e", [20, 7])
    both("inner-kept-two", "two of them", "d", [10, 7, 8], "e", [20, 7, 8])
    both("port-keeps-tags", "a whole port carries the customer's tags", "f", [5, 6], "d", [(Dot1AD, 90), 5, 6])
    case = group.case("translate-burst", [86], "257 frames, the circuits taking turns")
    for number in burst():
        here, there = [([10], [20]), ([30], [40, 41]), ([50, 51], [60]), ([70, 71], [(Dot1AD, 80), 81])][number % 4]
        case.send("d", tagged(*here)).expect("e", tagged(*there))

    def dropped(name, text, port, *tags):
        group.case(name, [86], text).send(port, tagged(*tags)).drop("unknown-vlan")

    dropped("untagged", "no interface for untagged frames", "d")
    dropped("unknown-tag", "", "d", 11)
    dropped("unknown-outer", "", "d", 11, 10)
    dropped("unknown-inner", "", "d", 50, 52)
    dropped("inner-missing", "", "d", 50)
    dropped("other-tpid", "the right number under the other TPID", "d", (Dot1AD, 10))
    dropped("other-tpid-2", "the right number under the other TPID", "d", 90)
    dropped("priority-tag", "VLAN 0 is untagged", "d", 0)
    frame = tagged(10, 7)
    group.case("cut-tag", [86], "the frame ends inside its tag").send("d", *(frame[:size] for size in range(14, 18))).drop("unknown-vlan", 4)
    return group
