#!/usr/bin/python3
"""Writes the router's configuration for a profile; needs scapy (Debian: python3-scapy).

    router.py mpls-swap --entries 64000 --west 0000:03:00.0 --east 0000:03:00.1 > router.yaml"""
import argparse
import importlib
import json
import pathlib
import sys

PROFILES = pathlib.Path(__file__).resolve().parent / "profiles"
NAMES = sorted(path.stem.replace("_", "-") for path in PROFILES.glob("*.py"))
SUBNET = {"west": "198.18.0", "east": "198.19.0"}
SUBNET6 = {"west": "2001:2:0:1::", "east": "2001:2:0:2::"}


def load(name):
    """A profile by its name."""
    if str(PROFILES) not in sys.path:
        sys.path.insert(0, str(PROFILES))
    return importlib.import_module(name.replace("-", "_")).register()


def entry(**fields):
    """A mapping on one line; JSON is YAML, and underscores become hyphens."""
    return "{ " + ", ".join(f"{key.replace('_', '-')}: {json.dumps(value)}" for key, value in fields.items() if value is not None) + " }"


class Configuration:
    """The configuration as it grows. Ports are called west and east; the tester's addresses on them are those of profiles/lab."""

    def __init__(self, devices, workers, main=None, hugepages=True, memory=512, mbufs=65536):
        from lab import router_mac
        self.dataplane = {"workers": workers, "main": main, "hugepages": hugepages, "memory": memory, "mbufs": mbufs, "idle": "poll"}
        self.ports = {port: entry(device=device, mac=router_mac(port), mtu=1600) for port, device in devices.items()}
        self.interfaces = {}
        self.vrfs = {}
        self.neighbours, self.routes, self.labels, self.pseudowires, self.tunnels, self.sessions, self.cross_connects = ([] for _ in range(7))

    def link(self, port, hosts=1, mpls=None):
        """Addresses on a port, and the tester's as neighbours."""
        from lab import tester_mac
        self.interfaces[port] = entry(addresses=[f"{SUBNET[port]}.1/24", f"{SUBNET6[port]}1/64"], mpls=mpls)
        for host in range(2, 2 + hosts):
            for address in (f"{SUBNET[port]}.{host}", f"{SUBNET6[port]}{host:x}"):
                self.neighbours.append(entry(interface=port, address=address, mac=tester_mac(port, host)))

    def next_hop(self, number=0, family=4, port="east"):
        """One of the tester's 16 addresses on a port."""
        host = 2 + number % 16
        return f"{SUBNET[port]}.{host}" if family == 4 else f"{SUBNET6[port]}{host:x}"

    def vrf(self, name):
        self.vrfs[name] = "{}"
        return name

    def route(self, prefix, via, **fields):
        self.routes.append(entry(prefix=prefix, via=via, **fields))

    def label(self, label, action, **fields):
        self.labels.append(entry(label=label, action=action, **fields))

    def circuits(self, port, count):
        """Attachment circuits: the port for one, VLAN pairs on it for more."""
        from lab import vlan_pair
        if count == 1:
            self.interfaces[port] = "{}"
            return [port]
        names = []
        for number in range(count):
            outer, inner = vlan_pair(number)
            names.append(f"{port}.{number + 1}")
            self.interfaces[names[-1]] = entry(vlan=outer, inner_vlan=inner)
        return names

    def cross_connect(self, one, other):
        self.cross_connects.append(f"[{one}, {other}]")

    def tunnel(self, encapsulation, port):
        """An L2TPv3 tunnel to the tester behind a port."""
        self.tunnels.append(entry(name="tester", tunnel_id=1, peer_tunnel_id=1, encapsulation=encapsulation,
                                  local=f"{SUBNET[port]}.1", remote=f"{SUBNET[port]}.2"))

    def session(self, number, session, cookie, sublayer, circuit):
        """A session of that tunnel with the same id and cookie both ways."""
        self.sessions.append(entry(name=f"s{number}", tunnel="tester", session_id=session, peer_session_id=session, cookie=cookie.hex(),
                                   peer_cookie=cookie.hex(), l2_sublayer=sublayer))
        self.cross_connect(circuit, f"s{number}")

    def pseudowire(self, number, label, out_label, port, circuit):
        """An MPLS Ethernet pseudowire to the tester behind a port."""
        self.pseudowires.append(entry(name=f"p{number}", label=label, via=self.next_hop(port=port), out_labels=[out_label]))
        self.cross_connect(circuit, f"p{number}")

    def text(self, title):
        """The whole file."""
        used = {"interfaces": len(self.interfaces), "vrfs": 1 + len(self.vrfs), "adjacencies": len(self.routes) + 2 * len(self.cross_connects),
                "routes": len(self.routes) + len(self.neighbours), "l2tp_sessions": len(self.sessions)}
        limits = {name: count + 1024 for name, count in used.items()}
        lines = [f"# {title}", "instance: lab", "dataplane:"]
        lines += [f"  {name}: {json.dumps(value)}" for name, value in self.dataplane.items() if value is not None]
        lines.append(f"  limits: {entry(**limits)}")
        for name, section in (("ports", self.ports), ("vrfs", self.vrfs), ("interfaces", self.interfaces)):
            lines += [f"{name}:"] * bool(section) + [f"  {key}: {value}" for key, value in section.items()]
        lines += listed("neighbours", self.neighbours) + listed("routes", self.routes)
        for name, parts in (("mpls", {"labels": self.labels, "pseudowires": self.pseudowires}), ("l2tp", {"tunnels": self.tunnels, "sessions": self.sessions})):
            if any(parts.values()):
                lines.append(f"{name}:")
                for key, values in parts.items():
                    lines += listed(key, values, "  ")
        return "\n".join(lines + listed("cross-connects", self.cross_connects)) + "\n"


def listed(name, values, indent=""):
    return [f"{indent}{name}:"] * bool(values) + [f"{indent}  - {value}" for value in values]


def configuration(name, entries=None, devices=None, workers=(2,), **dataplane):
    """The text of a profile's configuration."""
    profile = load(name)
    entries = profile.parse([] if entries is None else ["--entries", str(entries)]).entries
    result = Configuration(devices or {"west": "0000:03:00.0", "east": "0000:03:00.1"}, list(workers), **dataplane)
    profile.configure(result, entries)
    return result.text(f"{name} with {entries} entries, for the profile of perf/trex")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("profile", choices=NAMES)
    parser.add_argument("--entries", type=int, help="routes, labels or sessions (the profile's own)")
    parser.add_argument("--west", default="0000:03:00.0", help="PCI address of the port that is wired to port 0 of TRex")
    parser.add_argument("--east", default="0000:03:00.1", help="PCI address of the port that is wired to port 1 of TRex")
    parser.add_argument("--workers", default="2", help="CPUs, with commas (2)")
    parser.add_argument("--main", type=int, help="CPU that writes the tables")
    options = parser.parse_args()
    try:
        text = configuration(options.profile, options.entries, {"west": options.west, "east": options.east},
                             [int(cpu) for cpu in options.workers.split(",")], main=options.main)
    except (NotImplementedError, ValueError) as error:
        sys.exit(f"router.py: {options.profile}: {error}")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
