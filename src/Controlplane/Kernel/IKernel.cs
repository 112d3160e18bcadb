using System.Net;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.Neighbours;

namespace Router.Controlplane.Kernel;

/// <summary>What the kernel knows about the mirrors' links.</summary>
/// <param name="Neighbours">Its neighbour tables, by interface.</param>
/// <param name="LinkLocals">IPv6 link-local addresses of mirrors, by interface.</param>
/// <param name="Mirrors">The interfaces whose mirrors exist.</param>
public sealed record KernelView(
    IReadOnlyList<NeighbourEntry> Neighbours, IReadOnlyDictionary<string, IReadOnlyList<IPAddress>> LinkLocals, IReadOnlySet<string> Mirrors)
{
    /// <summary>Nothing.</summary>
    public static KernelView Empty { get; } = new([], new Dictionary<string, IReadOnlyList<IPAddress>>(), new HashSet<string>());
}

/// <summary>The Linux side: mirrors of the interfaces, and the neighbours on their links. Used by one thread.</summary>
public interface IKernel : IDisposable
{
    /// <summary>True once the tables have been read for the first time.</summary>
    bool IsReady { get; }

    /// <summary>The tables now. The same object as before as long as nothing has changed.</summary>
    KernelView View { get; }

    /// <summary>Makes the mirrors what the configuration says, as far as they exist; the others follow when they appear.</summary>
    /// <param name="configuration">The configuration in force.</param>
    /// <param name="desired">The interfaces with their MAC addresses.</param>
    void Configure(RouterConfiguration configuration, DesiredState desired);

    /// <summary>The dataplane has made a mirror (again).</summary>
    /// <param name="interfaceName">Its interface.</param>
    void MirrorCreated(string interfaceName);

    /// <summary>Asks the kernel to find the link-layer address of a next hop.</summary>
    /// <param name="neighbour">The next hop.</param>
    /// <returns>False if its interface has no mirror yet, or the kernel does not want to.</returns>
    bool Probe(NextHopKey neighbour);
}

/// <summary>No kernel: replay.</summary>
public sealed class NoKernel : IKernel
{
    /// <inheritdoc/>
    public bool IsReady => true;

    /// <inheritdoc/>
    public KernelView View => KernelView.Empty;

    /// <inheritdoc/>
    public void Configure(RouterConfiguration configuration, DesiredState desired)
    {
    }

    /// <inheritdoc/>
    public void MirrorCreated(string interfaceName)
    {
    }

    /// <inheritdoc/>
    public bool Probe(NextHopKey neighbour) => false;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
