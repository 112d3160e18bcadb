using System.Net;
using Router.Configuration;

namespace Router.Linux;

/// <summary>An address of an interface.</summary>
/// <param name="InterfaceIndex">The interface.</param>
/// <param name="Address">The router's own address.</param>
/// <param name="PrefixLength">Bits of the subnet.</param>
/// <param name="Peer">The other end's address on a point-to-point address; null otherwise.</param>
/// <param name="Broadcast">The IPv4 broadcast address, if any.</param>
/// <param name="Scope">0 is global, 253 link, 254 host.</param>
/// <param name="Flags">Flags.</param>
public sealed record AddressInfo(
    int InterfaceIndex, IPAddress Address, byte PrefixLength, IPAddress? Peer, IPAddress? Broadcast, byte Scope, AddressFlags Flags)
{
    /// <summary>What identifies the address in its namespace.</summary>
    public AddressKey Key => new(InterfaceIndex, Address, PrefixLength, Peer);

    /// <summary>The address and its subnet.</summary>
    public InterfaceAddress InterfaceAddress => new(Address, PrefixLength);

    /// <summary>True for fe80::/10.</summary>
    public bool IsLinkLocal => Address.IsIPv6LinkLocal;
}
