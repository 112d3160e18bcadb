"""What workers cost each other, and how long a packet is inside. Each function prints router-bench's lines and returns what goes into the JSON."""
import json
import os
import subprocess
import sys

TWO_WORKERS = [("ipv4-forward", 64000), ("mpls-swap", 64000), ("l2tpv3-udp-decap", 64000), ("l2tpv3-udp-encap", 64000)]
LATENCY = [("ipv4-forward", 10000), ("l2tpv3-udp-encap", 1000)]


def favour():
    """The kernel shares CPUs among sessions before it looks at single programs: a session of its own, before all others."""
    try:
        with open("/proc/self/autogroup", "w") as group:
            group.write("-20")
    except OSError:
        pass


def each(program, instrument, figures, seconds, options):
    results = []
    for scenario, entries in figures:
        command = [program, "--instrument", instrument, "--scenario", scenario, "--entries", str(entries), "--seconds", str(seconds), "--cpu", str(options.cpu)]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=favour)
        if done.returncode != 0:
            sys.exit(f"router-bench {instrument} failed for {scenario}, {entries} entries:\n{done.stderr}")
        *lines, last = done.stdout.splitlines()
        print("\n" + "\n".join(lines), flush=True)
        results.append(json.loads(last))
    return results


def two_workers(program, options):
    """Two workers at once by one alone."""
    if os.cpu_count() < 2:
        print("\ntwo workers: not measured, there is one CPU")
        return []
    return each(program, "two-workers", TWO_WORKERS, max(4, options.seconds), options)


def latency(program, options):
    """Time from port to port at parts of the highest rate."""
    if os.cpu_count() < 2:
        print("\nlatency: not measured, there is one CPU")
        return []
    return each(program, "latency", LATENCY, max(3, options.seconds), options)
