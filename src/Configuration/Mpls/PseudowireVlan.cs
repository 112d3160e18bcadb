using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Keys <c>mode</c> and <c>vlan</c> of L2TP sessions and pseudowires.</summary>
internal static class PseudowireVlan
{
    /// <summary>Reports a VLAN without VLAN mode and VLAN mode without a VLAN.</summary>
    public static void Check(PseudowireMode mode, MappingReader map)
    {
        if (mode == PseudowireMode.Ethernet)
        {
            map.Refuse("with mode: ethernet; it belongs to mode: vlan", "vlan");
        }
        else if (!map.Has("vlan"))
        {
            map.ReportHere($"key 'vlan' is missing; mode: vlan needs the VLAN id inside the pseudowire, from {VlanId.First} to {VlanId.Last}");
        }
    }
}
