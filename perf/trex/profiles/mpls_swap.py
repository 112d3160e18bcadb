"""Label swap over 16 next hops: 1000 becomes 200000 and so on."""
from lab import FIRST_LABEL, NEXT_HOPS, Profile, labelled, vary_label


class MplsSwap(Profile):
    __doc__ = __doc__

    def packet(self, entries, octets):
        return labelled(octets)

    def vary(self, vm, entries, order):
        vary_label(vm, entries, order)

    def configure(self, router, entries):
        router.link("west", mpls=True)
        router.link("east", hosts=NEXT_HOPS)
        for number in range(entries):
            router.label(FIRST_LABEL + number, "swap", via=router.next_hop(number), out_labels=[200000 + number])


def register():
    return MplsSwap()
