using System.Runtime.InteropServices;
using Router.Configuration;

namespace Router.Linux;

/// <content>Routes of the main table.</content>
public sealed partial class KernelConfigurator
{
    /// <summary>
    /// Adds a route, or replaces the router's own route of the same prefix and metric. A route that somebody else made
    /// is not touched.
    /// </summary>
    /// <param name="route">The route; its table is the main table.</param>
    /// <exception cref="NetlinkException">The kernel refused; EEXIST: somebody else's route is in the way.</exception>
    public void SetRoute(RouteInfo route)
    {
        ArgumentNullException.ThrowIfNull(route);
        RouteInfo? own = Routes(route.Protocol).FirstOrDefault(other => other.Prefix == route.Prefix && Metric(other) == Metric(route));
        if (own is null || !IsSame(own, route))
        {
            AddRoute(route, own is not null);
        }
    }

    /// <summary>Deletes a route of the given protocol.</summary>
    /// <param name="route">The route.</param>
    /// <returns>False if there was none.</returns>
    public bool DeleteRoute(RouteInfo route)
    {
        ArgumentNullException.ThrowIfNull(route);
        NetlinkAck ack = SendRoute(RtnetlinkType.DeleteRoute, NetlinkFlags.None, route);
        if (ack.Errno is Errno.NoSuchProcess or Errno.NoDevice)
        {
            return false;
        }

        ack.ThrowIfFailed($"delete route {Describe(route)}");
        return true;
    }

    /// <summary>
    /// Makes the router's own routes (protocol <see cref="RouteInfo.OwnProtocol"/>) of the main table those of the list.
    /// Routes of others are not touched. One route's failure does not stop the others.
    /// </summary>
    /// <param name="routes">All own routes.</param>
    /// <returns>What failed.</returns>
    public IReadOnlyList<NetlinkException> SyncRoutes(IReadOnlyCollection<RouteInfo> routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        var errors = new List<NetlinkException>();
        Dictionary<(IpPrefix Prefix, uint Metric), RouteInfo> installed = [];
        foreach (RouteInfo route in Routes(RouteInfo.OwnProtocol))
        {
            if (!installed.TryAdd((route.Prefix, Metric(route)), route))
            {
                Try(() => DeleteRoute(route), errors); // a second one of the same rank is not ours to make
            }
        }

        var missing = new List<(RouteInfo Route, bool Replaces)>();
        foreach (RouteInfo wanted in routes.Select(route => route with { Protocol = RouteInfo.OwnProtocol, Table = RouteInfo.MainTable }))
        {
            bool found = installed.Remove((wanted.Prefix, Metric(wanted)), out RouteInfo? present);
            if (!found || !IsSame(present!, wanted))
            {
                missing.Add((wanted, found));
            }
        }

        foreach (RouteInfo obsolete in installed.Values)
        {
            Try(() => DeleteRoute(obsolete), errors);
        }

        foreach ((RouteInfo route, bool replaces) in missing)
        {
            // What only changes its next hop is replaced in place, without a moment with no route.
            Try(() => AddRoute(route, replaces), errors);
        }

        return errors;
    }

    private static void Try(Action action, List<NetlinkException> errors)
    {
        try
        {
            action();
        }
        catch (NetlinkException exception)
        {
            errors.Add(exception);
        }
    }

    private void AddRoute(RouteInfo route, bool replaces) =>
        SendRoute(RtnetlinkType.NewRoute, NetlinkFlags.Create | (replaces ? NetlinkFlags.Replace : NetlinkFlags.Exclusive), route)
            .ThrowIfFailed($"add route {Describe(route)}");

    // Of two routes of one prefix and metric.
    private static bool IsSame(RouteInfo installed, RouteInfo wanted) =>
        installed.Type == wanted.Type && !installed.IsMultipath
        && Equals(installed.Gateway, wanted.Gateway)
        && (wanted.Type != RouteType.Unicast || wanted.InterfaceIndex == 0 || installed.InterfaceIndex == wanted.InterfaceIndex);

    // The kernel's default for IPv6 is 1024 (IP6_RT_PRIO_USER).
    private static uint Metric(RouteInfo route) =>
        route.Metric == 0 && route.Prefix.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? 1024 : route.Metric;

    private static string Describe(RouteInfo route) =>
        route.Type == RouteType.Unicast
            ? $"{route.Prefix}{(route.Gateway is null ? string.Empty : $" via {route.Gateway}")}"
            : $"{route.Prefix} {route.Type}";

    private NetlinkAck SendRoute(RtnetlinkType type, NetlinkFlags flags, RouteInfo route)
    {
        const byte LinkScope = 253;
        const byte NowhereScope = 255;
        byte family = Rtnetlink.Family(route.Prefix.Network);
        Span<byte> buffer = stackalloc byte[160];
        var writer = new NetlinkWriter(buffer, type, flags);
        Span<byte> header = writer.Append(Rtnetlink.RouteHeaderLength);
        header[0] = family;
        header[1] = route.Prefix.Length;
        header[4] = (byte)RouteInfo.MainTable;
        header[5] = route.Protocol;
        header[6] = type == RtnetlinkType.DeleteRoute ? NowhereScope
            : family == Libc.AfInet && route.Gateway is null && route.Type == RouteType.Unicast ? LinkScope : (byte)0;
        header[7] = (byte)route.Type;
        writer.Attribute(Rtnetlink.RtaDestination, route.Prefix.Network);
        if (route.InterfaceIndex != 0 && (route.Type == RouteType.Unicast || type != RtnetlinkType.DeleteRoute))
        {
            writer.Attribute(Rtnetlink.RtaOutputInterface, (uint)route.InterfaceIndex);
        }

        if (route.Metric != 0)
        {
            writer.Attribute(Rtnetlink.RtaPriority, route.Metric);
        }

        if (route.Gateway is not null)
        {
            WriteGateway(ref writer, family, route.Gateway);
        }

        return _socket.Request(writer.Finish());
    }

    // An IPv4 route over an IPv6 next hop (RFC 8950) names the next hop's family.
    private static void WriteGateway(ref NetlinkWriter writer, byte family, System.Net.IPAddress gateway)
    {
        byte gatewayFamily = Rtnetlink.Family(gateway);
        if (gatewayFamily == family)
        {
            writer.Attribute(Rtnetlink.RtaGateway, gateway);
            return;
        }

        Span<byte> via = stackalloc byte[2 + 16];
        MemoryMarshal.Write(via, (ushort)gatewayFamily);
        _ = gateway.TryWriteBytes(via[2..], out int length);
        writer.Attribute(Rtnetlink.RtaVia, via[..(2 + length)]);
    }
}
