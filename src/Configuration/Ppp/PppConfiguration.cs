namespace Router.Configuration;

/// <summary>Section <c>ppp</c>.</summary>
public sealed record PppConfiguration
{
    /// <summary>How PPP subscribers are served.</summary>
    public ConfigurationList<PppProfileConfiguration> Profiles { get; init; } = [];

    /// <summary>Subscribers of profiles without RADIUS.</summary>
    public ConfigurationList<PppUserConfiguration> Users { get; init; } = [];

    /// <summary>Addresses and delegated prefixes to give out.</summary>
    public ConfigurationList<PppPoolConfiguration> Pools { get; init; } = [];
}
