namespace Router.Unit.Tests.Configuration;

/// <summary>Interfaces and neighbours.</summary>
internal static class InterfaceCases
{
    private const string Port = "ports: { core0: { device: net_tap0 }, core1: { device: net_tap1 } }\ninterfaces:\n";

    public static readonly WrongConfiguration[] All =
    [
        new(3, "interfaces.core2", "no port 'core2'; did you mean 'core0'? there are: core0, core1", $"{Port}  core2: {{}}"),
        new(3, "interfaces.core0.1.2", "is not a valid interface name; write PORT", $"{Port}  core0.1.2: {{ vlan: 1 }}"),
        new(3, "interfaces.core0.0100", "is not a valid interface name", $"{Port}  core0.0100: {{ vlan: 1 }}"),
        new(3, "interfaces.core0.1234567890", "has 16 characters; a Linux interface name has at most 15", $"{Port}  core0.1234567890: {{ vlan: 1 }}"),
        new(3, "interfaces.core0.vlan", "not valid on the untagged interface", $"{Port}  core0: {{ vlan: 5 }}"),
        new(3, "interfaces.core0.5", "key 'vlan' is missing", $"{Port}  core0.5: {{}}"),
        new(3, "interfaces.core0.5.vlan", "0 is out of range; write a number from 1 to 4094", $"{Port}  core0.5: {{ vlan: 0 }}"),
        new(3, "interfaces.core0.5.inner-vlan", "4095 is out of range", $"{Port}  core0.5: {{ vlan: 5, inner-vlan: 4095 }}"),
        new(3, "interfaces.core0.5.outer-tpid", "'0x9100' is not a supported TPID; write 0x8100", $"{Port}  core0.5: {{ vlan: 5, outer-tpid: 0x9100 }}"),
        new(4, "interfaces.core0.6.vlan", "VLAN 5 of port core0 is already interfaces.core0.5, line 3", $"{Port}  core0.5: {{ vlan: 5 }}\n  core0.6: {{ vlan: 5 }}"),
        new(4, "interfaces.core0.6.vlan", "VLAN 5 with inner VLAN 7 of port core0 is already", $"{Port}  core0.5: {{ vlan: 5, inner-vlan: 7 }}\n  core0.6: {{ vlan: 5, inner-vlan: 7 }}"),
        new(3, "interfaces.loopback0.vlan", "not valid on a loopback interface", $"{Port}  loopback0: {{ vlan: 5 }}"),
        new(3, "interfaces.loopback0.mpls", "not valid on a loopback interface", $"{Port}  loopback0: {{ mpls: true }}"),
        new(3, "interfaces.loopback0.addresses", "10.0.1.1/24 has a subnet, and no neighbours are on a loopback interface; write 10.0.1.1/32", $"{Port}  loopback0: {{ addresses: [10.0.1.1/24] }}"),
        new(3, "interfaces.loopback0.addresses", "write 2001:db8::1/128", $"{Port}  loopback0: {{ addresses: [\"2001:db8::1/64\"] }}"),
        new(4, "neighbours[0].interface", "loopback0 is a loopback interface and has no neighbours", $"{Port}  loopback0: {{ addresses: [10.0.1.1/32] }}\nneighbours: [{{ interface: loopback0, address: 10.0.1.2, mac: 02:00:00:00:00:02 }}]"),
        new(1, "ports.loopback7", "'loopback7' is the name of a loopback interface; choose another one", "ports: { loopback7: { device: net_tap0 } }"),
        new(3, "interfaces.loopback01", "no port 'loopback01'", $"{Port}  loopback01: {{}}"),
        new(3, "interfaces.core0.vrf", "no VRF 'red'; there are: default", $"{Port}  core0: {{ vrf: red }}"),
        new(3, "interfaces.core0.mtu", "1600 is larger than the MTU of port core0, 1500", $"{Port}  core0: {{ mtu: 1600 }}"),
        new(3, "interfaces.core0.mtu", "1279 is too small for the IPv6 address 2001:db8::1", $"{Port}  core0: {{ mtu: 1279, addresses: [\"2001:db8::1/64\"] }}"),
        new(3, "interfaces.core0.mtu", "1000 (from port core0) is too small for ipv6: true", "ports: { core0: { device: net_tap0, mtu: 1000 } }\ninterfaces:\n  core0: { ipv6: true }"),
        new(3, "interfaces.core0.addresses", "is '10.0.1.1/24'; it must be a list", $"{Port}  core0: {{ addresses: 10.0.1.1/24 }}"),
        new(3, "interfaces.core0.addresses[0]", "'10.0.1.1' has no prefix length", $"{Port}  core0: {{ addresses: [10.0.1.1] }}"),
        new(3, "interfaces.core0.addresses[0]", "'/33' is not a prefix length; write a number from 0 to 32", $"{Port}  core0: {{ addresses: [10.0.1.1/33] }}"),
        new(3, "interfaces.core0.addresses[0]", "'10.0.1/24' is not an address", $"{Port}  core0: {{ addresses: [10.0.1/24] }}"),
        new(3, "interfaces.core0.addresses[0]", "'10.0.01.1/24' is not an address", $"{Port}  core0: {{ addresses: [10.0.01.1/24] }}"),
        new(3, "interfaces.core0.addresses[0]", "is the network address of 10.0.1.0/24", $"{Port}  core0: {{ addresses: [10.0.1.0/24] }}"),
        new(3, "interfaces.core0.addresses[0]", "is the broadcast address of 10.0.1.0/24", $"{Port}  core0: {{ addresses: [10.0.1.255/24] }}"),
        new(3, "interfaces.core0.addresses[0]", "subnet-router anycast address", $"{Port}  core0: {{ addresses: [\"2001:db8::/64\"] }}"),
        new(3, "interfaces.core0.addresses[0]", "is a multicast address", $"{Port}  core0: {{ addresses: [224.0.0.5/24] }}"),
        new(3, "interfaces.core0.addresses[0]", "is a loopback address", $"{Port}  core0: {{ addresses: [127.0.0.1/8] }}"),
        new(3, "interfaces.core0.addresses[0]", "makes every address a neighbour", $"{Port}  core0: {{ addresses: [10.0.0.1/0] }}"),
        new(3, "interfaces.core0.addresses[1]", "10.0.1.1 is given twice in VRF default", $"{Port}  core0: {{ addresses: [10.0.1.1/24, 10.0.1.1/24] }}"),
        new(4, "interfaces.core1.addresses[0]", "subnets 10.0.1.128/25 and 10.0.1.0/24 overlap in VRF default: the other is interfaces.core0.addresses[0], line 3", $"{Port}  core0: {{ addresses: [10.0.1.1/24] }}\n  core1: {{ addresses: [10.0.1.200/25] }}"),
        new(4, "interfaces.core1.addresses[0]", "overlap in VRF default", $"{Port}  core0: {{ addresses: [10.0.1.200/25] }}\n  core1: {{ addresses: [10.0.1.1/24] }}"),
        new(4, "interfaces.core1.addresses[0]", "overlap in VRF default", $"{Port}  core0: {{ addresses: [\"2001:db8::1/64\"] }}\n  core1: {{ addresses: [\"2001:db8::2/64\"] }}"),
        new(3, "interfaces.core0.adresses", "did you mean 'addresses'?", $"{Port}  core0: {{ adresses: [10.0.1.1/24] }}"),
        WrongConfigurations.Added(2, "neighbours[0].interface", "no interface 'core9'", "neighbours:\n  - { interface: core9, address: 10.0.1.2, mac: 02:00:00:00:02:02 }"),
        WrongConfigurations.Added(2, "neighbours[0].address", "10.0.2.2 is in no subnet of interface core0", "neighbours:\n  - { interface: core0, address: 10.0.2.2, mac: 02:00:00:00:02:02 }"),
        WrongConfigurations.Added(2, "neighbours[0].address", "is the router's own address", "neighbours:\n  - { interface: core0, address: 10.0.1.1, mac: 02:00:00:00:02:02 }"),
        WrongConfigurations.Added(3, "neighbours[1].address", "is already neighbours[0], line 8", "neighbours:\n  - { interface: core0, address: 10.0.1.2, mac: 02:00:00:00:02:02 }\n  - { interface: core0, address: 10.0.1.2, mac: 02:00:00:00:02:03 }"),
        WrongConfigurations.Added(2, "neighbours[0]", "key 'mac' is missing", "neighbours:\n  - { interface: core0, address: 10.0.1.2 }"),
        WrongConfigurations.Added(2, "neighbours[0].mac", "is a group address", "neighbours:\n  - { interface: core0, address: 10.0.1.2, mac: ff:ff:ff:ff:ff:ff }"),
        WrongConfigurations.Added(2, "neighbours[0].address", "'10.0.1.256' is not an IP address", "neighbours:\n  - { interface: core0, address: 10.0.1.256, mac: 02:00:00:00:02:02 }"),
    ];
}
