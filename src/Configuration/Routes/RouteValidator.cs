using System.Net;
using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>Every prefix once in a VRF, and a next hop that can be reached.</summary>
internal static class RouteValidator
{
    private static readonly IpPrefix[] NeverRouted =
    [
        new(IPAddress.Parse("127.0.0.0"), 8),
        new(IPAddress.Parse("224.0.0.0"), 3),
        new(IPAddress.Parse("ff00::"), 8),
        new(IPAddress.Parse("fe80::"), 10),
        new(IPAddress.IPv6Loopback, 128),
    ];

    public static void Validate(ValidationContext context)
    {
        var first = new Dictionary<string, PrefixTable<int>>(StringComparer.Ordinal);
        ConfigurationList<RouteConfiguration> routes = context.Configuration.Routes;
        for (int i = 0; i < routes.Count; i++)
        {
            RouteConfiguration route = routes[i];
            int index = i;
            KeyPath Path() => context.Entry(ListPaths.Routes, index);
            if (!VrfReference.Check(context, route.Vrf, () => Path().Key("vrf")))
            {
                continue;
            }

            if (!first.TryGetValue(route.Vrf, out PrefixTable<int>? prefixes))
            {
                first.Add(route.Vrf, prefixes = new PrefixTable<int>());
            }

            if (!prefixes.TryAdd(route.Prefix, i) && prefixes.TryGet(route.Prefix, out int other))
            {
                context.Report(
                    Path().Key("prefix"),
                    $"{route.Prefix} is already a route of VRF {route.Vrf}, {context.Where(context.Entry(ListPaths.Routes, other))}; give each prefix once");
            }

            CheckPrefix(context, route, Path);
            CheckNextHop(context, route, Path);
        }
    }

    private static void CheckPrefix(ValidationContext context, RouteConfiguration route, Func<KeyPath> path)
    {
        foreach (IpPrefix never in NeverRouted)
        {
            if (never.Length <= route.Prefix.Length && never.Contains(route.Prefix.Network))
            {
                context.Report(path().Key("prefix"), $"{route.Prefix} is inside {never}, which is never routed; give a unicast prefix");
            }
        }

        if (route.Prefix.IsHost && context.IsOwnAddress(route.Vrf, route.Prefix.Network))
        {
            context.Report(path().Key("prefix"), $"{route.Prefix.Network} is an address of this router; remove the route");
        }
        else if (context.Resolver.ConnectedBy(route.Vrf, route.Prefix) is { } connected)
        {
            context.Report(path().Key("prefix"), $"{route.Prefix} is the connected subnet of {connected.Name}; remove the route");
        }
    }

    private static void CheckNextHop(ValidationContext context, RouteConfiguration route, Func<KeyPath> path)
    {
        if (route.Action != RouteAction.Forward || route.Via is null)
        {
            return;
        }

        if (route.Via.AddressFamily != route.Prefix.AddressFamily && route.Labels.Count == 0)
        {
            context.Report(
                path().Key("via"),
                $"{route.Via} and prefix {route.Prefix} are of different families; give a next hop of the prefix's family, or labels (RFC 4798)");
        }

        NextHopCheck.Validate(context, path, route.Vrf, route.Via, route.Interface, route.Labels, "labels");
    }
}
