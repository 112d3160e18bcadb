using System.Runtime.InteropServices;

namespace Router.Linux;

/// <summary>Requests that read whole tables or one interface.</summary>
internal static class RtnetlinkRequests
{
    internal static NetlinkDump<LinkInfo> Links(NetlinkSocket socket, CancellationToken cancellationToken = default)
    {
        Span<byte> buffer = stackalloc byte[64];
        var writer = new NetlinkWriter(buffer, RtnetlinkType.GetLink, NetlinkFlags.Dump);
        _ = writer.Append(Rtnetlink.LinkHeaderLength);
        return socket.Dump(writer.Finish(), RtnetlinkCodec.ParseLink, cancellationToken);
    }

    /// <summary>One interface by number or by name.</summary>
    internal static LinkInfo? Link(NetlinkSocket socket, int index, string? name)
    {
        Span<byte> buffer = stackalloc byte[128];
        var writer = new NetlinkWriter(buffer, RtnetlinkType.GetLink, NetlinkFlags.None);
        MemoryMarshal.Write(writer.Append(Rtnetlink.LinkHeaderLength)[4..], index);
        if (name is not null)
        {
            writer.Attribute(Rtnetlink.IflaName, name);
        }

        LinkInfo? link = null;
        NetlinkAck ack = socket.Request(writer.Finish(), (in NetlinkMessage message) => link = RtnetlinkCodec.ParseLink(message) ?? link);
        if (ack.Errno == Errno.NoDevice)
        {
            return null;
        }

        ack.ThrowIfFailed($"read interface {name ?? $"{index}"}");
        return link;
    }

    /// <summary>Addresses of one interface, or of all (0).</summary>
    internal static NetlinkDump<AddressInfo> Addresses(NetlinkSocket socket, int index = 0, CancellationToken cancellationToken = default)
    {
        Span<byte> buffer = stackalloc byte[64];
        var writer = new NetlinkWriter(buffer, RtnetlinkType.GetAddress, NetlinkFlags.Dump);
        MemoryMarshal.Write(writer.Append(Rtnetlink.AddressHeaderLength)[4..], index);
        NetlinkDump<AddressInfo> dump = socket.Dump(writer.Finish(), RtnetlinkCodec.ParseAddress, cancellationToken);

        // Kernels before 4.20 do not filter.
        return index == 0 ? dump : dump with { Records = [.. dump.Records.Where(address => address.InterfaceIndex == index)] };
    }

    internal static NetlinkDump<NeighbourInfo> Neighbours(NetlinkSocket socket, CancellationToken cancellationToken = default)
    {
        Span<byte> buffer = stackalloc byte[64];
        var writer = new NetlinkWriter(buffer, RtnetlinkType.GetNeighbour, NetlinkFlags.Dump);
        _ = writer.Append(Rtnetlink.NeighbourHeaderLength);
        return socket.Dump(writer.Finish(), RtnetlinkCodec.ParseNeighbour, cancellationToken);
    }

    /// <summary>Routes of the main table made by one protocol, or by all (0), of both families.</summary>
    internal static NetlinkDump<RouteInfo> Routes(NetlinkSocket socket, byte protocol = 0, CancellationToken cancellationToken = default)
    {
        var routes = new List<RouteInfo>();
        bool consistent = true;
        Span<byte> buffer = stackalloc byte[64];
        foreach (byte family in (ReadOnlySpan<byte>)[Libc.AfInet, Libc.AfInet6])
        {
            var writer = new NetlinkWriter(buffer, RtnetlinkType.GetRoute, NetlinkFlags.Dump);
            Span<byte> header = writer.Append(Rtnetlink.RouteHeaderLength);
            header[0] = family;
            header[4] = (byte)RouteInfo.MainTable;
            header[5] = protocol;
            try
            {
                NetlinkDump<RouteInfo> dump = socket.Dump(writer.Finish(), RtnetlinkCodec.ParseRoute, cancellationToken);
                consistent &= dump.Consistent;
                routes.AddRange(dump.Records.Where(route => route.Table == RouteInfo.MainTable && (protocol == 0 || route.Protocol == protocol)));
            }
            catch (NetlinkException exception) when (exception.Errno == Errno.NotFound)
            {
                // A new namespace has no main table before its first route.
            }
        }

        return new NetlinkDump<RouteInfo>(routes, consistent);
    }
}
