using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses the top level of the file.</summary>
internal static class RouterParser
{
    public static RouterConfiguration Parse(MappingReader map)
    {
        var configuration = new RouterConfiguration
        {
            Instance = map.Optional("instance", Names.Instance, RouterConfiguration.DefaultInstance),
            Dataplane = DataplaneParser.Parse(map.Section("dataplane")),
            Ports = map.Named("ports", PortParser.Parse),
            Vrfs = VrfParser.ParseAll(map),
            Interfaces = map.Named("interfaces", InterfaceParser.Parse),
            Neighbours = map.Entry("neighbours", NeighbourParser.Parse),
            Routes = map.Entry("routes", RouteParser.Parse),
            Mpls = MplsParser.Parse(map.Section("mpls")),
            L2tp = L2tpParser.Parse(map.Section("l2tp")),
            Ppp = PppParser.Parse(map.Section("ppp")),
            Radius = RadiusParser.Parse(map.Section("radius")),
            CrossConnects = CrossConnectParser.ParseAll(map),
            Metrics = MetricsParser.Parse(map.Section("metrics")),
        };
        map.Finish();
        return configuration;
    }
}
