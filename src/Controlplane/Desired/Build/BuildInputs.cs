using System.Net;
using Router.Configuration;

namespace Router.Controlplane.Desired.Build;

/// <summary>Everything that the desired state depends on.</summary>
public sealed record BuildInputs
{
    /// <summary>The configuration.</summary>
    public required RouterConfiguration Configuration { get; init; }

    /// <summary>The dataplane's ports.</summary>
    public required IReadOnlyList<PortFacts> Ports { get; init; }

    /// <summary>Usable MAC addresses of neighbours; addresses carry no scope id.</summary>
    public IReadOnlyDictionary<NextHopKey, MacAddress> Neighbours { get; init; } = new Dictionary<NextHopKey, MacAddress>();

    /// <summary>Sessions that the L2TP control protocol has set up.</summary>
    public IReadOnlyCollection<NegotiatedSession> Negotiated { get; init; } = [];

    /// <summary>IPv6 link-local addresses that the kernel has given to mirrors, by interface name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<IPAddress>> LinkLocals { get; init; } = new Dictionary<string, IReadOnlyList<IPAddress>>();
}
