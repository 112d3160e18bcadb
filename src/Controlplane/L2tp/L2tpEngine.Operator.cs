using Router.Controlplane.L2tp.Messages;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Tunnels;
using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp;

/// <summary>What the owner asks for. These may be called from within events.</summary>
public sealed partial class L2tpEngine
{
    /// <summary>Opens a control connection: sends an SCCRQ.</summary>
    /// <param name="endpoint">From where to where.</param>
    /// <param name="profile">How to speak with the peer.</param>
    /// <param name="now">Time.</param>
    /// <returns>The control connection; null when no more fit. <see cref="IL2tpEvents.TunnelDown"/> tells when it is over.</returns>
    /// <exception cref="ArgumentException">A profile that cannot work.</exception>
    public ControlConnection? OpenTunnel(in L2tpEndpoint endpoint, L2tpPeerProfile profile, long now)
    {
        Validate(endpoint, profile);
        if (Tunnels.IsFull)
        {
            return null;
        }

        var tunnel = new ControlConnection(this, endpoint, profile, isInitiator: true);
        return tunnel.Start(now) ? tunnel : null;
    }

    /// <summary>Closes a control connection and its sessions with a StopCCN.</summary>
    /// <param name="tunnel">The control connection.</param>
    /// <param name="result">Result code; 6 for a router that shuts down.</param>
    /// <param name="now">Time.</param>
    public void CloseTunnel(ControlConnection tunnel, in L2tpResult result, long now) =>
        tunnel.Stop(L2tpDownCause.LocalRequest, result, now);

    /// <summary>Asks for a session, ICRQ or OCRQ, as soon as the control connection is up.</summary>
    /// <param name="tunnel">The control connection.</param>
    /// <param name="local">This end's parameters.</param>
    /// <param name="now">Time.</param>
    /// <param name="isOutgoingCall">True for OCRQ.</param>
    /// <returns>The session; null if the control connection is closed. It may be down already when this returns.</returns>
    /// <exception cref="ArgumentException">A parameter that does not fit into an AVP.</exception>
    public L2tpSession? OpenSession(ControlConnection tunnel, L2tpCallParameters local, long now, bool isOutgoingCall = false) =>
        tunnel.State is TunnelState.WaitControlReply or TunnelState.WaitControlConnection or TunnelState.Established
            ? Sessions.Open(tunnel, isOutgoingCall, local, now)
            : null;

    /// <summary>Accepts a session on which the owner decided <see cref="L2tpSessionDecision.Later"/>.</summary>
    /// <param name="session">The session.</param>
    /// <param name="local">This end's parameters.</param>
    /// <param name="now">Time.</param>
    /// <param name="connected">False for an outgoing call that is still to be placed.</param>
    public void AcceptSession(L2tpSession session, L2tpCallParameters local, long now, bool connected = true) =>
        Sessions.Accept(session, local, connected, now);

    /// <summary>An outgoing call of the peer's was placed: sends OCCN.</summary>
    /// <param name="session">The session.</param>
    /// <param name="local">This end's parameters with the speeds and framing of the call.</param>
    /// <param name="now">Time.</param>
    public void ConnectSession(L2tpSession session, L2tpCallParameters local, long now) => Sessions.Connect(session, local, now);

    /// <summary>Closes or refuses a session with a CDN.</summary>
    /// <param name="session">The session.</param>
    /// <param name="result">Result code.</param>
    /// <param name="now">Time.</param>
    public void CloseSession(L2tpSession session, in L2tpResult result, long now) =>
        Sessions.Close(session, L2tpDownCause.LocalRequest, result, now);

    /// <summary>Tells the peer of a session what the attachment circuit does: SLI in L2TPv3 (RFC 3931 5.4.5).</summary>
    /// <param name="session">The session.</param>
    /// <param name="status">State of the circuit.</param>
    /// <param name="now">Time.</param>
    public void SetCircuitStatus(L2tpSession session, CircuitStatus status, long now) =>
        Sessions.SetCircuitStatus(session, status, now);

    /// <summary>Tells the LAC the ACCM that PPP negotiated: SLI in L2TPv2 (RFC 2661 4.4.6).</summary>
    /// <param name="session">An established session.</param>
    /// <param name="sendAccm">For what the LAC sends.</param>
    /// <param name="receiveAccm">For what the LAC receives.</param>
    /// <param name="now">Time.</param>
    public void SendAccm(L2tpSession session, uint sendAccm, uint receiveAccm, long now) =>
        Sessions.SendAccm(session, sendAccm, receiveAccm, now);

    /// <summary>Tells the LNS about errors of a circuit: WEN, at most once per minute by RFC 2661 6.13.</summary>
    /// <param name="session">An established session.</param>
    /// <param name="errors">CRC, framing, hardware overrun, buffer overrun, time-out and alignment errors since set-up.</param>
    /// <param name="now">Time.</param>
    public void SendWanErrors(L2tpSession session, ReadOnlySpan<uint> errors, long now) =>
        Sessions.SendWanErrors(session, errors, now);

    /// <summary>Tells the peer new connect speeds, if both ends agreed on that (RFC 5515).</summary>
    /// <param name="session">The session.</param>
    /// <param name="tx">Transmit speed in bit/s.</param>
    /// <param name="rx">Receive speed in bit/s.</param>
    /// <param name="now">Time.</param>
    public void SetConnectSpeed(L2tpSession session, ulong tx, ulong rx, long now) => Sessions.SendSpeed(session, tx, rx, now);

    /// <summary>Asks the peer for connect speeds, if both ends agreed on that (RFC 5515).</summary>
    /// <param name="session">The session.</param>
    /// <param name="now">Time.</param>
    public void RequestConnectSpeed(L2tpSession session, long now) => Sessions.RequestSpeed(session, now);

    /// <summary>The dataplane received data of this control connection: no Hello is needed for now (RFC 3931 4.4).</summary>
    /// <param name="tunnel">The control connection.</param>
    /// <param name="now">Time at which data was received.</param>
    public void DataReceived(ControlConnection tunnel, long now)
    {
        tunnel.Heard(now);
        tunnel.Reschedule();
    }

    /// <summary>Takes the id of a static L2TPv3 session out of those that are given.</summary>
    /// <param name="id">The id.</param>
    /// <returns>False if a session has it.</returns>
    public bool ReserveSessionId(uint id) => Sessions.Table.Reserve(id);

    /// <summary>Puts the id of a static L2TPv3 session back.</summary>
    /// <param name="id">The id.</param>
    public void UnreserveSessionId(uint id) => Sessions.Table.Unreserve(id);

    private static void Validate(in L2tpEndpoint endpoint, L2tpPeerProfile profile)
    {
        if (endpoint.Encapsulation == Configuration.L2tpEncapsulation.Ip && profile.Versions == L2tpVersions.V2Only)
        {
            throw new ArgumentException("L2TPv2 needs UDP.", nameof(profile));
        }

        if (profile.Authentication == L2tpAuthentication.Required && profile.Secrets.Count == 0)
        {
            throw new ArgumentException("Authentication needs a secret.", nameof(profile));
        }

        if (profile.HostName.Length is 0 or > ControlMessageWriter.MaximumValue / 4 || profile.CookieLength is not (0 or 4 or 8)
            || profile.ReceiveWindow == 0)
        {
            throw new ArgumentException("Host name, cookie length or receive window is out of range.", nameof(profile));
        }
    }
}
