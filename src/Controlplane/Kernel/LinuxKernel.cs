using System.Net;
using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.Neighbours;
using Router.Linux;
using KernelState = Router.Linux.NeighbourState;
using NeighbourState = Router.Controlplane.Neighbours.NeighbourState;

namespace Router.Controlplane.Kernel;

/// <summary>The kernel of this machine, by rtnetlink.</summary>
public sealed class LinuxKernel : IKernel
{
    /// <summary>More static routes than this are the dataplane's alone: Linux sends little by itself.</summary>
    private const int MaxHostRoutes = 4096;

    private readonly ILogger _logger;
    private readonly KernelMonitorSet _monitors = new();
    private readonly MirrorInterfaces _mirrors;
    private readonly Dictionary<NetworkNamespace, KernelConfigurator> _configurators = [];
    private readonly Dictionary<NetworkNamespace, KernelSnapshot> _seen = [];
    private Dictionary<string, NetworkNamespace> _places = new(StringComparer.Ordinal);
    private MirrorPlan _plan = MirrorPlan.Empty;
    private KernelView _view = KernelView.Empty;
    private bool _placesChanged = true;

    /// <summary>Starts to follow the namespaces of a configuration.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="logger">Log.</param>
    public LinuxKernel(RouterConfiguration configuration, ILogger<LinuxKernel> logger)
    {
        _logger = logger;
        SetPlaces(configuration);
        _mirrors = new MirrorInterfaces(_monitors);
        _mirrors.Reported += Report;
    }

    /// <inheritdoc/>
    public bool IsReady => _monitors.Monitors.All(static monitor => monitor.Synchronised.IsCompleted);

    /// <inheritdoc/>
    public KernelView View
    {
        get
        {
            bool changed = _placesChanged;
            foreach (KernelMonitor monitor in _monitors.Monitors)
            {
                KernelSnapshot snapshot = monitor.Snapshot;
                if (!_seen.TryGetValue(monitor.Namespace, out KernelSnapshot? seen) || !ReferenceEquals(seen, snapshot))
                {
                    _seen[monitor.Namespace] = snapshot;
                    changed = true;
                    if (!snapshot.IsPresent)
                    {
                        Forget(monitor.Namespace); // an open configurator would keep a deleted namespace alive
                    }
                }
            }

            if (changed)
            {
                _placesChanged = false;
                _view = Read();
            }

            return _view;
        }
    }

    /// <inheritdoc/>
    public void Configure(RouterConfiguration configuration, DesiredState desired)
    {
        ArgumentNullException.ThrowIfNull(desired);
        SetPlaces(configuration);
        MirrorPlan plan = PlanOf(configuration, desired);
        if (plan.Interfaces.SequenceEqual(_plan.Interfaces) && plan.Routes.SequenceEqual(_plan.Routes))
        {
            return;
        }

        _plan = plan;
        _mirrors.Apply(plan);
    }

    /// <inheritdoc/>
    public void MirrorCreated(string interfaceName)
    {
        // The monitor sees the link appear.
        _logger.LogInformation("Mirror {Interface} was created", interfaceName);
    }

