namespace Router.Controlplane.Ppp;

/// <summary>
/// The option negotiation automaton of RFC 1661 4, for any control protocol. It has no clock: the owner hands in the time and
/// calls <see cref="Tick"/> at <see cref="Deadline"/>. What is asked for is rebuilt for every comparison instead of being kept.
/// </summary>
internal abstract partial class Automaton(IAutomatonHost host, ushort protocol, PppSettings settings)
{
    /// <summary>Never.</summary>
    public const long Never = long.MaxValue;

    /// <summary>No control packet is longer: the default MRU (RFC 1661 6.1).</summary>
    protected const int MaximumPacket = 1500;

    private int _restartCount;
    private byte _identifier;
    private byte _requestIdentifier;
    private bool _requestOutstanding;
    private byte _naksSent;
    private byte _naksReceived;

    public AutomatonState State { get; private set; }

    /// <summary>When <see cref="Tick"/> is due.</summary>
    public long Deadline { get; private set; } = Never;

    public ushort Protocol => protocol;

    protected IAutomatonHost Host => host;

    protected PppSettings Settings => settings;

    public void Up(long now) => Raise(AutomatonEvent.Up, now, default);

    public void Down(long now) => Raise(AutomatonEvent.Down, now, default);

    public void Open(long now) => Raise(AutomatonEvent.Open, now, default);

    public void Close(long now) => Raise(AutomatonEvent.Close, now, default);

    /// <summary>The peer knows the whole protocol not (RFC 1661 5.7).</summary>
    public void RejectedByPeer(long now) => Raise(AutomatonEvent.ReceiveCatastrophicReject, now, default);

    public void Tick(long now)
    {
        if (now >= Deadline)
        {
            Raise(_restartCount > 0 ? AutomatonEvent.TimeoutWithRetries : AutomatonEvent.TimeoutWithoutRetries, now, default);
        }
    }

    /// <summary>Enters Opened without a negotiation of its own: somebody else has negotiated for this side (RFC 2661 4.4.5).</summary>
    protected void AdoptOpened() => State = AutomatonState.Opened;

    /// <summary>Begins a negotiation: the wanted options are as configured, the peer's as by default.</summary>
    protected abstract void ResetOptions();

    /// <summary>Writes the options that are asked for now. Must write the same until a reply changes them.</summary>
    protected abstract void WriteRequest(ref OptionWriter writer);

    /// <summary>Judges an option of the peer and writes what would be acceptable; must change nothing.</summary>
    protected abstract OptionVerdict Judge(byte type, ReadOnlySpan<byte> value, ref OptionWriter nak);

    /// <summary>Writes options that the peer should have asked for.</summary>
    protected virtual void Demand(ReadOnlySpan<byte> options, ref OptionWriter nak)
    {
    }

    /// <summary>Takes the peer's options, all of which were judged good.</summary>
    protected abstract void AcceptOptions(ReadOnlySpan<byte> options);

    /// <summary>The peer would like another value.</summary>
    /// <returns>False if this side cannot do without its own.</returns>
    protected abstract bool TakeNak(byte type, ReadOnlySpan<byte> value);

    /// <summary>The peer knows an option not.</summary>
    /// <returns>False if this side cannot do without it.</returns>
    protected abstract bool TakeReject(byte type);

    /// <summary>Takes a code beyond those of every control protocol.</summary>
    /// <returns>False if it is unknown.</returns>
    protected virtual bool ReceiveOther(in ControlPacket packet, long now) => false;

    /// <summary>The peer rejected a code that is not essential.</summary>
    protected virtual void CodeRejected(byte code)
    {
    }

    /// <summary>A Configure-Request was sent or received, with these options.</summary>
    protected virtual void Negotiated(bool sent, ReadOnlySpan<byte> options)
    {
    }

