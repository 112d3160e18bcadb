using System.Buffers.Binary;
using Router.Controlplane.L2tp.Messages;
using Router.Controlplane.L2tp.Tunnels;
using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp.Sessions;

/// <summary>Messages of peers about sessions (RFC 2661 7.4 and 7.5, RFC 3931 7.3 and 7.4).</summary>
internal sealed partial class SessionManager
{
    /// <summary>Processes a session message.</summary>
    /// <param name="tunnel">An established control connection.</param>
    /// <param name="message">The message.</param>
    /// <param name="now">Time.</param>
    public void Receive(ControlConnection tunnel, ControlMessage message, long now)
    {
        switch (message.Type)
        {
            case MessageType.IncomingCallRequest or MessageType.OutgoingCallRequest:
                OnRequest(tunnel, message, now);
                break;
            case MessageType.CallDisconnectNotify:
                OnDisconnect(tunnel, message, now);
                break;
            case MessageType.ConnectSpeedUpdateNotification:
                OnSpeeds(tunnel, message);
                break;
            case MessageType.ConnectSpeedUpdateRequest:
                OnSpeedRequest(tunnel, message, now);
                break;
            default:
                OnSessionMessage(tunnel, message, now);
                break;
        }
    }

    private L2tpSession? Find(ControlConnection tunnel, ControlMessage message, bool reverse)
    {
        uint id = message.TargetSessionId;
        return id != 0
            ? Table.Find(tunnel, id)
            : reverse && message.AssignedSessionId != 0 ? Table.FindByPeer(tunnel, message.AssignedSessionId) : null;
    }

    private void OnSessionMessage(ControlConnection tunnel, ControlMessage message, long now)
    {
        // A peer that does not know this end's id yet is known by its own (RFC 3931 5.4.4).
        bool reverse = message.Type is MessageType.WanErrorNotify or MessageType.SetLinkInfo;
        if (Find(tunnel, message, reverse) is not { } session)
        {
            tunnel.Drop(ControlDropReason.UnknownSession);
            if (message.Type is MessageType.IncomingCallReply or MessageType.OutgoingCallReply)
            {
                Refuse(tunnel, message, new L2tpResult(DisconnectResult.GeneralError, GeneralError.InvalidSessionId), now);
            }

            return;
        }

        if (message.Fault is { } fault)
        {
            Fail(session, new L2tpResult(DisconnectResult.GeneralError, fault.Error, fault.Text), now);
        }
        else if (SessionReader.Missing(message) is { } missing)
        {
            Fail(session, new L2tpResult(DisconnectResult.GeneralError, GeneralError.OutOfRange, $"{missing} is missing"), now);
        }
        else
        {
            Process(session, message, now);
        }
    }

    private void Process(L2tpSession session, ControlMessage message, long now)
    {
        switch (message.Type, session.State)
        {
            case (MessageType.IncomingCallReply, SessionState.WaitReply) when !session.IsOutgoingCall:
            case (MessageType.OutgoingCallReply, SessionState.WaitReply) when session.IsOutgoingCall:
                OnReply(session, message, now);
                break;
            case (MessageType.IncomingCallConnected, SessionState.WaitConnect) when !session.IsInitiator:
            case (MessageType.OutgoingCallConnected, SessionState.WaitConnect) when session.IsInitiator:
                OnConnected(session, message, now);
                break;
            case (MessageType.SetLinkInfo, _):
                OnLinkInfo(session, message);
                break;
            case (MessageType.WanErrorNotify, _):
                session.Tunnel.Count.WanErrors++;
                _engine.Count.WanErrors++;
                break;
            default:
                L2tpResult result = session.Tunnel.Version == 3
                    ? new L2tpResult(DisconnectResult.StateMachineError)
                    : new L2tpResult(DisconnectResult.GeneralError, GeneralError.VendorSpecific, "message out of sequence");
                Fail(session, result, now);
                break;
        }
    }

    private void OnRequest(ControlConnection tunnel, ControlMessage message, long now)
    {
        uint peerId = message.AssignedSessionId;
        if (message.Fault is { } fault)
        {
            Refuse(tunnel, message, new L2tpResult(DisconnectResult.GeneralError, fault.Error, fault.Text), now);
        }
        else if (SessionReader.Missing(message) is { } missing)
        {
            Refuse(tunnel, message, new L2tpResult(DisconnectResult.GeneralError, GeneralError.OutOfRange, $"{missing} is missing"), now);
        }
        else if (peerId == 0 || message.TargetSessionId != 0)
        {
            Refuse(tunnel, message, new L2tpResult(DisconnectResult.GeneralError, GeneralError.OutOfRange, "session id"), now);
        }
        else if (Table.FindByPeer(tunnel, peerId) is { } existing)
        {
            Fail(existing, new L2tpResult(DisconnectResult.GeneralError, GeneralError.InvalidSessionId), now);
        }
        else
        {
            L2tpCallParameters remote = SessionReader.Read(message);
            L2tpResult? refusal = CheckRequest(tunnel, message, remote);
            if (refusal is { } result)
            {
                Refuse(tunnel, message, result, now);
            }
            else if (BreakTie(tunnel, message, now, out bool isOurs) is { } session)
            {
                Begin(session, isOurs, message, remote, now);
            }
        }
    }

