# Included by the root Makefile: the C shim, and the DPDK bindings made from the installed headers.

.PHONY: native bindings
native:
	$(MAKE) -C native

bindings:
	src/Bindings/generation/generate.sh
