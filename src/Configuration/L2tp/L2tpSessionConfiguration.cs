namespace Router.Configuration;

/// <summary>An entry of <c>l2tp.sessions</c>: a static session, a pseudowire, or PPP without negotiation.</summary>
public sealed record L2tpSessionConfiguration : IL2tpPayload
{
    /// <summary>Name; that of a pseudowire is the end of a cross-connect.</summary>
    public required string Name { get; init; }

    /// <summary>Name of its tunnel.</summary>
    public required string Tunnel { get; init; }

    /// <summary>Our session id: what the peer puts in packets to us. Unique in the router, not 0.</summary>
    public required uint SessionId { get; init; }

    /// <summary>The peer's session id: what we put in packets to the peer.</summary>
    public required uint PeerSessionId { get; init; }

    /// <summary>Cookie that we send.</summary>
    public L2tpCookie Cookie { get; init; }

    /// <summary>Cookie that we demand in received packets.</summary>
    public L2tpCookie PeerCookie { get; init; }

    /// <summary>Second cookie that we accept while the peer changes to a new one; none or as long as <see cref="PeerCookie"/>.</summary>
    public L2tpCookie PeerCookiePrevious { get; init; }

    /// <summary>L2-specific sublayer in both directions.</summary>
    public L2SublayerKind L2Sublayer { get; init; } = L2SublayerKind.Default;

    /// <summary>Sequence numbers; they need a sublayer.</summary>
    public L2tpSequencing Sequencing { get; init; } = L2tpSequencing.None;

    /// <summary>What it carries.</summary>
    public L2tpPayload Payload { get; init; } = L2tpPayload.Ethernet;

    /// <summary>Of a PPP or IP session: the loopback interface on which its IP packets enter its VRF; else null.</summary>
    public string? Interface { get; init; }

    /// <summary>Of a PPP or IP session: the destinations behind the peer.</summary>
    public ConfigurationList<IpPrefix> Routes { get; init; } = [];

    /// <summary>Of a PPP or IP session: the most octets of an IP packet to the peer; null is 1500 for PPP (RFC 1661 6.1), and what fits for IP.</summary>
    public int? Mru { get; init; }

    /// <summary>Of a PPP session: what becomes of TCP's MSS option.</summary>
    public TcpMss TcpMss { get; init; }

    /// <summary>Of a PPP session: limit of what comes from the peer; null for none.</summary>
    public RateLimit? RateUp { get; init; }

    /// <summary>Of a PPP session: limit of what goes to the peer; null for none.</summary>
    public RateLimit? RateDown { get; init; }

    /// <summary>Port or VLAN mode.</summary>
    public PseudowireMode Mode { get; init; } = PseudowireMode.Ethernet;

    /// <summary>VLAN id inside the pseudowire: set exactly with <see cref="PseudowireMode.Vlan"/>.</summary>
    public ushort? Vlan { get; init; }

    /// <summary>Set exactly with <see cref="L2tpPayload.FrameRelay"/>.</summary>
    public FrameRelayConfiguration? FrameRelay { get; init; }

    /// <summary>Of ATM cells: most of them in one packet; null is 1.</summary>
    public int? MaxCells { get; init; }

    /// <summary>Administrative state.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>What names the session in received packets: its id, in version 2 with the tunnel's in the high half.</summary>
    /// <param name="tunnel">Its tunnel.</param>
    public uint KeyIn(L2tpTunnelConfiguration tunnel)
    {
        ArgumentNullException.ThrowIfNull(tunnel);
        return tunnel.Version == 2 ? (tunnel.TunnelId << 16) | SessionId : SessionId;
    }
}
