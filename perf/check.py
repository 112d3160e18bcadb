#!/usr/bin/env python3
"""Is this tree slower than another commit?

Builds the benchmark of the commit beside this tree's and runs both in turn, six times each. A figure fails only when the
whole interval of the pairs' ratios lies below 0.97; where the interval spans that or 1.0 nothing can be said: "unclear".
Six figures, of 64,000 entries, take under 5 minutes; those that --only names half a minute each. Exit code 1 when a figure
failed."""
import argparse
import subprocess
import sys
import tempfile

import bench
import router_bench
from router_bench import ROOT

LIMIT, PAIRS = 0.97, 6
EVERY = [(scenario, entries) for scenario, sizes in bench.FIGURES for entries in sizes]
USUAL = [(scenario, 64000) for scenario in ("ipv4-forward", "mpls-swap", "l2tpv3-udp-decap", "l2tpv3-udp-encap", "l2tpv2-ppp-decap", "l2tpv2-ppp-encap")]
UNKNOWN = 2


def build(tree):
    done = subprocess.run(["dotnet", "build", f"{tree}/perf/Bench", "-c", "Release", "-v", "quiet", "--nologo"], stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"{tree} does not build:\n{done.stdout}")


def ticks(tree, scenario, entries):
    """Of a packet; None if the tree's benchmark does not know the scenario."""
    try:
        _, result = router_bench.run("--scenario", scenario, "--entries", entries, "--seconds", 1, program=f"{tree}/{router_bench.INSIDE}")
    except router_bench.Failed as failed:
        if failed.code == UNKNOWN:
            return None
        raise
    return result["p10"]


def compare(other, scenario, entries):
    """Prints a line; true if the figure failed."""
    pairs = []
    for _ in range(PAIRS):
        before = ticks(other, scenario, entries)
        if before is None:
            print(f"{scenario:<18} {entries:>8} {'-':>9}  is new", flush=True)
            return False
        pairs.append((before, ticks(ROOT, scenario, entries)))
    ratios = sorted(before / now for before, now in pairs)
    middle = (ratios[PAIRS // 2 - 1] + ratios[PAIRS // 2]) / 2

    # The least and the largest of six hold the true median 97 times in 100.
    low, high = ratios[0], ratios[-1]
    verdict = "FAILED" if high < LIMIT else "faster" if low > 1 else "same" if low >= LIMIT else "unclear"
    print(f"{scenario:<18} {entries:>8} {min(pair[0] for pair in pairs):>9.1f} {min(pair[1] for pair in pairs):>7.1f} "
          f"{middle:>6.3f} [{low:.3f}, {high:.3f}]  {verdict}", flush=True)
    return verdict == "FAILED"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commit", nargs="?", default="HEAD~1", help="default: the one before HEAD")
    parser.add_argument("--only", metavar="TEXT", help="the figures of all scenarios with TEXT in their name, of every size")
    options = parser.parse_args()
    figures = [figure for figure in EVERY if options.only in figure[0]] if options.only else USUAL
    if not figures:
        parser.error(f"no scenario has '{options.only}' in its name; there are: {', '.join(scenario for scenario, _ in bench.FIGURES)}")
    name = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", options.commit], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    with tempfile.TemporaryDirectory() as work:
        other = f"{work}/other"
        subprocess.run(["git", "clone", "--quiet", "--no-checkout", ROOT, other], check=True)
        subprocess.run(["git", "-C", other, "checkout", "--quiet", name], check=True)
        build(ROOT)
        build(other)
        print(f"{'work':<18} {'entries':>8} {name:>9} {'here':>7} {'speed':>6} {'interval':<16}")
        failed = [figure for figure in figures if compare(other, *figure)]
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    try:
        main()
    except router_bench.Failed as failed:
        sys.exit(str(failed))
    except KeyboardInterrupt:
        sys.exit(130)