    /// <inheritdoc/>
    public bool Probe(NextHopKey neighbour)
    {
        if (!_places.TryGetValue(neighbour.Interface, out NetworkNamespace? place)
            || !_seen.TryGetValue(place, out KernelSnapshot? snapshot)
            || snapshot.FindLink(neighbour.Interface) is not { IsUp: true } link)
        {
            return false;
        }

        try
        {
            ConfiguratorOf(place).ProbeNeighbour(link.Index, neighbour.Address);
            return true;
        }
        catch (NetlinkException exception)
        {
            Forget(place);
            _logger.LogDebug("{Message}", exception.Message);
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _mirrors.Reported -= Report;
        _mirrors.DisposeAsync().AsTask().GetAwaiter().GetResult();
        foreach (KernelConfigurator configurator in _configurators.Values)
        {
            configurator.Dispose();
        }

        _monitors.Dispose();
    }

    private static MirrorPlan PlanOf(RouterConfiguration configuration, DesiredState desired)
    {
        ConfigurationIndex index = new(configuration);
        List<MirrorInterface> interfaces = [];
        foreach (DesiredInterface entry in desired.Interfaces.Values)
        {
            if ((entry.Flags & InterfaceFlags.Mirror) != 0 && index.Interface(entry.Name) is { } configured)
            {
                interfaces.Add(new MirrorInterface(
                    entry.Name,
                    PlaceOf(index, configured),
                    entry.Mac.IsUnicast ? entry.Mac : null,
                    entry.Mtu,
                    configured.Enabled,
                    configured.Addresses,
                    (entry.Flags & InterfaceFlags.Ipv6) != 0,
                    HasNeighbours: !configured.IsLoopback));
            }
        }

        IEnumerable<HostRoute> routes = desired.HostRoutes.Count <= MaxHostRoutes
            ? desired.HostRoutes
            : desired.HostRoutes.Where(static route => route.Prefix.Length == 0);
        return new MirrorPlan(
            [.. interfaces.OrderBy(static mirror => mirror.Name, StringComparer.Ordinal)],
            [.. routes.Select(route => RouteOf(route, index))]);
    }

    private static MirrorRoute RouteOf(HostRoute route, ConfigurationIndex index) => new(
        NetworkNamespace.Named(index.Vrf(route.Vrf)?.Netns), route.Prefix, route.Gateway, route.Interface, route.Kind switch
        {
            TargetKind.Unreachable => RouteType.Unreachable,
            TargetKind.Prohibit => RouteType.Prohibit,
            TargetKind.Blackhole => RouteType.Blackhole,
            _ => RouteType.Unicast,
        });

    private static NetworkNamespace PlaceOf(ConfigurationIndex index, InterfaceConfiguration entry) =>
        NetworkNamespace.Named(index.Vrf(entry.Vrf)?.Netns);

    private static NeighbourState StateOf(KernelState state) => state switch
    {
        _ when state.HasFlag(KernelState.Permanent) => NeighbourState.Permanent,
        _ when state.HasFlag(KernelState.NoArp) => NeighbourState.NoArp,
        _ when state.HasFlag(KernelState.Reachable) => NeighbourState.Reachable,
        _ when state.HasFlag(KernelState.Stale) => NeighbourState.Stale,
        _ when state.HasFlag(KernelState.Delay) => NeighbourState.Delay,
        _ when state.HasFlag(KernelState.Probe) => NeighbourState.Probe,
        _ when state.HasFlag(KernelState.Failed) => NeighbourState.Failed,
        _ when state.HasFlag(KernelState.Incomplete) => NeighbourState.Incomplete,
        _ => NeighbourState.None,
    };

    private KernelView Read()
    {
        List<NeighbourEntry> neighbours = [];
        Dictionary<string, IReadOnlyList<IPAddress>> linkLocals = new(StringComparer.Ordinal);
        HashSet<string> mirrors = new(StringComparer.Ordinal);
        foreach ((NetworkNamespace place, KernelSnapshot snapshot) in _seen)
        {
            Dictionary<int, string> names = [];
            foreach (LinkInfo link in snapshot.Links.Values)
            {
                if (_places.TryGetValue(link.Name, out NetworkNamespace? belongs) && belongs == place)
                {
                    names.Add(link.Index, link.Name);
                    _ = mirrors.Add(link.Name);
                }
            }

            foreach (NeighbourInfo entry in snapshot.Neighbours.Values)
            {
                if (names.TryGetValue(entry.InterfaceIndex, out string? name) && !IsGroup(entry.Address))
                {
                    neighbours.Add(new NeighbourEntry(name, entry.Address, entry.Mac, StateOf(entry.State), NeighbourOrigin.Kernel));
                }
            }

            foreach (IGrouping<int, AddressInfo> addresses in snapshot.Addresses.Values
                .Where(static address => address.IsLinkLocal)
                .GroupBy(static address => address.InterfaceIndex))
            {
                if (names.TryGetValue(addresses.Key, out string? name))
                {
                    linkLocals.Add(name, [.. addresses.Select(static address => new IPAddress(address.Address.GetAddressBytes()))]);
                }
            }
        }

        return new KernelView(neighbours, linkLocals, mirrors);
    }

    private static bool IsGroup(IPAddress address) =>
        address.IsIPv6Multicast
        || (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && address.GetAddressBytes()[0] >= 224);

    private void SetPlaces(RouterConfiguration configuration)
    {
        ConfigurationIndex index = new(configuration);
        Dictionary<string, NetworkNamespace> places = new(StringComparer.Ordinal);
        foreach (InterfaceConfiguration entry in configuration.Interfaces)
        {
            places[entry.Name] = PlaceOf(index, entry);
        }

        HashSet<NetworkNamespace> wanted = [.. places.Values, NetworkNamespace.Own];
        foreach (NetworkNamespace place in wanted)
        {
            _ = _monitors.Get(place);
        }

        foreach (NetworkNamespace place in _seen.Keys.Where(known => !wanted.Contains(known)).ToList())
        {
            _monitors.Remove(place);
            _ = _seen.Remove(place);
            Forget(place);
        }

        _placesChanged |= places.Count != _places.Count
            || places.Any(item => !_places.TryGetValue(item.Key, out NetworkNamespace? place) || place != item.Value);
        _places = places;
    }

    private KernelConfigurator ConfiguratorOf(NetworkNamespace place)
    {
        if (_configurators.TryGetValue(place, out KernelConfigurator? configurator) && configurator.Identity != place.Identify())
        {
            // Another namespace has taken the name.
            Forget(place);
            configurator = null;
        }

        if (configurator is null)
        {
            configurator = new KernelConfigurator(place);
            _configurators.Add(place, configurator);
        }

        return configurator;
    }

    private void Forget(NetworkNamespace place)
    {
        if (_configurators.Remove(place, out KernelConfigurator? configurator))
        {
            configurator.Dispose();
        }
    }

    private void Report(object? sender, MirrorReport report)
    {
        foreach (MirrorStatus status in report.Interfaces.Values)
        {
            if (status.Error is not null)
            {
                // A mirror that is not there yet comes with its dataplane.
                LogLevel level = status.State == MirrorState.Waiting ? LogLevel.Information : LogLevel.Warning;
                _logger.Log(level, "Mirror {Interface}: {State}: {Error}", status.Name, status.State, status.Error);
            }
        }

        foreach (string error in report.RouteErrors)
        {
            _logger.LogWarning("Linux route: {Error}", error);
        }
    }
}
