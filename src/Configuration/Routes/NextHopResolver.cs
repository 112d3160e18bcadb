using System.Net;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>
/// Resolves next hops of a configuration: to the interface with the connected subnet, or through other static routes of
/// the same VRF, whose labels then go outside (RFC 4271 9.1.2.1 calls it recursive route resolution).
/// </summary>
internal sealed class NextHopResolver
{
    /// <summary>Most routes on the way to a connected subnet.</summary>
    public const int MaximumDepth = 8;

    private readonly Dictionary<string, InterfaceConfiguration> _interfaces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PrefixTable<InterfaceConfiguration>> _connected = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PrefixTable<RouteConfiguration>> _routes = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Vrf, IPAddress Via, string? Interface, bool ByDefaultRoute), (NextHopResolution? Found, string? Problem)> _known = [];

    /// <summary>Prepares the tables of a configuration.</summary>
    /// <param name="configuration">The configuration; it need not be valid.</param>
    public NextHopResolver(RouterConfiguration configuration)
    {
        foreach (InterfaceConfiguration entry in configuration.Interfaces)
        {
            _ = _interfaces.TryAdd(entry.Name, entry);
            foreach (InterfaceAddress address in entry.Addresses)
            {
                _ = Table(_connected, entry.Vrf).TryAdd(address.Subnet, entry);
            }
        }

        foreach (RouteConfiguration route in configuration.Routes)
        {
            _ = Table(_routes, route.Vrf).TryAdd(route.Prefix, route);
        }
    }

    /// <summary>Resolves a next hop.</summary>
    /// <param name="vrf">VRF in which it is looked up.</param>
    /// <param name="via">The next hop.</param>
    /// <param name="interfaceName">Egress interface if it is given: then nothing is looked up.</param>
    /// <param name="byDefaultRoute">Whether the default route may lead there: not for labels, which mean something to their next hop alone.</param>
    /// <param name="problem">Why it cannot be resolved, when the result is null.</param>
    public NextHopResolution? Resolve(string vrf, IPAddress via, string? interfaceName, bool byDefaultRoute, out string? problem)
    {
        if (!_known.TryGetValue((vrf, via, interfaceName, byDefaultRoute), out (NextHopResolution? Found, string? Problem) result))
        {
            NextHopResolution? found = interfaceName is null
                ? Follow(vrf, via, byDefaultRoute, out string? reason)
                : OnLink(interfaceName, via, out reason);
            result = (found, reason);
            _known.Add((vrf, via, interfaceName, byDefaultRoute), result);
        }

        problem = result.Problem;
        return result.Found;
    }

    /// <summary>The interface whose connected subnet is a prefix, or null.</summary>
    public InterfaceConfiguration? ConnectedBy(string vrf, IpPrefix prefix) =>
        Table(_connected, vrf).TryGet(prefix, out InterfaceConfiguration? entry) ? entry : null;

    /// <summary>The route that the packets of a prefix find in another VRF, or null.</summary>
    public RouteConfiguration? CoveringRoute(string vrf, IpPrefix prefix)
    {
        bool isConnected = Table(_connected, vrf).TryMatch(prefix.Network, prefix.Length, out _);
        return !isConnected && Table(_routes, vrf).TryMatch(prefix.Network, prefix.Length, out RouteConfiguration? route) ? route : null;
    }

    private NextHopResolution? OnLink(string name, IPAddress via, out string? problem)
    {
        problem = null;
        if (!_interfaces.TryGetValue(name, out InterfaceConfiguration? entry))
        {
            problem = $"there is no interface {name}";
            return null;
        }

        if (AddressBits.IsLinkLocal(via))
        {
            return new NextHopResolution(entry, via, []);
        }

        foreach (InterfaceAddress address in entry.Addresses)
        {
            if (address.Subnet.Contains(via))
            {
                return new NextHopResolution(entry, via, []);
            }
        }

        string subnets = string.Join(", ", entry.Addresses.Select(address => address.Subnet));
        problem = entry.Addresses.Count == 0
            ? $"interface {name} has no addresses, so {via} is not on its link"
            : $"{via} is in no subnet of interface {name}, which has {subnets}";
        return null;
    }

    private NextHopResolution? Follow(string vrf, IPAddress via, bool byDefaultRoute, out string? problem)
    {
        var labels = new List<uint>();
        var passed = new List<RouteConfiguration>();
        IPAddress hop = via;
        while (true)
        {
            if (AddressBits.IsLinkLocal(hop))
            {
                problem = $"{hop} is a link-local address, the same on every link; give the interface";
                return null;
            }

            int length = IpPrefix.MaximumLength(hop);
            bool hasRoute = Table(_routes, vrf).TryMatch(hop, length, out RouteConfiguration? route);
            bool isConnected = Table(_connected, vrf).TryMatch(hop, length, out InterfaceConfiguration? connected);
            if (isConnected && (!hasRoute || !IsMoreSpecific(route!, connected!, hop)))
            {
                problem = null;
                return new NextHopResolution(connected!, hop, MplsLabel.OnWire(labels.ToConfigurationList()));
            }

            problem = WhyNot(hop, vrf, route, passed, byDefaultRoute);
            if (problem is not null)
            {
                return null;
            }

            labels.InsertRange(0, route!.Labels);
            passed.Add(route);
            if (route.Interface is not null)
            {
                NextHopResolution? found = OnLink(route.Interface, route.Via!, out problem);
                return found is null ? null : found with { Labels = MplsLabel.OnWire(labels.ToConfigurationList()) };
            }

            hop = route.Via!;
            byDefaultRoute = MplsLabel.OnWire(route.Labels).Count == 0;
        }
    }

    private static string? WhyNot(IPAddress hop, string vrf, RouteConfiguration? route, List<RouteConfiguration> passed, bool byDefaultRoute)
    {
        if (route is null)
        {
            return $"{hop} is on no connected subnet of VRF {vrf} and no route there leads to it";
        }

        if (route.Prefix.Length == 0 && !byDefaultRoute)
        {
            return $"only the default route leads to {hop}, and labels do not follow it";
        }

        if (passed.Contains(route))
        {
            string loop = string.Join(" -> ", passed.Append(route).Select(step => step.Prefix));
            return $"the routes resolve in a loop: {loop}";
        }

        if (route.Action != RouteAction.Forward || route.Via is null)
        {
            return $"{hop} resolves through {route.Prefix}, which is {route.Action.ToString().ToLowerInvariant()}";
        }

        return passed.Count >= MaximumDepth ? $"needs more than {MaximumDepth} routes to resolve" : null;
    }

    private static bool IsMoreSpecific(RouteConfiguration route, InterfaceConfiguration connected, IPAddress hop)
    {
        int longest = -1;
        foreach (InterfaceAddress address in connected.Addresses)
        {
            longest = address.Subnet.Contains(hop) ? Math.Max(longest, address.PrefixLength) : longest;
        }

        return route.Prefix.Length > longest;
    }

    private static PrefixTable<T> Table<T>(Dictionary<string, PrefixTable<T>> tables, string vrf)
    {
        if (!tables.TryGetValue(vrf, out PrefixTable<T>? table))
        {
            table = new PrefixTable<T>();
            tables.Add(vrf, table);
        }

        return table;
    }
}
