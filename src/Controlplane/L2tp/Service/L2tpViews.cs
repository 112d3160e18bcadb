using Router.Configuration;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Tunnels;
using Router.Controlplane.L2tp.Wire;
using Router.Controlplane.Ppp;

namespace Router.Controlplane.L2tp.Service;

/// <summary>A managed tunnel as it was at one moment: copied on the service's thread, turned into text on another.</summary>
internal sealed record L2tpTunnelView
{
    public required string Name { get; init; }

    /// <summary>Its peer's name; empty if the peer is not configured any more.</summary>
    public required string Peer { get; init; }

    public required L2tpPeerConfiguration? Configured { get; init; }

    public required string Vrf { get; init; }

    public required int Version { get; init; }

    public required TunnelState State { get; init; }

    public required L2tpEndpoint Endpoint { get; init; }

    public required uint LocalId { get; init; }

    public required uint PeerId { get; init; }

    public required bool IsInitiator { get; init; }

    public required bool IsAuthenticated { get; init; }

    public required string HostName { get; init; }

    public required uint RouterId { get; init; }

    public required string VendorName { get; init; }

    public required int Sessions { get; init; }

    public required DateTimeOffset? Since { get; init; }

    public required L2tpCounterSnapshot Counters { get; init; }
}

/// <summary>A negotiated pseudowire, PPP call or other managed session as it was at one moment.</summary>
internal sealed record L2tpSessionView
{
    public required string Name { get; init; }

    public required string Peer { get; init; }

    /// <summary>The tunnel's name; empty without a tunnel.</summary>
    public string Tunnel { get; init; } = "";

    public L2tpEndpoint Endpoint { get; init; }

    public int Version { get; init; }

    public uint TunnelId { get; init; }

    public uint PeerTunnelId { get; init; }

    public uint LocalId { get; init; }

    public uint PeerId { get; init; }

    /// <summary>Null for a configured pseudowire that has no session.</summary>
    public SessionState? State { get; init; }

    public required PseudowireType Type { get; init; }

    public bool IsInitiator { get; init; }

    /// <summary>Octets of the cookie in data to the peer.</summary>
    public int SentCookie { get; init; }

    /// <summary>Octets of the cookie in data to this router.</summary>
    public int DemandedCookie { get; init; }

    public L2SublayerKind SendSublayer { get; init; }

    public L2tpSequencing Sequencing { get; init; }

    public CircuitStatus LocalStatus { get; init; }

    public CircuitStatus PeerStatus { get; init; }

    public DateTimeOffset? Since { get; init; }

    /// <summary>Of a pseudowire.</summary>
    public L2tpPseudowireConfiguration? Pseudowire { get; init; }

    /// <summary>Of a pseudowire.</summary>
    public L2tpLastDown? LastDown { get; init; }

    /// <summary>Of a PPP call that is established.</summary>
    public PppView? Ppp { get; init; }
}

/// <summary>A PPP session as it was at one moment.</summary>
internal sealed record PppView
{
    public required string? User { get; init; }

    /// <summary>Null in a call in which this router is the subscriber.</summary>
    public required string? Profile { get; init; }

    public required PppPhase Phase { get; init; }

    public required PppIpv4? Ipv4 { get; init; }

    public required PppIpv6? Ipv6 { get; init; }

    public required IReadOnlyList<IpPrefix> Delegated { get; init; }

    public required IReadOnlyList<IpPrefix> Routes { get; init; }

    /// <summary>0 before LCP is open.</summary>
    public required int Mtu { get; init; }

    public required DateTimeOffset Since { get; init; }
}

/// <summary>A peer as it was at one moment.</summary>
/// <param name="Configuration">As configured.</param>
/// <param name="State">Of the tunnel that is furthest; null for none.</param>
/// <param name="Tunnels">Its tunnels, those that end not counted.</param>
/// <param name="Sessions">Their sessions.</param>
/// <param name="Pseudowires">Configured pseudowires that are enabled.</param>
/// <param name="NextAttempt">Milliseconds until this router tries again to open the tunnel; null if it has one or does not.</param>
/// <param name="LastDown">Why a tunnel was down last.</param>
/// <param name="IsDebugged">Whether its messages go into the log.</param>
internal sealed record L2tpPeerView(
    L2tpPeerConfiguration Configuration,
    TunnelState? State,
    int Tunnels,
    int Sessions,
    int Pseudowires,
    long? NextAttempt,
    L2tpLastDown? LastDown,
    bool IsDebugged);

/// <summary>A pool as it was at one moment.</summary>
/// <param name="Configuration">As configured.</param>
/// <param name="Size">Addresses or prefixes in all.</param>
/// <param name="Used">Those that cannot be given out: in use, or the router's own.</param>
internal readonly record struct PppPoolView(PppPoolConfiguration Configuration, int Size, int Used);
