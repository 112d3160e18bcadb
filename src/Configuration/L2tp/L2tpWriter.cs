using System.Text;
using Router.Configuration.Syntax;
using Router.Configuration.Writing;

namespace Router.Configuration;

/// <summary>Writes <c>l2tp</c>.</summary>
internal static class L2tpWriter
{
    public static void Write(StringBuilder text, L2tpConfiguration l2tp)
    {
        MappingWriter map = new MappingWriter()
            .AddObject("host-name", l2tp.HostName, YamlText.Of)
            .AddObject("router-id", l2tp.RouterId, YamlText.Of);
        Blocks.Open(text, "l2tp", map.Entries.Count + l2tp.Tunnels.Count + l2tp.Sessions.Count + l2tp.Peers.Count + l2tp.Pseudowires.Count + l2tp.Calls.Count);
        Blocks.Keys(text, "  ", map);
        Blocks.NestedList(text, "tunnels", l2tp.Tunnels, WriteTunnel);
        Blocks.NestedList(text, "sessions", l2tp.Sessions, WriteSession);
        Blocks.NestedList(text, "peers", l2tp.Peers, L2tpPeerWriter.WritePeer);
        Blocks.NestedList(text, "pseudowires", l2tp.Pseudowires, L2tpPeerWriter.WritePseudowire);
        Blocks.NestedList(text, "calls", l2tp.Calls, L2tpPeerWriter.WriteCall);
    }

    private static void WriteTunnel(MappingWriter map, L2tpTunnelConfiguration tunnel)
    {
        _ = map
            .Add("name", YamlText.Of(tunnel.Name))
            .Add("tunnel-id", YamlText.Of(tunnel.TunnelId))
            .Add("peer-tunnel-id", YamlText.Of(tunnel.PeerTunnelId))
            .Add("version", tunnel.Version, (byte)3, static version => YamlText.Of(version))
            .Add("encapsulation", Choices.Encapsulation.WordOf(tunnel.Encapsulation))
            .Add("local", YamlText.Of(tunnel.Local))
            .Add("remote", YamlText.Of(tunnel.Remote))
            .Add("udp-source-port", tunnel.UdpSourcePort, L2tpTunnelConfiguration.DefaultUdpPort, static port => YamlText.Of(port))
            .Add("udp-destination-port", tunnel.UdpDestinationPort, L2tpTunnelConfiguration.DefaultUdpPort, static port => YamlText.Of(port))
            .AddOuterHeader(tunnel);
    }

    private static void WriteSession(MappingWriter map, L2tpSessionConfiguration session)
    {
        _ = map
            .Add("name", YamlText.Of(session.Name))
            .Add("tunnel", YamlText.Of(session.Tunnel))
            .Add("session-id", YamlText.Of(session.SessionId))
            .Add("peer-session-id", YamlText.Of(session.PeerSessionId))
            .Add("cookie", session.Cookie, L2tpCookie.None, YamlText.Of)
            .Add("peer-cookie", session.PeerCookie, L2tpCookie.None, YamlText.Of)
            .Add("peer-cookie-previous", session.PeerCookiePrevious, L2tpCookie.None, YamlText.Of)
            .Add("l2-sublayer", session.L2Sublayer, session.Payload.DefaultSublayer(), Choices.Sublayer.WordOf)
            .Add("sequencing", session.Sequencing, L2tpSequencing.None, Choices.Sequencing.WordOf)
            .AddPayload(session)
            .Add("tcp-mss", session.TcpMss, TcpMss.Clamp, YamlText.Of)
            .AddRates(session.RateUp, session.RateDown)
            .Add("enabled", session.Enabled, otherwise: true, YamlText.Of);
    }
}
