"""The end of LSPs: pop, then IPv4 by a default route."""
from lab import FIRST_LABEL, Profile, labelled, vary_label


class MplsPopIp(Profile):
    __doc__ = __doc__

    def packet(self, entries, octets):
        return labelled(octets)

    def vary(self, vm, entries, order):
        vary_label(vm, entries, order)

    def configure(self, router, entries):
        router.link("west", mpls=True)
        router.link("east")
        router.route("0.0.0.0/0", router.next_hop())
        for number in range(entries):
            router.label(FIRST_LABEL + number, "lookup", payload="ipv4")


def register():
    return MplsPopIp()
