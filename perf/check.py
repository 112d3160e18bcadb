#!/usr/bin/env python3
"""Is this tree slower than another commit? check.py [COMMIT], by default the one before HEAD.

Builds the benchmark of the commit beside this tree's and runs both in turn, six times each. A figure fails only when the
whole interval of the pairs' ratios lies below 0.97; where the interval spans that or 1.0 nothing can be said: "unclear".
Under 5 minutes. Exit code 1 when a figure failed."""
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BENCH = "artifacts/bin/router-bench/router-bench"
LIMIT, PAIRS = 0.97, 6
FIGURES = [(scenario, entries) for scenario in ("ipv4-forward", "mpls-swap", "l2tpv3-udp-decap", "l2tpv3-udp-encap") for entries in (1, 64000)]


def build(tree):
    done = subprocess.run(["dotnet", "build", f"{tree}/perf/Bench", "-c", "Release", "-v", "quiet", "--nologo"], stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"{tree} does not build:\n{done.stdout}")


def ticks(tree, scenario, entries):
    done = subprocess.run([f"{tree}/{BENCH}", "--scenario", scenario, "--entries", str(entries), "--seconds", "1"],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"router-bench of {tree} failed for {scenario}:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])["p10"]


def main():
    commit = sys.argv[1] if len(sys.argv) == 2 else "HEAD~1"
    name = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", commit], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    failed = False
    with tempfile.TemporaryDirectory() as work:
        other = f"{work}/other"
        subprocess.run(["git", "clone", "--quiet", "--no-checkout", ROOT, other], check=True)
        subprocess.run(["git", "-C", other, "checkout", "--quiet", name], check=True)
        build(ROOT)
        build(other)
        print(f"{'work':<18} {'entries':>8} {name:>9} {'here':>7} {'speed':>6} {'interval':<16}")
        for scenario, entries in FIGURES:
            pairs = [(ticks(other, scenario, entries), ticks(ROOT, scenario, entries)) for _ in range(PAIRS)]
            ratios = sorted(before / now for before, now in pairs)
            middle = (ratios[PAIRS // 2 - 1] + ratios[PAIRS // 2]) / 2

            # The least and the largest of six hold the true median 97 times in 100.
            low, high = ratios[0], ratios[-1]
            verdict = "FAILED" if high < LIMIT else "faster" if low > 1 else "same" if low >= LIMIT else "unclear"
            failed |= verdict == "FAILED"
            print(f"{scenario:<18} {entries:>8} {min(pair[0] for pair in pairs):>9.1f} {min(pair[1] for pair in pairs):>7.1f} "
                  f"{middle:>6.3f} [{low:.3f}, {high:.3f}]  {verdict}", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
