using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses an entry of <c>l2tp.pseudowires</c>.</summary>
internal static class L2tpPseudowireParser
{
    public static L2tpPseudowireConfiguration? Parse(MappingReader map)
    {
        string name = map.Required("name", Names.Object);
        var pseudowire = new L2tpPseudowireConfiguration
        {
            Name = name,
            Peer = map.Required("peer", Names.Reference),
            RemoteEndId = map.Optional("remote-end-id", Texts.RemoteEndId, name),
            Initiate = map.Optional("initiate", Scalars.Boolean, otherwise: true),
            Mode = map.Optional<PseudowireMode>("mode", Choices.Mode.Parse, PseudowireMode.Ethernet),
            Vlan = map.OptionalValue("vlan", VlanId.Parser),
            Enabled = map.Optional("enabled", Scalars.Boolean, otherwise: true),
        };
        if (!map.Failed)
        {
            PseudowireVlan.Check(pseudowire.Mode, map);
        }

        return pseudowire;
    }
}
