"""Golden packets: cases of a group, their self-checks, and the files a group is stored in.

A group is one router configuration and many cases. A case has its own second on the clock, so that whatever leaves the
router at that second was caused by it. Expected packets are written down from the standards, never from a run.
"""

import fnmatch
import json
import os
import struct

from scapy.config import conf

conf.ipv6_enabled = True

#: The first case of every group is at this second.
EPOCH = 1_000_000

#: Name of the pseudo port that collects punted packets.
PUNT = "punt"

#: Bits that are the router's free choice. RFC 6438: the flow label of the outer header is a hash of the inner packet.
IGNORE_FLOW_LABEL = ((15, "0fffff"),)

#: RFC 6864: a datagram that may be fragmented needs an identification of its own, which changes the checksum too.
IGNORE_IDENTIFICATION = ((18, "ffff"), (24, "ffff"))


class Case:
    """One behaviour: packets in by port, packets out by port, drops, punts and how many packets the router makes itself."""

    def __init__(self, group, name, items, text, second):
        self.group = group
        self.name = name
        self.items = items
        self.l2tp = []
        self.text = text
        self.second = second
        self.micros = 0
        self.sent = []
        self.wanted = []
        self.drops = {}
        self.punts = {}
        self.originated = 0
        self.ignored = []

    def send(self, port, *packets):
        """Packets that arrive on a port, all in one vector."""
        self.sent += [(self._time(), port, bytes(packet)) for packet in packets]
        return self

    def step(self):
        """What follows is sent a millisecond later."""
        self.micros += 1000
        return self

    def expect(self, port, *packets, ignore=()):
        """Packets that leave a port, in this order. ignore: (offset, hex bits that may differ) pairs; they hold for the port."""
        self.wanted += [(self._time(), port, bytes(packet)) for packet in packets]
        for offset, bits in ignore:
            entry = {"port": port, "offset": offset, "bits": bits}
            if entry not in self.ignored:
                self.ignored.append(entry)
        return self

    def drop(self, reason, count=1):
        """Packets that end here, by reason."""
        self.drops[reason] = self.drops.get(reason, 0) + count
        return self

    def punt(self, reason, *packets, ignore=()):
        """Packets for the Linux side, as received. ignore: as for expect."""
        self.punts[reason] = self.punts.get(reason, 0) + len(packets)
        return self.expect(PUNT, *packets, ignore=ignore)

    def originate(self, count=1):
        """Packets the router makes: fragments and ICMP errors."""
        self.originated += count
        return self

    def error(self, reason, port, *packets):
        """One packet dropped and answered by ICMP errors that leave a port."""
        return self.drop(reason, len(packets)).originate(len(packets)).expect(port, *packets)

    def fragments(self, port, *packets, ignore=()):
        """One packet that leaves as fragments."""
        return self.drop("fragmented").originate(len(packets)).expect(port, *packets, ignore=ignore)

    def _time(self):
        return (self.second, self.micros)

    def check(self):
        """Received + originated = transmitted + dropped + punted, for the case alone."""
        transmitted = sum(1 for _, port, _ in self.wanted if port != PUNT)
        received = len(self.sent) + self.originated
        ended = transmitted + sum(self.drops.values()) + sum(self.punts.values())
        if received != ended:
            raise ValueError(f"{self.group.name}/{self.name}: {received} packets in and made, {ended} out, dropped and punted")
        if not self.sent:
            raise ValueError(f"{self.group.name}/{self.name}: sends nothing")


class Group:
    """A configuration and its cases."""

    def __init__(self, name, title, config, ports):
        self.name = name
        self.title = title
        self.config = config
        self.ports = list(ports)
        self.cases = []

    def case(self, name, items, text=""):
        """A new case, for these numbers of the PE-router behaviour list."""
        if any(case.name == name for case in self.cases):
            raise ValueError(f"{self.name}/{name}: twice")
        case = Case(self, name, list(items), text, EPOCH + len(self.cases))
        self.cases.append(case)
        return case

    def mark(self, items=None, l2tp=None):
        """More numbers of behaviours that cases show: of the PE-router list and of the L2TP list, each with patterns of case names."""
        for marks, numbers_of in ((items, lambda case: case.items), (l2tp, lambda case: case.l2tp)):
            for number, patterns in (marks or {}).items():
                for pattern in patterns:
                    found = [case for case in self.cases if fnmatch.fnmatchcase(case.name, pattern)]
                    if not found:
                        raise ValueError(f"{self.name}: no case is named {pattern}")
                    for case in found:
                        if number not in numbers_of(case):
                            numbers_of(case).append(number)

    def write(self, folder):
        """Writes config.yaml, in-PORT.pcap, out-PORT.pcap, punt.pcap and expect.json."""
        os.makedirs(folder, exist_ok=True)
        for case in self.cases:
            case.check()
        _text(folder, "config.yaml", self.config)
        for port in self.ports:
            _pcap(folder, f"in-{port}.pcap", [(t, p) for c in self.cases for t, q, p in c.sent if q == port])
            _pcap(folder, f"out-{port}.pcap", [(t, p) for c in self.cases for t, q, p in c.wanted if q == port])
        _pcap(folder, "punt.pcap", [(t, p) for c in self.cases for t, q, p in c.wanted if q == PUNT])
        _text(folder, "expect.json", json.dumps(self._expectation(), indent=1) + "\n")

    def _expectation(self):
        return {
            "title": self.title,
            "ports": self.ports,
            "cases": [
                {
                    "name": case.name,
                    "items": case.items,
                    "text": case.text,
                    "second": case.second,
                    "drops": dict(sorted(case.drops.items())),
                    "punts": dict(sorted(case.punts.items())),
                    "originated": case.originated,
                    "ignore": case.ignored,
                }
                for case in self.cases
            ],
        }


def _text(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def _pcap(folder, name, records):
    """A classic little-endian microsecond capture of Ethernet frames; no file when there is nothing to store."""
    if not records:
        return
    with open(os.path.join(folder, name), "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for (second, micros), packet in records:
            file.write(struct.pack("<IIII", second, micros, len(packet), len(packet)))
            file.write(packet)
