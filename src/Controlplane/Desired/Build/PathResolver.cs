using System.Net;
using Router.Channel;
using Router.Configuration;

namespace Router.Controlplane.Desired.Build;

/// <summary>Finds where next hop addresses lead, through recursive routes if need be.</summary>
internal sealed class PathResolver
{
    private const int MaxDepth = 16;

    private readonly IReadOnlyDictionary<string, RouteTable> _tables;
    private readonly IReadOnlyDictionary<string, DesiredInterface> _links;
    private readonly Dictionary<RouteKey, ResolvedPath> _paths = [];
    private readonly HashSet<RouteKey> _underway = [];

    /// <param name="tables">Routes by VRF name.</param>
    /// <param name="links">L3 interfaces that are up, by name.</param>
    public PathResolver(IReadOnlyDictionary<string, RouteTable> tables, IReadOnlyDictionary<string, DesiredInterface> links)
    {
        _tables = tables;
        _links = links;
    }

    /// <summary>Finds where a next hop leads.</summary>
    /// <param name="vrf">VRF of the route.</param>
    /// <param name="via">Next hop.</param>
    /// <param name="interfaceName">Its interface, null to look it up.</param>
    /// <param name="byDefaultRoute">
    /// Whether the default route may lead there. Not for labelled routes: a label means something to its next hop alone.
    /// </param>
    public ResolvedPath Resolve(string vrf, IPAddress via, string? interfaceName, bool byDefaultRoute) =>
        Resolve(vrf, via, interfaceName, byDefaultRoute, 0);

    /// <summary>Path of a static forwarding route, its own labels included.</summary>
    public ResolvedPath PathOf(RouteCandidate route, string vrf) => PathOf(route, vrf, 0);

    private ResolvedPath Resolve(string vrf, IPAddress via, string? interfaceName, bool byDefaultRoute, int depth)
    {
        if (interfaceName is not null)
        {
            return _links.TryGetValue(interfaceName, out DesiredInterface? link)
                ? new ResolvedPath { Interface = link, NextHop = via }
                : ResolvedPath.Failed($"interface {interfaceName} is down or its port is missing");
        }

        if (depth > MaxDepth)
        {
            return ResolvedPath.Failed($"more than {MaxDepth} recursive routes lead to {via}") with { TooDeep = true };
        }

        RouteCandidate? match = _tables.TryGetValue(vrf, out RouteTable? table) ? table.LongestMatch(via) : null;
        if (match is null || (match.Key.Length == 0 && !byDefaultRoute))
        {
            return ResolvedPath.Failed($"no route to {via} in vrf {vrf}");
        }

        if (match.Interface is not null)
        {
            return new ResolvedPath { Interface = match.Interface, NextHop = via };
        }

        if (match.Static is null)
        {
            return match.Fixed == TargetKind.Local
                ? ResolvedPath.Failed($"{via} is an address of the router")
                : new ResolvedPath { Fixed = match.Fixed };
        }

        return match.Static.Action == RouteAction.Lookup
            ? Resolve(match.Static.LookupVrf!, via, null, byDefaultRoute, depth + 1)
            : PathOf(match, vrf, depth + 1);
    }

    private ResolvedPath PathOf(RouteCandidate route, string vrf, int depth)
    {
        if (_paths.TryGetValue(route.Key, out ResolvedPath? known))
        {
            return known;
        }

        if (!_underway.Add(route.Key))
        {
            return ResolvedPath.Failed($"{route.Key} leads to itself");
        }

        ResolvedPath path = Follow(route.Static!, vrf, depth);
        _ = _underway.Remove(route.Key);
        if (!path.TooDeep)
        {
            _paths[route.Key] = path;
        }

        return path;
    }

    private ResolvedPath Follow(RouteConfiguration route, string vrf, int depth)
    {
        if (route.Action != RouteAction.Forward)
        {
            return new ResolvedPath { Fixed = FixedOf(route.Action) };
        }

        bool labelled = MplsLabel.OnWire(route.Labels).Count > 0;
        ResolvedPath path = Resolve(vrf, route.Via!, route.Interface, byDefaultRoute: !labelled, depth);
        return path.Interface is null ? path : path.Push(route.Labels, route.TtlMode);
    }

    /// <summary>The decision of a static route without a next hop.</summary>
    public static TargetKind FixedOf(RouteAction action) => action switch
    {
        RouteAction.Unreachable => TargetKind.Unreachable,
        RouteAction.Prohibit => TargetKind.Prohibit,
        _ => TargetKind.Blackhole,
    };
}
