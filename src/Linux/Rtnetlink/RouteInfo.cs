using System.Net;
using Router.Configuration;

namespace Router.Linux;

/// <summary>A route of the kernel, as far as the router manages such routes.</summary>
/// <param name="Prefix">Where to.</param>
/// <param name="Gateway">The next hop; null if the destination is on the link, or there are several next hops.</param>
/// <param name="InterfaceIndex">The interface; 0 if there is none or several.</param>
/// <param name="Type">What it does.</param>
/// <param name="Table">The routing table; see <see cref="MainTable"/>.</param>
/// <param name="Protocol">Who made it; see <see cref="OwnProtocol"/>.</param>
/// <param name="Metric">Its priority, the lowest wins; 0 leaves it to the kernel (1024 for IPv6).</param>
/// <param name="IsMultipath">It has several next hops, which are not shown.</param>
public sealed record RouteInfo(
    IpPrefix Prefix, IPAddress? Gateway, int InterfaceIndex, RouteType Type = RouteType.Unicast, uint Table = RouteInfo.MainTable,
    byte Protocol = RouteInfo.OwnProtocol, uint Metric = 0, bool IsMultipath = false)
{
    /// <summary>The main routing table.</summary>
    public const uint MainTable = 254;

    /// <summary>The protocol number that marks the routes that the router made in the kernel.</summary>
    public const byte OwnProtocol = 200;
}
