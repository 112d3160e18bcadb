"""What workers cost each other, and how long a packet is inside. Each function prints router-bench's lines and returns what goes into the JSON."""
import os

import router_bench

TWO_WORKERS = [("ipv4-forward", 64000), ("mpls-swap", 64000), ("l2tpv3-udp-decap", 64000), ("l2tpv3-udp-encap", 64000)]
LATENCY = [("ipv4-forward", 10000), ("l2tpv3-udp-encap", 1000)]


def each(instrument, figures, seconds, options):
    results = []
    for scenario, entries in figures:
        lines, result = router_bench.run("--instrument", instrument, "--scenario", scenario, "--entries", entries, "--seconds", seconds,
                                         "--cpu", options.cpu, favoured=True)
        print("\n" + "\n".join(lines), flush=True)
        results.append(result)
    return results


def two_workers(options):
    """Two workers at once by one alone."""
    if os.cpu_count() < 2:
        print("\ntwo workers: not measured, there is one CPU")
        return []
    return each("two-workers", TWO_WORKERS, max(4, options.seconds), options)


def latency(options):
    """Time from port to port at parts of the highest rate."""
    if os.cpu_count() < 2:
        print("\nlatency: not measured, there is one CPU")
        return []
    return each("latency", LATENCY, max(3, options.seconds), options)
