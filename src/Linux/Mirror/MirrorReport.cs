using System.Collections.Immutable;

namespace Router.Linux;

/// <summary>The state of a plan.</summary>
/// <param name="Interfaces">The mirrors by name.</param>
/// <param name="RouteErrors">Which routes the kernel refused, and why.</param>
public sealed record MirrorReport(ImmutableDictionary<string, MirrorStatus> Interfaces, ImmutableArray<string> RouteErrors)
{
    /// <summary>Of an empty plan.</summary>
    public static MirrorReport Empty { get; } = new(ImmutableDictionary<string, MirrorStatus>.Empty, []);

    /// <summary>True if nothing failed and nothing is waited for.</summary>
    public bool IsReady => RouteErrors.IsEmpty && Interfaces.Values.All(status => status.State == MirrorState.Ready);

    /// <summary>True if both say the same.</summary>
    /// <param name="other">Another report.</param>
    internal bool Says(MirrorReport other) =>
        RouteErrors.SequenceEqual(other.RouteErrors) && Interfaces.Count == other.Interfaces.Count
        && Interfaces.Values.All(status => status.Equals(other.Interfaces.GetValueOrDefault(status.Name)));
}
