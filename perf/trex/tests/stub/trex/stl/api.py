"""The names of TRex's trex.stl.api that profiles and ndr.py use. A stream is compiled into the instructions that TRex sends
to its server, with the offsets that its field names have in the packet; what TRex's client or server refuses is refused.

test_trex.py compares the instructions with those of a real TRex, where there is one."""
import importlib
import os
import re
import sys

from scapy.packet import NoPayload, Packet


class STLError(Exception):
    pass


TRexError = STLError


def layer_offset(packet, layer):
    """(layer, offset) of NAME or NAME:N."""
    name, _, number = layer.partition(":")
    wanted, offset = int(number or 0), 0
    while not isinstance(packet, NoPayload):
        if name in (packet.name, type(packet).__name__):
            if wanted == 0:
                return packet, offset
            wanted -= 1
        offset += len(packet) - len(packet.payload)
        packet = packet.payload
    raise STLError(f"no layer {layer}")


def field_offset(packet, place):
    """Octet in which LAYER.FIELD begins."""
    layer_name, _, name = place.partition(".")
    layer, offset = layer_offset(packet, layer_name)
    built = b""
    for field in layer.fields_desc:
        if field.name == name:
            return offset + len(built[0] if isinstance(built, tuple) else built)
        built = field.addfield(layer, built, layer.getfieldval(field.name))
    raise STLError(f"no field {place}")


class STLVM:
    def __init__(self):
        self.commands = []

    def var(self, name, min_value, max_value, size, op, step=1, split_to_cores=True, next_var=None):
        if op not in ("inc", "dec", "random") or size not in (1, 2, 4, 8):
            raise STLError(f"{name}: {op} of {size} octets")
        if not 0 <= min_value <= max_value < 1 << 8 * size or not 0 < step < 1 << 8 * size:
            raise STLError(f"{name}: {min_value} to {max_value} by {step} in {size} octets")
        if next_var is not None and (op == "random" or next_var == name):
            raise STLError(f"{name}: next_var")
        if any(command["type"] == "flow_var" and command["name"] == name for command in self.commands):
            raise STLError(f"{name}: twice")
        self.commands.append({
            "type": "flow_var", "name": name, "size": size, "op": op, "next_var": next_var, "split_to_cores": split_to_cores,
            "init_value": max_value if op == "dec" else min_value, "min_value": min_value, "max_value": max_value, "step": step})

    def write(self, fv_name, pkt_offset, offset_fixup=0, add_val=0, byte_order="big"):
        self.commands.append({
            "type": "write_flow_var", "name": fv_name, "pkt_offset": pkt_offset, "fixup": offset_fixup, "add_value": add_val,
            "is_big_endian": byte_order == "big"})

    def write_mask(self, fv_name, pkt_offset, pkt_cast_size, mask, shift=0, offset_fixup=0, add_val=0, byte_order="big"):
        if pkt_cast_size not in (1, 2, 4):
            raise STLError(f"{fv_name}: {pkt_cast_size} octets")
        self.commands.append({
            "type": "write_mask_flow_var", "name": fv_name, "pkt_offset": pkt_offset, "fixup": offset_fixup, "pkt_cast_size": pkt_cast_size,
            "mask": mask, "shift": shift, "add_value": add_val, "is_big_endian": byte_order == "big"})

    def fix_chksum(self, offset="IP"):
        self.commands.append({"type": "fix_checksum_ipv4", "pkt_offset": offset})

    def fix_chksum_hw(self, l3_offset, l4_offset, l4_type):
        self.commands.append({"type": "fix_checksum_hw", "l3": l3_offset, "l4": l4_offset, "l4_type": l4_type})


