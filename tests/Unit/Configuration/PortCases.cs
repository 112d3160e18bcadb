namespace Router.Unit.Tests.Configuration;

/// <summary>Ports and VRFs.</summary>
internal static class PortCases
{
    public static readonly WrongConfiguration[] All =
    [
        new(2, "ports.core0", "key 'device' is missing", "ports:\n  core0: { mtu: 1500 }"),
        new(2, "ports.core0", "key 'device' is missing", "ports:\n  core0:\n    mtu: 1500"),
        new(2, "ports.core0.device", "'' is not valid; write a PCI address", "ports:\n  core0: { device: \"\" }"),
        new(3, "ports.b.device", "device net_tap0 is already used by ports.a, line 2", "ports:\n  a: { device: net_tap0 }\n  b: { device: \"net_tap0,iface=x\" }"),
        new(3, "ports.b.device", "device 0000:03:00.0 is already used by ports.a", "ports:\n  a: { device: \"0000:03:00.0\" }\n  b: { device: \"03:00.0\" }"),
        new(2, "ports.core0.devise", "did you mean 'device'?", "ports:\n  core0: { device: net_tap0, devise: x }"),
        new(2, "ports.a-very-long-name-0", "not a valid port name; use 1 to 15", "ports:\n  a-very-long-name-0: { device: net_tap0 }"),
        new(2, "ports.core.0", "'core.0' is not a valid port name", "ports:\n  core.0: { device: net_tap0 }"),
        new(2, "ports.lo", "name that Linux keeps for itself", "ports:\n  lo: { device: net_tap0 }"),
        new(2, "ports.core0.mtu", "67 is out of range; write a number from 68 to 9600", "ports:\n  core0: { device: net_tap0, mtu: 67 }"),
        new(2, "ports.core0.mtu", "9601 is out of range", "ports:\n  core0: { device: net_tap0, mtu: 9601 }"),
        new(2, "ports.core0.queues", "0 is out of range", "ports:\n  core0: { device: net_tap0, queues: 0 }"),
        new(2, "ports.core0.mac", "'02:00:00:00:01' is not a MAC address; write six pairs", "ports:\n  core0: { device: net_tap0, mac: 02:00:00:00:01 }"),
        new(2, "ports.core0.mac", "is a group address", "ports:\n  core0: { device: net_tap0, mac: 01:00:5e:00:00:01 }"),
        new(2, "ports.core0.mac", "is no station's address", "ports:\n  core0: { device: net_tap0, mac: 00:00:00:00:00:00 }"),
        new(2, "ports.core0.promiscuous", "'1' is not valid; write true or false", "ports:\n  core0: { device: net_tap0, promiscuous: 1 }"),
        new(2, "vrfs.re d", "'re d' is not a valid VRF name", "vrfs:\n  re d: {}"),
        new(2, "vrfs.default.netns", "not valid for VRF default", "vrfs:\n  default: { netns: x }"),
        new(2, "vrfs.red.netns", "'/run/netns/red' is not valid", "vrfs:\n  red: { netns: /run/netns/red }"),
        new(2, "vrfs.red.netns", "'..' is not valid", "vrfs:\n  red: { netns: \"..\" }"),
        new(3, "vrfs.blue.netns", "namespace x is already used by vrfs.red, line 2", "vrfs:\n  red: { netns: x }\n  blue: { netns: x }"),
        new(2, "vrfs.red.rd", "unknown key 'rd'; Valid keys: netns", "vrfs:\n  red: { rd: 1 }"),
    ];
}
