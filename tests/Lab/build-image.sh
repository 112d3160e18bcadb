#!/usr/bin/env bash
# Builds the lab peer's boot image, a Debian kernel and an initramfs, if the cache has none for these inputs.
#
#   build-image.sh          prints the directory that holds vmlinux and initrd.img
#
# The cache is $ROUTER_LAB_CACHE, by default ~/.cache/router-lab. Everything comes out of Debian packages that apt downloads;
# they are unpacked there and not installed. Exit code 3: the packages cannot be had here.
set -Eeuo pipefail
export LC_ALL=C
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${ROUTER_LAB_CACHE:-$HOME/.cache/router-lab}

packages=(busybox iproute2 iperf3 ppp xl2tpd xz-utils) # xz is used here, not in the peer
programs=(ip ss iperf3 pppd xl2tpd xl2tpd-control)
boot_modules=(virtio_pci virtio_net virtio_console l2tp_netlink l2tp_eth l2tp_ip l2tp_ip6 l2tp_debugfs)
# Loaded when they are needed.
more_modules=(l2tp_ppp ppp_generic pppox ppp_async ppp_synctty 8021q)
# Of the packages' dependencies, what only their installation needs, and the shell that busybox is.
skip='^(perl.*|libperl.*|debconf|dpkg|tar|adduser|passwd|usrmerge|init-system-helpers|sysvinit-utils|lsb-base|libpam-.*|libc-bin|libsemanage.*|netbase|debianutils|dash|.*-base)$'

unavailable() { echo "build-image: $*" >&2; exit 3; }

# One build at a time; the others find it finished.
mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9

inputs=$(cat "${BASH_SOURCE[0]}" "$here/guest-init" | sha256sum | cut -c1-16)
image=$cache/$inputs
if [[ -d $image ]]; then
    touch "$image"
    echo "$image"
    exit 0
fi
# What interrupted builds have left, and images that nothing has asked for in a month.
find "$cache" -mindepth 1 -maxdepth 1 -type d \( -name 'work.*' -o -mtime +30 \) -exec rm -rf {} +

command -v apt-get >/dev/null || unavailable "needs apt-get: the image is made of Debian packages"
kernel=$(apt-cache depends linux-image-amd64 2>/dev/null | awk '$1 == "Depends:" { print $2; exit }')
[[ $kernel ]] || unavailable "no package source has linux-image-amd64; try 'apt-get update'"

work=$(mktemp -d "$cache/work.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'echo "build-image: line $LINENO failed" >&2' ERR
stage=$work/stage root=$work/root
mkdir -p "$work/debs" "$stage" "$root"

# ---- packages
# With no package installed (an empty status file), apt names the whole closure.
mapfile -t closure < <(apt-get -s -o Dir::State::status=/dev/null -o APT::Install-Recommends=no install "${packages[@]}" |
    awk '$1 == "Inst" { print $2 }' | grep -Ev "$skip")
((${#closure[@]})) || unavailable "no package source has all of: ${packages[*]}"
(cd "$work/debs" && apt-get -qq -o APT::Sandbox::User=root download "${closure[@]}" "$kernel") >"$work/log" 2>&1 ||
    unavailable "apt-get download: $(tail -n 1 "$work/log")"
for file in "$work"/debs/*.deb; do dpkg-deb -x "$file" "$stage"; done

# ---- user space
loader=$(find "$stage" -name 'ld-linux-x86-64.so.2' -print -quit)
libraries=$stage/lib/x86_64-linux-gnu:$stage/usr/lib/x86_64-linux-gnu
staged() { local program=$1; shift; "$loader" --library-path "$libraries" "$program" "$@"; }
place() { # what it is linked with goes along
    local library
    cp -L "$1" "$2"
    staged --list "$1" 2>/dev/null | awk '$2 == "=>" && $3 ~ /^\// { print $3 }' | while read -r library; do
        cp -Ln "$library" "$root/usr/lib/"
    done
}
mkdir -p "$root"/{dev,proc,sys,run,tmp,root,etc/ppp,etc/xl2tpd,usr/bin,usr/sbin,usr/lib,usr/lib64,var}
for directory in bin sbin lib lib64; do ln -s "usr/$directory" "$root/$directory"; done
ln -s ../run "$root/var/run"
echo 'root:x:0:0::/root:/bin/sh' >"$root/etc/passwd"
echo 'root:x:0:' >"$root/etc/group"
echo '127.0.0.1 localhost' >"$root/etc/hosts"
cp -L "$loader" "$root/usr/lib64/"
place "$stage/bin/busybox" "$root/usr/bin/busybox"
for program in "${programs[@]}"; do
    for directory in usr/bin usr/sbin bin sbin; do
        [[ -e $stage/$directory/$program ]] && place "$stage/$directory/$program" "$root/usr/sbin/$program"
    done
    [[ -e $root/usr/sbin/$program ]] || { echo "build-image: no $program in the packages" >&2; exit 1; }
done
plugin=$(cd "$stage" && echo usr/lib/pppd/*/pppol2tp.so)
mkdir -p "$root/${plugin%/*}"
place "$stage/$plugin" "$root/$plugin"
install -m 755 "$here/guest-init" "$root/init"

# ---- kernel
# Unpacked here (Documentation/arch/x86/boot.rst: setup_sects, payload_offset, payload_length), because an emulated CPU
# takes six seconds for it at every boot. QEMU starts the ELF file by its PVH entry.
compressed=$(echo "$stage"/boot/vmlinuz-*)
field() { od -An -j "$1" -N "$2" -t "u$2" "$compressed" | tr -d ' '; }
payload=$((($(field 0x1f1 1) + 1) * 512 + $(field 0x248 4)))
mkdir "$work/image"
# Four octets behind the xz stream are the unpacked length.
dd if="$compressed" iflag=skip_bytes,count_bytes skip=$payload count=$(($(field 0x24c 4) - 4)) bs=1M status=none |
    staged "$stage/usr/bin/xz" -dc >"$work/image/vmlinux"
version=$(basename "$stage"/lib/modules/*)
modules=lib/modules/$version
staged "$stage/bin/busybox" depmod -b "$stage" "$version"
# The wanted modules and, in modules.dep, those that they need.
printf '%s\n' "${boot_modules[@]}" "${more_modules[@]}" >"$work/wanted"
awk 'NR == FNR { want[$1]; next }
     { name = $1; sub(/.*\//, "", name); sub(/\.ko:$/, "", name); gsub(/-/, "_", name)
       if (name in want) { sub(/:/, ""); for (i = 1; i <= NF; i++) print $i } }' "$work/wanted" "$stage/$modules/modules.dep" | sort -u >"$work/files"
mkdir -p "$root/usr/$modules"
(cd "$stage/$modules" && tar -cf - -T "$work/files") | tar -xf - -C "$root/usr/$modules"
staged "$stage/bin/busybox" depmod -b "$root" "$version"
printf '%s\n' "${boot_modules[@]}" >"$root/etc/modules"

# ---- archive
# Not compressed, for the same reason.
(cd "$root" && find . | sort | staged "$stage/bin/busybox" cpio -o -H newc 2>/dev/null) >"$work/image/initrd.img"
(cd "$work/debs" && ls) >"$work/image/packages.txt"
mv "$work/image" "$image"
echo "$image"
