using System.Text;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Tunnels;
using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp.Service;

/// <content>What the engine asks and tells.</content>
public sealed partial class L2tpService : IL2tpEvents
{
    /// <inheritdoc/>
    public L2tpPeerProfile? FindPeer(in L2tpTunnelRequest request)
    {
        L2tpEndpoint endpoint = request.Endpoint;
        L2tpPeer? best = null;
        foreach (L2tpPeer peer in _peers.Values)
        {
            L2tpPeerConfiguration configured = peer.Configuration;
            if (peer.Vrf == endpoint.Vrf
                && configured.Encapsulation == endpoint.Encapsulation
                && L2tpAddress.From(configured.Local) == endpoint.LocalAddress
                && configured.Remote.Contains(endpoint.RemoteAddress.ToIPAddress())
                && (configured.PeerHostName is null || configured.PeerHostName == request.HostName)
                && (best is null || configured.Remote.Length > best.Configuration.Remote.Length))
            {
                best = peer;
            }
        }

        return best?.Profile;
    }

    /// <inheritdoc/>
    public void TunnelUp(ControlConnection tunnel)
    {
        ArgumentNullException.ThrowIfNull(tunnel);
        if (PeerOf(tunnel) is not { } peer)
        {
            _engine.CloseTunnel(tunnel, new L2tpResult(StopResult.NotAuthorized), Now);
            return;
        }

        tunnel.Owner = new TunnelContext(peer, tunnel, _vrfs.NameOf(peer.Vrf));
        if (peer.Tunnel is null || peer.Tunnel.State != TunnelState.Established)
        {
            peer.Tunnel = tunnel;
        }

        peer.Succeeded();
        foreach (L2tpPseudowire pseudowire in peer.Pseudowires.Values)
        {
            pseudowire.NextAttempt = 0;
        }

        _tendAt = 0;
    }

    /// <inheritdoc/>
    public void TunnelDown(ControlConnection tunnel, in L2tpDown down)
    {
        ArgumentNullException.ThrowIfNull(tunnel);
        if (PeerOf(tunnel) is { } peer && ReferenceEquals(peer.Tunnel, tunnel))
        {
            peer.Tunnel = _engine.AllTunnels.FirstOrDefault(
                other => ReferenceEquals(other.Profile, peer.Profile) && !ReferenceEquals(other, tunnel) && other.State == TunnelState.Established);
        }
    }

    /// <inheritdoc/>
    public L2tpSessionDecision SessionRequested(L2tpSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (session.Tunnel.Owner is not TunnelContext tunnel)
        {
            return L2tpSessionDecision.Refuse(new L2tpResult(DisconnectResult.NoFacilitiesTemporary));
        }

        if (session.PseudowireType == PseudowireType.Ppp)
        {
            return tunnel.Peer.Ppp is null || session.IsOutgoingCall
                ? L2tpSessionDecision.Refuse(new L2tpResult(DisconnectResult.NoFacilitiesPermanent))
                : L2tpSessionDecision.Accept(new L2tpCallParameters
                {
                    PseudowireType = PseudowireType.Ppp,
                    CircuitStatus = CircuitStatus.Active | CircuitStatus.New,
                    Ppp = new PppCallParameters(),
                });
        }

        string id = Encoding.UTF8.GetString(session.RemoteEndId);
        if (!tunnel.Peer.Pseudowires.TryGetValue(id, out L2tpPseudowire? pseudowire))
        {
            return L2tpSessionDecision.Refuse(new L2tpResult(DisconnectResult.NoFacilitiesPermanent, GeneralError.None, "no such pseudowire"));
        }

        if (pseudowire.Type != session.PseudowireType)
        {
            return L2tpSessionDecision.Refuse(new L2tpResult(DisconnectResult.UnsupportedPseudowireType));
        }

        if (pseudowire.Session is { } held && !ReferenceEquals(held.Tunnel, session.Tunnel))
        {
            // The peer has lost its end, with the tunnel that it was in, and comes anew.
            _engine.CloseSession(held, new L2tpResult(DisconnectResult.Administrative, GeneralError.None, "replaced"), Now);
        }
        else if (pseudowire.Session is not null && !ReferenceEquals(pseudowire.Session, session))
        {
            return L2tpSessionDecision.Refuse(new L2tpResult(DisconnectResult.NoFacilitiesTemporary, GeneralError.None, "already connected"));
        }

        pseudowire.Session = session;
        session.Owner = pseudowire;
        return L2tpSessionDecision.Accept(pseudowire.Parameters);
    }

    /// <inheritdoc/>
    public void SessionOffered(L2tpSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (session.Owner is L2tpPseudowire pseudowire)
        {
            _sockets.Hold();
            Expect(session, pseudowire);
            return;
        }

        if (session.IsInitiator || session.PseudowireType != PseudowireType.Ppp || session.Tunnel.Owner is not TunnelContext tunnel || tunnel.Peer.Ppp is not { } profile)
        {
            return;
        }

        if (IsFree(tunnel, session) && _calls.Offer(tunnel, session, profile))
        {
            _sockets.Hold();
            return;
        }

        _engine.CloseSession(session, new L2tpResult(DisconnectResult.NoFacilitiesTemporary), Now);
    }

