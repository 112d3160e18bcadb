namespace Router.Configuration;

/// <summary>A whole configuration file. Immutable; two configurations are equal when they say the same in the same order.</summary>
public sealed record RouterConfiguration
{
    /// <summary>Name of the default instance.</summary>
    public const string DefaultInstance = "router";

    /// <summary>Name of the instance: its runtime directory below <c>/run/router</c>.</summary>
    public string Instance { get; init; } = DefaultInstance;

    /// <summary>Cores, memory and table sizes of the dataplane.</summary>
    public DataplaneConfiguration Dataplane { get; init; } = new();

    /// <summary>DPDK ports, in the order of the file: the index is the port's number.</summary>
    public ConfigurationList<PortConfiguration> Ports { get; init; } = [];

    /// <summary>VRFs. The first is always <see cref="VrfConfiguration.DefaultName"/>, then the order of the file.</summary>
    public ConfigurationList<VrfConfiguration> Vrfs { get; init; } = [VrfConfiguration.Default];

    /// <summary>L3 interfaces and attachment circuits. A port without an entry here has no untagged interface.</summary>
    public ConfigurationList<InterfaceConfiguration> Interfaces { get; init; } = [];

    /// <summary>Static ARP and ND entries.</summary>
    public ConfigurationList<NeighbourConfiguration> Neighbours { get; init; } = [];

    /// <summary>Static routes.</summary>
    public ConfigurationList<RouteConfiguration> Routes { get; init; } = [];

    /// <summary>Static label-switched paths and MPLS pseudowires.</summary>
    public MplsConfiguration Mpls { get; init; } = new();

    /// <summary>L2TP: static tunnels and sessions, peers of managed tunnels, negotiated pseudowires.</summary>
    public L2tpConfiguration L2tp { get; init; } = new();

    /// <summary>PPP subscribers.</summary>
    public PppConfiguration Ppp { get; init; } = new();

    /// <summary>RADIUS servers.</summary>
    public RadiusConfiguration Radius { get; init; } = new();

    /// <summary>Pairs of ends between which Ethernet frames pass.</summary>
    public ConfigurationList<CrossConnectConfiguration> CrossConnects { get; init; } = [];

    /// <summary>Where metrics are served besides the API socket.</summary>
    public MetricsConfiguration Metrics { get; init; } = new();
}
