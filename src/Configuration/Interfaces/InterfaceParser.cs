using System.Diagnostics.CodeAnalysis;
using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses an entry of <c>interfaces</c>.</summary>
internal static class InterfaceParser
{
    private static readonly ScalarParser<int> Mtu = Scalars.Integer<int>(68, 9600);

    public static InterfaceConfiguration? Parse(string name, MappingReader map)
    {
        if (Names.CheckInterface(name) is { } problem)
        {
            map.ReportHere(problem);
        }

        var entry = new InterfaceConfiguration
        {
            Name = name,
            Addresses = map.List<InterfaceAddress>("addresses", AddressScalars.Interface),
            Vrf = map.Optional("vrf", Names.Reference, VrfConfiguration.DefaultName),
            Mpls = map.Optional("mpls", Scalars.Boolean, otherwise: false),
            Mtu = map.OptionalValue("mtu", Mtu),
            Enabled = map.Optional("enabled", Scalars.Boolean, otherwise: true),
            Ipv4 = map.OptionalValue<bool>("ipv4", Scalars.Boolean),
            Ipv6 = map.OptionalValue<bool>("ipv6", Scalars.Boolean),
            Vlan = map.OptionalValue("vlan", VlanId.Parser),
            InnerVlan = map.OptionalValue("inner-vlan", VlanId.Parser),
            OuterTpid = map.Optional<ushort>("outer-tpid", Tpid, InterfaceConfiguration.CustomerTpid),
        };
        CheckTags(entry, map);
        return entry;
    }

    private static void CheckTags(InterfaceConfiguration entry, MappingReader map)
    {
        if (entry.IsLoopback)
        {
            map.Refuse("on a loopback interface, which no frame comes in on", "vlan", "inner-vlan", "outer-tpid", "mpls");
        }
        else if (!entry.IsSubinterface)
        {
            map.Refuse("on the untagged interface of a port: tags belong to a sub-interface PORT.N", "vlan", "inner-vlan", "outer-tpid");
        }
        else if (!map.Has("vlan"))
        {
            map.ReportHere($"key 'vlan' is missing; a sub-interface needs its VLAN id, from {VlanId.First} to {VlanId.Last}");
        }
    }

    private static string? Tpid(ScalarNode node, [NotNull] out ushort value)
    {
        string? problem = AnyTpid(node, out value);
        return problem is null && value is InterfaceConfiguration.CustomerTpid or InterfaceConfiguration.ServiceTpid
            ? null
            : $"'{node.Shown}' is not a supported TPID; write 0x8100 (802.1Q) or 0x88a8 (802.1ad)";
    }

    private static readonly ScalarParser<ushort> AnyTpid = Scalars.Integer<ushort>(0, ushort.MaxValue);
}
