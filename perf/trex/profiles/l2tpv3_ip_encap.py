"""L2TPv3 over IP over IPv4, sent."""
from lab.l2tpv3 import Encapsulation


class L2tpv3IpEncap(Encapsulation):
    encapsulation = "ip"


def register():
    return L2tpv3IpEncap()
