"""The egress PE of L3VPNs: pop, then IPv4 by a route of the label's VRF, one of up to 1,000."""
from lab import FIRST_LABEL, Profile, labelled, vary_label

VRFS = 1000


class MplsVpn(Profile):
    __doc__ = __doc__
    entries = 1000

    def packet(self, entries, octets):
        return labelled(octets)

    def vary(self, vm, entries, order):
        vary_label(vm, entries, order)

    def configure(self, router, entries):
        router.link("west", mpls=True)
        router.link("east")
        vrfs = [router.vrf(f"v{number}") for number in range(min(VRFS, entries))]
        for vrf in vrfs:
            router.route("16.0.0.0/24", router.next_hop(), vrf=vrf, interface="east")
        for number in range(entries):
            router.label(FIRST_LABEL + number, "lookup", payload="ipv4", vrf=vrfs[number % len(vrfs)])


def register():
    return MplsVpn()
