"""The bench: four ports of the router, their addresses, and the tester behind each of them.

    a  10.0.1.1/24  2001:db8:1::1/64   core, MPLS on, VRF default
    b  10.0.2.1/24  2001:db8:2::1/64   core, MPLS on, VRF default
    c  10.0.3.1/24  2001:db8:3::1/64   customer, MPLS off, VRF red
    d  no address                      customer, layer 2

The tester has .2 and ::2 on each subnet. Groups add ports, interfaces and neighbours as they need them.
"""

from scapy.layers.inet import UDP
from scapy.layers.l2 import Ether
from scapy.packet import Raw

NUMBER = {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6}

INTERFACES = {
    "a": '{ addresses: [10.0.1.1/24, "2001:db8:1::1/64"], mpls: true }',
    "b": '{ addresses: [10.0.2.1/24, "2001:db8:2::1/64"], mpls: true }',
    "c": '{ addresses: [10.0.3.1/24, "2001:db8:3::1/64"], vrf: red }',
}

NEIGHBOURS = [(port, address) for port in "abc" for address in (f"10.0.{NUMBER[port]}.2", f"2001:db8:{NUMBER[port]}::2")]


def mac(port):
    """The router's address on a port (of a sub-interface: on its port)."""
    port = port.split(".")[0]
    return f"02:00:00:00:{NUMBER.get(port) or 16 + sum(port.encode()) % 239:02x}:01"


def peer(port, host=2):
    """The tester's address behind a port."""
    port = port.split(".")[0]
    return f"02:00:00:00:{NUMBER.get(port) or 16 + sum(port.encode()) % 239:02x}:{host:02x}"


def ip4(port):
    """The router's IPv4 address on a port of the bench."""
    return f"10.0.{NUMBER[port]}.1"


def ip6(port):
    """The router's IPv6 address on a port of the bench."""
    return f"2001:db8:{NUMBER[port]}::1"


def arrive(port, **fields):
    """Ethernet header of a frame from the tester to the router."""
    return Ether(**{"src": peer(port), "dst": mac(port), **fields})


def leave(port, host=2, **fields):
    """Ethernet header of a frame from the router to a tester."""
    return Ether(**{"src": mac(port), "dst": peer(port, host), **fields})


def payload(size=100, sport=1234, dport=1234):
    """UDP with a payload of a5."""
    return UDP(sport=sport, dport=dport) / Raw(b"\xa5" * size)


def burst(count=257):
    """Source ports of a burst that is one longer than a vector."""
    return range(10000, 10000 + count)


def pattern(size, start=0):
    """Bytes that differ from their neighbours, so that a shifted or swapped copy shows."""
    return bytes((start + 7 * i + i // 251) & 0xFF for i in range(size))


def config(body="", ports="abcd", mtu=None, interfaces=None, neighbours=(), vrfs=("red",)):
    """YAML of the bench. interfaces: more or other ones (None removes); neighbours: (interface, address) or with a host number."""
    mtu = mtu or {}
    table = {port: INTERFACES.get(port) for port in ports}
    table.update(interfaces or {})
    lines = [
        "# Written by tests/Golden/generate.sh; change the generator instead.",
        "instance: golden",
        "dataplane: { hugepages: false, memory: 128, mbufs: 8192, limits: { adjacencies: 4096, routes: 16384, l2tp-sessions: 1024 } }",
        "ports:",
    ]
    for index, port in enumerate(ports):
        lines.append(f'  {port}: {{ device: "net_null{index}", mac: "{mac(port)}", mtu: {mtu.get(port, 1500)} }}')
    lines.append("vrfs:")
    lines += [f"  {vrf}: {{}}" for vrf in vrfs]
    lines.append("interfaces:")
    lines += [f"  {name}: {text}" for name, text in table.items() if text is not None]
    lines.append("neighbours:")
    known = [(port, address) for port, address in NEIGHBOURS if address[:-1] + "1/" in (table.get(port) or "")]
    for entry in known + list(neighbours):
        name, address, host = entry if len(entry) == 3 else (*entry, 2)
        lines.append(f'  - {{ interface: {name}, address: "{address}", mac: "{peer(name, host)}" }}')
    return "\n".join(lines) + "\n" + body
