namespace Router.Api;

/// <summary>An interface: the untagged frames of a port, or those of a VLAN or VLAN pair.</summary>
public sealed record InterfaceInfo
{
    /// <summary>Index in the dataplane's tables; absent while it has none.</summary>
    public uint? Id { get; init; }

    /// <summary>Name in the configuration, also of the Linux mirror.</summary>
    public required string Name { get; init; }

    /// <summary><c>l3</c> or <c>attachment-circuit</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Port that carries it.</summary>
    public required string Port { get; init; }

    /// <summary>Outer VLAN id; absent when untagged.</summary>
    public ushort? Vlan { get; init; }

    /// <summary>Inner VLAN id of a VLAN pair.</summary>
    public ushort? InnerVlan { get; init; }

    /// <summary>TPID of the outer tag, such as <c>0x8100</c>.</summary>
    public string? OuterTpid { get; init; }

    /// <summary>VRF name.</summary>
    public required string Vrf { get; init; }

    /// <summary>Addresses with prefix length.</summary>
    public required IReadOnlyList<string> Addresses { get; init; }

    /// <summary>MAC address; absent until the port is known.</summary>
    public string? Mac { get; init; }

    /// <summary>L3 MTU in octets.</summary>
    public required int Mtu { get; init; }

    /// <summary>Administrative state.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Link state of the port; absent while the dataplane is away.</summary>
    public bool? LinkUp { get; init; }

    /// <summary>Whether labelled packets are accepted.</summary>
    public required bool Mpls { get; init; }

    /// <summary>Whether IPv4 is forwarded.</summary>
    public required bool Ipv4 { get; init; }

    /// <summary>Whether IPv6 is forwarded.</summary>
    public required bool Ipv6 { get; init; }

    /// <summary>Name of the other end of the cross-connect.</summary>
    public string? ConnectedTo { get; init; }

    /// <summary>Sums over the workers; absent while the dataplane is away.</summary>
    public InterfaceCounts? Counters { get; init; }
}

/// <summary>Counters of an interface, summed over the workers.</summary>
public sealed record InterfaceCounts
{
    /// <summary>Packets received.</summary>
    public required ulong RxPackets { get; init; }

    /// <summary>Octets received, Ethernet header included.</summary>
    public required ulong RxBytes { get; init; }

    /// <summary>Packets sent.</summary>
    public required ulong TxPackets { get; init; }

    /// <summary>Octets sent.</summary>
    public required ulong TxBytes { get; init; }

    /// <summary>Received packets that were dropped.</summary>
    public required ulong RxDrops { get; init; }

    /// <summary>Packets that the port did not take.</summary>
    public required ulong TxDrops { get; init; }

    /// <summary>Packets handed to the Linux mirror.</summary>
    public required ulong Punts { get; init; }

    /// <summary>Packets taken from the Linux mirror.</summary>
    public required ulong Injects { get; init; }
}

/// <summary>A DPDK port and its device counters.</summary>
public sealed record PortInfo
{
    /// <summary>Name in the configuration.</summary>
    public required string Name { get; init; }

    /// <summary>DPDK driver.</summary>
    public required string Driver { get; init; }

    /// <summary>Whether the device is there.</summary>
    public required bool Present { get; init; }

    /// <summary>Whether the link is up.</summary>
    public required bool LinkUp { get; init; }

    /// <summary>Whether frames for other stations are received.</summary>
    public required bool Promiscuous { get; init; }

    /// <summary>MAC address of the device.</summary>
    public required string Mac { get; init; }

    /// <summary>L3 MTU in octets.</summary>
    public required int Mtu { get; init; }

    /// <summary>Link speed in Mb/s, 0 when unknown.</summary>
    public required uint SpeedMbps { get; init; }

    /// <summary>Queue pairs.</summary>
    public required int Queues { get; init; }

    /// <summary>Packets received by the device.</summary>
    public required ulong RxPackets { get; init; }

    /// <summary>Octets received by the device.</summary>
    public required ulong RxBytes { get; init; }

    /// <summary>Packets sent by the device.</summary>
    public required ulong TxPackets { get; init; }

    /// <summary>Octets sent by the device.</summary>
    public required ulong TxBytes { get; init; }

    /// <summary>Packets missed for want of descriptors.</summary>
    public required ulong RxMissed { get; init; }

    /// <summary>Erroneous packets received.</summary>
    public required ulong RxErrors { get; init; }

    /// <summary>Failed transmissions.</summary>
    public required ulong TxErrors { get; init; }

    /// <summary>Receptions that failed for want of buffers.</summary>
    public required ulong RxNoBuffer { get; init; }
}
