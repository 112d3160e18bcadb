using Router.Configuration.Syntax;
using Router.Configuration.Writing;

namespace Router.Configuration;

/// <summary>Writes the keys of <see cref="IL2tpPayload"/>.</summary>
internal static class L2tpPayloadWriter
{
    public static MappingWriter AddPayload(this MappingWriter map, IL2tpPayload payload)
    {
        _ = map
            .Add("payload", payload.Payload, L2tpPayload.Ethernet, Choices.L2tpPayload.WordOf)
            .AddObject("interface", payload.Interface, YamlText.Of)
            .AddList("routes", payload.Routes, YamlText.Of)
            .AddValue("mru", payload.Mru, static number => YamlText.Of(number))
            .Add("mode", payload.Mode, PseudowireMode.Ethernet, Choices.Mode.WordOf)
            .AddValue("vlan", payload.Vlan, static id => YamlText.Of(id));
        if (payload.FrameRelay is { } relay)
        {
            _ = map
                .Add("header-length", relay.HeaderLength, (byte)2, Choices.FrameRelayHeaderLength.WordOf)
                .Add("dlci", YamlText.Of(relay.Dlci))
                .Add("peer-dlci", relay.PeerDlci, relay.Dlci, static dlci => YamlText.Of(dlci));
        }

        return map.AddValue("max-cells", payload.MaxCells, static number => YamlText.Of(number));
    }
}
