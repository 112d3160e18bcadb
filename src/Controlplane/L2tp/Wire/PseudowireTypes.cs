using Router.Configuration;

namespace Router.Controlplane.L2tp.Wire;

/// <summary>Pseudowire types of what is configured.</summary>
internal static class PseudowireTypes
{
    /// <summary>The types of pseudowires that may be configured; PPP needs a profile.</summary>
    public static readonly IReadOnlyList<PseudowireType> Configurable =
    [
        PseudowireType.Ethernet, PseudowireType.EthernetVlan, PseudowireType.Ip, PseudowireType.Hdlc, PseudowireType.FrameRelayDlci,
        PseudowireType.AtmAal5, PseudowireType.AtmPort, PseudowireType.AtmVcc, PseudowireType.AtmVpc,
    ];

    /// <summary>The type of a payload.</summary>
    /// <param name="payload">Payload.</param>
    /// <param name="mode">Mode of Ethernet.</param>
    public static PseudowireType Of(L2tpPayload payload, PseudowireMode mode) => payload switch
    {
        L2tpPayload.Ppp => PseudowireType.Ppp,
        L2tpPayload.Ip => PseudowireType.Ip,
        L2tpPayload.Hdlc => PseudowireType.Hdlc,
        L2tpPayload.FrameRelay => PseudowireType.FrameRelayDlci,
        L2tpPayload.AtmAal5 => PseudowireType.AtmAal5,
        L2tpPayload.AtmPort => PseudowireType.AtmPort,
        L2tpPayload.AtmVcc => PseudowireType.AtmVcc,
        L2tpPayload.AtmVpc => PseudowireType.AtmVpc,
        _ => mode == PseudowireMode.Vlan ? PseudowireType.EthernetVlan : PseudowireType.Ethernet,
    };
}
