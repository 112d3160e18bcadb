namespace Router.Linux;

/// <summary>Settings of <see cref="MirrorInterfaces"/>.</summary>
public sealed record MirrorInterfacesOptions
{
    /// <summary>Where the dataplane creates the TAPs.</summary>
    public NetworkNamespace Home { get; init; } = NetworkNamespace.Own;

    /// <summary>Changes are gathered this long before they are acted on.</summary>
    public TimeSpan Gather { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The first wait after a failure; it doubles up to <see cref="Audit"/>.</summary>
    public TimeSpan Retry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Everything is compared this often, also when nothing is reported to have changed.</summary>
    public TimeSpan Audit { get; init; } = TimeSpan.FromSeconds(30);
}
