namespace Router.Configuration;

/// <summary>Finds the parts of one configuration by name, and answers what needs more than one section.</summary>
public sealed class ConfigurationIndex
{
    private readonly Dictionary<string, PortConfiguration> _ports = new(StringComparer.Ordinal);
    private readonly Dictionary<string, VrfConfiguration> _vrfs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, InterfaceConfiguration> _interfaces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, L2tpTunnelConfiguration> _tunnels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, L2tpSessionConfiguration> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PseudowireConfiguration> _pseudowires = new(StringComparer.Ordinal);
    private readonly Dictionary<string, L2tpPeerConfiguration> _peers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, L2tpPseudowireConfiguration> _l2tpPseudowires = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PppProfileConfiguration> _profiles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PppUserConfiguration> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PppPoolConfiguration> _pools = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RadiusGroupConfiguration> _radiusGroups = new(StringComparer.Ordinal);
    private readonly HashSet<string> _crossConnectedPorts = new(StringComparer.Ordinal);

    /// <summary>Indexes a configuration. Of two parts with the same name the first counts.</summary>
    /// <param name="configuration">The configuration.</param>
    public ConfigurationIndex(RouterConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Configuration = configuration;
        Fill(_ports, configuration.Ports, static port => port.Name);
        Fill(_vrfs, configuration.Vrfs, static vrf => vrf.Name);
        Fill(_interfaces, configuration.Interfaces, static entry => entry.Name);
        Fill(_tunnels, configuration.L2tp.Tunnels, static tunnel => tunnel.Name);
        Fill(_sessions, configuration.L2tp.Sessions, static session => session.Name);
        Fill(_pseudowires, configuration.Mpls.Pseudowires, static pseudowire => pseudowire.Name);
        Fill(_peers, configuration.L2tp.Peers, static peer => peer.Name);
        Fill(_l2tpPseudowires, configuration.L2tp.Pseudowires, static pseudowire => pseudowire.Name);
        Fill(_profiles, configuration.Ppp.Profiles, static profile => profile.Name);
        Fill(_users, configuration.Ppp.Users, static user => user.Name);
        Fill(_pools, configuration.Ppp.Pools, static pool => pool.Name);
        Fill(_radiusGroups, configuration.Radius.Groups, static group => group.Name);
        foreach (CrossConnectConfiguration pair in configuration.CrossConnects)
        {
            AddPort(pair.First);
            AddPort(pair.Second);
        }
    }

    /// <summary>What is indexed.</summary>
    public RouterConfiguration Configuration { get; }

    /// <summary>The port of that name, or null.</summary>
    /// <param name="name">A port's name.</param>
    public PortConfiguration? Port(string name) => _ports.GetValueOrDefault(name);

    /// <summary>The VRF of that name, or null.</summary>
    /// <param name="name">A VRF's name.</param>
    public VrfConfiguration? Vrf(string name) => _vrfs.GetValueOrDefault(name);

    /// <summary>The interface of that name, or null.</summary>
    /// <param name="name">PORT or PORT.N.</param>
    public InterfaceConfiguration? Interface(string name) => _interfaces.GetValueOrDefault(name);

    /// <summary>The L2TP tunnel of that name, or null.</summary>
    /// <param name="name">A tunnel's name.</param>
    public L2tpTunnelConfiguration? Tunnel(string name) => _tunnels.GetValueOrDefault(name);

    /// <summary>The L2TP session of that name, or null.</summary>
    /// <param name="name">A session's name.</param>
    public L2tpSessionConfiguration? Session(string name) => _sessions.GetValueOrDefault(name);

    /// <summary>The MPLS pseudowire of that name, or null.</summary>
    /// <param name="name">A pseudowire's name.</param>
    public PseudowireConfiguration? Pseudowire(string name) => _pseudowires.GetValueOrDefault(name);

    /// <summary>The peer of managed L2TP tunnels of that name, or null.</summary>
    /// <param name="name">A peer's name.</param>
    public L2tpPeerConfiguration? Peer(string name) => _peers.GetValueOrDefault(name);

    /// <summary>The negotiated L2TPv3 pseudowire of that name, or null.</summary>
    /// <param name="name">A pseudowire's name.</param>
    public L2tpPseudowireConfiguration? L2tpPseudowire(string name) => _l2tpPseudowires.GetValueOrDefault(name);

    /// <summary>The PPP profile of that name, or null.</summary>
    /// <param name="name">A profile's name.</param>
    public PppProfileConfiguration? PppProfile(string name) => _profiles.GetValueOrDefault(name);

    /// <summary>The PPP user of that name, or null.</summary>
    /// <param name="name">A user's name.</param>
    public PppUserConfiguration? PppUser(string name) => _users.GetValueOrDefault(name);

    /// <summary>The pool of that name, or null.</summary>
    /// <param name="name">A pool's name.</param>
    public PppPoolConfiguration? PppPool(string name) => _pools.GetValueOrDefault(name);

    /// <summary>The RADIUS group of that name, or null.</summary>
    /// <param name="name">A group's name.</param>
    public RadiusGroupConfiguration? RadiusGroup(string name) => _radiusGroups.GetValueOrDefault(name);

    /// <summary>Host Name that L2TP peers are told: as configured, or the instance's name.</summary>
    public string L2tpHostName => Configuration.L2tp.HostName ?? Configuration.Instance;

    /// <summary>NAS-Identifier that RADIUS servers are told: as configured, or the instance's name.</summary>
    /// <param name="group">A group of the configuration.</param>
    public string NasIdentifierOf(RadiusGroupConfiguration group)
    {
        ArgumentNullException.ThrowIfNull(group);
        return group.NasIdentifier ?? Configuration.Instance;
    }

    /// <summary>VRF of a profile's subscribers: that of its interface; null if that does not exist.</summary>
    /// <param name="profile">A profile of the configuration.</param>
    public string? VrfOf(PppProfileConfiguration profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return Interface(profile.Interface)?.Vrf;
    }

    /// <summary>What an end of a cross-connect is, or null if nothing has that name.</summary>
    /// <param name="name">An interface, an L2TP session or a pseudowire.</param>
    public CrossConnectEndKind? KindOfEnd(string name) =>
        _interfaces.ContainsKey(name) ? CrossConnectEndKind.Interface
        : _sessions.ContainsKey(name) ? CrossConnectEndKind.L2tpSession
        : _pseudowires.ContainsKey(name) ? CrossConnectEndKind.MplsPseudowire
        : _l2tpPseudowires.ContainsKey(name) ? CrossConnectEndKind.L2tpPseudowire
        : null;

    /// <summary>L3 MTU in octets that is in force on an interface: its own, or its port's.</summary>
    /// <param name="entry">An interface of the configuration.</param>
    public int MtuOf(InterfaceConfiguration entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Mtu ?? Port(entry.Port)?.Mtu ?? PortConfiguration.DefaultMtu;
    }

    /// <summary>Whether a port receives frames for every MAC address: as configured, else when it carries a cross-connect.</summary>
    /// <param name="port">A port of the configuration.</param>
    public bool IsPromiscuous(PortConfiguration port)
    {
        ArgumentNullException.ThrowIfNull(port);
        return port.Promiscuous ?? _crossConnectedPorts.Contains(port.Name);
    }

    private static void Fill<T>(Dictionary<string, T> index, ConfigurationList<T> items, Func<T, string> name)
    {
        foreach (T item in items)
        {
            _ = index.TryAdd(name(item), item);
        }
    }

    private void AddPort(string end)
    {
        if (Interface(end) is { } entry)
        {
            _ = _crossConnectedPorts.Add(entry.Port);
        }
    }
}
