"""L2TPv3 over UDP over IPv4, received."""
from lab.l2tpv3 import Decapsulation


class L2tpv3UdpDecap(Decapsulation):
    encapsulation = "udp"


def register():
    return L2tpv3UdpDecap()
