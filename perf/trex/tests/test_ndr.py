"""The driver, with a tester that is simulated together with the router."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

import kit
import ndr
from device import Device
from trex.stl.api import STLClient

#: 10 Gbit/s of frames of 64 octets.
LINE = 10e9 / 8 / 84


class Driver(unittest.TestCase):
    def run_ndr(self, *words, device=None, **client):
        """Exit code or message, what was printed, and the report."""
        with tempfile.TemporaryDirectory() as folder, kit.silent() as text, mock.patch.multiple(STLClient, device=device or Device(5e6), **client), \
                mock.patch("sys.argv", ["ndr.py", "--settle", "0", "--json", f"{folder}/out.json", *words]):
            code = 0
            for _ in range(2 if "--again" in words else 1):
                sys.argv = [word for word in sys.argv if word != "--again"]
                try:
                    ndr.main()
                except SystemExit as end:
                    code = end.code
            path = pathlib.Path(folder, "out.json")
            return code, text.getvalue(), json.loads(path.read_text()) if path.exists() else None

    def test_report_has_the_form_of_make_bench(self):
        code, text, report = self.run_ndr("--scenario", "mpls-swap", "--entries", "64000", "--router", "Some CPU", "--commit", "abc")
        self.assertEqual((0, "abc", "Some CPU"), (code, report["commit"], report["machine"]["cpu"]))
        self.assertRegex(report["date"], r"^\d{4}-\d\d-\d\d \d\d:\d\d UTC$")
        result, = report["results"]
        self.assertEqual(("mpls-swap", 64000, "64", "mlr"), tuple(result[key] for key in ("scenario", "entries", "size", "search")))
        self.assertAlmostEqual(5, result["mpps"], delta=0.05)
        self.assertEqual(result["mpps"], result["ndr"]["mpps"])
        self.assertTrue(result["ndr"]["mpps"] <= 5 < result["ndr"]["below"])
        self.assertAlmostEqual(5 / 0.995, result["pdr"]["mpps"], delta=0.05)
        self.assertEqual((round(LINE / 1e6, 4), "line"), (result["highestMpps"], result["highestBy"]))
        self.assertTrue(all(received <= sent for _, _, sent, received in result["trials"]))
        self.assertIn("mpls-swap", text)

    def test_same_keys_as_the_results_of_make_bench(self):
        _, _, report = self.run_ndr("--scenario", "mpls-swap")
        stored = json.loads(max((kit.ROOT / "perf/results").glob("*.json")).read_text())
        self.assertEqual({"date", "commit", "machine", "results"}, set(report) & set(stored))
        self.assertEqual({"scenario", "entries", "mpps"}, set(report["results"][0]) & set(stored["results"][0]))

    def test_results_are_added_to_a_report_and_replaced(self):
        _, _, report = self.run_ndr("--scenario", "mpls-swap", "--again")
        self.assertEqual(1, len(report["results"]))
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "x.json")
            path.write_text(json.dumps(report))
            other = {**report["results"][0], "entries": 7}
            self.assertEqual(report["results"], ndr.earlier(path, other))

    def test_binary_search_with_full_trials(self):
        device = Device(5e6)
        _, _, report = self.run_ndr("--scenario", "l2tpv3-udp-decap", "--search", "binary", device=device)
        self.assertEqual({2, 60}, {trial.seconds for trial in device.trials})
        self.assertAlmostEqual(5, report["results"][0]["mpps"], delta=0.05)
        # 118 octets, frame check sequence, preamble, gap.
        self.assertEqual(round(10e9 / 8 / 142 / 1e6, 4), report["results"][0]["highestMpps"])

    def test_imix_counts_all_sizes(self):
        _, _, report = self.run_ndr("--scenario", "imix", device=Device(1e5))
        self.assertEqual(round(10e9 / 8 * 12 / (7 * 84 + 4 * 614 + 1538) / 1e6, 4), report["results"][0]["highestMpps"])

    def test_a_router_faster_than_the_line(self):
        _, text, report = self.run_ndr("--scenario", "mpls-swap", device=Device(1e9))
        self.assertIsNone(report["results"][0]["ndr"]["below"])
        self.assertIn("14.881+", text)

    def test_a_tester_slower_than_the_line(self):
        _, _, report = self.run_ndr("--scenario", "mpls-swap", device=Device(1e9), most=8e6)
        self.assertEqual((7.84, "tester"), (report["results"][0]["highestMpps"], report["results"][0]["highestBy"]))

    def test_a_tester_that_becomes_slower(self):
        tester = ndr.Tester.__new__(ndr.Tester)
        tester.send = lambda rate, seconds: ndr.Trial(rate, seconds, round(0.98 * rate * seconds), 0)
        with self.assertRaisesRegex(ndr.TesterError, "more cores"):
            tester.measure(1e6, 1)

    def test_nothing_comes_back(self):
        code, _, report = self.run_ndr("--scenario", "mpls-swap", device=Device(0))
        self.assertIn("nothing came back", code)
        self.assertIsNone(report)

    def test_no_link(self):
        self.assertIn("no link", self.run_ndr("--scenario", "mpls-swap", link="DOWN")[0])

    def test_no_server(self):
        self.assertIn("TRex: no answer", self.run_ndr("--scenario", "mpls-swap", "--server", "192.0.2.1")[0])

    def test_pause_frames_are_off_and_all_addresses_are_received(self):
        client = STLClient()
        client.connect()
        ndr.Tester(client, "mpls-swap", [], 0)
        self.assertEqual({port: {"promiscuous": True, "flow_ctrl": 0} for port in (0, 1)}, client.attributes)

    def test_without_trex_it_says_so(self):
        done = subprocess.run([sys.executable, kit.TREX / "ndr.py", "--scenario", "mpls-swap", "--trex", "/nowhere"],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.assertEqual(1, done.returncode)
        self.assertRegex(done.stdout, "^ndr.py: the Python client of TRex is not installed here .*--trex FOLDER")


if __name__ == "__main__":
    unittest.main()
