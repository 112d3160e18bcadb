using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>VLAN ids (IEEE 802.1Q): 0 is the priority tag and 4095 is reserved.</summary>
internal static class VlanId
{
    public const ushort First = 1;

    public const ushort Last = 4094;

    public static readonly ScalarParser<ushort> Parser = Scalars.Integer<ushort>(First, Last);
}
