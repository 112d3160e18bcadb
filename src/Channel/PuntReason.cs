namespace Router.Channel;

/// <summary>Why a packet went to the Linux mirror or the control plane; the values index <see cref="RegionKind.PuntCounters"/>.</summary>
public enum PuntReason : byte
{
    /// <summary>Not punted.</summary>
    None = 0,

    /// <summary>ARP packet.</summary>
    Arp = 1,

    /// <summary>IPv4 packet for an address of the router.</summary>
    Ipv4Local = 2,

    /// <summary>IPv6 packet for an address of the router.</summary>
    Ipv6Local = 3,

    /// <summary>IPv4 multicast or broadcast.</summary>
    Ipv4Multicast = 4,

    /// <summary>IPv6 multicast or link-local destination.</summary>
    Ipv6Multicast = 5,

    /// <summary>L2TP control message.</summary>
    L2tpControl = 6,

    /// <summary>MPLS router alert label.</summary>
    MplsRouterAlert = 7,

    /// <summary>Pseudowire associated channel.</summary>
    PwControlChannel = 8,

    /// <summary>Other EtherType for the mirror (LLDP, IS-IS, slow protocols).</summary>
    EthernetControl = 9,

    /// <summary>PPP frame of an L2TP session that is not an IP packet: LCP, authentication, network control protocols.</summary>
    PppControl = 10,
}

/// <summary>Names of <see cref="PuntReason"/>.</summary>
public static class PuntReasons
{
    /// <summary>Room for reasons in the counters.</summary>
    public const int Capacity = 32;

    private static readonly string[] Names =
    [
        "none",
        "arp",
        "ipv4-local",
        "ipv6-local",
        "ipv4-multicast",
        "ipv6-multicast",
        "l2tp-control",
        "mpls-router-alert",
        "pw-control-channel",
        "ethernet-control",
        "ppp-control",
    ];

    /// <summary>Number of reasons, including <see cref="PuntReason.None"/>.</summary>
    public static int Count => Names.Length;

    /// <summary>The reason's name.</summary>
    public static string Name(PuntReason reason) => (int)reason < Names.Length ? Names[(int)reason] : $"reason-{(int)reason}";
}
