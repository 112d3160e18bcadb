namespace Router.Linux;

/// <summary>A change of the kernel's state in a namespace.</summary>
/// <param name="Namespace">The namespace.</param>
public abstract record KernelChange(NetworkNamespace Namespace);

/// <summary>An interface appeared (no before), changed, or went (no after).</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Before">As it was.</param>
/// <param name="After">As it is.</param>
public sealed record LinkChange(NetworkNamespace Namespace, LinkInfo? Before, LinkInfo? After) : KernelChange(Namespace);

/// <summary>An address appeared (no before), changed, or went (no after).</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Before">As it was.</param>
/// <param name="After">As it is.</param>
public sealed record AddressChange(NetworkNamespace Namespace, AddressInfo? Before, AddressInfo? After) : KernelChange(Namespace);

/// <summary>A neighbour appeared (no before), changed, or went (no after).</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Before">As it was.</param>
/// <param name="After">As it is.</param>
public sealed record NeighbourChange(NetworkNamespace Namespace, NeighbourInfo? Before, NeighbourInfo? After) : KernelChange(Namespace);

/// <summary>The subscriber was too slow and has missed changes: <see cref="KernelMonitor.Snapshot"/> is to be read again.</summary>
/// <param name="Namespace">The namespace.</param>
public sealed record KernelResynchronised(NetworkNamespace Namespace) : KernelChange(Namespace);

/// <summary>The namespace is there and was read, or has gone with all that was in it.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Present">Whether it is there.</param>
public sealed record NamespaceChange(NetworkNamespace Namespace, bool Present) : KernelChange(Namespace);
