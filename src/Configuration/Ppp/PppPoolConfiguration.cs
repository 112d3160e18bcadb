using System.Net.Sockets;

namespace Router.Configuration;

/// <summary>An entry of <c>ppp.pools</c>: IPv4 addresses, or IPv6 prefixes, to give out.</summary>
public sealed record PppPoolConfiguration
{
    /// <summary>Name that profiles refer to.</summary>
    public required string Name { get; init; }

    /// <summary>What is given out of. Of IPv4 every host address but the router's.</summary>
    public required IpPrefix Prefix { get; init; }

    /// <summary>Length of the delegated prefixes, longer than that of <see cref="Prefix"/>: set exactly for IPv6.</summary>
    public byte? DelegatedLength { get; init; }

    /// <summary>Whether the pool delegates IPv6 prefixes.</summary>
    public bool IsIpv6 => Prefix.AddressFamily == AddressFamily.InterNetworkV6;
}
