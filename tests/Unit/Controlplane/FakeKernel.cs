using System.Net;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.Kernel;
using Router.Controlplane.Neighbours;

namespace Router.Unit.Tests.Controlplane;

/// <summary>A kernel that knows what the test tells it.</summary>
internal sealed class FakeKernel : IKernel
{
    public bool IsReady { get; set; } = true;

    public KernelView View { get; private set; } = KernelView.Empty;

    public List<NextHopKey> Probes { get; } = [];

    public List<string> Mirrors { get; } = [];

    public RouterConfiguration? Configured { get; private set; }

    public void Learn(string interfaceName, string address, ulong mac, NeighbourState state = NeighbourState.Reachable)
    {
        IEnumerable<NeighbourEntry> others = View.Neighbours.Where(entry => entry.Interface != interfaceName || entry.Address.ToString() != address);
        View = View with
        {
            Mirrors = View.Mirrors.Append(interfaceName).ToHashSet(),
            Neighbours = [.. others, new NeighbourEntry(interfaceName, IPAddress.Parse(address), new MacAddress(mac), state, NeighbourOrigin.Kernel)],
        };
    }

    /// <summary>The mirror goes, with what the kernel knows of its link.</summary>
    public void LoseMirror(string interfaceName) => View = View with
    {
        Mirrors = View.Mirrors.Where(name => name != interfaceName).ToHashSet(),
        Neighbours = [.. View.Neighbours.Where(entry => entry.Interface != interfaceName)],
    };

    /// <summary>The kernel drops a neighbour from a mirror that stays.</summary>
    public void Forget(string interfaceName, string address) => View = View with
    {
        Neighbours = [.. View.Neighbours.Where(entry => entry.Interface != interfaceName || entry.Address.ToString() != address)],
    };

    public void Configure(RouterConfiguration configuration, DesiredState desired) => Configured = configuration;

    public void MirrorCreated(string interfaceName) => Mirrors.Add(interfaceName);

    public bool Probe(NextHopKey neighbour)
    {
        Probes.Add(neighbour);
        return true;
    }

    public void Dispose()
    {
    }
}
