#!/usr/bin/env python3
"""TSC ticks per packet: the router's packet graph, the same work in C, and dpdk-testpmd on the same kind of feed, in one run.

Other programs of a shared machine disturb: samples that the ruler calls disturbed do not count, each figure is the least
disturbed of five runs, testpmd's its best second. Ratios are of samples taken in turn in one process, and the median over
the runs: where the compiler puts the code, and the kernel the pages, differs from process to process and makes 2 % either way."""
import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time

import router_bench
from instruments import INSTRUMENTS
from router_bench import ROOT

HUGEPAGES = 128
MOST_GROWTH = 1.6
FIGURES = [
    ("ipv4-forward", [1, 10000, 64000, 1000000]), ("ipv6-forward", [1, 250000]), ("mpls-swap", [1, 64000]), ("mpls-push", [1, 64000]),
    ("mpls-pop-ip", [1, 64000]), ("mpls-vpn", [1000, 64000]), ("l2tpv3-udp-decap", [1, 1000, 64000, 1000000]),
    ("l2tpv3-udp-encap", [1, 1000, 64000, 1000000]), ("l2tpv3-ip-decap", [1, 64000, 1000000]),
    ("l2tpv3-ip-encap", [1, 64000, 1000000]), ("l2tpv2-ppp-decap", [1, 64000]), ("l2tpv2-ppp-encap", [1, 64000]), ("vpws-decap", [1, 64000]), ("vpws-decap-cw", [64000]),
    ("vpws-encap", [1, 64000]), ("vpws-encap-cw", [64000]), ("l2-cross-connect", [1]), ("imix", [11, 64000]),
]


def run(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def measure(scenario, entries, options):
    """Ticks of the least disturbed of some runs; of the ratios the median, and between which the runs were."""
    results = []
    for _ in range(options.runs):
        _, result = router_bench.run("--scenario", scenario, "--entries", entries, "--seconds", options.seconds, "--against", "reference", "--cpu", options.cpu,
                                     "--vector", options.vector)
        results.append(result)
    compared = [result for result in results if "ratio" in result.get("against", {})]
    best = min(compared or results, key=lambda result: result["ticksPerPacket"])
    if len(compared) > 1:
        ratios = sorted(result["against"]["ratio"] for result in compared)
        best["against"] |= {"ratio": round(statistics.median(ratios), 3), "low": ratios[0], "high": ratios[-1], "runs": ratios,
                            "pairs": sum(result["against"]["pairs"] for result in compared)}
    return best


def testpmd(mode, feed, hz, options):
    """The best of the rates that testpmd prints each second, as ticks per packet."""
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(
            ["dpdk-testpmd", "--lcores", f"0@{options.cpu},1@{options.cpu}", "--in-memory", "-m", "128", "--no-pci", "--no-telemetry",
             "--log-level", "4", "--file-prefix", "bench", "--vdev", f"net_pcap0,rx_pcap={feed},infinite_rx=1",
             "--vdev", "net_null1,no-rx=1", "--", f"--forward-mode={mode}", "--nb-cores=1", "--total-num-mbufs=8192", "--no-mlockall",
             "--stats-period", "1", "--auto-start"], stdin=subprocess.PIPE, stdout=output, stderr=subprocess.STDOUT)
        try:
            time.sleep(3 * options.seconds + 2)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)
        output.seek(0)
        text = output.read()
    rates = [int(rate) for port, rate in re.findall(r"NIC statistics for port (\d+).*?Rx-pps:\s+(\d+)", text, re.S) if port == "0"]
    if not rates or max(rates) == 0:
        sys.exit("dpdk-testpmd gave no figure: " + text[-600:])
    return round(hz / max(rates), 1)


