#!/usr/bin/env bash
# Installs what building, running and testing need from Debian 12, if it is missing, and checks for the .NET SDK.
set -euo pipefail

packages=(
    gcc g++ make pkg-config libdpdk-dev  # native shim, layout tests
    dpdk dpdk-dev                        # drivers; dpdk-testpmd for the benchmark
    iproute2 iputils-ping ethtool iperf3 curl procps # demo and process tests
    freeradius freeradius-utils          # RADIUS tests: a server and its radclient
    qemu-system-x86                      # process tests against a Linux kernel; what runs in it is downloaded by tests/Lab
    python3-scapy tcpdump prometheus     # golden captures, lab kit, captures in tests, promtool and the scraping server
)

missing=()
for package in "${packages[@]}"; do
    status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
    [[ $status == "install ok installed" ]] || missing+=("$package")
done

if ((${#missing[@]})); then
    if [[ $(id -u) != 0 ]]; then
        echo "setup: missing packages: ${missing[*]}; run 'apt-get install ${missing[*]}' as root." >&2
        exit 1
    fi
    echo "setup: installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    # prometheus, freeradius and dpdk bring services along that must not start here.
    printf '#!/bin/sh\nexit 101\n' >"$log.policy"
    policy=/usr/sbin/policy-rc.d
    if [[ ! -e $policy ]]; then
        install -m 755 "$log.policy" "$policy"
        trap 'rm -f "$policy" "$log" "$log.policy"' EXIT
    fi
    if ! { apt-get update && apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        echo "setup: installation failed" >&2
        exit 1
    fi
fi

if ! dotnet --version >/dev/null 2>&1 || [[ $(dotnet --version | cut -d. -f1) -lt 10 ]]; then
    if apt-cache show dotnet-sdk-10.0 >/dev/null 2>&1 && [[ $(id -u) == 0 ]]; then
        echo "setup: installing dotnet-sdk-10.0"
        apt-get install -y dotnet-sdk-10.0 >/dev/null
    else
        echo "setup: the .NET SDK 10 is needed and no package source here has dotnet-sdk-10.0." >&2
        echo "setup: add Microsoft's package feed for Debian 12 and run 'apt-get install dotnet-sdk-10.0', then try again." >&2
        exit 1
    fi
fi
