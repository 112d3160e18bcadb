using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses an entry of <c>l2tp.sessions</c>.</summary>
internal static class L2tpSessionParser
{
    private static readonly ScalarParser<uint> Id = Scalars.Integer<uint>(1, uint.MaxValue);
    private static readonly ScalarParser<int> Mru = Scalars.Integer<int>(68, 9600);

    public static L2tpSessionConfiguration? Parse(MappingReader map)
    {
        var session = new L2tpSessionConfiguration
        {
            Name = map.Required("name", Names.Object),
            Tunnel = map.Required("tunnel", Names.Reference),
            SessionId = map.Required("session-id", Id),
            PeerSessionId = map.Required("peer-session-id", Id),
            Cookie = map.Optional<L2tpCookie>("cookie", Scalars.Cookie, L2tpCookie.None),
            PeerCookie = map.Optional<L2tpCookie>("peer-cookie", Scalars.Cookie, L2tpCookie.None),
            PeerCookiePrevious = map.Optional<L2tpCookie>("peer-cookie-previous", Scalars.Cookie, L2tpCookie.None),
            L2Sublayer = map.Optional<L2SublayerKind>("l2-sublayer", Choices.Sublayer.Parse, L2SublayerKind.Default),
            Sequencing = map.Optional<L2tpSequencing>("sequencing", Choices.Sequencing.Parse, L2tpSequencing.None),
            Payload = map.Optional<L2tpPayload>("payload", Choices.L2tpPayload.Parse, L2tpPayload.Ethernet),
            Interface = map.OptionalObject("interface", Names.Reference),
            Routes = map.List<IpPrefix>("routes", AddressScalars.Prefix),
            Mru = map.OptionalValue("mru", Mru),
            TcpMss = map.Optional<TcpMss>("tcp-mss", TcpMss.Parse, TcpMss.Clamp),
            RateUp = RateLimits.Parse(map, "up"),
            RateDown = RateLimits.Parse(map, "down"),
            Mode = map.Optional<PseudowireMode>("mode", Choices.Mode.Parse, PseudowireMode.Ethernet),
            Vlan = map.OptionalValue("vlan", VlanId.Parser),
            Enabled = map.Optional("enabled", Scalars.Boolean, otherwise: true),
        };
        if (!map.Failed)
        {
            Check(session, map);
            CheckPayload(session, map);
            PseudowireVlan.Check(session.Mode, map);
        }

        return session;
    }

    private static void CheckPayload(L2tpSessionConfiguration session, MappingReader map)
    {
        if (session.Payload == L2tpPayload.Ethernet)
        {
            map.Refuse("without payload: ppp; the frames of a pseudowire are not routed", ["interface", "routes", "mru", "tcp-mss", .. RateLimits.Keys]);
            return;
        }

        map.Refuse("with payload: ppp; it belongs to Ethernet pseudowires", "mode", "vlan");
        if (session.Interface is null)
        {
            map.ReportHere("key 'interface' is missing; the IP packets of a PPP session enter the router on a loopback interface");
        }

        if ((session.Sequencing & L2tpSequencing.Send) != 0)
        {
            map.Report("sequencing", "packets to a PPP session are not numbered; write recv or none");
        }
    }

    private static void Check(L2tpSessionConfiguration session, MappingReader map)
    {
        if (session.PeerCookiePrevious.Length != 0 && session.PeerCookiePrevious.Length != session.PeerCookie.Length)
        {
            map.Report("peer-cookie-previous", $"has {session.PeerCookiePrevious.Length} octets and peer-cookie {session.PeerCookie.Length}; both must be equally long");
        }

        if (session.Sequencing != L2tpSequencing.None && session.L2Sublayer == L2SublayerKind.None)
        {
            map.Report("sequencing", "sequence numbers are carried in the sublayer; write l2-sublayer: default, or sequencing: none");
        }
    }
}
