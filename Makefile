# Router: build, demo, test. Every target works on a fresh Debian 12; run as root.
SHELL := /bin/bash
CONFIGURATION ?= Release

.PHONY: all setup build test demo run bench golden format clean

all: build

# Installs the Debian packages that are missing and checks for the .NET SDK.
setup:
	@deploy/setup.sh

build: setup
	@dotnet build Router.sln -c $(CONFIGURATION) -v quiet --nologo

# All tests; ends with the line "N passed, N failed".
test:
	@tests/run.sh

# CE1 - PE1 - P - PE2 - CE2 on virtual ports: an L2TPv3 pseudowire and an MPLS LSP.
demo: build
	@deploy/demo/demo.sh

# One router in the foreground: make run CONFIG=deploy/router.yaml
run: build
	@test -n "$(CONFIG)" || { echo "usage: make run CONFIG=FILE"; exit 2; }
	@artifacts/bin/routerctl/routerctl run "$(CONFIG)"

# Cycles per packet, beside dpdk-testpmd in the same run.
bench: build
	@perf/bench.sh

# Makes the golden captures again from their generator (needs python3-scapy).
golden: setup
	@tests/Golden/generate.sh

format:
	@dotnet format Router.sln --verify-no-changes

clean:
	@rm -rf artifacts
	@find src tests perf -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +

include native/bindings.mk
