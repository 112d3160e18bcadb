namespace Router.Api;

/// <summary>A route of a VRF.</summary>
public sealed record RouteInfo
{
    /// <summary>Prefix in CIDR notation.</summary>
    public required string Prefix { get; init; }

    /// <summary>VRF name.</summary>
    public required string Vrf { get; init; }

    /// <summary><c>via</c>, <c>connected</c>, <c>local</c>, <c>unreachable</c>, <c>prohibit</c>, <c>blackhole</c> or <c>lookup</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Where it comes from: <c>static</c>, <c>connected</c>, <c>local</c> or <c>neighbour</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The way in words: <c>via 10.0.2.2 dev core1 labels 100/200</c>.</summary>
    public required string Target { get; init; }

    /// <summary>Next hop.</summary>
    public string? Via { get; init; }

    /// <summary>Egress interface.</summary>
    public string? Interface { get; init; }

    /// <summary>Labels pushed, outermost first.</summary>
    public IReadOnlyList<uint>? Labels { get; init; }

    /// <summary>VRF of the second lookup, kind <c>lookup</c>.</summary>
    public string? LookupVrf { get; init; }

    /// <summary>Adjacency id.</summary>
    public uint? Adjacency { get; init; }

    /// <summary>False while the next hop's link-layer address is unknown.</summary>
    public bool? Resolved { get; init; }

    /// <summary>Packets sent by the adjacency (all routes that use it).</summary>
    public ulong? Packets { get; init; }

    /// <summary>Octets sent by the adjacency.</summary>
    public ulong? Bytes { get; init; }
}

/// <summary>An entry of the incoming label map.</summary>
public sealed record LabelInfo
{
    /// <summary>Incoming label.</summary>
    public required uint Label { get; init; }

    /// <summary><c>swap</c>, <c>pop</c>, <c>lookup</c>, <c>pseudowire</c> or <c>drop</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Which S bit the entry is for: <c>any</c>, <c>yes</c> or <c>no</c>.</summary>
    public required string BottomOfStack { get; init; }

    /// <summary>What lies below: <c>ip</c>, <c>ipv4</c>, <c>ipv6</c>, <c>mpls</c> or <c>ethernet</c>.</summary>
    public required string Payload { get; init; }

    /// <summary><c>pipe</c> or <c>uniform</c>.</summary>
    public required string TtlMode { get; init; }

    /// <summary>Outgoing labels, outermost first.</summary>
    public IReadOnlyList<uint>? OutLabels { get; init; }

    /// <summary>Next hop.</summary>
    public string? Via { get; init; }

    /// <summary>Egress interface.</summary>
    public string? Interface { get; init; }

    /// <summary>VRF of a lookup.</summary>
    public string? Vrf { get; init; }

    /// <summary>Name of the pseudowire, action <c>pseudowire</c>.</summary>
    public string? Pseudowire { get; init; }

    /// <summary>The way in words.</summary>
    public required string Target { get; init; }

    /// <summary>Adjacency id.</summary>
    public uint? Adjacency { get; init; }

    /// <summary>Packets received with the label; absent while the dataplane is away.</summary>
    public ulong? Packets { get; init; }

    /// <summary>Octets received with the label.</summary>
    public ulong? Bytes { get; init; }
}

/// <summary>A link-layer address of a neighbour.</summary>
public sealed record NeighbourInfo
{
    /// <summary>IP address.</summary>
    public required string Address { get; init; }

    /// <summary>Interface.</summary>
    public required string Interface { get; init; }

    /// <summary>VRF of the interface.</summary>
    public required string Vrf { get; init; }

    /// <summary>MAC address; absent while unresolved.</summary>
    public string? Mac { get; init; }

    /// <summary>The kernel's word: <c>reachable</c>, <c>stale</c>, <c>failed</c>, …; <c>permanent</c> when configured.</summary>
    public required string State { get; init; }

    /// <summary><c>configuration</c> or <c>kernel</c>.</summary>
    public required string Origin { get; init; }
}
