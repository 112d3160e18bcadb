namespace Router.Configuration;

/// <summary>An entry of <c>vrfs</c>: a routing table and a Linux network namespace.</summary>
public sealed record VrfConfiguration
{
    /// <summary>Name of the VRF that always exists.</summary>
    public const string DefaultName = "default";

    /// <summary>The VRF that always exists: the network namespace the router runs in.</summary>
    public static VrfConfiguration Default { get; } = new() { Name = DefaultName };

    /// <summary>Name of the VRF.</summary>
    public required string Name { get; init; }

    /// <summary>Name below /run/netns of the namespace of its mirror interfaces; null is the router's own.</summary>
    public string? Netns { get; init; }
}
