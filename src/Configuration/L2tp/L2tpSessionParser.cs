using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses an entry of <c>l2tp.sessions</c>.</summary>
internal static class L2tpSessionParser
{
    private static readonly ScalarParser<uint> Id = Scalars.Integer<uint>(1, uint.MaxValue);

    public static L2tpSessionConfiguration? Parse(MappingReader map)
    {
        L2tpPayloadKeys payload = L2tpPayloadKeys.Parse(map);
        var session = new L2tpSessionConfiguration
        {
            Name = map.Required("name", Names.Object),
            Tunnel = map.Required("tunnel", Names.Reference),
            SessionId = map.Required("session-id", Id),
            PeerSessionId = map.Required("peer-session-id", Id),
            Cookie = map.Optional<L2tpCookie>("cookie", Scalars.Cookie, L2tpCookie.None),
            PeerCookie = map.Optional<L2tpCookie>("peer-cookie", Scalars.Cookie, L2tpCookie.None),
            PeerCookiePrevious = map.Optional<L2tpCookie>("peer-cookie-previous", Scalars.Cookie, L2tpCookie.None),
            L2Sublayer = map.Optional<L2SublayerKind>("l2-sublayer", Choices.Sublayer.Parse, payload.Payload.DefaultSublayer()),
            Sequencing = map.Optional<L2tpSequencing>("sequencing", Choices.Sequencing.Parse, L2tpSequencing.None),
            Payload = payload.Payload,
            Interface = payload.Interface,
            Routes = payload.Routes,
            Mru = payload.Mru,
            TcpMss = map.Optional<TcpMss>("tcp-mss", TcpMss.Parse, TcpMss.Clamp),
            RateUp = RateLimits.Parse(map, "up"),
            RateDown = RateLimits.Parse(map, "down"),
            Mode = payload.Mode,
            Vlan = payload.Vlan,
            FrameRelay = payload.FrameRelay,
            MaxCells = payload.MaxCells,
            Enabled = map.Optional("enabled", Scalars.Boolean, otherwise: true),
        };
        if (!map.Failed)
        {
            Check(session, map);
            payload.Check(map, "ppp or ip");
            if (session.Payload != L2tpPayload.Ppp)
            {
                map.Refuse("without payload: ppp", ["tcp-mss", .. RateLimits.Keys]);
            }
        }

        return session;
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

        if (session.L2Sublayer == L2SublayerKind.Atm && session.Payload != L2tpPayload.AtmAal5 && !session.Payload.IsCells())
        {
            map.Report("l2-sublayer", "atm is for ATM alone; write default or none");
        }

        if (session.Payload == L2tpPayload.Ppp && (session.Sequencing & L2tpSequencing.NonIp) != 0)
        {
            map.Report("sequencing", "packets of a PPP session are numbered all or none; write send, recv, both or none");
        }
    }
}
