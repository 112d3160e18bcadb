namespace Router.Configuration;

/// <summary>Outcome of reading a configuration: a configuration, or errors.</summary>
/// <param name="Configuration">The configuration; null if and only if there are errors.</param>
/// <param name="Errors">Everything that is wrong, in the order of the file.</param>
public sealed record ConfigurationResult(RouterConfiguration? Configuration, IReadOnlyList<ConfigurationError> Errors);
