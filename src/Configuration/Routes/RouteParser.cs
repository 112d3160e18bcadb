using System.Net;
using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses an entry of <c>routes</c>.</summary>
internal static class RouteParser
{
    public static RouteConfiguration? Parse(MappingReader map)
    {
        var route = new RouteConfiguration
        {
            Prefix = map.Required<IpPrefix>("prefix", AddressScalars.Prefix),
            Vrf = map.Optional("vrf", Names.Reference, VrfConfiguration.DefaultName),
            Action = map.Optional<RouteAction>("action", Choices.RouteAction.Parse, RouteAction.Forward),
            Via = map.OptionalObject<IPAddress>("via", AddressScalars.Unicast),
            Interface = map.OptionalObject("interface", Names.Reference),
            Labels = map.List("labels", OutLabel.Parser),
            TtlMode = map.Optional<TtlMode>("ttl-mode", Choices.TtlMode.Parse, TtlMode.Pipe),
            LookupVrf = map.OptionalObject("lookup-vrf", Names.Reference),
        };
        if (!map.Failed)
        {
            CheckKeys(route, map);
        }

        return route;
    }

    private static void CheckKeys(RouteConfiguration route, MappingReader map)
    {
        string action = $"with action: {Choices.RouteAction.WordOf(route.Action)}";
        if (route.Action == RouteAction.Forward)
        {
            if (route.Via is null)
            {
                map.ReportHere("key 'via' is missing; give a next hop, or an action: unreachable, prohibit, blackhole or lookup");
            }

            map.Refuse($"{action}; it belongs to action: lookup", "lookup-vrf");
            OutLabel.CheckDepth(route.Labels, map, "labels");
            return;
        }

        map.Refuse(action, "via", "interface", "labels", "ttl-mode");
        if (route.Action != RouteAction.Lookup)
        {
            map.Refuse($"{action}; it belongs to action: lookup", "lookup-vrf");
        }
        else if (route.LookupVrf is null)
        {
            map.ReportHere("key 'lookup-vrf' is missing; action: lookup needs the VRF of the second lookup");
        }
    }
}
