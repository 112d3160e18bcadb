namespace Router.Linux;

/// <summary>Which changes a subscriber wants. <see cref="KernelResynchronised"/> and <see cref="NamespaceChange"/> always come.</summary>
[Flags]
public enum KernelEvents
{
    /// <summary>None but those that always come.</summary>
    None = 0,

    /// <summary><see cref="LinkChange"/>.</summary>
    Links = 1,

    /// <summary><see cref="AddressChange"/>.</summary>
    Addresses = 2,

    /// <summary><see cref="NeighbourChange"/>.</summary>
    Neighbours = 4,

    /// <summary>All.</summary>
    All = Links | Addresses | Neighbours,
}
