#!/usr/bin/env bash
# Boots a lab peer whose cards eth0, eth1, … are TAPs of the network namespace that this runs in.
#
#   run-peer.sh [--number N] TAP...
#
# At a terminal it is a shell in the peer; 'exit' ends the peer. Otherwise standard input and output are the channel that
# guest-init describes, and the peer ends with its input, however the writer ended. The peer's kernel messages go to
# standard error. N, by default 1, makes the cards' addresses: 02:4c:00:00:NN:ii.
# ROUTER_LAB_ACCEL is QEMU's accelerator: by default kvm where the processor's virtualisation is there, else tcg.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
number=1
if [[ ${1:-} == --number ]]; then
    number=$2
    shift 2
fi
command -v qemu-system-x86_64 >/dev/null || { echo "run-peer: needs qemu-system-x86_64 (package qemu-system-x86)" >&2; exit 3; }
image=$("$here/build-image.sh")

# /dev/kvm alone is no proof: other kinds of KVM do not run ordinary kernels.
accel=${ROUTER_LAB_ACCEL:-tcg}
if [[ ! ${ROUTER_LAB_ACCEL:-} && -w /dev/kvm ]] && [[ -d /sys/module/kvm_intel || -d /sys/module/kvm_amd ]]; then accel=kvm; fi
processor=host
# The translation cache is most of an emulated peer's memory.
if [[ $accel == tcg ]]; then processor=max accel=tcg,tb-size=64; fi

shell=
if [[ -t 0 ]]; then shell=lab.shell; fi
cards=() i=0
for tap; do
    # No virtio offloads: what passes the TAP is what a wire would carry, checksums and all.
    cards+=(-netdev "tap,id=card$i,ifname=$tap,script=no,downscript=no,vnet_hdr=off"
        -device "virtio-net-pci,netdev=card$i,romfile=,mac=$(printf '02:4c:00:00:%02x:%02x' "$number" "$i")")
    i=$((i + 1))
done
qemu=(qemu-system-x86_64 -M pc,vmport=off -accel "$accel" -cpu "$processor" -m 192
    -nodefaults -no-user-config -display none -no-reboot
    -chardev file,id=messages,path=/dev/stderr -serial chardev:messages
    -device virtio-serial-pci -chardev stdio,id=channel,signal=off -device virtconsole,chardev=channel
    "${cards[@]}" -kernel "$image/vmlinux" -initrd "$image/initrd.img"
    # An emulated TSC that is calibrated on a busy machine runs too fast or too slow.
    -append "console=ttyS0 quiet panic=-1 mitigations=off no_timer_check clocksource=hpet $shell")
if [[ $shell ]]; then exec "${qemu[@]}"; fi

exec 3<&0
coproc feed { exec cat <&3; }
input=$feed_PID # bash forgets it when the coprocess ends
exec 3<&"${feed[0]}" # other processes do not inherit a coprocess's own descriptors
"${qemu[@]}" <&3 3<&- &
machine=$!
trap 'kill "$machine" "$input" 2>/dev/null || true' EXIT
trap 'exit 143' INT TERM HUP
wait -n "$machine" "$input"
