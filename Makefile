# Router: build, demo, test. Every target works on a fresh Debian 12; run as root.
SHELL := /bin/bash
CONFIGURATION ?= Release

COMMIT ?= HEAD~1

.PHONY: all setup build install uninstall test demo run bench bench-report bench-check golden format clean

all: build

# Installs the Debian packages that are missing and checks for the .NET SDK.
setup:
	@deploy/setup.sh

build: setup
	@dotnet build Router.sln -c $(CONFIGURATION) -v quiet --nologo

# For systemd: programs, units, routerctl in the path. DESTDIR=… for packages. See deploy/install.sh.
install: setup
	@deploy/install.sh install

uninstall:
	@deploy/install.sh uninstall

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

# Ticks per packet of all scenarios, beside the same work in C and dpdk-testpmd, then memory, programming and churn: 10 minutes.
# Options: perf/bench.py --help
bench: build
	@perf/bench.py --json perf/results/

# Draws the newest results.
bench-report:
	@perf/report.py $$(ls -t perf/results/*.json | head -n 1)

# Is this tree slower than another commit? make bench-check COMMIT=v1.0 [ONLY=l2tp]
bench-check: setup
	@perf/check.py $(COMMIT) $(if $(ONLY),--only $(ONLY))

# Makes the golden captures again from their generator (needs python3-scapy).
golden: setup
	@tests/Golden/generate.sh

format:
	@dotnet format Router.sln --verify-no-changes

clean:
	@rm -rf artifacts
	@find src tests perf -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +

include native/bindings.mk
