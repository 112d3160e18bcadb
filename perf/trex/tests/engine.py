"""Does what TRex's server does with a stream's instructions, from the description of its field engine."""
import random
import struct


def checksum(data):
    """RFC 1071."""
    data = bytes(data) + bytes(len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def pseudo_header(packet, at, protocol, octets):
    """Of the IPv4 or IPv6 header at an offset (RFC 768, RFC 8200 8.1)."""
    addresses = packet[at + 8:at + 40] if packet[at] >> 4 == 6 else packet[at + 12:at + 20]
    return bytes(addresses) + struct.pack(">II", octets, protocol)


class Engine:
    """One stream on one core of TRex."""

    def __init__(self, stream, seed=1):
        self.template = stream.packet
        self.variables = {ins["name"]: ins for ins in stream.instructions if ins["type"] == "flow_var"}
        self.others = [ins for ins in stream.instructions if ins["type"] != "flow_var"]
        self.values = {name: ins["init_value"] for name, ins in self.variables.items()}
        self.random = random.Random(seed)

    def frames(self, count):
        """The next packets."""
        for _ in range(count):
            for name, ins in self.variables.items():
                if ins["op"] == "random":
                    self.values[name] = self.random.randint(ins["min_value"], ins["max_value"])
            packet = bytearray(self.template)
            for ins in self.others:
                getattr(self, "_" + ins["type"])(ins, packet)
            yield bytes(packet)
            pointed = {ins["next_var"] for ins in self.variables.values()}
            for name in self.variables.keys() - pointed:
                self._step(name)

    def _step(self, name):
        """One step; the next variable takes its own when this one begins again."""
        ins = self.variables[name]
        if ins["op"] == "random":
            return
        self.values[name] += ins["step"] if ins["op"] == "inc" else -ins["step"]
        if not ins["min_value"] <= self.values[name] <= ins["max_value"]:
            self.values[name] = ins["max_value"] if ins["op"] == "dec" else ins["min_value"]
            if ins["next_var"]:
                self._step(ins["next_var"])

    def _write_flow_var(self, ins, packet):
        size = self.variables[ins["name"]]["size"]
        self._store(ins, packet, size, (1 << 8 * size) - 1, self.values[ins["name"]] + ins["add_value"])

    def _write_mask_flow_var(self, ins, packet):
        value, shift = self.values[ins["name"]] + ins["add_value"], ins["shift"]
        self._store(ins, packet, ins["pkt_cast_size"], ins["mask"], value << shift if shift > 0 else value >> -shift)

    def _store(self, ins, packet, size, mask, value):
        place, order = slice(ins["pkt_offset"], ins["pkt_offset"] + size), "big" if ins["is_big_endian"] else "little"
        packet[place] = (int.from_bytes(packet[place], order) & ~mask | value & mask).to_bytes(size, order)

    def _fix_checksum_ipv4(self, ins, packet):
        at = ins["pkt_offset"]
        packet[at + 10:at + 12] = bytes(2)
        packet[at + 10:at + 12] = struct.pack(">H", checksum(packet[at:at + (packet[at] & 15) * 4]))

    def _fix_checksum_hw(self, ins, packet):
        """By the card: the IPv4 header's sum, if it is one, and that of UDP (type 11)."""
        at, udp = ins["l2_len"], ins["l2_len"] + ins["l3_len"]
        if ins["l4_type"] != 11:
            raise NotImplementedError(ins["l4_type"])
        if packet[at] >> 4 == 4:
            self._fix_checksum_ipv4({"pkt_offset": at}, packet)
        packet[udp + 6:udp + 8] = bytes(2)
        length, = struct.unpack(">H", packet[udp + 4:udp + 6])
        packet[udp + 6:udp + 8] = struct.pack(">H", checksum(pseudo_header(packet, at, 17, length) + packet[udp:udp + length]) or 0xFFFF)
