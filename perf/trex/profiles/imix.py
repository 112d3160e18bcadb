"""IPv4 as in ipv4_forward, in the sizes 64, 594 and 1518 in the ratio 7:4:1."""
from ipv4_forward import Ipv4Forward


class Imix(Ipv4Forward):
    __doc__ = __doc__
    size = "imix"


def register():
    return Imix()
