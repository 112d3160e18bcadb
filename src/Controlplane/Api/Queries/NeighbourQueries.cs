using Router.Api;
using Router.Configuration;
using Router.Controlplane.Neighbours;
using Router.Controlplane.Service;

namespace Router.Controlplane.Api.Queries;

/// <summary>Neighbours.</summary>
internal static class NeighbourQueries
{
    /// <summary>All neighbours by interface and address.</summary>
    public static IReadOnlyList<NeighbourInfo> Neighbours(RouterSnapshot snapshot)
    {
        Dictionary<string, string> vrfs = snapshot.Configuration.Interfaces.ToDictionary(i => i.Name, i => i.Vrf, StringComparer.Ordinal);
        return [.. snapshot.Neighbours
            .OrderBy(n => n.Interface, StringComparer.Ordinal)
            .ThenBy(n => n.Address.AddressFamily)
            .ThenBy(n => n.Address.ToString(), StringComparer.Ordinal)
            .Select(n => new NeighbourInfo
            {
                Address = n.Address.ToString(),
                Interface = n.Interface,
                Vrf = vrfs.GetValueOrDefault(n.Interface, VrfConfiguration.DefaultName),
                Mac = n.Mac?.ToString(),
                State = n.State.ToString().ToLowerInvariant(),
                Origin = n.Origin.ToString().ToLowerInvariant(),
            })];
    }
}
