namespace Router.Configuration;

/// <summary>What an L2TP session carries: the same keys in <c>l2tp.sessions</c> and <c>l2tp.pseudowires</c>.</summary>
public interface IL2tpPayload
{
    /// <summary>The payload.</summary>
    L2tpPayload Payload { get; }

    /// <summary>Of PPP or IP: the loopback interface on which its packets enter its VRF; else null.</summary>
    string? Interface { get; }

    /// <summary>Of PPP or IP: the destinations behind the peer.</summary>
    ConfigurationList<IpPrefix> Routes { get; }

    /// <summary>Of PPP or IP: the most octets of an IP packet to the peer; null for the default.</summary>
    int? Mru { get; }

    /// <summary>Port or VLAN mode.</summary>
    PseudowireMode Mode { get; }

    /// <summary>VLAN id inside the pseudowire: set exactly with <see cref="PseudowireMode.Vlan"/>.</summary>
    ushort? Vlan { get; }

    /// <summary>Set exactly with <see cref="L2tpPayload.FrameRelay"/>.</summary>
    FrameRelayConfiguration? FrameRelay { get; }

    /// <summary>Of ATM cells: most of them in one packet; null is 1.</summary>
    int? MaxCells { get; }
}
