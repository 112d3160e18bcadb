using System.Net;
using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses <c>l2tp</c>.</summary>
internal static class L2tpParser
{
    public static L2tpConfiguration Parse(MappingReader map)
    {
        var section = new L2tpConfiguration
        {
            HostName = map.OptionalObject("host-name", Texts.HostName),
            RouterId = map.OptionalObject<IPAddress>("router-id", AddressScalars.Ipv4),
            Tunnels = map.Entry("tunnels", L2tpTunnelParser.Parse),
            Sessions = map.Entry("sessions", L2tpSessionParser.Parse),
            Peers = map.Entry("peers", L2tpPeerParser.Parse),
            Pseudowires = map.Entry("pseudowires", L2tpPseudowireParser.Parse),
            Calls = map.Entry("calls", L2tpCallParser.Parse),
        };
        map.Finish();
        return section;
    }
}
