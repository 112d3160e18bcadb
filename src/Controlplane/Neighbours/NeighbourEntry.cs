using System.Net;
using Router.Configuration;

namespace Router.Controlplane.Neighbours;

/// <summary>States of a neighbour, the kernel's NUD states.</summary>
public enum NeighbourState
{
    /// <summary>No state.</summary>
    None,

    /// <summary>Being asked for.</summary>
    Incomplete,

    /// <summary>Confirmed lately.</summary>
    Reachable,

    /// <summary>Not confirmed lately; still used.</summary>
    Stale,

    /// <summary>About to be asked again; still used.</summary>
    Delay,

    /// <summary>Being asked again; still used.</summary>
    Probe,

    /// <summary>Did not answer.</summary>
    Failed,

    /// <summary>Needs no resolution.</summary>
    NoArp,

    /// <summary>Set by hand.</summary>
    Permanent,
}

/// <summary>Who knows a neighbour.</summary>
public enum NeighbourOrigin
{
    /// <summary>The configuration.</summary>
    Configuration,

    /// <summary>The kernel.</summary>
    Kernel,

    /// <summary>The kernel, before it lost the mirror: see <see cref="NeighbourMemory"/>.</summary>
    Memory,
}

/// <summary>A neighbour of an interface.</summary>
/// <param name="Interface">Name of the interface.</param>
/// <param name="Address">Its address.</param>
/// <param name="Mac">Its MAC address; null while unknown.</param>
/// <param name="State">Its state.</param>
/// <param name="Origin">Who knows it.</param>
public sealed record NeighbourEntry(
    string Interface, IPAddress Address, MacAddress? Mac, NeighbourState State, NeighbourOrigin Origin)
{
    /// <summary>True if packets may be sent to <see cref="Mac"/>.</summary>
    public bool IsUsable => Mac is not null && State is NeighbourState.Reachable or NeighbourState.Stale or NeighbourState.Delay
        or NeighbourState.Probe or NeighbourState.NoArp or NeighbourState.Permanent;
}
