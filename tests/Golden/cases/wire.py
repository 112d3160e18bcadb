"""What the standards say about packets the router makes itself: fragments, ICMP errors, label stacks, L2TPv3 headers."""

import struct

from scapy.contrib.mpls import MPLS
from scapy.layers.inet import ICMP, IP, UDP
from scapy.layers.inet6 import ICMPv6DestUnreach, ICMPv6PacketTooBig, ICMPv6TimeExceeded, IPv6
from scapy.packet import Raw


def checksum(data):
    """RFC 1071."""
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def icmp4(source, quoted, kind, code, mtu=0, stack=None):
    """ICMP error about the IPv4 packet `quoted`, as received (RFC 792, 1191, 1812 4.3.2.3: at most 576 octets)."""
    quoted = bytes(quoted)
    destination = ".".join(str(octet) for octet in quoted[12:16])
    rest = struct.pack(">HH", 0, mtu)
    if stack is None:
        body = quoted[:576 - 28]
    else:
        # RFC 4884: the quoted datagram takes 128 octets, and the field before the last 16 bits counts its 32-bit words.
        rest = struct.pack(">BBH", 0, 32, mtu)
        body = quoted[:128].ljust(128, b"\0") + label_extension(stack)
    message = struct.pack(">BBH", kind, code, 0) + rest + body
    message = message[:2] + struct.pack(">H", checksum(message)) + message[4:]
    return IP(src=source, dst=destination, proto=1, ttl=255, id=0, tos=0xC0) / Raw(message)


def icmp6(source, quoted, kind, code, mtu=0, stack=None):
    """ICMPv6 error about the IPv6 packet `quoted`, as received (RFC 4443 3: at most 1280 octets)."""
    quoted = bytes(quoted)
    header = IPv6(src=source, dst=_address6(quoted[8:24]), hlim=255)
    length = 0
    if stack is None:
        body = quoted[:1280 - 48]
    else:
        # RFC 4884 4.2: in ICMPv6 the length counts 64-bit words.
        body = quoted[:128].ljust(128, b"\0") + label_extension(stack)
        length = 16
    if kind == 2:
        message = ICMPv6PacketTooBig(mtu=mtu)
    elif kind == 3:
        message = ICMPv6TimeExceeded(code=code, length=length)
    else:
        message = ICMPv6DestUnreach(code=code)
    return header / message / Raw(body)


def label_extension(stack):
    """RFC 4884 extension structure with one RFC 4950 label stack object: class 1, c-type 1."""
    entries = bytes(stack)
    body = b"\x20\0\0\0" + struct.pack(">HBB", 4 + len(entries), 1, 1) + entries
    return body[:2] + struct.pack(">H", checksum(body)) + body[4:]


def _address6(octets):
    return ":".join(f"{high:02x}{low:02x}" for high, low in zip(octets[::2], octets[1::2]))


def label(value, ttl, s, tc=0):
    """One label stack entry."""
    return MPLS(label=value, ttl=ttl, s=s, cos=tc)


def stack(*entries):
    """Label stack from (label, ttl[, tc]), outermost first; only the last has S set."""
    packet = None
    for index, (value, ttl, *tc) in enumerate(entries):
        entry = label(value, ttl, int(index == len(entries) - 1), *tc)
        packet = entry if packet is None else packet / entry
    return packet


def fragments4(packet, room):
    """RFC 791 3.2: the packet in as few fragments as fit into `room` octets each, in order."""
    data = bytes(packet)
    header_length = (data[0] & 15) * 4
    total, = struct.unpack(">H", data[2:4])
    header, body = data[:header_length], data[header_length:total]
    later = header[:20] + _copied_options(header[20:])
    flags, = struct.unpack(">H", data[6:8])
    offset, more = flags & 0x1FFF, flags & 0x2000
    result = []
    while body:
        head = header if not result else later
        size = len(body)
        if size > room - len(head):
            size = (room - len(head)) // 8 * 8
        piece, body = body[:size], body[size:]
        fields = offset | (0x2000 if body else more) | (flags & 0xC000)
        head = bytes([0x40 | len(head) // 4]) + head[1:2] + struct.pack(">H", len(head) + size) + head[4:6] \
            + struct.pack(">H", fields) + head[8:10] + b"\0\0" + head[12:]
        result.append(head[:10] + struct.pack(">H", checksum(head)) + head[12:] + piece)
        offset += size // 8
    return result


def _copied_options(options):
    """RFC 791 3.1: options with the copied flag are in every fragment."""
    kept = b""
    while options and options[0] != 0:
        length = 1 if options[0] == 1 else options[1]
        if options[0] & 0x80:
            kept += options[:length]
        options = options[length:]
    return kept.ljust((len(kept) + 3) // 4 * 4, b"\0")


def l2tp_ip(session, cookie=b"", sublayer=b""):
    """RFC 3931 4.1.1.1: session header over IP."""
    return struct.pack(">I", session) + cookie + sublayer


def l2tp_udp(session, cookie=b"", sublayer=b"", flags=0x0003):
    """RFC 3931 4.1.2.1: session header over UDP; version 3."""
    return struct.pack(">HHI", flags, 0, session) + cookie + sublayer


def over_ip4(message, source="10.0.1.2", target="10.0.1.1", **fields):
    """L2TPv3 message over IPv4, by default from the peer of port a."""
    return IP(src=source, dst=target, ttl=255, proto=115, **fields) / Raw(message)


def over_ip6(message, source="2001:db8:1::2", target="2001:db8:1::1"):
    """L2TPv3 message over IPv6."""
    return IPv6(src=source, dst=target, hlim=255, nh=115) / Raw(message)


def over_udp6(message, source="2001:db8:1::2", target="2001:db8:1::1", sport=1701, dport=1701):
    """L2TP message over UDP and IPv6, with a checksum."""
    return IPv6(src=source, dst=target, hlim=255) / UDP(sport=sport, dport=dport) / Raw(message)


def sequence(number):
    """RFC 3931 4.6: default L2-specific sublayer with the S bit."""
    return struct.pack(">I", 0x40000000 | number & 0xFFFFFF)
