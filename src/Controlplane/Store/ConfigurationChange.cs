namespace Router.Controlplane.Store;

/// <summary>Kind of a <see cref="ConfigurationChange"/>.</summary>
public enum ChangeKind
{
    /// <summary>The key is new.</summary>
    Add,

    /// <summary>The key is gone.</summary>
    Remove,

    /// <summary>The key has another value.</summary>
    Change,
}

/// <summary>A difference between two configurations.</summary>
/// <param name="Kind">Kind of difference.</param>
/// <param name="Key">Key, such as <c>interfaces.core0.mtu</c> or <c>l2tp.sessions[pw1].cookie</c>.</param>
/// <param name="Before">Value in force, null if there was none.</param>
/// <param name="After">Value wanted, null if there is none.</param>
/// <param name="NeedsRestart">True if only a restart of the dataplane brings it into force.</param>
public sealed record ConfigurationChange(ChangeKind Kind, string Key, string? Before, string? After, bool NeedsRestart);
