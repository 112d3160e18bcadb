"""IPv4 by routes in the lengths of the Internet's tables, over 16 next hops."""
import ipaddress

from lab import NEXT_HOPS, Profile, arrive, ipv4

#: Sixteen routes fill a /19; three in five are /24. The field engine draws from one range, so it must have no gaps.
LENGTHS = (21, 22, 22, 23, 23, 23) + (24,) * 10
FIRST = int(ipaddress.IPv4Address("16.0.0.0"))
BLOCK = 1 << 13


def routes(entries):
    """(prefix, length) of each; one is a default route."""
    if entries == 1:
        yield "0.0.0.0", 0
        return
    address = FIRST
    for number in range(entries):
        length = LENGTHS[number % 16]
        yield str(ipaddress.IPv4Address(address)), length
        address += 1 << (32 - length)


def destinations(entries):
    """How many addresses they cover."""
    if entries == 1:
        return BLOCK
    return entries // 16 * BLOCK + sum(1 << (32 - length) for length in LENGTHS[:entries % 16])


class Ipv4Forward(Profile):
    __doc__ = __doc__
    entries = 10000
    most = 1000000

    def packet(self, entries, octets):
        return arrive() / ipv4("16.0.0.0", octets - 14)

    def vary(self, vm, entries, order):
        step = 256 if order == "inc" else 1
        vm.var("destination", FIRST, FIRST + destinations(entries) - 1, 4, order, step=step)
        vm.write("destination", "IP.dst")
        vm.fix_chksum("IP")

    def configure(self, router, entries):
        router.link("west")
        router.link("east", hosts=NEXT_HOPS)
        for number, (prefix, length) in enumerate(routes(entries)):
            router.route(f"{prefix}/{length}", router.next_hop(number))


def register():
    return Ipv4Forward()
