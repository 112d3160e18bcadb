"""L2TPv3 over IP over IPv4, received."""
from lab.l2tpv3 import Decapsulation


class L2tpv3IpDecap(Decapsulation):
    encapsulation = "ip"


def register():
    return L2tpv3IpDecap()
