"""L2TPv3 over UDP over IPv4, sent."""
from lab.l2tpv3 import Encapsulation


class L2tpv3UdpEncap(Encapsulation):
    encapsulation = "udp"


def register():
    return L2tpv3UdpEncap()
