"""Packets through a whole router, both processes as an operator runs them, whose ports are two memif devices: a single worker on the last CPU,
everything else, the sender and receiver among it, on the first. The function prints a line for each scenario and returns what goes into the JSON."""
import collections
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import router_bench

ROUTERCTL = router_bench.ROOT / "artifacts/bin/routerctl/routerctl"
MAC = "02:00:00:00:00:aa"
PEER_MAC = "02:00:00:00:00:bb"
FRAME = """
instance: bench
dataplane: {{ workers: [{cpu}], memory: 64, mbufs: 16384, idle: poll }}
ports:
  in: {{ device: "net_memif0,role=server,rsize=10,socket-abstract=no,socket={folder}/in.sock", mac: {mac} }}
  out: {{ device: "net_memif1,role=server,rsize=10,socket-abstract=no,socket={folder}/out.sock", mac: "02:00:00:00:00:ab" }}
{body}
"""
ROUTED = """
interfaces:
  in: {{ addresses: [10.0.0.1/24], mpls: true }}
  out: {{ addresses: [10.0.2.1/24], mpls: true }}
neighbours: [{{ interface: out, address: 10.0.2.2, mac: {peer} }}]
"""
TUNNEL = """
l2tp:
  tunnels: [{{ name: t1, tunnel-id: 1, peer-tunnel-id: 2, encapsulation: udp, local: NET.1, remote: NET.2 }}]
  sessions: [{{ name: pw1, tunnel: t1, session-id: 0x10000, peer-session-id: 0x20000, cookie: "0102030405060708", peer-cookie: "0102030405060708" }}]
"""
SCENARIOS = {
    "ipv4-forward": ROUTED + "routes: [{{ prefix: 0.0.0.0/0, via: 10.0.2.2 }}]",
    "mpls-swap": ROUTED + "mpls: {{ labels: [{{ label: 1000, action: swap, via: 10.0.2.2, out-labels: [200000] }}] }}",
    "l2tpv3-udp-decap": "interfaces: {{ in: {{ addresses: [10.0.0.1/24] }}, out: {{}} }}" + TUNNEL.replace("NET", "10.0.0") + "cross-connects: [[out, pw1]]",
    "l2tpv3-udp-encap": "interfaces: {{ in: {{}}, out: {{ addresses: [10.0.2.1/24] }} }}" + TUNNEL.replace("NET", "10.0.2") + "cross-connects: [[in, pw1]]\n"
                        "neighbours: [{{ interface: out, address: 10.0.2.2, mac: {peer} }}]",
    "l2-cross-connect": "interfaces: {{ in: {{}}, out: {{}} }}\ncross-connects: [[in, out]]",
}


class Unix(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path):
        super().__init__("router", timeout=5)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))


def get(api, path):
    connection = Unix(api)
    connection.request("GET", path)
    text = connection.getresponse().read().decode()
    connection.close()
    return text


def worker(api):
    """What the worker has counted, and its drops by reason."""
    text = get(api, "/metrics")
    counted = {name: float(re.search(rf"^router_worker_{name}_total(?:{{[^}}]*}})? (\S+)$", text, re.M)[1])
               for name in ("busy_seconds", "received_packets", "busy_loops")}
    return counted, collections.Counter({reason: int(count) for reason, count in re.findall(r'^router_drops_total\{reason="([^"]+)"[^}]*\} (\d+)$', text, re.M)})


def await_ready(router, api, log):
    """Until the configuration is in the dataplane."""
    for _ in range(300):
        if router.poll() is not None:
            sys.exit("the router did not start: " + log.read_text()[-1000:])
        try:
            if json.loads(get(api, "/v1/channel")).get("converged"):
                return
        except (OSError, ValueError, http.client.HTTPException):
            pass
        time.sleep(0.1)
    sys.exit("the router did not get ready: " + log.read_text()[-1000:])


def measure(scenario, folder, name, options):
    """Starts a router in a namespace, sends a scenario through it, stops it."""
    configuration, log = folder / "router.yaml", folder / "router.log"
    configuration.write_text(FRAME.format(cpu=options.cpu, folder=folder, mac=MAC, body=SCENARIOS[scenario].format(peer=PEER_MAC)))
    api = folder / "bench/api.sock"
    with open(log, "w") as output:
        router = subprocess.Popen(["ip", "netns", "exec", name, ROUTERCTL, "run", configuration], stdout=output, stderr=subprocess.STDOUT,
                                  env=os.environ | {"ROUTER_RUN_DIR": str(folder)}, start_new_session=True)
        try:
            await_ready(router, api, log)
            feeder = 0 if options.cpu != 0 else 1
            before, dropped_before = worker(api)
            _, result = router_bench.run("--instrument", "memif", "--scenario", scenario, "--entries", 1, "--sockets", folder,
                                         "--seconds", max(3, options.seconds), "--cpu", feeder)
            time.sleep(0.5)
            after, dropped_after = worker(api)
        except router_bench.Failed as failed:
            sys.exit(f"{failed}\n{log.read_text()[-1000:]}")
        finally:
            router.send_signal(signal.SIGTERM)
            try:
                router.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(router.pid, signal.SIGKILL)
                router.wait()
    spent = {key: after[key] - before[key] for key in before}
    packets = max(1, spent["received_packets"])
    return result | {"ticksPerPacket": round(spent["busy_seconds"] * result["tscHz"] / packets, 1), "vector": round(packets / max(1, spent["busy_loops"]), 1),
                     "dropped": dict(dropped_after - dropped_before)}


def memif(options):
    """Frames of 60 octets (68 or 80 for decapsulation) through a running router."""
    if os.cpu_count() < 2 or os.geteuid() != 0:
        print("\nmemif: not measured, it takes two CPUs and root")
        return []
    print(f"\n{'through both processes, memif to memif':<40} {'Mpps':>7} {'lost':>8} {'ticks busy':>11} {'packets a round':>16}  dropped")
    name = f"router-bench-{os.getpid()}"
    folder = pathlib.Path(tempfile.mkdtemp(prefix="router-bench-"))
    subprocess.run(["ip", "netns", "add", name], check=True)
    results = []
    try:
        for scenario in SCENARIOS:
            result = measure(scenario, folder, name, options)
            results.append(result)
            print(f"{scenario:<40} {result['mpps']:>7.2f} {result['lost']:>8} {result['ticksPerPacket']:>11.1f} {result['vector']:>16.1f}  "
                  + ", ".join(f"{reason} {count}" for reason, count in result["dropped"].items()), flush=True)
    finally:
        subprocess.run(["ip", "netns", "del", name])
        shutil.rmtree(folder, ignore_errors=True)
    return results
