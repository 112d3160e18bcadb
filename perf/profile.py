#!/usr/bin/env python3
"""Where the ticks of a scenario go, by method: profile.py --scenario NAME [--entries N] [--seconds S] [--method REGEX]

Samples router-bench's CPU with `perf` (package linux-perf; its cpu-clock event needs no hardware counters), and asks the
runtime for the addresses of its methods. The bench runs against the same work in C, so that both are in one profile. With --method
also the instructions of the methods that match, by the hexadecimal offset that DOTNET_JitDisasm=METHOD prints, as far as
one has a 500th of the samples."""
import argparse
import bisect
import collections
import os
import re
import subprocess
import sys
import tempfile

from router_bench import PROGRAM

LEAST = 0.003


def methods(process):
    """Start, length and name of all compiled methods."""
    found = []
    with open(f"/tmp/perf-{process}.map", errors="replace") as lines:
        for line in lines:
            start, length, name = line.split(None, 2)
            found.append((int(start, 16), int(length, 16), name.strip()))
    return sorted(found)


def short(name):
    """Class and method without the types."""
    match = re.search(r"([\w`+]+)::(\w+)\(", name)
    return f"{match[1]}.{match[2]}" if match else name


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", required=True)
    parser.add_argument("--entries", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--cpu", type=int, default=os.cpu_count() - 1)
    parser.add_argument("--method", help="also the instructions of methods that match this")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        data = f"{work}/perf.data"
        command = ["perf", "record", "-q", "-F", "20000", "-e", "cpu-clock", "-C", str(options.cpu), "-o", data, "--", PROGRAM,
                   "--scenario", options.scenario, "--entries", str(options.entries), "--seconds", str(options.seconds),
                   "--cpu", str(options.cpu), "--against", "reference"]
        try:
            done = subprocess.run(command, env=os.environ | {"DOTNET_PerfMapEnabled": "3"}, stdout=subprocess.PIPE, text=True)
        except FileNotFoundError:
            sys.exit("perf is missing: apt-get install linux-perf")
        if done.returncode != 0:
            sys.exit(done.returncode)
        samples = subprocess.run(["perf", "script", "-i", data, "-F", "pid,ip,sym"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    show(samples, done.stdout.splitlines()[-1], options)


def show(samples, result, options):
    lines = [match for match in (re.match(r"\s*(\d+)\s+([0-9a-f]+)\s+(.*)$", line) for line in samples.splitlines()) if match]
    process = collections.Counter(match[1] for match in lines).most_common(1)[0][0] if lines else sys.exit("no samples")
    compiled = methods(process)
    os.unlink(f"/tmp/perf-{process}.map")
    starts = [start for start, _, _ in compiled]
    by_name, by_address, total = collections.Counter(), collections.Counter(), 0
    for match in lines:
        if match[1] != process:
            continue
        address, symbol = int(match[2], 16), match[3]
        total += 1
        at = bisect.bisect_right(starts, address) - 1
        if at >= 0 and address < starts[at] + compiled[at][1]:
            name = short(compiled[at][2])
            by_address[name, address - starts[at]] += bool(options.method and re.search(options.method, name))
        else:
            name = symbol if symbol.startswith("reference_") else "DPDK, C library, kernel, runtime"
        by_name[name] += 1
    print(result)
    for name, count in by_name.most_common():
        if count >= LEAST * total:
            print(f"{count / total:7.2%}  {name}")
    for (name, offset), count in sorted(by_address.items()):
        if count >= 0.002 * total:
            print(f"{count / total:7.2%}  {name}+0x{offset:x}")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
