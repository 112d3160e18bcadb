using System.Buffers.Binary;
using System.Security.Cryptography;
using Router.Configuration;
using Router.Controlplane.L2tp.Tunnels;
using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp.Sessions;

/// <summary>The sessions of an engine: what the owner asks of them. What peers ask is in the other part.</summary>
internal sealed partial class SessionManager
{
    private readonly L2tpEngine _engine;
    private readonly SessionMessages _messages;
    private uint _serial = RandomIds.Next32() >> 8;

    /// <summary>Creates the sessions of an engine.</summary>
    /// <param name="engine">The engine.</param>
    public SessionManager(L2tpEngine engine)
    {
        _engine = engine;
        _messages = new SessionMessages(engine.Writer);
    }

    /// <summary>Ids of sessions.</summary>
    public SessionTable Table { get; } = new();

    /// <summary>Asks for a session now, or when the control connection is up.</summary>
    /// <param name="tunnel">The control connection.</param>
    /// <param name="isOutgoingCall">True for OCRQ.</param>
    /// <param name="local">This end's parameters.</param>
    /// <param name="now">Time.</param>
    public L2tpSession Open(ControlConnection tunnel, bool isOutgoingCall, L2tpCallParameters local, long now)
    {
        local.Validate();
        var session = new L2tpSession(tunnel, isInitiator: true, isOutgoingCall, local);
        tunnel.Link(session);
        if (tunnel.State == TunnelState.Established)
        {
            Start(session, now);
        }

        return session;
    }

    /// <summary>The control connection is up: asks for the sessions that waited for it.</summary>
    /// <param name="tunnel">The control connection.</param>
    /// <param name="now">Time.</param>
    public void StartWaiting(ControlConnection tunnel, long now)
    {
        // In the order in which they were opened; the owner may open and close sessions meanwhile.
        L2tpSession[] waiting = [.. tunnel.Sessions()];
        for (int i = waiting.Length - 1; i >= 0; i--)
        {
            if (waiting[i].State == SessionState.WaitControlConnection && tunnel.State == TunnelState.Established)
            {
                Start(waiting[i], now);
            }
        }
    }

    /// <summary>Accepts a session that a peer asked for.</summary>
    /// <param name="session">A session in state <see cref="SessionState.WaitDecision"/>.</param>
    /// <param name="local">This end's parameters.</param>
    /// <param name="connected">False for an outgoing call that is still to be placed.</param>
    /// <param name="now">Time.</param>
    public void Accept(L2tpSession session, L2tpCallParameters local, bool connected, long now)
    {
        if (session.State != SessionState.WaitDecision)
        {
            return;
        }

        local.Validate();
        session.Local = local;
        session.AdvertisedStatus = local.CircuitStatus;
        session.LocalCookie = NewCookie(session);
        if (local.Phb is { } ours && session.Remote.Phb is { } theirs && ours != theirs)
        {
            Close(session, L2tpDownCause.NotSupported, new L2tpResult(DisconnectResult.SessionDsMismatch), now);
            return;
        }

        if (!session.HasAgreedHeaders)
        {
            Close(session, L2tpDownCause.NotSupported, new L2tpResult(DisconnectResult.FrameRelayHeaderMismatch), now);
            return;
        }

        _engine.Events.SessionOffered(session);
        if (session.State == SessionState.Closed)
        {
            return;
        }

        _messages.Reply(session);
        session.State = session.IsOutgoingCall ? SessionState.WaitAnswer : SessionState.WaitConnect;
        session.Tunnel.Commit(now);
        if (session is { IsOutgoingCall: true, State: SessionState.WaitAnswer } && connected)
        {
            Connect(session, session.Local, now);
        }
    }

    /// <summary>An outgoing call was connected: sends OCCN.</summary>
    /// <param name="session">A session in state <see cref="SessionState.WaitAnswer"/>.</param>
    /// <param name="local">This end's parameters, speeds and framing as they are now.</param>
    /// <param name="now">Time.</param>
    public void Connect(L2tpSession session, L2tpCallParameters local, long now)
    {
        if (session.State != SessionState.WaitAnswer)
        {
            return;
        }

        local.Validate();
        session.Local = local;
        _messages.Connected(session);
        session.Tunnel.Commit(now);
        Establish(session, now);
    }

