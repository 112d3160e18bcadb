"""What router-bench measures beside ticks per packet of single scenarios. Each function prints its lines and returns what goes into the JSON."""
import json
import subprocess
import sys

MEBI = 1 << 20
MILLION = 1_000_000

# Object, how many, most octets that they may take all together (None: no limit), what it is.
OBJECTS = [
    ("ipv4-route", MILLION, 256 * MEBI, "IPv4 routes, Internet's lengths, one VRF"),
    ("ipv6-route", 250_000, None, "IPv6 routes, Internet's lengths, random addresses"),
    ("label", MILLION, None, "labels, swap"),
    ("session", MILLION, 256 * MEBI, "L2TPv3 sessions, receiving half"),
    ("encapsulation", MILLION, None, "L2TPv3 sessions, sending half"),
    ("pseudowire", MILLION, 256 * MEBI, "L2TPv3 sessions, both halves"),
    ("circuit", 65_000, None, "attachment circuits: VLAN pair, cross-connect"),
    ("vrf", 20_000, 20_000 * MEBI, "empty VRFs"),
    ("vrf-with-default-route", 1000, 1000 * MEBI, "VRFs with an IPv4 default route"),
]


def bench(program, *arguments):
    """One run of router-bench: its line of JSON."""
    done = subprocess.run([program, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"router-bench {' '.join(map(str, arguments))} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def verdict(good):
    return "ok" if good else "MISSED"


def memory(program, options):
    """Resident octets of tables and counters by kind of object."""
    print(f"\n{'memory of the dataplane, one worker':<52} {'number':>9} {'MiB':>7} {'tables':>7} {'channel':>7} {'octets each':>11} {'at most':>9}")
    results = []
    for name, count, limit, text in OBJECTS:
        result = bench(program, "--scenario", "memory", "--object", name, "--entries", count)
        if limit:
            result |= {"limit": limit, "ok": result["octets"] <= limit}
        results.append(result)
        print(f"{text:<52} {count:>9} {result['octets'] / MEBI:>7.1f} {result['private'] / MEBI:>7.1f} {result['channel'] / MEBI:>7.1f} "
              f"{result['octetsEach']:>11.1f} " + (f"{limit / MEBI:>5.0f} MiB {verdict(result['ok'])}" if limit else ""), flush=True)
    return results


INSTRUMENTS = {"memory": memory}
