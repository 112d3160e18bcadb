using Router.Configuration;

namespace Router.Controlplane.Desired;

/// <summary>
/// An L2TP session that was set up by the control protocol, in the form of a configured one: the dataplane treats both
/// alike. It stays until it is taken back.
/// </summary>
/// <param name="Tunnel">Its control connection.</param>
/// <param name="Session">The session. Its name is that of a configured pseudowire, which cross-connects know, or any other that is unique.</param>
public sealed record NegotiatedSession(L2tpTunnelConfiguration Tunnel, L2tpSessionConfiguration Session)
{
    /// <summary>The sublayer that the peer sends; this router's side is <see cref="L2tpSessionConfiguration.L2Sublayer"/>.</summary>
    public L2SublayerKind ReceivedSublayer { get; init; } = L2SublayerKind.None;

    /// <summary>ATM cells: most of them in one packet to the peer. From the peer it is <see cref="L2tpSessionConfiguration.MaxCells"/>.</summary>
    public int PeerMaxCells { get; init; } = 1;

    /// <summary>False while the peer's circuit is down: nothing is sent to it (RFC 3931 5.4.5).</summary>
    public bool IsPeerActive { get; init; } = true;

    /// <summary>Linux shall know the destinations behind the peer, for what it sends itself: sessions of this router's own calls.</summary>
    public bool HasHostRoutes { get; init; }

    /// <summary>PPP: IP packets are forwarded; before, only what negotiates is. True for IP sessions.</summary>
    public bool IsNetworkUp { get; init; }
}
