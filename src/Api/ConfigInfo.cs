namespace Router.Api;

/// <summary>The running configuration.</summary>
public sealed record ConfigInfo
{
    /// <summary>Where it came from: a file name, or <c>api</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Number of the revision since the control plane's start, from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>When it came into force.</summary>
    public required DateTimeOffset AppliedAt { get; init; }

    /// <summary>The text.</summary>
    public required string Yaml { get; init; }
}

/// <summary>Answer of config check, diff, apply and rollback.</summary>
public sealed record ConfigChanges
{
    /// <summary>Revision in force after the request.</summary>
    public required int Revision { get; init; }

    /// <summary>True if the dataplane has confirmed the change; false while it is away, and for check and diff.</summary>
    public bool Programmed { get; init; }

    /// <summary>What differs from the configuration that was in force; empty when nothing does.</summary>
    public required IReadOnlyList<ConfigChange> Changes { get; init; }
}

/// <summary>One difference between two configurations.</summary>
public sealed record ConfigChange
{
    /// <summary><c>add</c>, <c>remove</c> or <c>change</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Key, such as <c>interfaces.core0.mtu</c>.</summary>
    public required string Key { get; init; }

    /// <summary>Value in force.</summary>
    public string? Before { get; init; }

    /// <summary>Value wanted.</summary>
    public string? After { get; init; }

    /// <summary>Whether the change takes effect only when the dataplane starts again.</summary>
    public bool NeedsRestart { get; init; }
}
