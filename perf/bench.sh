#!/usr/bin/env bash
# TSC ticks per packet: the router's packet graph and dpdk-testpmd on the same feed, in one run. Arguments: seconds (3), entries ("1 64000").
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-3}
entries=${2:-1 64000}
bench=artifacts/bin/router-bench/router-bench
cpu=$(($(nproc) - 1))
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
need=128
if (($(cat /proc/sys/vm/nr_hugepages) < need)); then echo $need >/proc/sys/vm/nr_hugepages; fi

printf '%-20s %8s %8s %8s %8s %8s\n' scenario entries ticks p10 p90 Mpps
hz=0
for scenario in ipv4-forward mpls-swap l2tpv3-udp-decap l2tpv3-udp-encap; do
    for count in $entries; do
        "$bench" --scenario "$scenario" --entries "$count" --seconds "$seconds" --cpu "$cpu" >"$work/result"
        cat "$work/result" >>"$work/results"
        python3 - "$work/result" <<'P'
import json, sys
r = json.loads(open(sys.argv[1]).read().splitlines()[-1])
print(f"{r['scenario']:<20} {r['entries']:>8} {r['ticksPerPacket']:>8.1f} {r['p10']:>8.1f} {r['p90']:>8.1f} {r['mpps']:>8.2f}   {r['nodes']}")
P
    done
done

hz=$(python3 -c "import json,sys; print(json.loads(open('$work/result').read().splitlines()[-1])['tscHz'])")
"$bench" --scenario ipv4-forward --entries 1 --pcap "$work/feed.pcap"
for mode in io mac; do
    (sleep $((seconds + 2))) | timeout -s INT $((seconds + 30)) dpdk-testpmd --lcores "0@$cpu,1@$cpu" --in-memory -m 128 --no-pci --no-telemetry --log-level 4 \
        --file-prefix bench --vdev "net_pcap0,rx_pcap=$work/feed.pcap,infinite_rx=1" --vdev net_null1,no-rx=1 \
        -- --forward-mode=$mode --nb-cores=1 --total-num-mbufs=8192 --no-mlockall --stats-period 1 --auto-start >"$work/testpmd" 2>&1 || true
    python3 - "$work/testpmd" "$mode" "$hz" <<'P'
import re, statistics, sys
text, mode, hz = open(sys.argv[1]).read(), sys.argv[2], float(sys.argv[3])
rates = [int(rx) for port, rx in re.findall(r"NIC statistics for port (\d+).*?Rx-pps:\s+(\d+)", text, re.S) if port == "0" and int(rx) > 0]
if rates:
    pps = statistics.median(rates[1:] or rates)
    print(f"{'testpmd-' + mode:<20} {'-':>8} {hz / pps:>8.1f} {'':>8} {'':>8} {pps / 1e6:>8.2f}")
else:
    print(f"testpmd-{mode}: no figure"); print(text[-600:])
P
done
