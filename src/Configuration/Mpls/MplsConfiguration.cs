namespace Router.Configuration;

/// <summary>Section <c>mpls</c>.</summary>
public sealed record MplsConfiguration
{
    /// <summary>TTL of labels pushed in the pipe model.</summary>
    public byte Ttl { get; init; } = 64;

    /// <summary>Incoming label map: static LSPs.</summary>
    public ConfigurationList<LabelConfiguration> Labels { get; init; } = [];

    /// <summary>Static Ethernet pseudowires (RFC 4448).</summary>
    public ConfigurationList<PseudowireConfiguration> Pseudowires { get; init; } = [];
}
