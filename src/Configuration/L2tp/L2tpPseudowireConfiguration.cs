namespace Router.Configuration;

/// <summary>An entry of <c>l2tp.pseudowires</c>: an Ethernet pseudowire that is negotiated with a peer (RFC 4719).</summary>
public sealed record L2tpPseudowireConfiguration
{
    /// <summary>Name, the end of a cross-connect.</summary>
    public required string Name { get; init; }

    /// <summary>Name of its peer, with which version 3 is spoken.</summary>
    public required string Peer { get; init; }

    /// <summary>Remote End ID by which both ends know the pseudowire (RFC 3931 5.4.4): in the file its name by default.</summary>
    public required string RemoteEndId { get; init; }

    /// <summary>This router asks for the session as soon as there is a tunnel; false waits for the peer.</summary>
    public bool Initiate { get; init; } = true;

    /// <summary>Port or VLAN mode.</summary>
    public PseudowireMode Mode { get; init; } = PseudowireMode.Ethernet;

    /// <summary>VLAN id inside the pseudowire: set exactly with <see cref="PseudowireMode.Vlan"/>.</summary>
    public ushort? Vlan { get; init; }

    /// <summary>Administrative state.</summary>
    public bool Enabled { get; init; } = true;
}
