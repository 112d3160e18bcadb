using System.Net.Sockets;
using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>An entry of <c>interfaces</c>: an L3 interface or an attachment circuit on a port, or a loopback interface.</summary>
public sealed record InterfaceConfiguration
{
    /// <summary>TPID of an IEEE 802.1Q C-tag.</summary>
    public const ushort CustomerTpid = 0x8100;

    /// <summary>TPID of an IEEE 802.1ad S-tag.</summary>
    public const ushort ServiceTpid = 0x88a8;

    /// <summary>PORT for the untagged interface of a port, PORT.N for a sub-interface, loopbackN for a loopback interface.</summary>
    public required string Name { get; init; }

    /// <summary>Addresses with their subnets. The first of a family is the primary one.</summary>
    public ConfigurationList<InterfaceAddress> Addresses { get; init; } = [];

    /// <summary>VRF.</summary>
    public string Vrf { get; init; } = VrfConfiguration.DefaultName;

    /// <summary>Accepts labelled packets.</summary>
    public bool Mpls { get; init; }

    /// <summary>L3 MTU in octets; null is the port's. See <see cref="ConfigurationIndex.MtuOf"/>.</summary>
    public int? Mtu { get; init; }

    /// <summary>Administrative state.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>IPv4 forwarding as configured; null is the default. See <see cref="IsIpv4Enabled"/>.</summary>
    public bool? Ipv4 { get; init; }

    /// <summary>IPv6 forwarding as configured; null is the default. See <see cref="IsIpv6Enabled"/>.</summary>
    public bool? Ipv6 { get; init; }

    /// <summary>VLAN id of the only or outer tag; null on the untagged interface.</summary>
    public ushort? Vlan { get; init; }

    /// <summary>VLAN id of the inner tag of QinQ frames, whose TPID is <see cref="CustomerTpid"/>; null for one tag.</summary>
    public ushort? InnerVlan { get; init; }

    /// <summary>TPID of the only or outer tag: <see cref="CustomerTpid"/> or <see cref="ServiceTpid"/>.</summary>
    public ushort OuterTpid { get; init; } = CustomerTpid;

    /// <summary>True for an interface without a port, whose addresses are the router's as long as it is enabled.</summary>
    public bool IsLoopback => Names.IsLoopback(Name);

    /// <summary>Name of the port: <see cref="Name"/> up to the point. A loopback interface has none.</summary>
    public string Port => IsSubinterface ? Name[..Name.IndexOf('.', StringComparison.Ordinal)] : Name;

    /// <summary>True for PORT.N.</summary>
    public bool IsSubinterface => Name.Contains('.', StringComparison.Ordinal);

    /// <summary>IPv4 forwarding: as configured, else if there is an IPv4 address.</summary>
    public bool IsIpv4Enabled => Ipv4 ?? Has(AddressFamily.InterNetwork);

    /// <summary>IPv6 forwarding: as configured, else if there is an IPv6 address.</summary>
    public bool IsIpv6Enabled => Ipv6 ?? Has(AddressFamily.InterNetworkV6);

    private bool Has(AddressFamily family)
    {
        foreach (InterfaceAddress address in Addresses)
        {
            if (address.Address.AddressFamily == family)
            {
                return true;
            }
        }

        return false;
    }
}
