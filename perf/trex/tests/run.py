#!/usr/bin/python3
"""Runs the tests beside it, with the summary of `dotnet test`, which tests/run.sh adds up. Needs scapy (Debian: python3-scapy)."""
import pathlib
import sys
import time
import unittest


def main():
    sys.dont_write_bytecode = True
    folder = str(pathlib.Path(__file__).resolve().parent)
    sys.path.insert(0, folder)
    started = time.monotonic()
    result = unittest.TextTestRunner(verbosity=1, warnings="ignore").run(unittest.defaultTestLoader.discover(folder))
    bad = {test.test_case if hasattr(test, "test_case") else test for test, _ in result.failures + result.errors}
    for test in bad:
        print(f"  Failed {test.id()} [1 ms]")
    passed = result.testsRun - len(result.skipped) - len(bad)
    print(f"{'Failed' if bad else 'Passed'}! - Failed: {len(bad)}, Passed: {passed}, Skipped: {len(result.skipped)}, "
          f"Total: {result.testsRun}, Duration: {time.monotonic() - started:.0f} s - perf/trex")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
