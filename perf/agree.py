#!/usr/bin/env python3
"""Do the ratios agree from run to run? agree.py [--repeat N] [--json FILE] [options of bench.py]

Runs perf/bench.py three times (N) in a row and compares, figure by figure, the ratios to C and of two workers to one:
their spread, the largest by the smallest, is at most 5 %. Without --scenario only the last run measures what has no ratio.
With --json the results of the last run are written, and the ratios and ticks of all runs beside them. Exit code 1 when a spread
is larger or a figure lacks a ratio in one of the runs."""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import bench
from router_bench import ROOT

MOST = 0.05
WITH_RATIO = [word for name in [*(name for name, _ in bench.FIGURES), "two-workers"] for word in ("--scenario", name)]


def ratios(report):
    """(figure, what is compared) -> ratio, None where there were too few samples; ticks, all in; ticks of the nodes. Scenarios without a C twin have none."""
    found = {}
    for result in report.get("results", []):
        if "against" in result:
            found[f"{result['scenario']} {result['entries']}", "by C"] = result["against"].get("ratio"), result["ticksPerPacket"], result["workTicks"]
    for result in report.get("two-workers", []):
        found[f"{result['scenario']} {result['entries']}", "two workers"] = result["router"].get("speed"), None, None
    return found


def compare(runs):
    """Prints a line per figure; returns what goes into the JSON."""
    print(f"\n{'ratios of ' + str(len(runs)) + ' runs':<28} {'':<12} {'spread':>7}")
    agreement = []
    for figure, what in runs[0]:
        values, ticks, work = zip(*[run.get((figure, what), (None, None, None)) for run in runs])
        known = [value for value in values if value is not None]
        spread = max(known) / min(known) - 1 if len(known) == len(values) else None
        verdict = "unclear: too few samples" if spread is None else "agree" if spread <= MOST else "DIFFER"
        agreement.append({"figure": figure, "what": what, "ratios": values, "ticksPerPacket": ticks, "workTicks": work,
                          "spread": None if spread is None else round(spread, 4), "verdict": verdict})
        print(f"{figure:<28} {what:<12} {'' if spread is None else format(spread, '.1%'):>7}  {' '.join('-' if value is None else format(value, '.3f') for value in values)}  {verdict}")
    agreeing = sum(each["verdict"] == "agree" for each in agreement)
    print(f"{agreeing} of {len(agreement)} ratios agree within {MOST:.0%}")
    return agreement


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=3, help="runs (3)")
    parser.add_argument("--json", metavar="FILE", help="where to write; a name that ends with / is a folder")
    options, others = parser.parse_known_args()
    if options.repeat < 2:
        parser.error("--repeat: at least 2")
    reports = []
    with tempfile.TemporaryDirectory() as work:
        for i in range(options.repeat):
            print(f"run {i + 1} of {options.repeat}", flush=True)
            path = pathlib.Path(work) / f"{i}.json"
            only = [] if "--scenario" in others or i == options.repeat - 1 else WITH_RATIO
            if subprocess.run([ROOT / "perf/bench.py", *others, *only, "--json", path]).returncode != 0:
                sys.exit("bench.py failed")
            reports.append(json.loads(path.read_text()))
    agreement = compare([ratios(report) for report in reports])
    if options.json:
        last = reports[-1]
        del last["date"]
        bench.save(options.json, last.pop("commit"), last.pop("machine"), **last, agreement=agreement)
    sys.exit(0 if agreement and all(each["verdict"] == "agree" for each in agreement) else 1)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
