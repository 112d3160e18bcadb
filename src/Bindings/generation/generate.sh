#!/bin/sh
# Regenerates src/Bindings/Generated from the installed DPDK headers: generate.sh [TARGET...]
#
# A target is a pair of files here: TARGET.h includes the DPDK headers to translate, TARGET.rsp names the library that
# exports their functions and what to leave out. settings.rsp holds what all have in common. The rest (include folders,
# the list of headers to translate) is found out here, so that nothing depends on one machine.
#
# CLANGSHARP           the generator, default ClangSharpPInvokeGenerator from PATH
# CLANG_RESOURCE_DIR   clang's own headers, default from `clang -print-resource-dir`
# DRY_RUN=1            only writes the response files, into the folder named by KEEP
# KEEP=DIR             keeps response files and logs in DIR
set -eu
here=$(cd "$(dirname "$0")" && pwd)
output=$here/../Generated
generator=${CLANGSHARP:-ClangSharpPInvokeGenerator}
missing=0

need() {
	echo "make bindings: $1" >&2
	missing=1
}

pkg-config --exists libdpdk 2>/dev/null ||
	need "DPDK's headers are missing: install libdpdk-dev and pkg-config (Debian: apt install libdpdk-dev pkg-config)"
if [ -z "${DRY_RUN:-}" ] && ! command -v "$generator" >/dev/null 2>&1; then
	need "$generator is missing: dotnet tool install --global ClangSharpPInvokeGenerator --version 21.1.8
  (or name it in CLANGSHARP). docs/bindings.md says which changes it needs for DPDK's layouts;
  without them the layout tests of tests/Bindings fail."
fi
resources=${CLANG_RESOURCE_DIR:-$(clang -print-resource-dir 2>/dev/null || ls -d /usr/lib/llvm-*/lib/clang/* 2>/dev/null | sort -V | tail -1)}
[ -n "${DRY_RUN:-}" ] || [ -d "$resources/include" ] ||
	need "clang's own headers are missing: install clang (Debian: apt install clang) or name the folder in CLANG_RESOURCE_DIR"
[ $missing -eq 0 ] || exit 1

work=${KEEP:-$(mktemp -d)}
mkdir -p "$work"
[ -n "${KEEP:-}" ] || trap 'rm -rf "$work"' EXIT
folders=$(pkg-config --cflags-only-I libdpdk | tr ' ' '\n' | sed -n 's/^-I//p' | grep '/dpdk$')

# The files behind the umbrella header's includes: DPDK splits some into a generic and an architecture's part.
headers() {
	sed -n 's/^#include <\(rte_.*\.h\)>$/\1/p' "$1" | grep -v '^rte_config\.h$' | while read -r header; do
		for folder in $folders; do
			for file in "$folder/$header" "$folder/generic/$header"; do
				[ ! -f "$file" ] || realpath "$file"
			done
		done
	done
}

targets=${*:-$(cd "$here" && ls -- *.h | sed 's/\.h$//')}
for target in $targets; do
	{
		cat "$here/settings.rsp" "$here/$target.rsp"
		[ -z "$resources" ] || printf -- '--resource-directory\n%s\n' "$resources"
		printf -- '--include-directory\n%s\n' "$folders"
		printf -- '--file\n%s\n--output\n%s\n--traverse\n' "$here/$target.h" "$work/$target.cs"
		headers "$here/$target.h"
	} >"$work/$target.rsp"
	[ -z "${DRY_RUN:-}" ] || continue
	# The generator's exit code counts diagnostics, warnings included: the compiler and the tests decide.
	"$generator" "@$work/$target.rsp" >"$work/$target.log" 2>&1 || true
	grep '^ *Error' "$work/$target.log" >&2 || true
	if [ ! -s "$work/$target.cs" ]; then
		cat "$work/$target.log" >&2
		echo "make bindings: $target failed, nothing was replaced" >&2
		exit 1
	fi
done
[ -z "${DRY_RUN:-}" ] || exit 0
for target in $targets; do
	mv -f "$work/$target.cs" "$output/$target.cs"
done
echo "regenerated: $(echo $targets). Now run: dotnet test tests/Bindings"
