using System.Net;
using Router.Configuration;

namespace Router.Linux;

/// <summary>A neighbour: an entry of the kernel's ARP or ND table.</summary>
/// <param name="InterfaceIndex">The interface.</param>
/// <param name="Address">Its IPv4 or IPv6 address.</param>
/// <param name="Mac">Its link-layer address; null while unknown.</param>
/// <param name="State">Its state.</param>
/// <param name="IsRouter">IPv6: it says that it is a router.</param>
public sealed record NeighbourInfo(int InterfaceIndex, IPAddress Address, MacAddress? Mac, NeighbourState State, bool IsRouter)
{
    private const NeighbourState Valid = NeighbourState.Reachable | NeighbourState.Stale | NeighbourState.Delay
        | NeighbourState.Probe | NeighbourState.Permanent | NeighbourState.NoArp;

    /// <summary>What identifies the neighbour in its namespace.</summary>
    public NeighbourKey Key => new(InterfaceIndex, Address);

    /// <summary>True if packets can be sent to it: its address is known and has not failed (the kernel's NUD_VALID).</summary>
    public bool IsUsable => Mac is not null && (State & Valid) != 0;
}