    /// <summary>Ends a session that this router no longer wants, with a CDN if the peer knows of it.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cause">Cause for the owner.</param>
    /// <param name="result">Result code for the CDN.</param>
    /// <param name="now">Time.</param>
    public void Close(L2tpSession session, L2tpDownCause cause, in L2tpResult result, long now)
    {
        if (session.State is SessionState.Closed)
        {
            return;
        }

        if (session.State != SessionState.WaitControlConnection && session.Tunnel.State == TunnelState.Established)
        {
            _messages.Disconnect(session, result);
            session.Tunnel.Commit(now);
        }

        Drop(session, new L2tpDown(cause, result), now);
    }

    /// <summary>Ends all sessions of a control connection that is down.</summary>
    /// <param name="tunnel">The control connection.</param>
    /// <param name="result">Result code of the control connection's end.</param>
    /// <param name="now">Time.</param>
    public void DropAll(ControlConnection tunnel, in L2tpResult result, long now)
    {
        while (tunnel.FirstSession is { } session)
        {
            Drop(session, new L2tpDown(L2tpDownCause.TunnelDown, result), now);
        }
    }

    /// <summary>Tells the peer what this end's circuit does.</summary>
    /// <param name="session">The session.</param>
    /// <param name="status">State of the circuit.</param>
    /// <param name="now">Time.</param>
    public void SetCircuitStatus(L2tpSession session, CircuitStatus status, long now)
    {
        session.Local = session.Local with { CircuitStatus = status };
        if (session.State == SessionState.Established)
        {
            AdvertiseStatus(session, now);
        }
    }

    /// <summary>Sends SLI with an ACCM, in L2TPv2.</summary>
    /// <param name="session">An established session.</param>
    /// <param name="sendAccm">For what the LAC sends.</param>
    /// <param name="receiveAccm">For what the LAC receives.</param>
    /// <param name="now">Time.</param>
    public void SendAccm(L2tpSession session, uint sendAccm, uint receiveAccm, long now)
    {
        if (session.State == SessionState.Established && session.Tunnel.Version == 2)
        {
            _messages.Accm(session, sendAccm, receiveAccm);
            session.Tunnel.Commit(now);
        }
    }

    /// <summary>Sends WEN.</summary>
    /// <param name="session">An established session.</param>
    /// <param name="errors">CRC, framing, hardware overrun, buffer overrun, time-out and alignment errors.</param>
    /// <param name="now">Time.</param>
    public void SendWanErrors(L2tpSession session, ReadOnlySpan<uint> errors, long now)
    {
        if (session.State == SessionState.Established)
        {
            _messages.WanErrors(session, errors);
            session.Tunnel.Commit(now);
        }
    }

    /// <summary>Sends CSUN if Connect Speed Updates are in use (RFC 5515).</summary>
    /// <param name="session">An established session.</param>
    /// <param name="tx">Transmit speed in bit/s.</param>
    /// <param name="rx">Receive speed in bit/s.</param>
    /// <param name="now">Time.</param>
    public void SendSpeed(L2tpSession session, ulong tx, ulong rx, long now)
    {
        session.Local = session.Local with { TxConnectSpeed = tx, RxConnectSpeed = rx };
        if (session is { State: SessionState.Established, ConnectSpeedUpdates: true })
        {
            session.Tunnel.Begin(MessageType.ConnectSpeedUpdateNotification);
            _messages.AddSpeedUpdate(session, tx, rx);
            session.Tunnel.Commit(now);
        }
    }

    /// <summary>Sends CSURQ if Connect Speed Updates are in use (RFC 5515).</summary>
    /// <param name="session">An established session.</param>
    /// <param name="now">Time.</param>
    public void RequestSpeed(L2tpSession session, long now)
    {
        if (session is { State: SessionState.Established, ConnectSpeedUpdates: true })
        {
            session.Tunnel.Begin(MessageType.ConnectSpeedUpdateRequest);
            _messages.AddSpeedUpdate(session, 0, 0);
            session.Tunnel.Commit(now);
        }
    }

