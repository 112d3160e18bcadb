using Router.Configuration.Syntax;
using Router.Configuration.Writing;

namespace Router.Configuration;

/// <summary>Writes the keys of <see cref="L2tpPayloadKeys"/>.</summary>
internal static class L2tpPayloadWriter
{
    public static MappingWriter AddPayload(this MappingWriter map, L2tpPayloadKeys keys)
    {
        _ = map
            .Add("payload", keys.Payload, L2tpPayload.Ethernet, Choices.L2tpPayload.WordOf)
            .AddObject("interface", keys.Interface, YamlText.Of)
            .AddList("routes", keys.Routes, YamlText.Of)
            .AddValue("mru", keys.Mru, static number => YamlText.Of(number))
            .Add("mode", keys.Mode, PseudowireMode.Ethernet, Choices.Mode.WordOf)
            .AddValue("vlan", keys.Vlan, static id => YamlText.Of(id));
        if (keys.FrameRelay is { } relay)
        {
            _ = map
                .Add("header-length", relay.HeaderLength, (byte)2, Choices.FrameRelayHeaderLength.WordOf)
                .Add("dlci", YamlText.Of(relay.Dlci))
                .Add("peer-dlci", relay.PeerDlci, relay.Dlci, static dlci => YamlText.Of(dlci));
        }

        return map.AddValue("max-cells", keys.MaxCells, static number => YamlText.Of(number));
    }

    public static L2tpPayloadKeys KeysOf(L2tpSessionConfiguration session) => new()
    {
        Payload = session.Payload,
        Interface = session.Interface,
        Routes = session.Routes,
        Mru = session.Mru,
        Mode = session.Mode,
        Vlan = session.Vlan,
        FrameRelay = session.FrameRelay,
        MaxCells = session.MaxCells,
    };

    public static L2tpPayloadKeys KeysOf(L2tpPseudowireConfiguration pseudowire) => new()
    {
        Payload = pseudowire.Payload,
        Interface = pseudowire.Interface,
        Routes = pseudowire.Routes,
        Mru = pseudowire.Mru,
        Mode = pseudowire.Mode,
        Vlan = pseudowire.Vlan,
        FrameRelay = pseudowire.FrameRelay,
        MaxCells = pseudowire.MaxCells,
    };
}