def compiled(packet, commands):
    """Variables first, as TRex sends them; names of places become offsets."""
    variables = {command["name"]: dict(command) for command in commands if command["type"] == "flow_var"}
    ordered = []
    pointed = {variable["next_var"] for variable in variables.values()} - {None}
    if not pointed <= set(variables):
        raise STLError(f"no variable {pointed - set(variables)}")
    for name, variable in variables.items():
        while name not in pointed and variable is not None:
            ordered.append(variable)
            following = variables.get(variable["next_var"])
            if following is not None:
                following["split_to_cores"] = False
            variable = following
    for command in commands:
        command, kind = dict(command), command["type"]
        if kind == "flow_var":
            continue
        if kind == "fix_checksum_ipv4":
            command["pkt_offset"] = layer_offset(packet, command["pkt_offset"])[1]
        elif kind == "fix_checksum_hw":
            command["l2_len"] = layer_offset(packet, command.pop("l3"))[1]
            command["l3_len"] = layer_offset(packet, command.pop("l4"))[1] - command["l2_len"]
        else:
            if command["name"] not in variables:
                raise STLError(f"no variable {command['name']}")
            place, fixup = command["pkt_offset"], command.pop("fixup")
            command["pkt_offset"] = fixup + (field_offset(packet, place) if isinstance(place, str) else place)
            size = command.get("pkt_cast_size") or variables[command["name"]]["size"]
            if not 0 <= command["pkt_offset"] <= len(packet) - size:
                raise STLError(f"{place}: outside of the packet")
        ordered.append(command)
    return ordered


class STLPktBuilder:
    def __init__(self, pkt=None, vm=None):
        if not isinstance(pkt, Packet):
            raise STLError("bad packet")
        self.packet = bytes(pkt)
        self.instructions = compiled(pkt, vm.commands)
        if not 60 <= len(self.packet) <= 9234:
            raise STLError(f"a packet of {len(self.packet)} octets")


class STLTXCont:
    def __init__(self, pps=1):
        self.pps = pps


class STLStream:
    def __init__(self, packet=None, mode=None, isg=0.0):
        self.packet, self.instructions, self.pps, self.isg = packet.packet, packet.instructions, mode.pps, isg


class STLClient:
    """A server with two ports of 10 Gbit/s and a simulated router between them, which the tests set: an object with measure(rate, seconds)."""
    device = None
    link = "UP"
    most = None  # frames a second that the tester can send

    def __init__(self, server="localhost"):
        self.server, self.connected, self.attributes, self.streams, self.stats = server, False, {}, [], None

    def connect(self):
        if self.server == "192.0.2.1":
            raise STLError("no answer")
        self.connected = True

    def disconnect(self):
        self.connected = False

    def reset(self, ports):
        if not self.connected:
            raise STLError("not connected")
        self.streams, self.attributes = [], {port: {"promiscuous": False} for port in ports}

    def get_port_info(self, ports):
        return [{"speed": 10.0, "link": self.link, "fc_supported": "yes", "description": "simulated"} for _ in ports]

    def get_server_version(self):
        return {"version": "stub"}

    def set_port_attr(self, ports, promiscuous=None, flow_ctrl=None):
        for port in ports:
            self.attributes[port].update(promiscuous=promiscuous, flow_ctrl=flow_ctrl)

    def add_profile(self, filename, ports, **kwargs):
        folder, name = os.path.split(filename)
        sys.path.insert(0, folder)
        try:
            self.streams += importlib.import_module(name[:-3]).register().get_streams(port_id=ports[0], **kwargs)
        finally:
            sys.path.remove(folder)

    def clear_stats(self, ports):
        self.stats = {port: {"opackets": 0, "ipackets": 0} for port in ports}

    def start(self, ports, mult, duration, force):
        if not self.streams or ports != [0]:
            raise STLError("no streams")
        if not self.attributes[1]["promiscuous"]:
            raise STLError("port 1 would not receive frames for the next hops")
        rate = float(re.fullmatch(r"(\d+)pps", mult)[1])
        trial = self.device.measure(min(rate, self.most or rate), duration)
        self.stats[0]["opackets"] += trial.sent
        self.stats[1]["ipackets"] += trial.received

    def wait_on_traffic(self, ports, timeout):
        pass

    def get_stats(self, ports):
        return self.stats
