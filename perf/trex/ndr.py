#!/usr/bin/env python3
"""Searches the rates that a router forwards without loss (NDR) and with little loss (PDR), with a running TRex server.

Frames go from port 0 of TRex through the router to port 1. The router runs with the configuration that router.py writes for
the same profile and entries; see README.md. Needs the Python client of TRex: --trex names the folder of its release."""
import argparse
import dataclasses
import json
import pathlib
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import bench  # noqa: E402
import router  # noqa: E402
from search import Goal, Trial, binary, multiple_loss_ratio  # noqa: E402

#: Preamble, start of frame and gap between frames, in octets (IEEE 802.3).
GAP = 20


class TesterError(Exception):
    """The tester cannot do what was asked of it."""


def client_api(folder):
    """The module trex.stl.api, which brings its own scapy along."""
    if folder:
        places = [pathlib.Path(folder, *parts) for parts in ([], ["automation", "trex_control_plane", "interactive"], ["trex_client", "interactive"])]
        sys.path[:0] = [str(place) for place in places if (place / "trex").is_dir()]
    try:
        import trex.stl.api
    except ImportError as error:
        raise TesterError(f"the Python client of TRex is not installed here ({error}): --trex FOLDER names the folder of an unpacked release") from None
    return trex.stl.api


class Tester:
    """Port 0 and 1 of a TRex server with the streams of one profile."""

    def __init__(self, client, profile, tunables, settle):
        self.client, self.settle = client, settle
        client.reset(ports=[0, 1])
        ports = client.get_port_info(ports=[0, 1])
        self.speed = ports[0]["speed"] * 1e9
        if not self.speed or any(port["link"] == "DOWN" for port in ports):
            raise TesterError("a port of TRex has no link")
        # A router that may send pause frames would set the rate itself. Next hops have addresses of their own.
        for number, port in enumerate(ports):
            client.set_port_attr(ports=[number], promiscuous=True, flow_ctrl=0 if port["fc_supported"] == "yes" else None)
        client.add_profile(str(router.PROFILES / (profile.replace("-", "_") + ".py")), ports=[0], direction=0, tunables=tunables)

    def line_rate(self, sizes):
        """Frames per second that fill the wire to the router. sizes: (octets without FCS, share)."""
        shares = sum(share for _, share in sizes)
        return self.speed / 8 * shares / sum((octets + 4 + GAP) * share for octets, share in sizes)

    def send(self, rate, seconds):
        """One trial, with whatever rate it had; waits for frames that are still on their way (RFC 2544 23)."""
        client = self.client
        client.clear_stats(ports=[0, 1])
        client.start(ports=[0], mult=f"{rate:.0f}pps", duration=seconds, force=True)
        client.wait_on_traffic(ports=[0], timeout=seconds + 30)
        time.sleep(self.settle)
        stats = client.get_stats(ports=[0, 1])
        return Trial(rate, seconds, stats[0]["opackets"], stats[1]["ipackets"])

    def measure(self, rate, seconds):
        """One trial at the rate that was asked for."""
        trial = self.send(rate, seconds)
        if trial.sent < 0.99 * rate * seconds:
            raise TesterError(f"the tester sent {trial.sent} of {rate * seconds:.0f} frames: give TRex more cores")
        return trial

    def highest(self, line):
        """(rate, what limits it): the line's, unless the tester cannot fill the line."""
        trial = self.send(line, 2)
        if trial.received == 0:
            raise TesterError("nothing came back: is the router configured for this profile, and are the wires the right way round?")
        sent = trial.sent / trial.seconds
        return (line, "line") if sent >= 0.99 * line else (float(int(sent * 0.98)), "tester")


def goals(options):
    """The two goals. By RFC 2544 one trial of 60 s decides, else a half of 20 trials of 1 s may lose more."""
    exact = options.search == "binary"
    trial = options.trial or (60.0 if exact else 1.0)
    total = trial if exact else max(trial, options.total)
    ndr = Goal("ndr", exceed=0.0 if exact else 0.5, trial=trial, total=total, width=options.width)
    return [ndr, dataclasses.replace(ndr, name="pdr", loss=options.loss)]


def search(measure, highest, options):
    """Results of both goals."""
    if options.search == "binary":
        return [binary(measure, highest, goal) for goal in goals(options)]
    return multiple_loss_ratio(measure, highest, goals(options))


