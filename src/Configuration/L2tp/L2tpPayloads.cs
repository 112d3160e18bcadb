namespace Router.Configuration;

/// <summary>What the payloads of sessions have in common.</summary>
public static class L2tpPayloads
{
    /// <summary>Its IP packets are routed here; otherwise the session is an end of a cross-connect.</summary>
    /// <param name="payload">A payload.</param>
    public static bool IsRouted(this L2tpPayload payload) => payload is L2tpPayload.Ppp or L2tpPayload.Ip;

    /// <summary>ATM cells.</summary>
    /// <param name="payload">A payload.</param>
    public static bool IsCells(this L2tpPayload payload) => payload is L2tpPayload.AtmPort or L2tpPayload.AtmVcc or L2tpPayload.AtmVpc;

    /// <summary>Frames that no interface of this router has: they go to another session that carries the same.</summary>
    /// <param name="payload">A payload.</param>
    public static bool IsOpaque(this L2tpPayload payload) => payload != L2tpPayload.Ethernet && !payload.IsRouted();

    /// <summary>The sublayer that a session has if none is written: AAL5 SDUs need the bits of the ATM-specific one.</summary>
    /// <param name="payload">A payload.</param>
    public static L2SublayerKind DefaultSublayer(this L2tpPayload payload) =>
        payload == L2tpPayload.AtmAal5 ? L2SublayerKind.Atm : L2SublayerKind.Default;
}
