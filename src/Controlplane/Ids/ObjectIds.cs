using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;

namespace Router.Controlplane.Ids;

/// <summary>The table indices of all objects in one dataplane.</summary>
public sealed class ObjectIds
{
    /// <summary>Creates allocators for tables of some sizes.</summary>
    /// <param name="vrfs">VRFs.</param>
    /// <param name="interfaces">Interfaces.</param>
    /// <param name="adjacencies">Adjacencies.</param>
    /// <param name="sessions">L2TP sessions.</param>
    public ObjectIds(uint vrfs, uint interfaces, uint adjacencies, uint sessions)
    {
        // VRF 0 is always the default one; adjacency 0 means none.
        Vrfs = new IdAllocator(1, vrfs);
        Vrfs.Reserve(StableKey.OfVrf(VrfConfiguration.DefaultName), 0);
        Interfaces = new IdAllocator(0, interfaces);
        Adjacencies = new IdAllocator(1, adjacencies);
        Sessions = new IdAllocator(0, sessions);
    }

    /// <summary>VRFs.</summary>
    public IdAllocator Vrfs { get; }

    /// <summary>Interfaces.</summary>
    public IdAllocator Interfaces { get; }

    /// <summary>Adjacencies.</summary>
    public IdAllocator Adjacencies { get; }

    /// <summary>L2TP sessions.</summary>
    public IdAllocator Sessions { get; }

    /// <summary>Allocators for a channel, with the indices of what the dataplane holds already.</summary>
    /// <param name="channel">The channel.</param>
    public static ObjectIds Adopt(ChannelFile channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        ObjectIds ids = new(
            (uint)channel.Count(RegionKind.VrfKeys),
            (uint)channel.Count(RegionKind.InterfaceKeys),
            (uint)channel.Count(RegionKind.AdjacencyKeys),
            (uint)channel.Count(RegionKind.L2tpSessionKeys));
        ids.Vrfs.Adopt(channel.Elements<ulong>(RegionKind.VrfKeys));
        ids.Interfaces.Adopt(channel.Elements<ulong>(RegionKind.InterfaceKeys));
        ids.Adjacencies.Adopt(channel.Elements<ulong>(RegionKind.AdjacencyKeys));
        ids.Sessions.Adopt(channel.Elements<ulong>(RegionKind.L2tpSessionKeys));
        return ids;
    }

    /// <summary>A copy for readers on other threads.</summary>
    public IdSnapshot ToSnapshot() =>
        new(Vrfs.ToDictionary(), Interfaces.ToDictionary(), Adjacencies.ToDictionary(), Sessions.ToDictionary());
}

/// <summary>Table indices by key at one moment. Counters in the Channel are found by them.</summary>
/// <param name="Vrfs">VRFs.</param>
/// <param name="Interfaces">Interfaces.</param>
/// <param name="Adjacencies">Adjacencies.</param>
/// <param name="Sessions">L2TP sessions.</param>
public sealed record IdSnapshot(
    IReadOnlyDictionary<ulong, uint> Vrfs,
    IReadOnlyDictionary<ulong, uint> Interfaces,
    IReadOnlyDictionary<ulong, uint> Adjacencies,
    IReadOnlyDictionary<ulong, uint> Sessions)
{
    /// <summary>No indices: the dataplane is away.</summary>
    public static IdSnapshot Empty { get; } = new(
        new Dictionary<ulong, uint>(), new Dictionary<ulong, uint>(), new Dictionary<ulong, uint>(), new Dictionary<ulong, uint>());
}
