using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>Routes with action lookup: the VRF exists and the lookups end.</summary>
internal static class LookupRouteValidator
{
    public static void Validate(ValidationContext context)
    {
        ConfigurationList<RouteConfiguration> routes = context.Configuration.Routes;
        for (int i = 0; i < routes.Count; i++)
        {
            if (routes[i] is not { Action: RouteAction.Lookup, LookupVrf: { } target } route)
            {
                continue;
            }

            KeyPath path = context.Entry(ListPaths.Routes, i).Key("lookup-vrf");
            if (target == route.Vrf)
            {
                context.Report(path, $"is the route's own VRF {target}, so the lookup would find the same route again; give another VRF");
            }
            else if (VrfReference.Check(context, target, () => path))
            {
                CheckEnds(context, route, path);
            }
        }
    }

    // Follows the lookups of the prefix; a VRF that comes up again would be looked up for ever.
    private static void CheckEnds(ValidationContext context, RouteConfiguration route, KeyPath path)
    {
        List<string> visited = [route.Vrf];
        RouteConfiguration? next = route;
        while (next is { Action: RouteAction.Lookup, LookupVrf: { } vrf })
        {
            if (visited.Contains(vrf))
            {
                context.ReportMissing(path, $"the lookup of {route.Prefix} never ends: {string.Join(" -> ", visited.Append(vrf))}; end it with a route that has a next hop");
                return;
            }

            visited.Add(vrf);
            next = context.Resolver.CoveringRoute(vrf, route.Prefix);
        }
    }
}
