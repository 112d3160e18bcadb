using Router.Configuration;
using Router.Controlplane.L2tp.Timers;
using Router.Controlplane.L2tp.Tunnels;
using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp.Sessions;

/// <summary>A session: an Ethernet or other pseudowire of L2TPv3, a PPP call of L2TPv2.</summary>
public sealed class L2tpSession : Timed
{
    internal L2tpSession(ControlConnection tunnel, bool isInitiator, bool isOutgoingCall, L2tpCallParameters local)
    {
        Tunnel = tunnel;
        IsInitiator = isInitiator;
        IsOutgoingCall = isOutgoingCall;
        Local = local;
        AdvertisedStatus = local.CircuitStatus;
        Remote = local;
    }

    /// <summary>The control connection.</summary>
    public ControlConnection Tunnel { get; }

    /// <summary>State.</summary>
    public SessionState State { get; internal set; }

    /// <summary>True if this end sent the ICRQ or OCRQ.</summary>
    public bool IsInitiator { get; internal set; }

    /// <summary>True for OCRQ, OCRP and OCCN; false for ICRQ, ICRP and ICCN.</summary>
    public bool IsOutgoingCall { get; }

    /// <summary>Session id in data and control messages to this router; 0 until it is assigned.</summary>
    public uint LocalId { get; internal set; }

    /// <summary>Session id in data and control messages to the peer; 0 until it is known.</summary>
    public uint PeerId { get; internal set; }

    /// <summary>Cookie that data to this router must have.</summary>
    public L2tpCookie LocalCookie { get; internal set; }

    /// <summary>Cookie that data to the peer must have.</summary>
    public L2tpCookie PeerCookie { get; internal set; }

    /// <summary>What this end said.</summary>
    public L2tpCallParameters Local { get; internal set; }

    /// <summary>What the peer said; this end's own parameters until it did.</summary>
    public L2tpCallParameters Remote { get; internal set; }

    /// <summary>Pseudowire type; PPP in L2TPv2.</summary>
    public PseudowireType PseudowireType => Tunnel.Version == 2 ? PseudowireType.Ppp : Initiator.PseudowireType;

    /// <summary>Remote End ID as the initiator sent it.</summary>
    public ReadOnlySpan<byte> RemoteEndId => Initiator.RemoteEndId;

    /// <summary>Serial number of the call.</summary>
    public uint SerialNumber { get; internal set; }

    /// <summary>Sublayer of data to the peer.</summary>
    public L2SublayerKind SendSublayer => Remote.Sublayer ?? L2SublayerKind.None;

    /// <summary>Sublayer of data from the peer.</summary>
    public L2SublayerKind ReceiveSublayer => Tunnel.Version != 3 ? L2SublayerKind.None
        : Local.Sublayer ?? (Tunnel.Profile.Sublayer ? L2SublayerKind.Default : L2SublayerKind.None);

    /// <summary>Sequence numbers in data to the peer.</summary>
    public DataSequencingLevel SendSequencing => Tunnel.Version == 2
        ? PppSequencing
        : SendSublayer != L2SublayerKind.None ? Remote.Sequencing ?? DataSequencingLevel.None : DataSequencingLevel.None;

    /// <summary>Sequence numbers in data from the peer.</summary>
    public DataSequencingLevel ReceiveSequencing => Tunnel.Version == 2
        ? PppSequencing
        : ReceiveSublayer != L2SublayerKind.None ? Local.Sequencing ?? Tunnel.Profile.Sequencing : DataSequencingLevel.None;

    /// <summary>State of the peer's circuit.</summary>
    public CircuitStatus PeerStatus => Remote.CircuitStatus;

    /// <summary>Per-hop behaviour that both ends agreed on (RFC 3308); null for none.</summary>
    public ushort? AgreedPhb => Local.Phb == Remote.Phb ? Local.Phb : null;

    /// <summary>Connect Speed Updates are in use (RFC 5515).</summary>
    public bool ConnectSpeedUpdates { get; internal set; }

    /// <summary>Whatever the owner wants to remember.</summary>
    public object? Owner { get; set; }

    /// <summary>Tie breaker that was sent; null for none.</summary>
    internal ulong? TieBreaker { get; set; }

    /// <summary>The circuit state that the peer was last told.</summary>
    internal CircuitStatus AdvertisedStatus { get; set; }

    /// <summary>Neighbours in the control connection's list of sessions.</summary>
    internal L2tpSession? Previous { get; set; }

    /// <summary>Neighbours in the control connection's list of sessions.</summary>
    internal L2tpSession? Next { get; set; }

    // RFC 2661 5.4: the LAC's Sequencing Required binds both ends.
    private DataSequencingLevel PppSequencing =>
        (Local.Ppp?.SequencingRequired ?? false) || (Remote.Ppp?.SequencingRequired ?? false)
            ? DataSequencingLevel.All
            : DataSequencingLevel.None;

    /// <summary>Frame Relay: both ends have headers of the same length.</summary>
    internal bool HasAgreedHeaders =>
        PseudowireType != PseudowireType.FrameRelayDlci || (Local.FrameRelayHeaderLength ?? 2) == (Remote.FrameRelayHeaderLength ?? 2);

    private L2tpCallParameters Initiator => IsInitiator ? Local : Remote;

    /// <inheritdoc/>
    public override string ToString() => $"session {LocalId}/{PeerId} of {Tunnel}";

    /// <inheritdoc/>
    internal override void OnDeadline(long now) => Tunnel.Engine.Sessions.OnTimeout(this, now);
}
