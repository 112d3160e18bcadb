namespace Router.Configuration;

/// <summary>An entry of <c>l2tp.pseudowires</c>: a pseudowire that is negotiated with a peer.</summary>
public sealed record L2tpPseudowireConfiguration : IL2tpPayload
{
    /// <summary>Name, the end of a cross-connect.</summary>
    public required string Name { get; init; }

    /// <summary>Name of its peer, with which version 3 is spoken.</summary>
    public required string Peer { get; init; }

    /// <summary>Remote End ID by which both ends know the pseudowire (RFC 3931 5.4.4): in the file its name by default.</summary>
    public required string RemoteEndId { get; init; }

    /// <summary>This router asks for the session as soon as there is a tunnel; false waits for the peer.</summary>
    public bool Initiate { get; init; } = true;

    /// <summary>What it carries; not PPP.</summary>
    public L2tpPayload Payload { get; init; } = L2tpPayload.Ethernet;

    /// <summary>Of IP: the loopback interface on which its packets enter its VRF; else null.</summary>
    public string? Interface { get; init; }

    /// <summary>Of IP: the destinations behind the peer.</summary>
    public ConfigurationList<IpPrefix> Routes { get; init; } = [];

    /// <summary>Of IP: the most octets of a packet to the peer; null is what fits.</summary>
    public int? Mru { get; init; }

    /// <summary>Port or VLAN mode.</summary>
    public PseudowireMode Mode { get; init; } = PseudowireMode.Ethernet;

    /// <summary>VLAN id inside the pseudowire: set exactly with <see cref="PseudowireMode.Vlan"/>.</summary>
    public ushort? Vlan { get; init; }

    /// <summary>Set exactly with <see cref="L2tpPayload.FrameRelay"/>.</summary>
    public FrameRelayConfiguration? FrameRelay { get; init; }

    /// <summary>Of ATM cells: most of them in one packet from the peer; null is 1.</summary>
    public int? MaxCells { get; init; }

    /// <summary>Administrative state.</summary>
    public bool Enabled { get; init; } = true;
}
