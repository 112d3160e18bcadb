using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses an entry of <c>l2tp.pseudowires</c>.</summary>
internal static class L2tpPseudowireParser
{
    public static L2tpPseudowireConfiguration? Parse(MappingReader map)
    {
        string name = map.Required("name", Names.Object);
        L2tpPayloadKeys payload = L2tpPayloadKeys.Parse(map);
        var pseudowire = new L2tpPseudowireConfiguration
        {
            Name = name,
            Peer = map.Required("peer", Names.Reference),
            RemoteEndId = map.Optional("remote-end-id", Texts.RemoteEndId, name),
            Initiate = map.Optional("initiate", Scalars.Boolean, otherwise: true),
            Payload = payload.Payload,
            Interface = payload.Interface,
            Routes = payload.Routes,
            Mru = payload.Mru,
            Mode = payload.Mode,
            Vlan = payload.Vlan,
            FrameRelay = payload.FrameRelay,
            MaxCells = payload.MaxCells,
            Enabled = map.Optional("enabled", Scalars.Boolean, otherwise: true),
        };
        if (!map.Failed)
        {
            payload.Check(map, "ip");
            if (payload.Payload == L2tpPayload.Ppp)
            {
                map.Report("payload", "PPP sessions are negotiated by l2tp.calls and by the peer's PPP profile; give another payload");
            }
        }

        return pseudowire;
    }
}
