using Router.Controlplane.L2tp.Messages;
using Router.Controlplane.L2tp.Reliable;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Timers;
using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp.Tunnels;

/// <summary>A control connection: a tunnel of L2TPv2, a control connection of L2TPv3.</summary>
public sealed partial class ControlConnection : Timed, IReliableSender
{
    private const int NonceSize = 16;

    private ReliableChannel _channel;
    private long _keptUntil = long.MaxValue;
    private long _helloAt = long.MaxValue;
    private long _helloInterval;
    private long _establishedBy = long.MaxValue;
    private bool _isKnownToOwner;
    private bool _isHelloOutstanding;

    internal ControlConnection(L2tpEngine engine, in L2tpEndpoint endpoint, L2tpPeerProfile profile, bool isInitiator)
    {
        Engine = engine;
        Endpoint = endpoint;
        Profile = profile;
        IsInitiator = isInitiator;
        Version = profile.Versions == L2tpVersions.V3Only ? 3 : 2;
        _channel = new ReliableChannel(this, profile.Retransmit, profile.ReceiveWindow);
        _isKnownToOwner = isInitiator;
    }

    /// <summary>This router's id, as the peer sends it.</summary>
    public uint LocalId { get; internal set; }

    /// <summary>The peer's id; 0 until it is known.</summary>
    public uint PeerId { get; private set; }

    /// <summary>2 or 3. While <see cref="IsVersionOpen"/> it is 2.</summary>
    public int Version { get; private set; }

    /// <summary>True until a peer that may speak either version has answered (RFC 3931 4.7.3).</summary>
    public bool IsVersionOpen { get; private set; }

    /// <summary>State.</summary>
    public TunnelState State { get; private set; }

    /// <summary>Addresses and ports; the peer's port may change with its first answer.</summary>
    public L2tpEndpoint Endpoint { get; private set; }

    /// <summary>How this router speaks with the peer.</summary>
    public L2tpPeerProfile Profile { get; }

    /// <summary>True if this end sent the SCCRQ.</summary>
    public bool IsInitiator { get; private set; }

    /// <summary>The peer's Host Name, printable.</summary>
    public string PeerHostName { get; private set; } = "";

    /// <summary>The peer's Router ID; 0 in L2TPv2.</summary>
    public uint PeerRouterId { get; private set; }

    /// <summary>The peer's Vendor Name, printable.</summary>
    public string PeerVendorName { get; private set; } = "";

    /// <summary>Control messages that the peer lets this end have outstanding.</summary>
    public ushort PeerReceiveWindow { get; private set; } = ReliableChannel.DefaultWindow;

    /// <summary>The peer's Framing Capabilities, L2TPv2.</summary>
    public uint PeerFramingCapabilities { get; private set; }

    /// <summary>The peer's Bearer Capabilities, L2TPv2; 0 if it places no calls.</summary>
    public uint PeerBearerCapabilities { get; private set; }

    /// <summary>Per-hop behaviour that both ends agreed on for the control connection (RFC 3308); null for none.</summary>
    public ushort? AgreedPhb { get; private set; }

    /// <summary>True if every control message is authenticated (L2TPv3), or the peer answered a challenge (L2TPv2).</summary>
    public bool IsAuthenticated { get; private set; }

    /// <summary>Sessions, those in set-up included.</summary>
    public int SessionCount { get; private set; }

    /// <summary>Whatever the owner wants to remember.</summary>
    public object? Owner { get; set; }

    /// <summary>Counters.</summary>
    public L2tpCounterSnapshot Counters => Count.Snapshot();

    /// <summary>Pseudowire types that the peer may be asked for.</summary>
    internal ushort[] PeerPseudowireTypes { get; private set; } = [];

    internal L2tpCounters Count { get; } = new();

    internal L2tpEngine Engine { get; }

    internal L2tpSession? FirstSession { get; private set; }

    internal LinkedListNode<ControlConnection>? HalfOpenNode { get; set; }

    internal long StartedAt { get; private set; }

    internal ulong? TieBreaker { get; private set; }

    /// <summary>Fingerprint of the SCCRQ that made this control connection.</summary>
    internal ulong RequestHash { get; private set; }

    /// <summary>Longest time that either end repeats a message for.</summary>
    internal long FullCycle => Profile.Retransmit.FullCycle(Profile.MaximumRepetitions(Version));

    /// <summary>Numbers of the message that the peer is to send next.</summary>
    internal (ushort Ns, ushort Nr) ExpectedNumbers => (_channel.Nr, _channel.NextNs);

    private L2tpSecret? Secret => _secret < Profile.Secrets.Count ? Profile.Secrets[_secret] : null;

    /// <summary>The sessions. The list must not change meanwhile.</summary>
    public IEnumerable<L2tpSession> Sessions()
    {
        for (L2tpSession? session = FirstSession; session is not null; session = session.Next)
        {
            yield return session;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"tunnel {LocalId}/{PeerId} to {Endpoint}";

    internal void Link(L2tpSession session)
    {
        session.Next = FirstSession;
        if (FirstSession is not null)
        {
            FirstSession.Previous = session;
        }

        FirstSession = session;
        SessionCount++;
    }

    internal void Unlink(L2tpSession session)
    {
        if (session.Previous is not null)
        {
            session.Previous.Next = session.Next;
        }
        else
        {
            FirstSession = session.Next;
        }

        if (session.Next is not null)
        {
            session.Next.Previous = session.Previous;
        }

        session.Previous = null;
        session.Next = null;
        SessionCount--;
    }

    internal void Drop(ControlDropReason reason)
    {
        Count.Drop(reason);
        Engine.Count.Drop(reason);
    }

    /// <inheritdoc/>
    internal override void OnDeadline(long now)
    {
        if (now >= _keptUntil)
        {
            Remove();
            return;
        }

        try
        {
            if (!_channel.Tick(now))
            {
                GiveUp(now, "no answer");
            }
            else if (now >= _establishedBy)
            {
                GiveUp(now, "not established in time");
            }
            else if (now >= _helloAt)
            {
                SendHello(now);
            }
        }
        finally
        {
            // Also when the owner throws: a control connection without a deadline would stay for ever.
            Reschedule();
        }
    }

    /// <summary>Puts the next deadline into the engine's heap.</summary>
    internal void Reschedule()
    {
        if (State == TunnelState.Removed)
        {
            return;
        }

        long deadline = Math.Min(Math.Min(_channel.Deadline, _keptUntil), _establishedBy);
        if (State == TunnelState.Established && !_isHelloOutstanding)
        {
            deadline = Math.Min(deadline, _helloAt);
        }

        Engine.Timers.Set(this, deadline);
    }

    /// <summary>Something was received: the peer is there.</summary>
    /// <param name="now">Time.</param>
    internal void Heard(long now) => _helloAt = _helloInterval > 0 ? now + _helloInterval : long.MaxValue;

    // Hellos of many control connections must not come in groups (RFC 3931 4.4).
    private void ChooseHelloInterval()
    {
        int interval = Profile.HelloMilliseconds;
        _helloInterval = interval > 0 ? interval - (RandomIds.Next32() % ((interval / 10) + 1)) : 0;
    }

    private void SendHello(long now)
    {
        if (State != TunnelState.Established || _isHelloOutstanding)
        {
            return;
        }

        // What waits for an acknowledgement finds out by itself whether the peer is there.
        if (_channel.Outstanding > 0)
        {
            Heard(now);
            return;
        }

        ChooseHelloInterval();
        _isHelloOutstanding = true;
        Count.HellosSent++;
        Engine.Count.HellosSent++;
        Begin(MessageType.Hello);
        Commit(now);
    }
}
