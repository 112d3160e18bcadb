using System.Net;
using Router.Api;
using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.Service;

namespace Router.Controlplane.Api.Queries;

/// <summary>Which routes to list.</summary>
/// <param name="Vrf">Only this VRF; null for all.</param>
/// <param name="Prefix">Only this prefix; null for any.</param>
/// <param name="Address">Only the longest match for this address in each VRF; null for any.</param>
internal sealed record RouteFilter(string? Vrf, IpPrefix? Prefix, IPAddress? Address)
{
    /// <summary>Reads the query <c>?vrf=&amp;prefix=</c>.</summary>
    /// <exception cref="ApiProblemException">The prefix is neither a prefix nor an address, or there is no such VRF.</exception>
    public static RouteFilter Parse(RouterSnapshot snapshot, string? vrf, string? prefix)
    {
        if (vrf is not null && !snapshot.Desired.Vrfs.ContainsKey(StableKey.OfVrf(vrf)))
        {
            throw ApiProblemException.BadRequest("vrf", $"no VRF \"{vrf}\"");
        }

        if (prefix is null)
        {
            return new RouteFilter(vrf, null, null);
        }

        int slash = prefix.IndexOf('/', StringComparison.Ordinal);
        if (!IPAddress.TryParse(slash < 0 ? prefix : prefix[..slash], out IPAddress? address))
        {
            throw ApiProblemException.BadRequest("prefix", $"\"{prefix}\" is neither an address nor a prefix such as 10.1.0.0/16");
        }

        if (slash < 0)
        {
            return new RouteFilter(vrf, null, address);
        }

        return int.TryParse(prefix[(slash + 1)..], System.Globalization.NumberStyles.None, null, out int length)
            && length <= IpPrefix.MaximumLength(address)
            ? new RouteFilter(vrf, new IpPrefix(address, length), null)
            : throw ApiProblemException.BadRequest("prefix", $"\"{prefix}\": the length must be 0 to {IpPrefix.MaximumLength(address)}");
    }
}

/// <summary>Routes.</summary>
internal static class RouteQueries
{
    /// <summary>Counters of all adjacencies by key; taken once, so that the list of routes can be streamed.</summary>
    public static Dictionary<ulong, PacketCounter> AdjacencyCounters(RouterSnapshot snapshot, ChannelFile channel) =>
        snapshot.Ids.Adjacencies.ToDictionary(entry => entry.Key, entry => WorkerSums.Packets(channel, RegionKind.AdjacencyCounters, entry.Value));

    /// <summary>The routes that pass the filter, by VRF, family and prefix.</summary>
    public static IEnumerable<RouteInfo> Routes(
        RouterSnapshot snapshot, RouteFilter filter, IReadOnlyDictionary<ulong, PacketCounter>? counters)
    {
        StateNames names = new(snapshot);
        foreach (DesiredRoute route in Select(snapshot.Desired, filter, names))
        {
            yield return Describe(snapshot, route, names, counters);
        }
    }

    private static IEnumerable<DesiredRoute> Select(DesiredState desired, RouteFilter filter, StateNames names)
    {
        IEnumerable<ulong> vrfs = filter.Vrf is null
            ? desired.Vrfs.Keys.OrderBy(names.Vrf, StringComparer.Ordinal)
            : [StableKey.OfVrf(filter.Vrf)];
        if (filter.Prefix is { } prefix)
        {
            return vrfs.Select(vrf => desired.Routes.GetValueOrDefault(RouteKey.Of(vrf, prefix))).OfType<DesiredRoute>();
        }

        if (filter.Address is { } address)
        {
            return vrfs.Select(vrf => LongestMatch(desired, vrf, address)).OfType<DesiredRoute>();
        }

        Dictionary<ulong, int> order = vrfs.Select((vrf, i) => (vrf, i)).ToDictionary(pair => pair.vrf, pair => pair.i);
        return desired.Routes.Values
            .Where(route => order.ContainsKey(route.Key.Vrf))
            .OrderBy(route => order[route.Key.Vrf])
            .ThenBy(route => route.Key.Family)
            .ThenBy(route => route.Key.Bits)
            .ThenBy(route => route.Key.Length);
    }

    private static DesiredRoute? LongestMatch(DesiredState desired, ulong vrf, IPAddress address)
    {
        for (int length = IpPrefix.MaximumLength(address); length >= 0; length--)
        {
            if (desired.Routes.TryGetValue(RouteKey.Of(vrf, new IpPrefix(address, length)), out DesiredRoute? route))
            {
                return route;
            }
        }

        return null;
    }

    private static RouteInfo Describe(
        RouterSnapshot snapshot, DesiredRoute route, StateNames names, IReadOnlyDictionary<ulong, PacketCounter>? counters)
    {
        DesiredTarget target = route.Target;
        DesiredAdjacency? adjacency = names.Adjacency(target);
        PacketCounter counter = default;
        bool counted = adjacency is not null && counters is not null && counters.TryGetValue(target.Key, out counter);
        return new RouteInfo
        {
            Prefix = route.Key.ToString(),
            Vrf = names.Vrf(route.Key.Vrf),
            Kind = KindOf(target.Kind),
            Source = route.Source.ToString().ToLowerInvariant(),
            Target = names.Describe(target),
            Via = adjacency?.NextHop?.ToString(),
            Interface = adjacency is not null ? names.Interface(adjacency.Interface)
                : target.Kind == TargetKind.Glean ? names.Interface(target.Key) : null,
            Labels = adjacency is { LabelCount: > 0 } ? adjacency.Labels : null,
            LookupVrf = target.Kind == TargetKind.LookupVrf ? names.Vrf(target.Key) : null,
            Adjacency = adjacency is not null && snapshot.Ids.Adjacencies.TryGetValue(target.Key, out uint id) ? id : null,
            Resolved = adjacency is null ? null : adjacency.Kind != AdjacencyKind.Incomplete,
            Packets = counted ? counter.Packets : null,
            Bytes = counted ? counter.Bytes : null,
        };
    }

    private static string KindOf(TargetKind kind) => kind switch
    {
        TargetKind.Adjacency => "via",
        TargetKind.Local => "local",
        TargetKind.Glean => "connected",
        TargetKind.Unreachable => "unreachable",
        TargetKind.Prohibit => "prohibit",
        TargetKind.Blackhole => "blackhole",
        TargetKind.LookupVrf => "lookup",
        _ => "none",
    };
}
