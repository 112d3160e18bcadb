using Router.Controlplane.L2tp.Reliable;
using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp;

/// <summary>How this router speaks with a peer, or with a group of peers.</summary>
public sealed record L2tpPeerProfile
{
    /// <summary>This router's Host Name.</summary>
    public required string HostName { get; init; }

    /// <summary>This router's Router ID, L2TPv3.</summary>
    public uint RouterId { get; init; }

    /// <summary>Vendor Name, empty to send none.</summary>
    public string VendorName { get; init; } = "";

    /// <summary>Versions.</summary>
    public L2tpVersions Versions { get; init; } = L2tpVersions.V3Only;

    /// <summary>Authentication.</summary>
    public L2tpAuthentication Authentication { get; init; } = L2tpAuthentication.None;

    /// <summary>Secrets: the first is used for what is sent first; a second one is accepted while secrets change.</summary>
    public IReadOnlyList<L2tpSecret> Secrets { get; init; } = [];

    /// <summary>Algorithm of digests that are sent.</summary>
    public DigestType Digest { get; init; } = DigestType.HmacMd5;

    /// <summary>Hides numbers, names, passwords and cookies in AVPs where there is a secret.</summary>
    public bool HideAvps { get; init; }

    /// <summary>The peer's Host Name if it must be a certain one.</summary>
    public string? PeerHostName { get; init; }

    /// <summary>The peer's Router ID if it must be a certain one; it also tells ties apart from second tunnels.</summary>
    public uint? PeerRouterId { get; init; }

    /// <summary>Silence of the peer after which a Hello is sent; shortened by up to a tenth at random (RFC 3931 4.4).</summary>
    public int HelloMilliseconds { get; init; } = 60_000;

    /// <summary>Repetition of control messages.</summary>
    public RetransmitSettings Retransmit { get; init; } = new();

    /// <summary>Control messages that the peer may have outstanding.</summary>
    public ushort ReceiveWindow { get; init; } = 64;

    /// <summary>Sends tie breakers, so that two ends that both begin get one tunnel.</summary>
    public bool TieBreaker { get; init; } = true;

    /// <summary>Framing Capabilities of L2TPv2: bit 0 synchronous, bit 1 asynchronous.</summary>
    public uint FramingCapabilities { get; init; } = 3;

    /// <summary>Bearer Capabilities of L2TPv2, 0 for an end that places no calls.</summary>
    public uint BearerCapabilities { get; init; }

    /// <summary>Pseudowire types that may be asked for.</summary>
    public IReadOnlyList<PseudowireType> PseudowireTypes { get; init; } = [PseudowireType.Ethernet, PseudowireType.EthernetVlan];

    /// <summary>Octets of the cookies that this router assigns: 0, 4 or 8.</summary>
    public int CookieLength { get; init; } = 8;

    /// <summary>Demands the default L2-specific sublayer in what the peer sends.</summary>
    public bool Sublayer { get; init; } = true;

    /// <summary>Demands sequence numbers in what the peer sends.</summary>
    public DataSequencingLevel Sequencing { get; init; } = DataSequencingLevel.None;

    /// <summary>Offers Connect Speed Updates (RFC 5515).</summary>
    public bool ConnectSpeedUpdates { get; init; }

    /// <summary>Per-hop behaviour of the control connection (RFC 3308).</summary>
    public ushort? ControlPhb { get; init; }

    /// <summary>Most sessions of a tunnel.</summary>
    public int MaximumSessions { get; init; } = 60_000;

    /// <summary>Time that a tunnel or a session has to be set up.</summary>
    public int EstablishMilliseconds { get; init; } = 60_000;

    /// <summary>Repetitions until the peer is given up.</summary>
    /// <param name="version">2 or 3.</param>
    internal int MaximumRepetitions(int version) => version == 2 ? Retransmit.Maximum : Retransmit.MaximumInVersion3;
}
