"""Longest prefix match over a thousand nested random prefixes of each family, and equal prefixes in five VRFs."""

import ipaddress
import random

from scapy.layers.inet import IP
from scapy.layers.inet6 import IPv6

import bench
from bench import arrive, leave, payload
from golden import Group

HOSTS = range(2, 10)


def groups():
    return [table(4), table(6), vrfs()]


def table(family):
    width, space = (32, "100.0.0.0/8") if family == 4 else (128, "2a00::/12")
    lengths = range(9, 33) if family == 4 else [*range(16, 65, 4), 96, 127, 128]
    subnet = "10.0.2." if family == 4 else "2001:db8:2::"
    chosen = random.Random(family)
    base = ipaddress.ip_network(space)
    routes = {}
    while len(routes) < 1000:
        parent = chosen.choice([base] + list(routes)[-200:])
        longer = [length for length in lengths if length > parent.prefixlen]
        if not longer:
            continue
        length = chosen.choice(longer)
        network = _inside(chosen, parent, length, width)
        routes.setdefault(network, chosen.choice(HOSTS))
    lines = [f'  - {{ prefix: "{network}", via: "{subnet}{host}" }}' for network, host in routes.items()]
    config = bench.config("routes:\n" + "\n".join(lines) + "\n", ports="ab",
                          neighbours=[("b", f"{subnet}{host}", host) for host in HOSTS if host != 2], vrfs=())
    group = Group(f"lpm{family}", f"IPv{family} longest prefix match, 1000 routes", config, "ab")

    for name, addresses in [
            ("inside", [_inside(chosen, network, width, width)[0] for network in routes]),
            ("first", [network[0] for network in routes]),
            ("last", [network[-1] for network in routes]),
            ("behind", [network[-1] + 1 for network in routes])]:
        case = group.case(name, [89], "one packet for each route")
        for number, address in enumerate(addresses):
            host = _match(routes, address, width)
            if host is None:
                continue
            if number % 200 == 199:
                case.step()
            source = "10.0.1.2" if family == 4 else "2001:db8:1::2"
            packet = IP(src=source, dst=str(address), ttl=9) if family == 4 else IPv6(src=source, dst=str(address), hlim=9)
            after = IP(src=source, dst=str(address), ttl=8) if family == 4 else IPv6(src=source, dst=str(address), hlim=8)
            case.send("a", arrive("a") / packet / payload(2, sport=number + 1))
            case.expect("b", leave("b", host) / after / payload(2, sport=number + 1))
    case = group.case("outside", [89], "addresses without a route: not one leaves, and the answers are limited")
    reason = f"ip{family}-no-route"
    network = ipaddress.ip_network("101.0.0.0/8" if family == 4 else "2b00::/12")
    for number in range(100):
        address = str(_inside(chosen, network, width, width)[0])
        # From a later fragment or an unroutable source no error is due, so nothing leaves at all.
        packet = IP(src="99.0.0.1", dst=address) if family == 4 else IPv6(src="2b00::1", dst=address)
        case.send("a", arrive("a") / packet / payload(2, sport=number + 1)).drop(reason)
    return group


def _inside(chosen, network, length, width):
    host = chosen.getrandbits(width) & ((1 << width) - 1 >> network.prefixlen)
    address = int(network.network_address) | host
    address = address >> (width - length) << (width - length)
    return type(network)((address, length))


def _match(routes, address, width):
    """Longest prefix match by trying every length: slow and plain."""
    for length in range(width, 0, -1):
        network = ipaddress.ip_network((address, length), strict=False)
        if network in routes:
            return routes[network]
    return None


