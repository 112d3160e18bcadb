"""Data messages of an L2TPv2 tunnel with IPv4 in PPP, to the LNS. --size is that of the packet's frame after the tunnel."""
from lab import Profile, ipv4, peer
from lab.layers import L2TPv2PPP
from scapy.layers.inet import UDP


class L2tpv2PppDecap(Profile):
    __doc__ = __doc__

    def packet(self, entries, octets):
        return peer(17) / UDP(sport=1701, dport=1701, chksum=0) / L2TPv2PPP(tunnel=1, session=1) / ipv4(octets=octets - 14)

    def vary(self, vm, entries, order):
        if entries > 1:
            vm.var("session", 1, entries, 2, order)
            vm.write("session", "L2TPv2PPP.session")


def register():
    return L2tpv2PppDecap()
