using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses <c>l2tp</c>.</summary>
internal static class L2tpParser
{
    public static L2tpConfiguration Parse(MappingReader map)
    {
        var section = new L2tpConfiguration
        {
            Tunnels = map.Entry("tunnels", L2tpTunnelParser.Parse),
            Sessions = map.Entry("sessions", L2tpSessionParser.Parse),
        };
        map.Finish();
        return section;
    }
}
