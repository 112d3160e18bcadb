using System.Net;
using Router.Channel;
using Router.Configuration;

namespace Router.Controlplane.Desired.Build;

/// <summary>A route of a VRF before its next hop is resolved.</summary>
/// <param name="Key">VRF and prefix.</param>
/// <param name="Source">Where it comes from.</param>
internal sealed record RouteCandidate(RouteKey Key, RouteSource Source)
{
    /// <summary>Interface of a connected subnet.</summary>
    public DesiredInterface? Interface { get; init; }

    /// <summary>Decision of a local route or of a network or broadcast address.</summary>
    public TargetKind Fixed { get; init; }

    /// <summary>A static route.</summary>
    public RouteConfiguration? Static { get; init; }

    /// <summary>Path of the static route in the configuration.</summary>
    public string ConfigurationKey { get; init; } = "";
}

/// <summary>The routes of one VRF, the best one for each prefix.</summary>
internal sealed class RouteTable
{
    private readonly Dictionary<RouteKey, RouteCandidate> _routes = [];
    private readonly bool[] _lengths4 = new bool[33];
    private readonly bool[] _lengths6 = new bool[129];
    private readonly ulong _vrf;

    public RouteTable(string vrf) => _vrf = StableKey.OfVrf(vrf);

    /// <summary>All routes.</summary>
    public IReadOnlyCollection<RouteCandidate> Routes => _routes.Values;

    /// <summary>Adds a route unless a better one is there; of two equal ones the first stays.</summary>
    public void Add(RouteCandidate route)
    {
        if (_routes.TryGetValue(route.Key, out RouteCandidate? present) && present.Source <= route.Source)
        {
            return;
        }

        _routes[route.Key] = route;
        Lengths(route.Key.Family)[route.Key.Length] = true;
    }

    /// <summary>The route with the longest prefix that covers an address, or null.</summary>
    public RouteCandidate? LongestMatch(IPAddress address)
    {
        byte family = RouteKey.FamilyOf(address);
        UInt128 bits = RouteKey.BitsOf(address);
        bool[] lengths = Lengths(family);
        for (int length = lengths.Length - 1; length >= 0; length--)
        {
            if (lengths[length]
                && _routes.TryGetValue(new RouteKey(_vrf, family, (byte)length, bits & RouteKey.Mask(length)), out RouteCandidate? route))
            {
                return route;
            }
        }

        return null;
    }

    private bool[] Lengths(byte family) => family == 4 ? _lengths4 : _lengths6;
}
