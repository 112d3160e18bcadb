using System.Net;

namespace Router.Configuration;

/// <summary>An address of an interface with the prefix length of its subnet.</summary>
/// <param name="Address">The router's own address.</param>
/// <param name="PrefixLength">Bits of the subnet, 0..32 or 0..128.</param>
public readonly record struct InterfaceAddress(IPAddress Address, byte PrefixLength)
{
    /// <summary>The connected subnet.</summary>
    public IpPrefix Subnet => new(Address, PrefixLength);

    /// <summary>For example <c>10.0.1.1/24</c>.</summary>
    public override string ToString() => $"{Address}/{PrefixLength}";
}
