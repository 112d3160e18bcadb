using Router.Configuration;

namespace Router.Controlplane.Store;

/// <summary>A configuration that is or was in force.</summary>
/// <param name="Number">Counts from 1 since the control plane's start.</param>
/// <param name="Configuration">What it says.</param>
/// <param name="Text">The YAML text.</param>
/// <param name="Source">Where it came from: a file name, or <c>api</c>.</param>
/// <param name="AppliedAt">When it came into force.</param>
public sealed record ConfigurationRevision(
    int Number, RouterConfiguration Configuration, string Text, string Source, DateTimeOffset AppliedAt);
