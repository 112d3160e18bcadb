#!/usr/bin/env bash
# The router's main job on virtual ports:
#
#   ce1 ==== pe1 ---- p ---- pe2 ==== ce2
#
# Each CE has two links to its PE: one into an L2TPv3 pseudowire (CE1 and CE2 share a subnet), one routed, over an
# MPLS LSP that PE1 pushes, P swaps and PE2 pops. PE1 is also the LAC of a PPP subscriber, whose network is in CE1 and
# whose LNS is PE2. Everything lives in network namespaces that this script makes and
# removes again, also on Ctrl-C. Exit code 0 when every step worked.
set -euo pipefail
cd "$(dirname "$0")/../.."

namespaces=(ce1 pe1 p pe2 ce2)
routers=(pe1 p pe2)
work=/run/router-demo
routerctl=artifacts/bin/routerctl/routerctl
export ROUTER_RUN_DIR=$work/run
pids=()
failed=0

say() { if [[ -t 1 && -z ${NO_COLOR:-} ]]; then printf '\n\033[1m== %s\033[0m\n' "$*"; else printf '\n== %s\n' "$*"; fi; }
in_ns() { ip netns exec "$@"; }
ctl() { "$routerctl" --instance "$@"; }

cleanup() {
    trap - EXIT INT TERM
    for pid in "${pids[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
    for pid in "${pids[@]}"; do
        for _ in $(seq 50); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
        kill -KILL "$pid" 2>/dev/null || true
    done
    remove_namespaces
    rm -rf "$work"
}

remove_namespaces() {
    [[ -e $work/owned ]] || return 0
    while read -r name; do ip netns del "$name" 2>/dev/null || true; done <"$work/owned"
}

[[ $(id -u) == 0 ]] || { echo "demo: needs root (network namespaces, hugepages)" >&2; exit 1; }

# A demo that was killed leaves its list behind: what it made is ours to remove.
remove_namespaces
rm -rf "$work"
for name in "${namespaces[@]}"; do
    if [[ -e /run/netns/$name ]]; then
        echo "demo: network namespace '$name' exists and is not the demo's; remove it with: ip netns del $name" >&2
        exit 1
    fi
done
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
mkdir -p "$work/run"

say "Hugepages"
need=256
have=$(cat /proc/sys/vm/nr_hugepages)
if ((have < need)); then echo $need >/proc/sys/vm/nr_hugepages 2>/dev/null || true; fi
if (($(cat /proc/sys/vm/nr_hugepages) >= need)); then
    echo "$(cat /proc/sys/vm/nr_hugepages) pages of 2 MiB"
else
    echo "none to be had: the dataplane runs with --no-huge"
fi

say "Network namespaces ${namespaces[*]}"
for name in "${namespaces[@]}"; do
    echo "$name" >>"$work/owned"
    ip netns add "$name"
    in_ns "$name" ip link set lo up
    in_ns "$name" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1 2>/dev/null || true
done

# A veth pair: NS-A DEV-A NS-B DEV-B MTU. Checksum and segmentation offloads are off, as on a wire.
wire() {
    ip link add "$2" netns "$1" mtu "$5" type veth peer name "$4" netns "$3" mtu "$5"
    for end in "$1 $2" "$3 $4"; do
        read -r ns dev <<<"$end"
        in_ns "$ns" ethtool -K "$dev" tx off rx off tso off gso off gro off >/dev/null 2>&1 || true
        in_ns "$ns" ip link set "$dev" up
    done
}
wire ce1 l2 pe1 v-ac0 1500
wire ce1 l3 pe1 v-cust0 1500
wire pe1 v-core0 p v-west0 1600
wire p v-east0 pe2 v-core0 1600
wire pe2 v-ac0 ce2 l2 1500
wire pe2 v-cust0 ce2 l3 1500
in_ns ce1 ip addr add 10.1.0.1/24 dev l2
in_ns ce2 ip addr add 10.1.0.2/24 dev l2
in_ns ce1 ip addr add 10.2.1.2/24 dev l3
in_ns ce2 ip addr add 10.2.2.2/24 dev l3
in_ns ce1 ip route add 10.2.2.0/24 via 10.2.1.1
in_ns ce1 ip addr add 192.0.2.1/24 dev lo
in_ns ce1 ip route add 198.51.100.0/24 via 10.2.1.1 src 192.0.2.1
in_ns ce2 ip route add 10.2.1.0/24 via 10.2.2.1
echo "ce1 == pe1 -- p -- pe2 == ce2"