    private L2tpResult? CheckRequest(ControlConnection tunnel, ControlMessage message, L2tpCallParameters remote)
    {
        if (tunnel.Version == 3)
        {
            bool isOffered = false;
            foreach (PseudowireType type in tunnel.Profile.PseudowireTypes)
            {
                isOffered |= type == remote.PseudowireType;
            }

            if (!isOffered)
            {
                return new L2tpResult(DisconnectResult.UnsupportedPseudowireType);
            }

            if (SessionReader.CheckDemands(message, remote, remote.PseudowireType) is { } result)
            {
                return result;
            }
        }

        return tunnel.SessionCount >= tunnel.Profile.MaximumSessions || Table.Count >= _engine.Options.MaximumSessions
            ? new L2tpResult(DisconnectResult.GeneralError, GeneralError.NoResources)
            : null;
    }

    // The session that the request makes: a new one, or this end's own one that lost (RFC 3931 5.4.4); null if it was refused.
    private L2tpSession? BreakTie(ControlConnection tunnel, ControlMessage message, long now, out bool isOurs)
    {
        isOurs = false;
        bool isOutgoing = message.Type == MessageType.OutgoingCallRequest;
        ReadOnlySpan<byte> endId = message.Octets(AvpType.RemoteEndId);
        L2tpSession? own = tunnel.Version == 3 && !endId.IsEmpty ? Table.FindRequested(tunnel, endId) : null;
        if (own is null || own.IsOutgoingCall != isOutgoing)
        {
            var session = new L2tpSession(tunnel, isInitiator: false, isOutgoing, new L2tpCallParameters());
            tunnel.Link(session);
            return session;
        }

        ulong? theirs = message.Has(AvpType.TieBreaker) ? message.Number(AvpType.TieBreaker) : null;
        switch (TieBreak.Resolve(own.TieBreaker, theirs))
        {
            case TieOutcome.Won:
                Refuse(tunnel, message, new L2tpResult(DisconnectResult.TieLost), now);
                return null;
            case TieOutcome.Lost:
                // The same circuit of the same owner, now at the other end of the exchange.
                Forget(own, now);
                isOurs = true;
                own.IsInitiator = false;
                own.LocalId = 0;
                own.State = SessionState.WaitControlConnection;
                return own;
            case TieOutcome.Equal:
                Forget(own, now);
                own.LocalId = 0;
                own.State = SessionState.WaitControlConnection;
                Start(own, now);
                return null;
            default:
                Refuse(tunnel, message, new L2tpResult(DisconnectResult.TieLost), now);
                Drop(own, new L2tpDown(L2tpDownCause.TieLost, new L2tpResult(DisconnectResult.TieLost)), now);
                return null;
        }
    }

    private void Begin(L2tpSession session, bool isOurs, ControlMessage message, L2tpCallParameters remote, long now)
    {
        if (!Table.Register(session))
        {
            Refuse(session.Tunnel, message, new L2tpResult(DisconnectResult.GeneralError, GeneralError.NoResources), now);
            session.Tunnel.Unlink(session);
            session.State = SessionState.Closed;
            return;
        }

        _ = Table.SetPeerId(session, message.AssignedSessionId);
        session.Remote = remote;
        session.PeerCookie = message.Cookie;
        session.SerialNumber = remote.SerialNumber;
        session.ConnectSpeedUpdates = message.Has(AvpType.ConnectSpeedUpdateEnable);
        session.State = SessionState.WaitDecision;
        _engine.Timers.Set(session, now + session.Tunnel.Profile.EstablishMilliseconds);
        L2tpSessionDecision decision = isOurs
            ? L2tpSessionDecision.Accept(session.Local)
            : _engine.Events.SessionRequested(session);
        if (decision.Local is { } local)
        {
            Accept(session, local, decision.Connected, now);
        }
        else if (decision.Refusal is { } refusal)
        {
            Close(session, L2tpDownCause.LocalRequest, refusal, now);
        }
    }

    private void OnReply(L2tpSession session, ControlMessage message, long now)
    {
        L2tpCallParameters remote = SessionReader.Read(message);
        uint peerId = message.AssignedSessionId;
        Table.RemoveRequested(session);
        session.State = SessionState.WaitConnect;
        if (peerId == 0 || !Table.SetPeerId(session, peerId))
        {
            Fail(session, new L2tpResult(DisconnectResult.GeneralError, GeneralError.OutOfRange, "session id"), now);
            return;
        }

        session.Remote = remote;
        session.PeerCookie = message.Cookie;
        if (session.Tunnel.Version == 3 && SessionReader.CheckDemands(message, remote, session.PseudowireType) is { } result)
        {
            Fail(session, result, now);
        }
        else if (!session.HasAgreedHeaders)
        {
            Fail(session, new L2tpResult(DisconnectResult.FrameRelayHeaderMismatch), now);
        }
        else if (session.Local.Phb is { } ours && remote.Phb is { } theirs && ours != theirs)
        {
            Fail(session, new L2tpResult(DisconnectResult.SessionDsMismatch), now);
        }
        else if (!session.IsOutgoingCall)
        {
            _messages.Connected(session);
            session.Tunnel.Commit(now);
            Establish(session, now);
        }
    }

