using System.Net;
using Router.Configuration;

namespace Router.Linux;

/// <summary>A static route for what Linux itself sends through mirrors.</summary>
/// <param name="Namespace">Where.</param>
/// <param name="Prefix">Where to.</param>
/// <param name="Gateway">The next hop, on a connected subnet; null if the destination is on the link.</param>
/// <param name="InterfaceName">The mirror; null lets the kernel find it by the gateway's subnet.</param>
/// <param name="Type">What it does.</param>
public sealed record MirrorRoute(
    NetworkNamespace Namespace, IpPrefix Prefix, IPAddress? Gateway, string? InterfaceName = null, RouteType Type = RouteType.Unicast);