    protected void SendPacket(byte code, byte identifier, ReadOnlySpan<byte> data)
    {
        Span<byte> packet = stackalloc byte[MaximumPacket];
        int length = ControlPacket.HeaderLength + Math.Min(data.Length, MaximumPacket - ControlPacket.HeaderLength);
        ControlPacket.WriteHeader(packet, code, identifier, length);
        data[..(length - ControlPacket.HeaderLength)].CopyTo(packet[ControlPacket.HeaderLength..]);
        host.SendControl(protocol, packet[..length]);
    }

    protected byte NextIdentifier() => ++_identifier;

    internal void Raise(AutomatonEvent happened, long now, in ReceivedPacket received)
    {
        AutomatonTransition transition = AutomatonTable.Get(happened, State);
        if (!transition.IsLegal)
        {
            return;
        }

        AutomatonState before = State;
        State = transition.Next;

        // A callback may close the session or take the lower layer away; what was left to do is then void.
        for (int rest = (int)transition.Actions; rest != 0 && State == transition.Next; rest &= rest - 1)
        {
            Carry((AutomatonActions)(rest & -rest), before, now, received);
        }

        if (State is <= AutomatonState.Stopped or AutomatonState.Opened)
        {
            Deadline = Never;
        }
    }

    private void Carry(AutomatonActions action, AutomatonState before, long now, in ReceivedPacket received)
    {
        switch (action)
        {
            case AutomatonActions.ThisLayerDown:
                host.LayerDown(this, now);
                break;
            case AutomatonActions.InitializeRestartCount:
                _restartCount = State is AutomatonState.Closing or AutomatonState.Stopping
                    ? settings.MaximumTerminate : settings.MaximumConfigure;
                break;
            case AutomatonActions.ZeroRestartCount:
                // The peer gets one period to see the Terminate-Ack (RFC 1661 4.4).
                _restartCount = 0;
                StartTimer(now);
                break;
            case AutomatonActions.SendConfigureRequest:
                SendRequest(before, now);
                break;
            case AutomatonActions.SendConfigureAck:
                _naksSent = 0;
                AcceptOptions(received.Packet.Data);
                SendPacket(ControlCode.ConfigureAck, received.Packet.Identifier, received.Packet.Data);
                break;
            case AutomatonActions.SendConfigureNak:
                SendPacket(received.ReplyCode, received.Packet.Identifier, received.Reply);
                break;
            case AutomatonActions.SendTerminateRequest:
                _restartCount--;
                SendPacket(ControlCode.TerminateRequest, NextIdentifier(), []);
                StartTimer(now);
                break;
            case AutomatonActions.SendTerminateAck:
                SendPacket(ControlCode.TerminateAck, received.Packet.Identifier, []);
                break;
            case AutomatonActions.SendCodeReject:
                SendPacket(ControlCode.CodeReject, NextIdentifier(), received.Packet.Octets);
                break;
            case AutomatonActions.ThisLayerUp:
                host.LayerUp(this, now);
                break;
            case AutomatonActions.ThisLayerFinished:
                host.LayerFinished(this, now);
                break;
            default:
                break;
        }
    }

    private void SendRequest(AutomatonState before, long now)
    {
        if (before is <= AutomatonState.Stopped or AutomatonState.Opened)
        {
            // The RFC leaves the counter as it was when an open layer is negotiated anew; it may have run down.
            _restartCount = settings.MaximumConfigure;
            _naksSent = 0;
            _naksReceived = 0;
            ResetOptions();
        }

        _restartCount--;
        _requestIdentifier = NextIdentifier();
        _requestOutstanding = true;
        Span<byte> buffer = stackalloc byte[MaximumPacket - ControlPacket.HeaderLength];
        OptionWriter writer = new(buffer);
        WriteRequest(ref writer);
        Negotiated(true, writer.Written);
        SendPacket(ControlCode.ConfigureRequest, _requestIdentifier, writer.Written);
        StartTimer(now);
    }

    private void StartTimer(long now) => Deadline = now + settings.RestartMilliseconds;
}