    private void OnConnected(L2tpSession session, ControlMessage message, long now)
    {
        session.Remote = SessionReader.Update(session.Remote, message);
        if (session.Tunnel.Version == 3 && SessionReader.CheckDemands(message, session.Remote, session.PseudowireType) is { } result)
        {
            Fail(session, result, now);
            return;
        }

        Establish(session, now);
    }

    private void OnDisconnect(ControlConnection tunnel, ControlMessage message, long now)
    {
        if (Find(tunnel, message, reverse: true) is { } session)
        {
            Drop(session, new L2tpDown(L2tpDownCause.PeerRequest, message.Result), now);
        }
        else
        {
            tunnel.Drop(ControlDropReason.UnknownSession);
        }
    }

    private void OnLinkInfo(L2tpSession session, ControlMessage message)
    {
        session.Tunnel.Count.LinkInfos++;
        _engine.Count.LinkInfos++;
        if (message.Has(AvpType.Accm) && session.Tunnel.Version == 2)
        {
            ReadOnlySpan<byte> accm = message.Octets(AvpType.Accm);
            _engine.Events.AccmChanged(
                session, BinaryPrimitives.ReadUInt32BigEndian(accm[2..]), BinaryPrimitives.ReadUInt32BigEndian(accm[6..]));
        }

        if (session.Tunnel.Version == 3 && message.Has(AvpType.AtmAlarmStatus))
        {
            session.Remote = session.Remote with { AtmAlarm = (uint)message.Number(AvpType.AtmAlarmStatus) };
        }

        CircuitStatus before = session.Remote.CircuitStatus;
        CircuitStatus after = SessionReader.Status(message, before);
        if (session.Tunnel.Version == 3 && after != before)
        {
            session.Remote = session.Remote with { CircuitStatus = after };
            if (session.State == SessionState.Established)
            {
                _engine.Events.CircuitStatusChanged(session);
            }
        }
    }

    private void OnSpeeds(ControlConnection tunnel, ControlMessage message)
    {
        for (int i = 0; i < message.SpeedUpdates; i++)
        {
            ReadOnlySpan<byte> value = message.SpeedUpdate(i);
            bool isV2 = tunnel.Version == 2;
            ulong tx = isV2 ? BinaryPrimitives.ReadUInt32BigEndian(value[4..]) : BinaryPrimitives.ReadUInt64BigEndian(value[4..]);
            ulong rx = isV2 ? BinaryPrimitives.ReadUInt32BigEndian(value[8..]) : BinaryPrimitives.ReadUInt64BigEndian(value[12..]);
            if (FindForSpeed(tunnel, value) is { } session)
            {
                session.Remote = session.Remote with { TxConnectSpeed = tx, RxConnectSpeed = rx };
                _engine.Events.ConnectSpeedChanged(session);
            }
        }
    }

    private void OnSpeedRequest(ControlConnection tunnel, ControlMessage message, long now)
    {
        bool any = false;
        for (int i = 0; i < message.SpeedUpdates; i++)
        {
            if (FindForSpeed(tunnel, message.SpeedUpdate(i)) is not { } session)
            {
                continue;
            }

            if (!any)
            {
                tunnel.Begin(MessageType.ConnectSpeedUpdateNotification);
                any = true;
            }

            _messages.AddSpeedUpdate(session, session.Local.TxConnectSpeed, session.Local.RxConnectSpeed);
        }

        if (any)
        {
            tunnel.Commit(now);
        }
    }

    private L2tpSession? FindForSpeed(ControlConnection tunnel, ReadOnlySpan<byte> value)
    {
        uint id = tunnel.Version == 2
            ? BinaryPrimitives.ReadUInt16BigEndian(value[2..])
            : BinaryPrimitives.ReadUInt32BigEndian(value);
        return Table.Find(tunnel, id) is { State: SessionState.Established, ConnectSpeedUpdates: true } session ? session : null;
    }

    private void Fail(L2tpSession session, in L2tpResult result, long now) =>
        Close(session, L2tpDownCause.ProtocolError, result, now);

    // A CDN for a session that this end does not have. It must name an id of this end that is not 0: one that nobody has.
    private void Refuse(ControlConnection tunnel, ControlMessage message, in L2tpResult result, long now)
    {
        uint id = Table.PickForRefusal(tunnel);
        tunnel.Begin(MessageType.CallDisconnectNotify, (ushort)message.AssignedSessionId);
        _engine.Writer.AddResult(result);
        if (tunnel.Version == 2)
        {
            _engine.Writer.Add16(AvpType.AssignedSessionId, (ushort)id);
        }
        else
        {
            _engine.Writer.Add32(AvpType.LocalSessionId, id);
            _engine.Writer.Add32(AvpType.RemoteSessionId, message.AssignedSessionId);
        }

        tunnel.Commit(now);
    }
}
