"""What router-bench measures beside ticks per packet of single scenarios. Each function prints its lines and returns what goes into the JSON."""
import router_bench
from isolation import latency, two_workers
from memif import memif

MEBI = 1 << 20
MILLION = 1_000_000

# Object, how many, most octets that they may take all together (None: no limit), what it is.
OBJECTS = [
    ("ipv4-route", MILLION, 256 * MEBI, "IPv4 routes, Internet's lengths, one VRF"),
    ("ipv6-route", 250_000, None, "IPv6 routes, Internet's lengths, random addresses"),
    ("label", MILLION, None, "labels, swap"),
    ("session", MILLION, 256 * MEBI, "L2TPv3 sessions, receiving half"),
    ("encapsulation", MILLION, None, "L2TPv3 sessions, sending half"),
    ("pseudowire", MILLION, 256 * MEBI, "L2TPv3 sessions, both halves"),
    ("circuit", 65_000, None, "attachment circuits: VLAN pair, cross-connect"),
    ("vrf", 20_000, 20_000 * MEBI, "empty VRFs"),
    ("vrf-with-default-route", 1000, 1000 * MEBI, "VRFs with an IPv4 default route"),
]

# Forwarding scenario, entries.
CHURN = [
    ("ipv4-forward", 64000), ("ipv6-forward", 64000), ("mpls-swap", 64000), ("mpls-push", 64000), ("mpls-pop-ip", 64000), ("mpls-vpn", 64000),
    ("l2tpv3-udp-decap", 64000), ("l2tpv3-udp-encap", 64000), ("l2tpv3-ip-decap", 64000), ("l2tpv3-ip-encap", 64000), ("l2-cross-connect", 1),
]


def bench(*arguments):
    _, result = router_bench.run(*arguments)
    return result


def verdict(good):
    return "ok" if good else "MISSED"


def memory(_):
    """Resident octets of tables and counters by kind of object."""
    print(f"\n{'memory of the dataplane, one worker':<52} {'number':>9} {'MiB':>7} {'tables':>7} {'channel':>7} {'octets each':>11} {'at most':>9}")
    results = []
    for name, count, limit, text in OBJECTS:
        result = bench("--scenario", "memory", "--object", name, "--entries", count)
        if limit:
            result |= {"limit": limit, "ok": result["octets"] <= limit}
        results.append(result)
        print(f"{text:<52} {count:>9} {result['octets'] / MEBI:>7.1f} {result['private'] / MEBI:>7.1f} {result['channel'] / MEBI:>7.1f} "
              f"{result['octetsEach']:>11.1f} " + (f"{limit / MEBI:>5.0f} MiB {verdict(result['ok'])}" if limit else ""), flush=True)
    return results


def interval(ratio):
    return f"{ratio['ratio']:.3f} [{ratio['low']:.3f}, {ratio['high']:.3f}]"


def program(options):
    """Changes per second from a control plane in a process of its own until the workers have seen them, and what they cost a worker."""
    result = bench("--scenario", "program", "--entries", MILLION, "--seconds", max(5, options.seconds), "--cpu", options.cpu)
    wrong = result["misforwarded"] + result["late"] + result["lost"]
    result |= {"ok": {
        "rate": min(result["fullPerSecond"], result["reconcileAll"]["perSecond"]) >= 200_000,
        "slowdown": result["pacedPerSecond"] >= 200_000 and result["paced"]["ratio"] <= 1.05,
        "misforwarded": wrong == 0 and result["byNewNextHop"] > 0 and result["byDefault"] > 0}}
    good = result["ok"]
    print(f"\nprogramming, {result['routes']:,} routes, process to process until every worker has seen it")
    for key, text in [("replay", "all routes at the start (replay)"), ("reconcileAll", "all routes changed, reconciler"),
                      ("ringAll", "all routes changed, encoder and ring"), ("labelsCreated", "labels made"), ("labelsChanged", "labels changed"),
                      ("sessionsCreated", "L2TPv3 sessions made"), ("sessionsChanged", "L2TPv3 sessions changed")]:
        print(f"  {text:<44} {result[key]['perSecond']:>10,} /s")
    print(f"  {'routes in turn with pauses, encoder and ring':<44} {result['fullPerSecond']:>10,} /s   at least 200,000: {verdict(good['rate'])}")
    print(f"  {'one route of all, reconciler':<44} {result['reconcileOne']['milliseconds']:>10.1f} ms")
    print(f"  {'one route, encoder and ring: median / longest':<44} {result['singleMicroseconds']:>10,} / {result['longestSingleMicroseconds']:,} us")
    print(f"  {'heap of the control plane for these routes':<44} {result['controlPlaneHeap'] / MEBI:>10.1f} MiB, {result['controlPlaneHeap'] / result['routes']:.0f} octets each")
    print(f"  {'worker with ' + format(result['pacedPerSecond'], ',') + ' changes/s / without':<44} {interval(result['paced'])} of "
          f"{result['paced']['quiet']:.1f} ticks (ruler {result['pacedRuler']['ratio']:.3f}), at most 1.05: {verdict(good['slowdown'])}")
    print(f"  {'worker with ' + format(result['fullPerSecond'], ',') + ' changes/s / without':<44} {interval(result['full'])} (ruler {result['fullRuler']['ratio']:.3f})")
    print(f"  of {result['frames']:,} frames {result['misforwarded']} left by a wrong next hop, {result['lost']} did not leave; of {result['checkedAfterSync']:,} after a sync "
          f"{result['late']} left by an old one: {verdict(good['misforwarded'])}", flush=True)
    return result


def churn(options):
    """Every forwarding scenario with and without changes of the entries that it uses."""
    print("\nwith 50,000 changes per second of the tables in use / without: ticks of the nodes")
    print(f"{'work':<18} {'entries':>8} {'changes/s':>10} {'ticks':>7} {'with / without':<22} {'ruler':>6} {'frames':>12} {'lost':>6} {'misforwarded':>12}")
    results = []
    for name, entries in CHURN:
        result = bench("--scenario", "churn", "--object", name, "--entries", entries, "--seconds", max(3, options.seconds), "--cpu", options.cpu)
        result["ok"] = result["misforwarded"] == 0 and result["lost"] == 0
        results.append(result)
        print(f"{name:<18} {entries:>8} {result['changesPerSecond']:>10,} {result['work']['quiet']:>7.1f} {interval(result['work']):<22} "
              f"{result['ruler']['ratio']:>6.3f} {result['frames']:>12,} {result['lost']:>6} {result['misforwarded']:>12} {verdict(result['ok'])}", flush=True)
    return results


INSTRUMENTS = {"memory": memory, "program": program, "churn": churn, "two-workers": two_workers, "latency": latency, "memif": memif}
