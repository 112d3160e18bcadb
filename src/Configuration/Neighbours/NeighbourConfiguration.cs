using System.Net;

namespace Router.Configuration;

/// <summary>An entry of <c>neighbours</c>: a static ARP or ND entry.</summary>
public sealed record NeighbourConfiguration
{
    /// <summary>Interface on whose link the neighbour is.</summary>
    public required string Interface { get; init; }

    /// <summary>The neighbour's address: inside a subnet of the interface, or IPv6 link-local.</summary>
    public required IPAddress Address { get; init; }

    /// <summary>The neighbour's unicast MAC address.</summary>
    public required MacAddress Mac { get; init; }
}
