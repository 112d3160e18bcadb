using System.Net;
using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses an entry of <c>mpls.pseudowires</c>.</summary>
internal static class PseudowireParser
{
    public static PseudowireConfiguration? Parse(MappingReader map)
    {
        var pseudowire = new PseudowireConfiguration
        {
            Name = map.Required("name", Names.Object),
            Label = map.Required("label", LocalLabel.Parser),
            Via = map.Required<IPAddress>("via", AddressScalars.Unicast),
            Interface = map.OptionalObject("interface", Names.Reference),
            OutLabels = map.List("out-labels", OutLabel.Parser),
            ControlWord = map.Optional("control-word", Scalars.Boolean, otherwise: false),
            Mode = map.Optional<PseudowireMode>("mode", Choices.Mode.Parse, PseudowireMode.Ethernet),
            Vlan = map.OptionalValue("vlan", VlanId.Parser),
        };
        if (!map.Failed)
        {
            CheckLabels(pseudowire, map);
            PseudowireVlan.Check(pseudowire.Mode, map);
        }

        return pseudowire;
    }

    private static void CheckLabels(PseudowireConfiguration pseudowire, MappingReader map)
    {
        if (pseudowire.OutLabels.Count == 0)
        {
            map.Report("out-labels", "needs at least the peer's pseudowire label; write out-labels: [TUNNEL-LABEL, PSEUDOWIRE-LABEL]");
        }
        else if (pseudowire.OutLabels[^1] < MplsLabel.First)
        {
            map.Report("out-labels", $"the last label is the peer's pseudowire label and cannot be {pseudowire.OutLabels[^1]}; write 16 to 1048575");
        }

        OutLabel.CheckDepth(pseudowire.OutLabels, map, "out-labels");
    }
}
