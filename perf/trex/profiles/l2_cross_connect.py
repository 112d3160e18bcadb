"""Frames of one port out of another as they are."""
from lab import Profile, customer


class L2CrossConnect(Profile):
    __doc__ = __doc__
    most = 1

    def packet(self, entries, octets):
        return customer(octets)

    def configure(self, router, entries):
        router.cross_connect(*router.circuits("west", 1), *router.circuits("east", 1))


def register():
    return L2CrossConnect()
