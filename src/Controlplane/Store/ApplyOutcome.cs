using Router.Configuration;

namespace Router.Controlplane.Store;

/// <summary>Outcome of a request to check or change the configuration.</summary>
public sealed record ApplyOutcome
{
    /// <summary>What is wrong; the running configuration is then unchanged.</summary>
    public IReadOnlyList<ConfigurationError> Errors { get; init; } = [];

    /// <summary>True if nothing is wrong.</summary>
    public bool Succeeded => Errors.Count == 0;

    /// <summary>What differs from the configuration in force before the request.</summary>
    public IReadOnlyList<ConfigurationChange> Changes { get; init; } = [];

    /// <summary>The configuration in force after the request.</summary>
    public required ConfigurationRevision Revision { get; init; }

    /// <summary>True if the dataplane has confirmed the change; false while it is away.</summary>
    public bool Programmed { get; init; }
}
