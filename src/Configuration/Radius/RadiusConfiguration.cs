namespace Router.Configuration;

/// <summary>Section <c>radius</c>.</summary>
public sealed record RadiusConfiguration
{
    /// <summary>Groups of servers that stand in for each other.</summary>
    public ConfigurationList<RadiusGroupConfiguration> Groups { get; init; } = [];
}
