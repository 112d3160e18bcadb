using System.Net;

namespace Router.Configuration;

/// <summary>An entry of <c>ppp.users</c>: a subscriber.</summary>
public sealed record PppUserConfiguration
{
    /// <summary>User name.</summary>
    public required string Name { get; init; }

    /// <summary>Password.</summary>
    public required string Password { get; init; }

    /// <summary>Its IPv4 address; null: from a pool.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>Destinations behind the subscriber.</summary>
    public ConfigurationList<IpPrefix> Routes { get; init; } = [];

    /// <summary>Name of the only profile with which the user may connect; null for any.</summary>
    public string? Profile { get; init; }

    /// <summary>Limit of what comes from the subscriber; null for the profile's.</summary>
    public RateLimit? RateUp { get; init; }

    /// <summary>Limit of what goes to the subscriber; null for the profile's.</summary>
    public RateLimit? RateDown { get; init; }
}