    /// <inheritdoc/>
    public void SessionUp(L2tpSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        switch (session.Owner)
        {
            case PppCall call:
                _calls.Up(call, Now);
                break;
            case L2tpCall own when session.Tunnel.Owner is TunnelContext tunnel:
                if (IsFree(tunnel, session) && _calls.Offer(tunnel, session, own))
                {
                    // The dataplane numbers the first PPP frame already, and only in a session that it knows.
                    _sockets.Hold();
                    _calls.Up((PppCall)session.Owner, Now);
                }
                else
                {
                    _engine.CloseSession(session, new L2tpResult(DisconnectResult.NoFacilitiesTemporary), Now);
                }

                break;
            case L2tpPseudowire pseudowire:
                Connect(session, pseudowire);
                if ((pseudowire.Status & CircuitStatus.Active) == 0)
                {
                    _engine.SetCircuitStatus(session, pseudowire.Status, Now);
                }

                break;
            default:
                break;
        }
    }

    /// <inheritdoc/>
    public void SessionDown(L2tpSession session, in L2tpDown down)
    {
        ArgumentNullException.ThrowIfNull(session);
        switch (session.Owner)
        {
            case PppCall call:
                session.Owner = null;
                if (session.Tunnel.Version == 2)
                {
                    _engine.UnreserveSessionId(call.Key);
                }

                if (call.Own is { } calling && ReferenceEquals(calling.Session, session))
                {
                    calling.Session = null;
                }

                _calls.Down(call, Now);
                break;
            case L2tpCall own when ReferenceEquals(own.Session, session):
                session.Owner = null;
                own.Session = null;
                _logger.LogInformation("L2TP call {Name} failed: {Cause}, {Result}", own.Configuration.Name, down.Cause, down.Result);
                break;
            case L2tpPseudowire pseudowire when ReferenceEquals(pseudowire.Session, session):
                session.Owner = null;
                pseudowire.Session = null;
                _outbox.Remove(pseudowire.Configuration.Name);

                // The tunnel's own message has the reason, and how many sessions went with it.
                _logger.Log(
                    down.Cause == L2tpDownCause.TunnelDown ? LogLevel.Debug : LogLevel.Information,
                    "L2TP pseudowire {Name} is down: {Cause}, {Result}", pseudowire.Configuration.Name, down.Cause, down.Result);
                break;
            default:
                break;
        }
    }

    /// <inheritdoc/>
    public void CircuitStatusChanged(L2tpSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (session.Owner is L2tpPseudowire pseudowire)
        {
            Connect(session, pseudowire);
        }
    }

    /// <inheritdoc/>
    public void AccmChanged(L2tpSession session, uint sendAccm, uint receiveAccm)
    {
        // Nothing here is asynchronous.
    }

    /// <inheritdoc/>
    public void ConnectSpeedChanged(L2tpSession session)
    {
        // Shown where sessions are shown.
    }

    /// <summary>Whether no other session has the ids: those of version 2 and of version 3 are one space in the dataplane.</summary>
    private bool IsFree(TunnelContext tunnel, L2tpSession session) =>
        session.Tunnel.Version == 3 || _engine.ReserveSessionId(tunnel.SessionOf(session, "").KeyIn(tunnel.Configuration));

    /// <summary>
    /// The ids of a pseudowire are on their way to the peer, which may send data as soon as it has them (RFC 3931 3.4.1): the
    /// dataplane receives it. Data of before a restart flows on until the new session is established.
    /// </summary>
    private void Expect(L2tpSession session, L2tpPseudowire pseudowire)
    {
        L2tpPseudowireConfiguration configured = pseudowire.Configuration;
        if (session.Tunnel.Owner is TunnelContext tunnel && !_orphans.Has(configured.Name))
        {
            _outbox.Change(Negotiated(session, tunnel, configured) with { IsPeerActive = false });
        }
    }

    /// <summary>Tells the dataplane of an established pseudowire.</summary>
    private void Connect(L2tpSession session, L2tpPseudowire pseudowire)
    {
        if (session.Tunnel.Owner is not TunnelContext tunnel)
        {
            return;
        }

        L2tpPseudowireConfiguration configured = pseudowire.Configuration;
        bool active = (session.PeerStatus & CircuitStatus.Active) != 0;
        _logger.LogInformation(
            "L2TP pseudowire {Name} is up: session {Local}/{Peer}, the peer's circuit is {State}",
            configured.Name, session.LocalId, session.PeerId, active ? "active" : "down");
        _orphans.Succeeded(configured.Name);
        _outbox.Change(Negotiated(session, tunnel, configured) with
        {
            HasHostRoutes = configured.Payload == L2tpPayload.Ip,
            IsPeerActive = active,
        });
    }

    private static NegotiatedSession Negotiated(L2tpSession session, TunnelContext tunnel, L2tpPseudowireConfiguration configured) => new(
        tunnel.Configuration,
        tunnel.SessionOf(session, configured.Name) with
        {
            Payload = configured.Payload,
            Interface = configured.Interface,
            Routes = configured.Routes,
            Mru = configured.Mru,
            Mode = configured.Mode,
            Vlan = configured.Vlan,
            FrameRelay = configured.FrameRelay,
            MaxCells = configured.MaxCells,
        })
    {
        ReceivedSublayer = session.ReceiveSublayer,
        PeerMaxCells = session.Remote.MaxCells ?? 1,
        IsNetworkUp = configured.Payload == L2tpPayload.Ip,
    };

    private L2tpPeer? PeerOf(ControlConnection tunnel)
    {
        foreach (L2tpPeer peer in _peers.Values)
        {
            if (ReferenceEquals(peer.Profile, tunnel.Profile))
            {
                return peer;
            }
        }

        return null;
    }
}
