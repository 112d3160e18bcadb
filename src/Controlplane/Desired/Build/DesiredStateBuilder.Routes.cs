using System.Net;
using Router.Channel;
using Router.Configuration;

namespace Router.Controlplane.Desired.Build;

/// <content>Routes.</content>
public sealed partial class DesiredStateBuilder
{
    private void AddStaticRoutes()
    {
        for (int i = 0; i < _configuration.Routes.Count; i++)
        {
            RouteConfiguration route = _configuration.Routes[i];
            if (_tables.TryGetValue(route.Vrf, out RouteTable? table))
            {
                table.Add(new RouteCandidate(RouteKey.Of(StableKey.OfVrf(route.Vrf), route.Prefix), RouteSource.Static)
                {
                    Static = route,
                    ConfigurationKey = $"routes[{i}]",
                });
            }
        }
    }

    private void BuildRoutes()
    {
        foreach (VrfConfiguration vrf in _configuration.Vrfs)
        {
            foreach (RouteCandidate candidate in _tables[vrf.Name].Routes)
            {
                DesiredTarget target = candidate switch
                {
                    { Interface: DesiredInterface link } => new DesiredTarget(TargetKind.Glean, link.Key),
                    { Static: RouteConfiguration route } => StaticTarget(candidate, route, vrf.Name),
                    _ => new DesiredTarget(candidate.Fixed, 0),
                };
                if (target.Kind != TargetKind.None)
                {
                    _routes.Add(candidate.Key, new DesiredRoute(candidate.Key, target, candidate.Source));
                }
            }
        }
    }

    private DesiredTarget StaticTarget(RouteCandidate candidate, RouteConfiguration route, string vrf)
    {
        if (route.Action == RouteAction.Lookup)
        {
            return new DesiredTarget(TargetKind.LookupVrf, StableKey.OfVrf(route.LookupVrf!));
        }

        ResolvedPath path = _resolver.PathOf(candidate, vrf);
        if (path.Failure is null)
        {
            if (!FitsLabels(path, candidate.ConfigurationKey + ".labels"))
            {
                return DesiredTarget.None;
            }

            AddHostRoute(vrf, route.Prefix, path);
            return TargetOf(path, candidate.Key.Family);
        }

        Pending(candidate.ConfigurationKey, $"{route.Prefix} has no way: {path.Failure}");

        // What was meant for a label-switched path must not leave unlabelled by a shorter route (RFC 4364 5).
        return MplsLabel.OnWire(route.Labels).Count > 0 ? new DesiredTarget(TargetKind.Unreachable, 0) : DesiredTarget.None;
    }

    private void AddHostRoute(string vrf, IpPrefix prefix, ResolvedPath path)
    {
        if (path.Interface is null)
        {
            _hostRoutes.Add(new HostRoute(vrf, prefix, null, null, path.Fixed));
        }
        else if (path.Labels.Length == 0 && path.Interface.Vrf == StableKey.OfVrf(vrf))
        {
            _hostRoutes.Add(new HostRoute(vrf, prefix, path.NextHop, path.Interface.Name, TargetKind.Adjacency));
        }
    }

    /// <summary>
    /// Routes to the known neighbours of connected subnets. Any other route to such a host is better.
    /// </summary>
    private void BuildNeighbourRoutes()
    {
        foreach ((NextHopKey neighbour, _) in _inputs.Neighbours)
        {
            if (!_links.TryGetValue(neighbour.Interface, out DesiredInterface? link)
                || _index.Interface(neighbour.Interface) is not InterfaceConfiguration entry
                || !IsOnSubnet(entry, neighbour.Address))
            {
                continue;
            }

            RouteKey key = RouteKey.OfHost(link.Vrf, neighbour.Address);
            if (!_routes.ContainsKey(key))
            {
                DesiredTarget target = TargetOf(new ResolvedPath { Interface = link, NextHop = neighbour.Address }, key.Family);
                _routes.Add(key, new DesiredRoute(key, target, RouteSource.Neighbour));
            }
        }
    }

    private static bool IsOnSubnet(InterfaceConfiguration entry, IPAddress address)
    {
        foreach (InterfaceAddress own in entry.Addresses)
        {
            if (!own.Subnet.IsHost && !own.Address.IsIPv6LinkLocal && own.Subnet.Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}
