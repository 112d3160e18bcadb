using Router.Configuration;
using Router.Controlplane.L2tp.Messages;
using Router.Controlplane.L2tp.Reliable;
using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp.Tunnels;

/// <summary>What a control connection receives (RFC 2661 7.2, RFC 3931 7.2).</summary>
public sealed partial class ControlConnection
{
    /// <summary>Receives a message for this control connection.</summary>
    /// <param name="from">Where it came from.</param>
    /// <param name="header">Its header.</param>
    /// <param name="octets">The message.</param>
    /// <param name="now">Time.</param>
    internal void Receive(in L2tpEndpoint from, in ControlHeader header, ReadOnlySpan<byte> octets, long now)
    {
        MessageType type = MessageDecoder.PeekType(octets);
        ControlDropReason reason = Check(from, header, octets, type);
        if (reason != ControlDropReason.None)
        {
            Drop(reason);
            return;
        }

        bool isAcknowledgement = octets.Length == ControlHeader.Size
            || (type == MessageType.ExplicitAcknowledgement && header.Version == 3);
        ReceiveVerdict verdict = _channel.Receive(header.Ns, header.Nr, isAcknowledgement, octets, now);
        if (verdict is ReceiveVerdict.InvalidNr or ReceiveVerdict.OutsideWindow)
        {
            Drop(verdict == ReceiveVerdict.InvalidNr ? ControlDropReason.InvalidNr : ControlDropReason.OutsideWindow);
            return;
        }

        Count.Received++;
        Engine.Count.Received++;
        _isHelloOutstanding &= _channel.Outstanding > 0;
        Heard(now);
        Handle(verdict, from, header, octets, type, now);
        if (_channel.AcknowledgementDue && State is not (TunnelState.Removed or TunnelState.Dead or TunnelState.Idle))
        {
            SendAcknowledgement();
        }

        Reschedule();
    }

    /// <summary>
    /// The SCCRQ came again, in the version that it was made for a peer that speaks either: acknowledged in the version that
    /// was chosen.
    /// </summary>
    /// <param name="now">Time.</param>
    internal void AcknowledgeRepeatedRequest(long now)
    {
        Count.Received++;
        Engine.Count.Received++;
        Count.Duplicates++;
        Engine.Count.Duplicates++;
        if (State is not (TunnelState.Removed or TunnelState.Dead))
        {
            SendAcknowledgement();
        }

        Reschedule();
    }

    private ControlDropReason Check(in L2tpEndpoint from, in ControlHeader header, ReadOnlySpan<byte> octets, MessageType type)
    {
        if (State == TunnelState.Dead)
        {
            return ControlDropReason.Closed;
        }

        // The first answer may come from another port (RFC 2661 8.1, RFC 3931 4.1.2.2).
        L2tpEndpoint expected = State == TunnelState.WaitControlReply && from.Encapsulation == L2tpEncapsulation.Udp
            ? Endpoint with { RemotePort = from.RemotePort }
            : Endpoint;
        if (from != expected)
        {
            return ControlDropReason.WrongEndpoint;
        }

        if (header.Version != Version && !(IsVersionOpen && header.Version == 3))
        {
            return ControlDropReason.VersionMismatch;
        }

        return header.Version == 3 ? VerifyDigest(octets, type) : ControlDropReason.None;
    }

    private void Handle(
        ReceiveVerdict verdict, in L2tpEndpoint from, in ControlHeader header, ReadOnlySpan<byte> octets, MessageType type, long now)
    {
        switch (verdict)
        {
            case ReceiveVerdict.Acknowledgement:
                Count.AcknowledgementsReceived++;
                Engine.Count.AcknowledgementsReceived++;
                break;
            case ReceiveVerdict.Duplicate:
                Count.Duplicates++;
                Engine.Count.Duplicates++;
                break;
            case ReceiveVerdict.Early:
                Count.OutOfOrder++;
                Engine.Count.OutOfOrder++;
                break;
            default:
                Deliver(from, header, octets, now);
                while (_channel.TryTakeEarly(out byte[] early) && State != TunnelState.Removed)
                {
                    _ = ControlHeader.TryParse(early, out ControlHeader earlyHeader);
                    Deliver(from, earlyHeader, early, now);
                }

                break;
        }
    }

    private void Deliver(in L2tpEndpoint from, in ControlHeader header, ReadOnlySpan<byte> octets, long now)
    {
        if (State is TunnelState.Stopped or TunnelState.Dead)
        {
            Drop(ControlDropReason.Closed);
            return;
        }

        if (State == TunnelState.WaitControlReply)
        {
            // Only now that the message counts may it decide what the control connection is.
            Endpoint = from;
            if (IsVersionOpen)
            {
                IsVersionOpen = false;
                SetVersion(header.Version);
            }
        }

        ControlMessage message = Engine.Message;
        bool isReadable = MessageDecoder.TryDecode(header, octets, KeyForRevealing(), message);
        Count.IgnoredAvps += message.Ignored;
        Engine.Count.IgnoredAvps += message.Ignored;
        if (!isReadable)
        {
            Drop(ControlDropReason.MalformedMessage);
            Stop(L2tpDownCause.ProtocolError, new L2tpResult(StopResult.GeneralError, GeneralError.OutOfRange, "no message type"), now);
        }
        else if (message.IsUnknownType)
        {
            Drop(ControlDropReason.UnknownMessageType);
            if (message.IsMandatory)
            {
                string text = $"unknown message type {(ushort)message.Type}";
                Stop(L2tpDownCause.ProtocolError, new L2tpResult(StopResult.GeneralError, GeneralError.UnknownMandatoryAvp, text), now);
            }
        }
        else if (State == TunnelState.Closing && message.Type != MessageType.StopControlConnectionNotification)
        {
            Drop(ControlDropReason.Closed);
        }
        else
        {
            Dispatch(message, now);
        }
    }

    private void Dispatch(ControlMessage message, long now)
    {
        bool isControl = message.Type <= MessageType.Hello;
        if (isControl && message.Type != MessageType.StopControlConnectionNotification && message.Fault is { } fault)
        {
            PeerId = PeerId == 0 ? message.AssignedConnectionId : PeerId;
            Stop(L2tpDownCause.ProtocolError, new L2tpResult(StopResult.GeneralError, fault.Error, fault.Text), now);
            return;
        }

        switch (message.Type)
        {
            case MessageType.StartControlConnectionReply when State == TunnelState.WaitControlReply:
                OnReply(message, now);
                break;
            case MessageType.StartControlConnectionConnected when State == TunnelState.WaitControlConnection:
                OnConnected(message, now);
                break;
            case MessageType.StopControlConnectionNotification:
                OnStop(message, now);
                break;
            case MessageType.Hello when State is TunnelState.Established or TunnelState.WaitControlConnection:
                break;
            case var type when type > MessageType.Hello && State == TunnelState.Established:
                Engine.Sessions.Receive(this, message, now);
                break;
            default:
                Stop(L2tpDownCause.ProtocolError, new L2tpResult(StopResult.StateMachineError, message: "message out of sequence"), now);
                break;
        }
    }
}
