using System.Collections.Immutable;

namespace Router.Linux;

/// <summary>What the kernel has in a namespace at one moment. Immutable.</summary>
/// <param name="IsPresent">False while the namespace does not exist or was not yet read.</param>
/// <param name="Links">Interfaces by number.</param>
/// <param name="Addresses">Addresses.</param>
/// <param name="Neighbours">The ARP and ND tables.</param>
public sealed record KernelSnapshot(
    bool IsPresent,
    ImmutableDictionary<int, LinkInfo> Links,
    ImmutableDictionary<AddressKey, AddressInfo> Addresses,
    ImmutableDictionary<NeighbourKey, NeighbourInfo> Neighbours)
{
    /// <summary>Of a namespace that does not exist.</summary>
    public static KernelSnapshot Absent { get; } = new(
        false,
        ImmutableDictionary<int, LinkInfo>.Empty,
        ImmutableDictionary<AddressKey, AddressInfo>.Empty,
        ImmutableDictionary<NeighbourKey, NeighbourInfo>.Empty);

    /// <summary>The interface of a name.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Null if there is none.</returns>
    public LinkInfo? FindLink(string name) => Links.Values.FirstOrDefault(link => link.Name == name);
}
