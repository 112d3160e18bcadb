using System.Net;
using Router.Configuration;
using Router.Controlplane.Desired;

namespace Router.Controlplane.Neighbours;

/// <summary>The neighbours of the configuration and those of the kernel as one table; the configuration has the last word.</summary>
public static class NeighbourMerge
{
    /// <summary>All neighbours.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="kernel">The kernel's neighbours.</param>
    public static IReadOnlyList<NeighbourEntry> Merge(RouterConfiguration configuration, IEnumerable<NeighbourEntry> kernel)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(kernel);
        List<NeighbourEntry> entries = [];
        HashSet<NextHopKey> configured = [];
        foreach (NeighbourConfiguration neighbour in configuration.Neighbours)
        {
            entries.Add(new NeighbourEntry(
                neighbour.Interface, neighbour.Address, neighbour.Mac, NeighbourState.Permanent, NeighbourOrigin.Configuration));
            _ = configured.Add(new NextHopKey(neighbour.Interface, neighbour.Address));
        }

        foreach (NeighbourEntry entry in kernel)
        {
            NeighbourEntry plain = entry with { Address = WithoutScope(entry.Address) };
            if (!configured.Contains(new NextHopKey(plain.Interface, plain.Address)))
            {
                entries.Add(plain);
            }
        }

        return entries;
    }

    /// <summary>The MAC addresses to which packets may be sent.</summary>
    /// <param name="entries">All neighbours.</param>
    public static IReadOnlyDictionary<NextHopKey, MacAddress> Usable(IEnumerable<NeighbourEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        Dictionary<NextHopKey, MacAddress> usable = [];
        foreach (NeighbourEntry entry in entries)
        {
            // A neighbour that needs no resolution is a group address: its MAC address is no unicast one.
            if (entry.IsUsable && entry.Mac!.Value.IsUnicast)
            {
                _ = usable.TryAdd(new NextHopKey(entry.Interface, entry.Address), entry.Mac.Value);
            }
        }

        return usable;
    }

    /// <summary>A link-local address without the kernel's interface index.</summary>
    /// <param name="address">Any address.</param>
    internal static IPAddress WithoutScope(IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 && address.ScopeId != 0
            ? new IPAddress(address.GetAddressBytes()) : address;
}
