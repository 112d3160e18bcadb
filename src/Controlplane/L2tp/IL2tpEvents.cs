using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Tunnels;

namespace Router.Controlplane.L2tp;

/// <summary>
/// The owner of an <see cref="L2tpEngine"/>: is asked for decisions and told what happened, on the engine's thread. It may
/// call the engine's operator methods from within, but not <see cref="L2tpEngine.Receive"/> and <see cref="L2tpEngine.Tick"/>.
/// </summary>
public interface IL2tpEvents
{
    /// <summary>Who may be asking for a tunnel? Called for every SCCRQ that is not a repetition, spoofed ones included.</summary>
    /// <param name="request">What the SCCRQ says.</param>
    /// <returns>The profile to use; null to refuse.</returns>
    L2tpPeerProfile? FindPeer(in L2tpTunnelRequest request);

    /// <summary>A tunnel is established.</summary>
    /// <param name="tunnel">The tunnel.</param>
    void TunnelUp(ControlConnection tunnel);

    /// <summary>A tunnel that the owner opened or was told of is down; its sessions are down already.</summary>
    /// <param name="tunnel">The tunnel.</param>
    /// <param name="down">Why.</param>
    void TunnelDown(ControlConnection tunnel, in L2tpDown down);

    /// <summary>A peer asks for a session: <see cref="L2tpSession.Remote"/> is what it says.</summary>
    /// <param name="session">The session.</param>
    L2tpSessionDecision SessionRequested(L2tpSession session);

    /// <summary>
    /// Ids and cookie of this end are about to be sent, or in a request just were: the peer's data may come once it has them
    /// (RFC 3931 7.3). The owner may close the session.
    /// </summary>
    /// <param name="session">The session.</param>
    void SessionOffered(L2tpSession session);

    /// <summary>A session is established, all of its properties are valid.</summary>
    /// <param name="session">The session.</param>
    void SessionUp(L2tpSession session);

    /// <summary>A session is down. Called for every session that the owner opened or accepted or has yet to decide on.</summary>
    /// <param name="session">The session.</param>
    /// <param name="down">Why.</param>
    void SessionDown(L2tpSession session, in L2tpDown down);

    /// <summary>The peer's circuit changed: without <see cref="CircuitStatus.Active"/> nothing may be sent to it.</summary>
    /// <param name="session">An established session.</param>
    void CircuitStatusChanged(L2tpSession session);

    /// <summary>The LNS told the ACCM that it negotiated (SLI of L2TPv2).</summary>
    /// <param name="session">The session.</param>
    /// <param name="sendAccm">For what the LAC sends.</param>
    /// <param name="receiveAccm">For what the LAC receives.</param>
    void AccmChanged(L2tpSession session, uint sendAccm, uint receiveAccm);

    /// <summary>The peer told new connect speeds (RFC 5515): they are in <see cref="L2tpSession.Remote"/>.</summary>
    /// <param name="session">The session.</param>
    void ConnectSpeedChanged(L2tpSession session);
}