say "Three routers"
for router in "${routers[@]}"; do
    # Not through a function: the process id must be routerctl's own, to end it.
    ip netns exec "$router" "$routerctl" run "deploy/demo/$router.yaml" >"$work/$router.log" 2>&1 &
    pids+=($!)
done
for router in "${routers[@]}"; do
    for attempt in $(seq 300); do
        ctl "$router" show channel --json >/dev/null 2>&1 && break
        sleep 0.2
    done
    ctl "$router" show channel --json >/dev/null || { echo "$router did not start:"; tail -n 30 "$work/$router.log"; exit 1; }
    echo "$router is up"
done

# Waits until a ping works (the routers ask for their neighbours first), then shows five.
ping_until() {
    for _ in $(seq 60); do
        if in_ns "$1" ping -q -c 1 -W 1 "$2" >/dev/null 2>&1; then break; fi
        sleep 0.5
    done
    in_ns "$1" ping -i 0.2 -c 5 "$2" || failed=1
}
throughput() {
    ip netns exec ce2 iperf3 -s -1 -B "$1" >/dev/null 2>&1 &
    pids+=($!)
    sleep 0.5
    in_ns ce1 timeout 20 iperf3 -c "$1" -t 3 -f m --connect-timeout 5000 | grep -E 'sender|receiver|error' || failed=1
}

say "CE1 pings CE2 through the L2TPv3 pseudowire"
ping_until ce1 10.1.0.2
say "TCP through the pseudowire"
throughput 10.1.0.2
say "CE1 pings CE2 over the LSP: PE1 push, P swap, PE2 pop"
ping_until ce1 10.2.2.2
say "TCP over the LSP"
throughput 10.2.2.2

say "CE1, behind a PPP subscriber over L2TPv2, pings the LNS's network"
ping_until ce1 198.51.100.1
echo "pe2: routerctl show l2tp tunnels";     ctl pe2 show l2tp tunnels || failed=1
echo "pe2: routerctl show ppp subscribers";  ctl pe2 show ppp subscribers || failed=1

say "What the routers counted"
echo "pe1: routerctl show l2tp";        ctl pe1 show l2tp || failed=1
echo "p: routerctl show mpls";          ctl p show mpls || failed=1
echo "pe2: routerctl show mpls";        ctl pe2 show mpls || failed=1
echo "pe1: routerctl show ip route";    ctl pe1 show ip route || failed=1
echo "p: routerctl show interfaces";    ctl p show interfaces || failed=1
echo "p: routerctl show drops";         ctl p show drops || failed=1

say "One scrape of /metrics (pe1)"
curl -s --unix-socket "$work/run/pe1/api.sock" http://localhost/metrics >"$work/metrics" || failed=1
grep -E '^router_(interface_packets|l2tp|mpls)' "$work/metrics" | head -n 15 || failed=1

say "Proof"
prove() { # description, jq-free check: a number that must be above zero
    if [[ ${2:-0} =~ ^[0-9]+$ && ${2:-0} -gt 0 ]]; then echo "ok    $1: $2"; else echo "FAIL  $1: ${2:-nothing}"; failed=1; fi
}
number() { python3 -c "import json,sys
try: print(int($1))
except Exception as e: print(0)" ; }
prove "frames that PE1 took out of the pseudowire" \
    "$(ctl pe1 show l2tp sessions --json | number 'sum(s["counters"]["rxPackets"] for s in json.load(sys.stdin))')"
prove "packets that P switched by label 100" \
    "$(ctl p show mpls --json | number 'sum(l["packets"] for l in json.load(sys.stdin) if l["label"] == 100)')"
prove "packets that PE2 took off label 200" \
    "$(ctl pe2 show mpls --json | number 'sum(l["packets"] for l in json.load(sys.stdin) if l["label"] == 200)')"
prove "packets that PE2 had from its PPP subscriber" \
    "$(ctl pe2 show l2tp sessions --json | number 'sum(s["counters"]["rxPackets"] for s in json.load(sys.stdin) if s["name"].startswith("lac/"))')"

if ((failed)); then
    say "The demo FAILED; logs:"
    for router in "${routers[@]}"; do echo "-- $router"; tail -n 20 "$work/$router.log"; done
    exit 1
fi
say "Done: customer frames crossed the pseudowire, customer packets the LSP, a subscriber's the PPP session. Cleaning up."
