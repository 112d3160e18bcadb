namespace Router.Configuration;

/// <summary>An entry of <c>l2tp.calls</c>: a PPP session that this router opens as the subscriber, and keeps open.</summary>
public sealed record L2tpCallConfiguration
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Name of its peer, to which this router opens the tunnel.</summary>
    public required string Peer { get; init; }

    /// <summary>User name to authenticate with; null authenticates with none.</summary>
    public string? User { get; init; }

    /// <summary>Password of <see cref="User"/>.</summary>
    public string? Password { get; init; }

    /// <summary>The loopback interface whose first addresses are this router's in the session, and whose VRF is that of the packets.</summary>
    public required string Interface { get; init; }

    /// <summary>Destinations behind the peer, beside the peer itself.</summary>
    public ConfigurationList<IpPrefix> Routes { get; init; } = [];

    /// <summary>What becomes of TCP's MSS option.</summary>
    public TcpMss TcpMss { get; init; }

    /// <summary>Administrative state.</summary>
    public bool Enabled { get; init; } = true;
}
