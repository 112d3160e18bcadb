using System.Net;
using Router.Channel;
using Router.Configuration;

namespace Router.Controlplane.Desired;

/// <summary>A next hop on an interface.</summary>
/// <param name="Interface">Name of the interface.</param>
/// <param name="Address">The next hop.</param>
public readonly record struct NextHopKey(string Interface, IPAddress Address);

/// <summary>A static route as Linux can follow it.</summary>
/// <param name="Vrf">Name of the VRF.</param>
/// <param name="Prefix">Destination.</param>
/// <param name="Gateway">Next hop on the link of <paramref name="Interface"/>; null for a route that only drops.</param>
/// <param name="Interface">Name of the egress interface; null for a route that only drops.</param>
/// <param name="Kind">What it does: adjacency, unreachable, prohibit or blackhole.</param>
public sealed record HostRoute(string Vrf, IpPrefix Prefix, IPAddress? Gateway, string? Interface, TargetKind Kind);

/// <summary>What the dataplane should hold, computed from all sources. Immutable.</summary>
public sealed record DesiredState
{
    /// <summary>Nothing at all.</summary>
    public static DesiredState Empty { get; } = new();

    /// <summary>VRFs by key.</summary>
    public IReadOnlyDictionary<ulong, DesiredVrf> Vrfs { get; init; } = new Dictionary<ulong, DesiredVrf>();

    /// <summary>Interfaces by key.</summary>
    public IReadOnlyDictionary<ulong, DesiredInterface> Interfaces { get; init; } = new Dictionary<ulong, DesiredInterface>();

    /// <summary>Adjacencies by key.</summary>
    public IReadOnlyDictionary<ulong, DesiredAdjacency> Adjacencies { get; init; } = new Dictionary<ulong, DesiredAdjacency>();

    /// <summary>Routes.</summary>
    public IReadOnlyDictionary<RouteKey, DesiredRoute> Routes { get; init; } = new Dictionary<RouteKey, DesiredRoute>();

    /// <summary>Incoming label map.</summary>
    public IReadOnlyDictionary<LabelKey, DesiredLabel> Labels { get; init; } = new Dictionary<LabelKey, DesiredLabel>();

    /// <summary>L2TP sessions by key.</summary>
    public IReadOnlyDictionary<ulong, DesiredSession> Sessions { get; init; } = new Dictionary<ulong, DesiredSession>();

    /// <summary>What each L2TP session takes, by its name: parts of the other tables.</summary>
    public IReadOnlyDictionary<string, SessionObjects> SessionObjects { get; init; } = new Dictionary<string, SessionObjects>();

    /// <summary>Cross-connects by key of the attachment circuit's interface.</summary>
    public IReadOnlyDictionary<ulong, DesiredCrossConnect> CrossConnects { get; init; } = new Dictionary<ulong, DesiredCrossConnect>();

    /// <summary>
    /// The sending half of L2TP sessions and MPLS pseudowires by their name in the configuration; absent when there is no route.
    /// </summary>
    public IReadOnlyDictionary<string, DesiredTarget> Encapsulations { get; init; } = new Dictionary<string, DesiredTarget>();

    /// <summary>Next hops in use whose link-layer addresses are the kernel's to find.</summary>
    public IReadOnlySet<NextHopKey> WantedNeighbours { get; init; } = new HashSet<NextHopKey>();

    /// <summary>Static routes that Linux can follow too, for what it sends itself: those without labels.</summary>
    public IReadOnlyList<HostRoute> HostRoutes { get; init; } = [];

    /// <summary>What could not be done.</summary>
    public IReadOnlyList<BuildProblem> Problems { get; init; } = [];

    /// <summary>The same state without some interfaces and everything that leads to them.</summary>
    /// <param name="interfaces">Keys of the interfaces that go.</param>
    public DesiredState Without(IReadOnlySet<ulong> interfaces)
    {
        ArgumentNullException.ThrowIfNull(interfaces);
        bool Gone(DesiredTarget target) => target.Kind switch
        {
            TargetKind.Glean => interfaces.Contains(target.Key),
            TargetKind.Adjacency => Adjacencies.TryGetValue(target.Key, out DesiredAdjacency? adjacency) && interfaces.Contains(adjacency.Interface),
            _ => false,
        };

        return this with
        {
            Interfaces = Filter(Interfaces, entry => !interfaces.Contains(entry.Key)),
            Adjacencies = Filter(Adjacencies, entry => !interfaces.Contains(entry.Interface)),
            Routes = Filter(Routes, entry => !Gone(entry.Target)),
            Labels = Filter(Labels, entry => !Gone(entry.Target)),
            Sessions = Sessions.Values
                .Select(entry => Gone(entry.Target) ? entry with { Target = DesiredTarget.None } : entry)
                .ToDictionary(entry => entry.Key),
            CrossConnects = Filter(CrossConnects, entry => !interfaces.Contains(entry.Interface) && !Gone(entry.Target)),
        };
    }

    private static Dictionary<TKey, T> Filter<TKey, T>(IReadOnlyDictionary<TKey, T> items, Func<T, bool> keep)
        where TKey : notnull => items.Where(item => keep(item.Value)).ToDictionary(item => item.Key, item => item.Value);
}
