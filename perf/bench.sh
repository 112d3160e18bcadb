#!/usr/bin/env bash
# TSC ticks per packet, all in: dpdk-testpmd and the router's packet graph on the same kind of feed, in one run.
# Other programs of a shared machine disturb: samples that the ruler calls disturbed do not count (the column "quiet" is the
# share of the others), each figure is the least disturbed of three runs, testpmd's its best second.
# Arguments: seconds for each run (1), numbers of entries ("1 64000").
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-1}
entries=${2:-1 64000}
bench=artifacts/bin/router-bench/router-bench
cpu=$(($(nproc) - 1))
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
need=128
if (($(cat /proc/sys/vm/nr_hugepages) < need)); then echo $need >/proc/sys/vm/nr_hugepages; fi

# The best of the rates that testpmd prints each second, as ticks per packet.
testpmd() {
    (sleep $((3 * seconds + 2))) | timeout -s INT $((seconds + 30)) dpdk-testpmd --lcores "0@$cpu,1@$cpu" --in-memory -m 128 --no-pci --no-telemetry \
        --log-level 4 --file-prefix bench --vdev "net_pcap0,rx_pcap=$work/feed.pcap,infinite_rx=1" --vdev net_null1,no-rx=1 \
        -- --forward-mode="$1" --nb-cores=1 --total-num-mbufs=8192 --no-mlockall --stats-period 1 --auto-start >"$work/testpmd" 2>&1 || true
    python3 - "$work/testpmd" "$2" <<'P'
import re, sys
text, hz = open(sys.argv[1]).read(), float(sys.argv[2])
rates = [int(rx) for port, rx in re.findall(r"NIC statistics for port (\d+).*?Rx-pps:\s+(\d+)", text, re.S) if port == "0" and int(rx) > 0]
if not rates:
    sys.exit("dpdk-testpmd gave no figure: " + text[-600:])
print(f"{hz / max(rates):.1f}")
P
}

"$bench" --scenario ipv4-forward --entries 1 --pcap "$work/feed.pcap"
hz=$("$bench" --scenario ipv4-forward --entries 1 --seconds 1 --cpu "$cpu" | python3 -c 'import json, sys; print(json.loads(sys.stdin.readlines()[-1])["tscHz"])')
io=$(testpmd io "$hz")
mac=$(testpmd mac "$hz")
printf '%-18s %8s %7s %7s %7s %6s %7s %7s  %s\n' work entries ticks p10 p90 quiet Mpps "/ io" "ticks by node"
python3 - "$io" "$mac" "$hz" <<'P'
import sys
io, mac, hz = map(float, sys.argv[1:])
for name, ticks in (("testpmd io", io), ("testpmd mac", mac)):
    print(f"{name:<18} {'':>8} {ticks:>7.1f} {'':>7} {'':>7} {'':>6} {hz / ticks / 1e6:>7.2f} {ticks / io:>7.2f}")
P
for scenario in ipv4-forward mpls-swap l2tpv3-udp-decap l2tpv3-udp-encap; do
    for count in $entries; do
        for run in 1 2 3; do "$bench" --scenario "$scenario" --entries "$count" --seconds "$seconds" --cpu "$cpu" | tail -n 1; done >"$work/result"
        python3 - "$work/result" "$io" <<'P'
import json, sys
runs, io = [json.loads(line) for line in open(sys.argv[1])], float(sys.argv[2])
r = min(runs, key=lambda run: run["ticksPerPacket"])
nodes = " ".join(f"{name} {ticks:.0f}" for name, ticks in r["nodes"].items())
print(f"{r['scenario']:<18} {r['entries']:>8} {r['ticksPerPacket']:>7.1f} {r['p10']:>7.1f} {r['p90']:>7.1f} {r['undisturbed']:>6.2f} {r['mpps']:>7.2f} {r['ticksPerPacket'] / io:>7.2f}  {nodes}")
P
    done
done
