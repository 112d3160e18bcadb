"""Headers of tunnels that scapy does not have, or has differently in different versions."""
from scapy.fields import IntField, ShortField, StrFixedLenField, XShortField
from scapy.packet import Packet

#: What the router demands in L2TPv3 messages to it.
COOKIE = bytes.fromhex("0102030405060708")


class L2TPv3IP(Packet):
    """Session header over IP with a cookie of 8 octets and no sublayer (RFC 3931 4.1.1.1)."""
    name = "L2TPv3IP"
    fields_desc = [IntField("session", 0), StrFixedLenField("cookie", COOKIE, 8)]


class L2TPv3UDP(Packet):
    """The same over UDP (RFC 3931 4.1.2.1)."""
    name = "L2TPv3UDP"
    fields_desc = [XShortField("flags", 0x0003), ShortField("reserved", 0), IntField("session", 0), StrFixedLenField("cookie", COOKIE, 8)]


class L2TPv2PPP(Packet):
    """A data message without optional fields (RFC 2661 3.1), with IPv4 in PPP behind address and control field (RFC 1661, 1662)."""
    name = "L2TPv2PPP"
    fields_desc = [XShortField("flags", 0x0002), ShortField("tunnel", 0), ShortField("session", 0),
                   XShortField("address_control", 0xFF03), XShortField("protocol", 0x0021)]
