using System.Net;

namespace Router.Linux;

/// <summary>What identifies a neighbour in a namespace.</summary>
/// <param name="InterfaceIndex">The interface.</param>
/// <param name="Address">The neighbour's address.</param>
public readonly record struct NeighbourKey(int InterfaceIndex, IPAddress Address);
