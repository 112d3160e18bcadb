"""The beginning of LSPs: IPv4 by /32 routes, each with a label of its own, from 200000 on."""
import ipaddress

from lab import Profile, arrive, ipv4

FIRST = int(ipaddress.IPv4Address("16.0.0.0"))


class MplsPush(Profile):
    __doc__ = __doc__

    def packet(self, entries, octets):
        return arrive() / ipv4("16.0.0.0", octets - 14)

    def vary(self, vm, entries, order):
        if entries > 1:
            vm.var("destination", FIRST, FIRST + entries - 1, 4, order)
            vm.write("destination", "IP.dst")
            vm.fix_chksum("IP")

    def configure(self, router, entries):
        router.link("west")
        router.link("east")
        for number in range(entries):
            router.route(f"{ipaddress.IPv4Address(FIRST + number)}/32", router.next_hop(), labels=[200000 + number])


def register():
    return MplsPush()
