namespace Router.Api;

/// <summary>A PPP session.</summary>
public sealed record PppSubscriberInfo
{
    /// <summary>Name of the user; absent before authentication.</summary>
    public string? User { get; init; }

    /// <summary>Name of the L2TP session.</summary>
    public required string Session { get; init; }

    /// <summary>Name of the L2TP peer.</summary>
    public required string Peer { get; init; }

    /// <summary>Name of the profile; absent where this router is the subscriber.</summary>
    public string? Profile { get; init; }

    /// <summary><c>dead</c>, <c>establish</c>, <c>authenticate</c>, <c>network</c> or <c>terminate</c> (RFC 1661 3.2).</summary>
    public required string Phase { get; init; }

    /// <summary>The subscriber's IPv4 address.</summary>
    public string? Address { get; init; }

    /// <summary>Our IPv4 address.</summary>
    public string? LocalAddress { get; init; }

    /// <summary>The subscriber's link-local IPv6 address.</summary>
    public string? LinkLocal { get; init; }

    /// <summary>The IPv6 prefix of the link.</summary>
    public string? LinkPrefix { get; init; }

    /// <summary>IPv6 prefixes that DHCPv6 has delegated.</summary>
    public IReadOnlyList<string> DelegatedPrefixes { get; set; } = [];

    /// <summary>All destinations behind the subscriber.</summary>
    public IReadOnlyList<string> Routes { get; set; } = [];

    /// <summary>Most octets of an IP packet to the subscriber; absent before LCP is open.</summary>
    public int? Mtu { get; init; }

    /// <summary>Seconds since the L2TP session was established.</summary>
    public required double UptimeSeconds { get; init; }

    /// <summary>Limits; absent where there are none, and inside a session, which has them.</summary>
    public L2tpRates? Rates { get; init; }

    /// <summary>Sums over the workers; absent while the dataplane is away, and inside a session, which has them.</summary>
    public L2tpSessionCounts? Counters { get; init; }
}

/// <summary>A pool of IPv4 addresses or IPv6 prefixes.</summary>
public sealed record PppPoolInfo
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>What is given out of.</summary>
    public required string Prefix { get; init; }

    /// <summary>Length of the prefixes that are given out, IPv6.</summary>
    public int? DelegatedLength { get; init; }

    /// <summary>Addresses or prefixes in all.</summary>
    public required int Size { get; init; }

    /// <summary>Those that cannot be given out: in use, or the router's own.</summary>
    public required int Used { get; init; }
}