    /// <summary>A session was not set up in time.</summary>
    /// <param name="session">The session.</param>
    /// <param name="now">Time.</param>
    public void OnTimeout(L2tpSession session, long now) => Close(
        session,
        L2tpDownCause.Timeout,
        new L2tpResult(session.Tunnel.Version == 2 ? DisconnectResult.Timeout : DisconnectResult.StateMachineError, message: "timeout"),
        now);

    private void Start(L2tpSession session, long now)
    {
        ControlConnection tunnel = session.Tunnel;
        if (NotPossible(session) is { } result)
        {
            Drop(session, new L2tpDown(L2tpDownCause.NotSupported, result), now);
            return;
        }

        if (tunnel.SessionCount > tunnel.Profile.MaximumSessions || Table.Count >= _engine.Options.MaximumSessions
            || !Table.Register(session))
        {
            Drop(session, new L2tpDown(L2tpDownCause.NoResources, new L2tpResult(DisconnectResult.GeneralError, GeneralError.NoResources)), now);
            return;
        }

        session.SerialNumber = session.Local.SerialNumber != 0 ? session.Local.SerialNumber : ++_serial;
        session.LocalCookie = NewCookie(session);
        session.ConnectSpeedUpdates = tunnel.Profile.ConnectSpeedUpdates && !session.IsOutgoingCall;
        session.TieBreaker = tunnel.Version == 3 && tunnel.Profile.TieBreaker && session.Local.RemoteEndId.Length > 0
            ? RandomIds.Next64()
            : null;
        session.State = SessionState.WaitReply;
        Table.AddRequested(session);
        _engine.Timers.Set(session, now + tunnel.Profile.EstablishMilliseconds);
        _messages.Request(session);
        tunnel.Commit(now);
        _engine.Events.SessionOffered(session);
    }

    // A peer must not be asked for what it did not offer (RFC 2661 6.9, RFC 3931 5.4.4).
    private static L2tpResult? NotPossible(L2tpSession session)
    {
        ControlConnection tunnel = session.Tunnel;
        if (tunnel.Version == 3)
        {
            return tunnel.PeerPseudowireTypes.AsSpan().Contains((ushort)session.Local.PseudowireType)
                ? null
                : new L2tpResult(DisconnectResult.UnsupportedPseudowireType);
        }

        return session.IsOutgoingCall && tunnel.PeerBearerCapabilities == 0
            ? new L2tpResult(DisconnectResult.NoFacilitiesPermanent)
            : null;
    }

    private static L2tpCookie NewCookie(L2tpSession session)
    {
        if (session.Tunnel.Version == 2)
        {
            return L2tpCookie.None;
        }

        Span<byte> octets = stackalloc byte[session.Local.CookieLength ?? session.Tunnel.Profile.CookieLength];
        RandomNumberGenerator.Fill(octets);
        return new L2tpCookie(octets);
    }

    private void Establish(L2tpSession session, long now)
    {
        session.State = SessionState.Established;
        _engine.Timers.Set(session, long.MaxValue);
        _engine.Events.SessionUp(session);
        if (session.State == SessionState.Established)
        {
            AdvertiseStatus(session, now);
        }
    }

    private void AdvertiseStatus(L2tpSession session, long now)
    {
        if (session.Tunnel.Version == 3 && session.AdvertisedStatus != session.Local.CircuitStatus)
        {
            _messages.LinkInfo(session);
            session.Tunnel.Commit(now);
        }
    }

    private void Drop(L2tpSession session, in L2tpDown down, long now)
    {
        if (session.State == SessionState.Closed)
        {
            return;
        }

        Forget(session, now);
        session.State = SessionState.Closed;
        session.Tunnel.Unlink(session);
        _engine.LogSessionDown(session, down);
        _engine.Events.SessionDown(session, down);
    }

    private void Forget(L2tpSession session, long now)
    {
        _engine.Timers.Set(session, long.MaxValue);
        Table.Release(session, now + session.Tunnel.FullCycle);
    }
}
