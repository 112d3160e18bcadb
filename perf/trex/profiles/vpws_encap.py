"""Frames of customers, with a VLAN pair each when there are several, into Ethernet pseudowires over MPLS (RFC 4448)."""
from lab import Profile, customer, vary_vlan_pair, vlan_pair
from vpws_decap import configure


class VpwsEncap(Profile):
    __doc__ = __doc__

    def packet(self, entries, octets):
        return customer(octets, vlan_pair(0) if entries > 1 else ())

    def vary(self, vm, entries, order):
        vary_vlan_pair(vm, entries, order)

    def configure(self, router, entries):
        configure(router, entries, "east", "west")


def register():
    return VpwsEncap()