def report(words, options, limit, results):
    """One entry of `results`, with the names of `make bench`; mpps is the NDR. Rates are of frames sent to the router."""
    trials = {id(trial): trial for result in results for trial in result.trials}.values()
    found = {"scenario": options.scenario, "entries": words.entries, "size": words.size, "order": words.order, "mpps": round(results[0].lower / 1e6, 4)}
    for result in results:
        found[result.goal.name] = {
            "mpps": round(result.lower / 1e6, 4), "below": None if result.upper is None else round(result.upper / 1e6, 4),
            "throughputMpps": round(result.throughput / 1e6, 4), "lossRatio": result.goal.loss, "exceedRatio": result.goal.exceed,
            "trialSeconds": result.goal.trial, "totalSeconds": result.goal.total, "width": result.goal.width}
    return {**found, "search": options.search, "highestMpps": round(limit[0] / 1e6, 4), "highestBy": limit[1],
            "trials": [[trial.rate, trial.seconds, trial.sent, trial.received] for trial in trials]}


def earlier(path, found):
    """What a report already has, but for an older figure of the same."""
    def same(result):
        return all(result[key] == found[key] for key in ("scenario", "entries", "size", "order", "search"))
    return [result for result in json.loads(path.read_text())["results"] if not same(result)] if path.exists() else []


def show(found):
    """A plus is behind what the highest rate limits, not the router."""
    print(f"{'profile':<18} {'entries':>8} {'size':>5} {'NDR Mpps':>10} {'PDR Mpps':>10} {'highest':>10}  by")
    rates = [f"{found[goal]['mpps']:.3f}" + ("" if found[goal]["below"] else "+") for goal in ("ndr", "pdr")]
    print(f"{found['scenario']:<18} {found['entries']:>8} {found['size']:>5} {rates[0]:>10} {rates[1]:>10} {found['highestMpps']:>10.3f}  {found['highestBy']}")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trex", metavar="FOLDER", help="unpacked release of TRex, for its Python client")
    parser.add_argument("--server", default="127.0.0.1", help="address of the TRex server (127.0.0.1)")
    parser.add_argument("--scenario", required=True, choices=router.NAMES, help="profile; the router is configured for it")
    parser.add_argument("--entries", type=int, help="numbers of routes, labels or sessions (the profile's own)")
    parser.add_argument("--size", help="octets of the frame with FCS, or imix (the profile's own)")
    parser.add_argument("--order", choices=["random", "inc"], default="random", help="order of the entries (random)")
    parser.add_argument("--search", choices=["mlr", "binary"], default="mlr", help="multiple loss ratio search, or RFC 2544 26.1 (mlr)")
    parser.add_argument("--loss", type=float, default=0.005, help="loss ratio of the PDR (0.005)")
    parser.add_argument("--width", type=float, default=0.005, help="how near the bounds must be, relatively (0.005)")
    parser.add_argument("--trial", type=float, help="seconds of a full trial (mlr: 1, binary: 60)")
    parser.add_argument("--total", type=float, default=20.0, help="seconds of trials that decide a rate with mlr (20)")
    parser.add_argument("--settle", type=float, default=2.0, help="seconds to wait for late frames after a trial (2)")
    parser.add_argument("--max", type=float, help="highest rate, frames per second (the line's)")
    parser.add_argument("--router", default="unknown", help="what is measured: CPU and card of the router, for the report")
    parser.add_argument("--commit", help="what the router was built from (this tree)")
    parser.add_argument("--json", metavar="FILE", help="also add the results to the report there")
    return parser.parse_args()


def measured(api, options):
    """The figure, and the machines."""
    profile = router.load(options.scenario)
    tunables = ["--order", options.order]
    for name in ("entries", "size"):
        if getattr(options, name):
            tunables += [f"--{name}", str(getattr(options, name))]
    words = profile.parse(tunables)
    # What is sent, which for tunnels is more than the frame inside.
    sizes = [(len(profile.packet(words.entries, octets)), share) for octets, share in profile.sizes(words.size)]
    client = api.STLClient(server=options.server)
    client.connect()
    try:
        tester = Tester(client, options.scenario, tunables, options.settle)
        line = tester.line_rate(sizes)
        limit = tester.highest(min(line, options.max or line))
        found = report(words, options, limit, search(tester.measure, limit[0], options))
        return found, {"cpu": options.router, "tester": {
            "cpu": bench.processor(), "trex": client.get_server_version()["version"], "gbps": tester.speed / 1e9,
            "port": client.get_port_info(ports=[0])[0].get("description")}}
    finally:
        client.disconnect()


def main():
    options = arguments()
    try:
        api = client_api(options.trex)
        try:
            found, machine = measured(api, options)
        except api.STLError as error:
            raise TesterError(f"TRex: {error}") from None
    except TesterError as error:
        sys.exit(f"ndr.py: {error}")
    show(found)
    if options.json:
        path = pathlib.Path(options.json)
        bench.save(options.json, options.commit or bench.commit(), machine, results=[*earlier(path, found), found])


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
