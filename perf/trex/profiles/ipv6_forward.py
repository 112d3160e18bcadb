"""IPv6 by consecutive /48 routes, over 16 next hops. The smallest frame with UDP has 66 octets."""
from lab import NEXT_HOPS, Profile, arrive, ipv6


class Ipv6Forward(Profile):
    __doc__ = __doc__
    entries = 10000
    most = 250000
    size = "66"
    smallest = 66

    def packet(self, entries, octets):
        return arrive() / ipv6("2400::1", octets - 14)

    def vary(self, vm, entries, order):
        if entries > 1:
            # Bits 16 to 47 number the /48. Cards of the 700 and 800 series make UDP checksums.
            vm.var("prefix", 0, entries - 1, 4, order)
            vm.write("prefix", "IPv6.dst", offset_fixup=2)
            vm.fix_chksum_hw("IPv6", "UDP", 11)

    def configure(self, router, entries):
        router.link("west")
        router.link("east", hosts=NEXT_HOPS)
        if entries == 1:
            router.route("::/0", router.next_hop(0, 6))
            return
        for number in range(entries):
            router.route(f"2400:{number >> 16:x}:{number & 0xffff:x}::/48", router.next_hop(number, 6))


def register():
    return Ipv6Forward()
