"""Ethernet pseudowires over MPLS without a control word (RFC 4448), received. --size is that of the customer's frame inside."""
from lab import FIRST_LABEL, Profile, arrive, customer, vary_label
from scapy.contrib.mpls import MPLS


def configure(router, entries, core, edge):
    """Pseudowires for the whole port or for each VLAN pair, with one label each."""
    router.link(core, mpls=True)
    for number, circuit in enumerate(router.circuits(edge, entries)):
        router.pseudowire(number, FIRST_LABEL + number, 200000 + number, core, circuit)


class VpwsDecap(Profile):
    __doc__ = __doc__

    def packet(self, entries, octets):
        return arrive(type=0x8847) / MPLS(label=FIRST_LABEL, ttl=64, s=1, cos=0) / customer(octets)

    def vary(self, vm, entries, order):
        vary_label(vm, entries, order)

    def configure(self, router, entries):
        configure(router, entries, "west", "east")


def register():
    return VpwsDecap()
