using System.Net;

namespace Router.Linux;

/// <summary>What identifies an address in a namespace.</summary>
/// <param name="InterfaceIndex">The interface.</param>
/// <param name="Address">The router's own address.</param>
/// <param name="PrefixLength">Bits of the subnet.</param>
/// <param name="Peer">The other end's address on a point-to-point address; null otherwise.</param>
public readonly record struct AddressKey(int InterfaceIndex, IPAddress Address, byte PrefixLength, IPAddress? Peer);
