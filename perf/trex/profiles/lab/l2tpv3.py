"""What the four L2TPv3 profiles have in common: one tunnel, and a session for the whole port or for each VLAN pair."""
from lab import FIRST_SESSION, Profile, customer, peer, vary_session, vary_vlan_pair, vlan_pair
from lab.layers import COOKIE, L2TPv3IP, L2TPv3UDP
from scapy.layers.inet import UDP


def configure(router, entries, core, edge, encapsulation, sublayer):
    router.link(core)
    router.tunnel(encapsulation, core)
    for number, circuit in enumerate(router.circuits(edge, entries)):
        router.session(number, FIRST_SESSION + number, COOKIE, sublayer, circuit)


class Decapsulation(Profile):
    """Messages of the peer with an 8-octet cookie and no sublayer. --size is that of the customer's frame inside."""
    encapsulation = None

    def packet(self, entries, octets):
        if self.encapsulation == "udp":
            outer = peer(17) / UDP(sport=1701, dport=1701, chksum=0) / L2TPv3UDP(session=FIRST_SESSION)
        else:
            outer = peer(115) / L2TPv3IP(session=FIRST_SESSION)
        return outer / customer(octets)

    def vary(self, vm, entries, order):
        vary_session(vm, f"L2TPv3{self.encapsulation.upper()}.session", entries, order)

    def configure(self, router, entries):
        configure(router, entries, "west", "east", self.encapsulation, "none")


class Encapsulation(Profile):
    """Frames of customers, with a VLAN pair each when there are several, into sessions with an 8-octet cookie and the default sublayer."""
    encapsulation = None

    def packet(self, entries, octets):
        return customer(octets, vlan_pair(0) if entries > 1 else ())

    def vary(self, vm, entries, order):
        vary_vlan_pair(vm, entries, order)

    def configure(self, router, entries):
        configure(router, entries, "east", "west", self.encapsulation, "default")
