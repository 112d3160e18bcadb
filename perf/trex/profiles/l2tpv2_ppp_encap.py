"""IPv4 to subscribers behind PPP in an L2TPv2 tunnel: one address for each session, from 16.0.0.0 on."""
from lab import Profile
from mpls_push import MplsPush


class L2tpv2PppEncap(MplsPush):
    __doc__ = __doc__

    configure = Profile.configure


def register():
    return L2tpv2PppEncap()
