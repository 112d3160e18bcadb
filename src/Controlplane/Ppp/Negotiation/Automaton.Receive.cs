namespace Router.Controlplane.Ppp;

/// <content>From packets to events (RFC 1661 4.3, 5).</content>
internal abstract partial class Automaton
{
    private bool IsNegotiating => State >= AutomatonState.RequestSent;

    /// <summary>Takes a control packet; what is malformed is silently discarded.</summary>
    public void Receive(ReadOnlySpan<byte> information, long now)
    {
        if (State <= AutomatonState.Starting || information.Length > MaximumPacket
            || !ControlPacket.TryParse(information, out ControlPacket packet))
        {
            return;
        }

        ReceivedPacket received = new() { Packet = packet };
        switch (packet.Code)
        {
            case ControlCode.ConfigureRequest:
                ReceiveRequest(packet, now);
                break;
            case ControlCode.ConfigureAck:
                if (!IsNegotiating || IsReplyToLast(packet, exactly: true))
                {
                    Raise(AutomatonEvent.ReceiveAck, now, received);
                }

                break;
            case ControlCode.ConfigureNak or ControlCode.ConfigureReject:
                ReceiveNakOrReject(received, now);
                break;
            case ControlCode.TerminateRequest:
                if (State == AutomatonState.Opened)
                {
                    Host.PeerTerminated(this);
                }

                Raise(AutomatonEvent.ReceiveTerminateRequest, now, received);
                break;
            case ControlCode.TerminateAck:
                Raise(AutomatonEvent.ReceiveTerminateAck, now, received);
                break;
            case ControlCode.CodeReject:
                ReceiveCodeReject(received, now);
                break;
            default:
                if (!ReceiveOther(packet, now))
                {
                    Raise(AutomatonEvent.ReceiveUnknownCode, now, received);
                }

                break;
        }
    }

    private void ReceiveRequest(in ControlPacket packet, long now)
    {
        if (!OptionReader.IsWellFormed(packet.Data))
        {
            return;
        }

        if (!IsNegotiating && State != AutomatonState.Stopped)
        {
            Raise(AutomatonEvent.ReceiveGoodRequest, now, new ReceivedPacket { Packet = packet });
            return;
        }

        Negotiated(false, packet.Data);
        Span<byte> buffer = stackalloc byte[MaximumPacket - ControlPacket.HeaderLength];
        OptionWriter writer = new(buffer);
        byte code = Examine(packet.Data, ref writer);
        ReceivedPacket received = new() { Packet = packet, ReplyCode = code, Reply = writer.Written };
        Raise(
            code == ControlCode.ConfigureAck ? AutomatonEvent.ReceiveGoodRequest : AutomatonEvent.ReceiveBadRequest, now, received);
    }

    /// <summary>Rejects come before naks, and after Max-Failure naks there are rejects only (RFC 1661 4.6, 5.4).</summary>
    private byte Examine(ReadOnlySpan<byte> options, ref OptionWriter writer)
    {
        Span<byte> buffer = stackalloc byte[MaximumPacket - ControlPacket.HeaderLength];
        OptionWriter naks = new(buffer);
        bool limit = _naksSent >= Settings.MaximumFailure;
        OptionReader reader = new(options);
        while (reader.MoveNext())
        {
            OptionVerdict verdict = Judge(reader.Type, reader.Value, ref naks);
            if (verdict == OptionVerdict.Reject || (verdict == OptionVerdict.Nak && limit))
            {
                writer.Add(reader.Type, reader.Value);
            }
        }

        if (writer.Length > 0)
        {
            return ControlCode.ConfigureReject;
        }

        if (!limit)
        {
            Demand(options, ref naks);
        }

        if (naks.Length == 0)
        {
            return ControlCode.ConfigureAck;
        }

        _naksSent++;
        writer.Append(naks.Written);
        return ControlCode.ConfigureNak;
    }

    private void ReceiveNakOrReject(in ReceivedPacket received, long now)
    {
        ControlPacket packet = received.Packet;
        if (!IsNegotiating)
        {
            Raise(AutomatonEvent.ReceiveNak, now, received);
            return;
        }

        if (!IsReplyToLast(packet, exactly: false) || !OptionReader.IsWellFormed(packet.Data))
        {
            return;
        }

        bool possible = ++_naksReceived <= Settings.MaximumNaksReceived;
        OptionReader reader = new(packet.Data);
        while (reader.MoveNext() && possible)
        {
            possible = packet.Code == ControlCode.ConfigureNak ? TakeNak(reader.Type, reader.Value) : TakeReject(reader.Type);
        }

        if (possible)
        {
            Raise(AutomatonEvent.ReceiveNak, now, received);
        }
        else
        {
            Host.NegotiationFailed(this, FailureReason, now);
        }
    }

    /// <summary>Why the negotiation failed, after <see cref="TakeNak"/> or <see cref="TakeReject"/> said no.</summary>
    protected virtual PppDownReason FailureReason => PppDownReason.NegotiationFailed;

    private void ReceiveCodeReject(in ReceivedPacket received, long now)
    {
        if (received.Packet.Data.IsEmpty)
        {
            return;
        }

        byte code = received.Packet.Data[0];
        if (code is >= ControlCode.ConfigureRequest and <= ControlCode.CodeReject)
        {
            Raise(AutomatonEvent.ReceiveCatastrophicReject, now, received);
            return;
        }

        CodeRejected(code);
        Raise(AutomatonEvent.ReceivePermittedReject, now, received);
    }

    /// <summary>
    /// A reply counts once and only for the last request, so that a duplicate cannot look like a crossed connection
    /// (RFC 1661 4.3, RCA). An Ack must repeat the request octet by octet (RFC 1661 5.2).
    /// </summary>
    private bool IsReplyToLast(in ControlPacket packet, bool exactly)
    {
        if (!_requestOutstanding || packet.Identifier != _requestIdentifier)
        {
            return false;
        }

        if (exactly)
        {
            Span<byte> buffer = stackalloc byte[MaximumPacket - ControlPacket.HeaderLength];
            OptionWriter writer = new(buffer);
            WriteRequest(ref writer);
            if (!writer.Written.SequenceEqual(packet.Data))
            {
                return false;
            }
        }

        _requestOutstanding = false;
        return true;
    }
}