def vrfs():
    names = ["v1", "v2", "v3", "v4"]
    interfaces, neighbours, routes = {}, [], ["routes:"]
    for number, name in enumerate(names, 1):
        # The same addresses in every VRF.
        interfaces[f"a.{number}"] = f'{{ vlan: {number}, vrf: {name}, addresses: [10.7.0.1/24, "2001:db8:7::1/64"] }}'
        interfaces[f"b.{number}"] = f'{{ vlan: {number}, vrf: {name}, addresses: [10.8.0.1/24, "2001:db8:8::1/64"] }}'
        for address in ("10.8.0.2", "2001:db8:8::2"):
            neighbours.append((f"b.{number}", address, 10 + number))
        routes.append(f"  - {{ prefix: 10.99.0.0/16, vrf: {name}, via: 10.8.0.2 }}")
        routes.append(f'  - {{ prefix: "2001:db8:99::/48", vrf: {name}, via: "2001:db8:8::2" }}')
    routes.append("  - { prefix: 10.99.0.0/16, via: 10.0.2.2 }")
    routes.append('  - { prefix: "2001:db8:99::/48", via: "2001:db8:2::2" }')
    routes.append("  - { prefix: 10.77.0.0/16, vrf: v3, via: 10.8.0.2 }")
    routes.append('  - { prefix: "2001:db8:77::/48", vrf: v3, via: "2001:db8:8::2" }')
    config = bench.config("\n".join(routes) + "\n", ports="ab", interfaces=interfaces, neighbours=neighbours, vrfs=names)
    group = Group("vrf", "five VRFs with the same addresses and prefixes", config, "ab")
    for number in range(5):
        tag = {"vlan": number} if number else {}
        group.case(f"isolation-{number}", [99, 86], "each VRF by its own interface") \
            .send("a", _tag(arrive("a"), **tag) / IP(src="10.7.0.2", dst="10.99.0.1") / payload(),
                  _tag(arrive("a"), **tag) / IPv6(src="2001:db8:7::2", dst="2001:db8:99::1") / payload()) \
            .expect("b", _tag(leave("b", 10 + number if number else 2), **tag) / IP(src="10.7.0.2", dst="10.99.0.1", ttl=63) / payload(),
                    _tag(leave("b", 10 + number if number else 2), **tag) / IPv6(src="2001:db8:7::2", dst="2001:db8:99::1", hlim=63) / payload())
    case = group.case("isolation-burst", [99, 86], "the VRFs taking turns in two vectors; within one, headers that stay in place go first")
    for vector in (range(256), range(256, 257)):
        order = sorted(vector, key=lambda index: index % 5 != 0)
        for index in vector:
            number = index % 5
            tag = {"vlan": number} if number else {}
            case.send("a", _tag(arrive("a"), **tag) / IP(src="10.7.0.2", dst="10.99.0.1") / payload(2, sport=index))
        for index in order:
            number = index % 5
            tag = {"vlan": number} if number else {}
            case.expect("b", _tag(leave("b", 10 + number if number else 2), **tag) / IP(src="10.7.0.2", dst="10.99.0.1", ttl=63) / payload(2, sport=index))
    for number in range(5):
        tag = {"vlan": number} if number else {}
        case = group.case(f"one-vrf-only-{number}", [99], "a prefix that only VRF v3 has; the source has no way back either")
        packet, packet6 = IP(src="203.0.113.9", dst="10.77.1.1"), IPv6(src="fd55::1", dst="2001:db8:77::1")
        case.send("a", _tag(arrive("a"), **tag) / packet / payload(), _tag(arrive("a"), **tag) / packet6 / payload())
        if number == 3:
            case.expect("b", _tag(leave("b", 13), **tag) / IP(src="203.0.113.9", dst="10.77.1.1", ttl=63) / payload(),
                        _tag(leave("b", 13), **tag) / IPv6(src="fd55::1", dst="2001:db8:77::1", hlim=63) / payload())
        else:
            case.drop("ip4-no-route").drop("ip6-no-route")
    return group


def _tag(header, vlan=None):
    from scapy.layers.l2 import Dot1Q
    return header if vlan is None else header / Dot1Q(vlan=vlan)
