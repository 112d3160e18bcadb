using Router.Configuration.Syntax;
using Router.Configuration.Writing;

namespace Router.Configuration;

/// <summary>Writes entries of <c>l2tp.peers</c>, <c>l2tp.pseudowires</c> and <c>l2tp.calls</c>.</summary>
internal static class L2tpPeerWriter
{
    /// <summary>The keys that entries of <c>l2tp.tunnels</c> have too.</summary>
    public static MappingWriter AddOuterHeader(this MappingWriter map, IL2tpOuterHeader header) => map
        .Add("ttl", header.Ttl, byte.MaxValue, static ttl => YamlText.Of(ttl))
        .Add("dscp", header.Dscp, default, static dscp => dscp.ToString())
        .Add("df", header.Df, otherwise: true, YamlText.Of)
        .Add("udp-checksum", header.UdpChecksum, UdpChecksumMode.Auto, Choices.UdpChecksum.WordOf)
        .Add("vrf", header.Vrf, VrfConfiguration.DefaultName, YamlText.Of)
        .AddValue("mtu", header.Mtu, static number => YamlText.Of(number));

    public static void WritePeer(MappingWriter map, L2tpPeerConfiguration peer)
    {
        var defaults = new L2tpPeerConfiguration { Name = peer.Name, Local = peer.Local, Remote = peer.Remote };
        _ = map
            .Add("name", YamlText.Of(peer.Name))
            .Add("local", YamlText.Of(peer.Local))
            .Add("remote", peer.RemoteAddress is { } address ? YamlText.Of(address) : YamlText.Of(peer.Remote))
            .Add("version", peer.Version, defaults.Version, Choices.PeerVersion.WordOf)
            .Add("encapsulation", peer.Encapsulation, defaults.Encapsulation, Choices.Encapsulation.WordOf)
            .Add("udp-port", peer.UdpPort, defaults.UdpPort, static port => YamlText.Of(port))
            .Add("initiate", peer.Initiate, defaults.Initiate, YamlText.Of)
            .AddObject("secret", peer.Secret, YamlText.Of)
            .AddObject("secret-previous", peer.SecretPrevious, YamlText.Of)
            .Add("authentication", peer.Authentication, L2tpPeerConfiguration.DefaultAuthentication(peer.Secret), Choices.PeerAuthentication.WordOf)
            .Add("hide-avps", peer.HideAvps, defaults.HideAvps, YamlText.Of)
            .AddObject("peer-host-name", peer.PeerHostName, YamlText.Of)
            .Add("hello-interval", peer.HelloInterval, defaults.HelloInterval, YamlText.Of)
            .Add("retransmit-cap", peer.RetransmitCap, defaults.RetransmitCap, YamlText.Of)
            .Add("retries", peer.Retries, defaults.Retries, static number => YamlText.Of(number))
            .Add("receive-window", peer.ReceiveWindow, defaults.ReceiveWindow, static number => YamlText.Of(number))
            .Add("max-sessions", peer.MaximumSessions, defaults.MaximumSessions, static number => YamlText.Of(number))
            .Add("cookie-length", peer.CookieLength, defaults.CookieLength, Choices.CookieLength.WordOf)
            .Add("l2-sublayer", peer.L2Sublayer, defaults.L2Sublayer, Choices.PeerSublayer.WordOf)
            .Add("sequencing", peer.Sequencing, defaults.Sequencing, Choices.PeerSequencing.WordOf)
            .AddOuterHeader(peer)
            .AddObject("ppp", peer.Ppp, YamlText.Of);
    }

    public static void WriteCall(MappingWriter map, L2tpCallConfiguration call)
    {
        _ = map
            .Add("name", YamlText.Of(call.Name))
            .Add("peer", YamlText.Of(call.Peer))
            .AddObject("user", call.User, YamlText.Of)
            .AddObject("password", call.Password, YamlText.Of)
            .Add("interface", YamlText.Of(call.Interface))
            .AddList("routes", call.Routes, YamlText.Of)
            .Add("tcp-mss", call.TcpMss, TcpMss.Clamp, YamlText.Of)
            .Add("enabled", call.Enabled, otherwise: true, YamlText.Of);
    }

    public static void WritePseudowire(MappingWriter map, L2tpPseudowireConfiguration pseudowire)
    {
        _ = map
            .Add("name", YamlText.Of(pseudowire.Name))
            .Add("peer", YamlText.Of(pseudowire.Peer))
            .Add("remote-end-id", pseudowire.RemoteEndId, pseudowire.Name, YamlText.Of)
            .Add("initiate", pseudowire.Initiate, otherwise: true, YamlText.Of)
            .AddPayload(pseudowire)
            .Add("enabled", pseudowire.Enabled, otherwise: true, YamlText.Of);
    }
}