def processor():
    return next(line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name"))


def machine(hz, core):
    return {"cpu": processor(), "cpus": os.cpu_count(), "tscMHz": round(hz / 1e6) if hz else None, "coreMHz": round(core / 1e6) if core else None, "kernel": platform.release(),
            "dpdk": run("pkg-config", "--modversion", "libdpdk").stdout.strip(), "dotnet": run("dotnet", "--version").stdout.strip()}


def commit():
    """The commit, with a plus if the tree differs."""
    name = run("git", "-C", ROOT, "rev-parse", "--short", "HEAD").stdout.strip()
    return name + ("+" if run("git", "-C", ROOT, "status", "--porcelain", "--untracked-files=no").stdout else "")


def save(target, name, here, **report):
    """Writes a report. A target that ends with / is a folder, in which the file is named after day and CPU."""
    now = datetime.datetime.now(datetime.timezone.utc)
    path = pathlib.Path(target)
    if target.endswith("/"):
        path /= f"{now:%Y-%m-%d}-{re.sub('[^a-z0-9]+', '-', here['cpu'].lower()).strip('-')}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"date": f"{now:%Y-%m-%d %H:%M} UTC", "commit": name, "machine": here, **report}, indent=1) + "\n")
    print(f"written: {path}")


def show(result, io):
    against = result.get("against", {})
    compared = ""
    if "ratio" in against:
        compared = f"{against['workTicks']:>7.1f} {against['ratio']:>7.3f} [{against['low']:.3f}, {against['high']:.3f}]"
    elif against:
        compared = against["error"]
    print(f"{result['scenario']:<18} {result['entries']:>8} {result['ticksPerPacket']:>7.1f} {result['p10']:>7.1f} {result['p90']:>7.1f} "
          f"{result['undisturbed']:>6.2f} {result['mpps']:>7.2f} {result['ticksPerPacket'] / io:>6.2f} {result['workTicks']:>7.1f} {compared}", flush=True)


def show_growth(results):
    """What a million sessions take by 64,000 of the same scenario: all in, the nodes, the same work in C, and their lines of memory alone."""
    found = {(result["scenario"], result["entries"]): result for result in results}
    for (name, entries), million in found.items():
        few = found.get((name, 64000))
        if entries != 1000000 or not name.startswith("l2tp") or not few:
            continue

        def times(get):
            return f"{get(million) / get(few):.2f}" if get(million) and get(few) else "-"

        growth = million["workTicks"] / few["workTicks"]
        print(f"{name}: a million sessions by 64,000: nodes {growth:.2f} times, at most {MOST_GROWTH}: {'ok' if growth <= MOST_GROWTH else 'MISSED'}; all in "
              f"{times(lambda each: each['ticksPerPacket'])}, C {times(lambda each: each.get('against', {}).get('workTicks'))}, memory alone "
              f"{times(lambda each: each.get('memoryTicks'))} ({few.get('memoryTicks')} and {million.get('memoryTicks')} ticks)", flush=True)


def show_runtime(results):
    """Whether the runtime collected, paused, allocated or compiled anything while packets were measured."""
    disturbed = [result for result in results if any(result["runtime"].values())]
    print(f"collections, pauses, allocated octets, compiled methods in the measured intervals: none in {len(results) - len(disturbed)} of {len(results)} figures: "
          f"{'ok' if not disturbed else 'MISSED'}")
    for result in disturbed:
        print(f"  {result['scenario']} {result['entries']}: {result['runtime']}", flush=True)


def main():
    names = [name for name, _ in FIGURES] + list(INSTRUMENTS)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", action="append", choices=names, help="only this one; may be repeated")
    parser.add_argument("--entries", "--sessions", type=int, action="append", help="numbers of routes, labels or sessions")
    parser.add_argument("--seconds", type=int, default=1, help="measured time of each run (1)")
    parser.add_argument("--runs", type=int, default=5, help="runs of each figure: ticks of the least disturbed, the median of the ratios (5)")
    parser.add_argument("--vector", type=int, default=64, help="packets that a round of the worker finds: 64 under load, 1 with little to do (64)")
    parser.add_argument("--cpu", type=int, default=os.cpu_count() - 1, help="CPU of the worker (the last)")
    parser.add_argument("--json", metavar="FILE", help="also write the results there; a name that ends with / is a folder")
    options = parser.parse_args()

    pages = pathlib.Path("/proc/sys/vm/nr_hugepages")
    if int(pages.read_text()) < HUGEPAGES:
        pages.write_text(str(HUGEPAGES))

    if not options.scenario or set(options.scenario) - set(INSTRUMENTS):
        hz, core, io, mac, results = ticks(options)
        report = {"testpmd": {"io": io, "mac": mac}, "results": results}
    else:
        hz, core, report = None, None, {}
    for name, instrument in INSTRUMENTS.items():
        if not options.scenario or name in options.scenario:
            report[name] = instrument(options)

    if options.json:
        save(options.json, commit(), machine(hz, core), **report)


def ticks(options):
    """Ticks per packet of the scenarios."""
    _, first = router_bench.run("--scenario", "ipv4-forward", "--entries", 1, "--cpu", options.cpu)
    hz, core = first["tscHz"], first["coreHz"]
    print(f"TSC {hz / 1e6:.0f} MHz, core {core / 1e6:.0f} MHz: a tick is {core / hz:.2f} cycles")
    with tempfile.TemporaryDirectory() as work:
        feed = f"{work}/feed.pcap"
        run(router_bench.PROGRAM, "--scenario", "ipv4-forward", "--entries", "1", "--pcap", feed)
        io, mac = testpmd("io", feed, hz, options), testpmd("mac", feed, hz, options)

    print(f"{'':<18} {'':>8} {'all in: reception, graph, transmission':<47} {'nodes only'}")
    print(f"{'work':<18} {'entries':>8} {'ticks':>7} {'p10':>7} {'p90':>7} {'quiet':>6} {'Mpps':>7} {'/ io':>6} {'ticks':>7} {'C':>7} {'/ C':>7}")
    for name, ticks in (("testpmd io", io), ("testpmd mac", mac)):
        print(f"{name:<18} {'':>8} {ticks:>7.1f} {'':>7} {'':>7} {'':>6} {hz / ticks / 1e6:>7.2f} {ticks / io:>6.2f}")
    results = []
    for name, counts in FIGURES:
        if options.scenario and name not in options.scenario:
            continue
        for entries in options.entries or counts:
            results.append(measure(name, entries, options))
            show(results[-1], io)
    show_growth(results)
    show_runtime(results)
    return hz, core, io, mac, results


if __name__ == "__main__":
    # What is running, a router in its namespace too, is ended on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        main()
    except router_bench.Failed as failed:
        sys.exit(str(failed))
    except KeyboardInterrupt:
        sys.exit(130)
