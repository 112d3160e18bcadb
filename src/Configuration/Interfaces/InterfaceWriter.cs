using Router.Configuration.Writing;

namespace Router.Configuration;

/// <summary>Writes an entry of <c>interfaces</c>.</summary>
internal static class InterfaceWriter
{
    public static void Write(MappingWriter map, InterfaceConfiguration entry) => map
        .AddValue("vlan", entry.Vlan, static id => YamlText.Of(id))
        .AddValue("inner-vlan", entry.InnerVlan, static id => YamlText.Of(id))
        .Add("outer-tpid", entry.OuterTpid, InterfaceConfiguration.CustomerTpid, static tpid => YamlText.Hex(tpid))
        .AddList("addresses", entry.Addresses, YamlText.Of)
        .Add("vrf", entry.Vrf, VrfConfiguration.DefaultName, YamlText.Of)
        .Add("mpls", entry.Mpls, otherwise: false, YamlText.Of)
        .AddValue("mtu", entry.Mtu, static number => YamlText.Of(number))
        .Add("enabled", entry.Enabled, otherwise: true, YamlText.Of)
        .AddValue("ipv4", entry.Ipv4, YamlText.Of)
        .AddValue("ipv6", entry.Ipv6, YamlText.Of);
}
