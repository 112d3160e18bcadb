using System.Net;
using System.Runtime.InteropServices;
using Router.Configuration;
using Router.Linux;

namespace Router.Unit.Tests.Linux;

/// <summary>Messages as the kernel sends them, made from random numbers.</summary>
internal static class Messages
{
    private static readonly string[] Kinds = ["tun", "veth", "bridge"];

    internal static byte[] Link(LinkInfo link, RtnetlinkType type = RtnetlinkType.NewLink, byte family = 0)
    {
        var writer = new NetlinkWriter(new byte[512], type, NetlinkFlags.None);
        Span<byte> header = writer.Append(16);
        header[0] = family;
        MemoryMarshal.Write(header[2..], (ushort)(link.IsEthernet ? 1 : 772));
        MemoryMarshal.Write(header[4..], link.Index);
        MemoryMarshal.Write(header[8..], (link.IsUp ? 0x1u : 0) | (link.IsRunning ? 0x40u : 0) | (link.HasNeighbours ? 0 : 0x80u));
        writer.Attribute(3, link.Name);
        writer.Attribute(4, (uint)link.Mtu);
        if (link.MasterIndex != 0)
        {
            writer.Attribute(10, (uint)link.MasterIndex);
        }

        if (link.Mac is { } mac)
        {
            writer.Attribute(1, mac);
        }

        if (link.Kind is { } kind)
        {
            var nested = new NetlinkWriter(new byte[64], RtnetlinkType.None, NetlinkFlags.None);
            nested.Attribute(1, kind);
            writer.Attribute(18 | 0x8000, nested.Finish()[NetlinkMessage.HeaderLength..]);
        }

        return writer.Finish().ToArray();
    }

    internal static byte[] Address(AddressInfo address, RtnetlinkType type = RtnetlinkType.NewAddress)
    {
        var writer = new NetlinkWriter(new byte[512], type, NetlinkFlags.None);
        Span<byte> header = writer.Append(8);
        header[0] = Family(address.Address);
        header[1] = address.PrefixLength;
        header[2] = (byte)address.Flags;
        header[3] = address.Scope;
        MemoryMarshal.Write(header[4..], address.InterfaceIndex);
        writer.Attribute(1, address.Peer ?? address.Address);
        writer.Attribute(2, address.Address);
        if (address.Broadcast is not null)
        {
            writer.Attribute(4, address.Broadcast);
        }

        writer.Attribute(8, (uint)address.Flags);
        return writer.Finish().ToArray();
    }

    internal static byte[] Neighbour(NeighbourInfo neighbour, RtnetlinkType type = RtnetlinkType.NewNeighbour)
    {
        var writer = new NetlinkWriter(new byte[512], type, NetlinkFlags.None);
        Span<byte> header = writer.Append(12);
        header[0] = Family(neighbour.Address);
        MemoryMarshal.Write(header[4..], neighbour.InterfaceIndex);
        MemoryMarshal.Write(header[8..], (ushort)neighbour.State);
        header[10] = (byte)(neighbour.IsRouter ? 0x80 : 0);
        writer.Attribute(1, neighbour.Address);
        if (neighbour.Mac is { } mac)
        {
            writer.Attribute(2, mac);
        }

        return writer.Finish().ToArray();
    }

    internal static byte[] Route(RouteInfo route)
    {
        var writer = new NetlinkWriter(new byte[512], RtnetlinkType.NewRoute, NetlinkFlags.None);
        Span<byte> header = writer.Append(12);
        header[0] = Family(route.Prefix.Network);
        header[1] = route.Prefix.Length;
        header[4] = (byte)route.Table;
        header[5] = route.Protocol;
        header[7] = (byte)route.Type;
        if (route.Prefix.Length != 0)
        {
            writer.Attribute(1, route.Prefix.Network);
        }

        if (route.Gateway is not null && Family(route.Gateway) == header[0])
        {
            writer.Attribute(5, route.Gateway);
        }
        else if (route.Gateway is not null)
        {
            writer.Attribute(18, (byte[])[Family(route.Gateway), 0, .. route.Gateway.GetAddressBytes()]);
        }

        if (route.InterfaceIndex != 0)
        {
            writer.Attribute(4, (uint)route.InterfaceIndex);
        }

        if (route.Metric != 0)
        {
            writer.Attribute(6, route.Metric);
        }

        if (route.IsMultipath)
        {
            writer.Attribute(9, new byte[8]);
        }

        writer.Attribute(15, route.Table);
        return writer.Finish().ToArray();
    }

    internal static LinkInfo RandomLink(Random random) => new(
        random.Next(1, 8), $"if{random.Next(1000)}", Maybe(random) ? RandomMac(random) : null, random.Next(68, 65_536), Maybe(random), Maybe(random),
        Maybe(random) ? Kinds[random.Next(Kinds.Length)] : null, Maybe(random), Maybe(random) ? random.Next(1, 9) : 0);

    internal static AddressInfo RandomAddress(Random random)
    {
        IPAddress address = RandomIp(random);
        bool four = address.GetAddressBytes().Length == 4;
        return new(
            random.Next(1, 8), address, (byte)random.Next(four ? 33 : 129), random.Next(4) == 0 ? SameFamily(random, address) : null,
            four && Maybe(random) ? SameFamily(random, address) : null, (byte)random.Next(256), (AddressFlags)random.Next());
    }

    internal static NeighbourInfo RandomNeighbour(Random random) => new(
        random.Next(1, 8), RandomIp(random), Maybe(random) ? RandomMac(random) : null, (NeighbourState)(1 << random.Next(8)), Maybe(random));

    internal static RouteInfo RandomRoute(Random random)
    {
        IPAddress address = RandomIp(random);
        var prefix = new IpPrefix(address, random.Next(IpPrefix.MaximumLength(address) + 1));
        return new(
            prefix, Maybe(random) ? RandomIp(random) : null, random.Next(5), (RouteType)random.Next(1, 9), (uint)random.Next(1, 70_000),
            (byte)random.Next(256), (uint)random.Next(3), random.Next(8) == 0);
    }

    /// <summary>A random message of any kind.</summary>
    internal static byte[] Any(Random random) => random.Next(4) switch
    {
        0 => Link(RandomLink(random), Maybe(random) ? RtnetlinkType.NewLink : RtnetlinkType.DeleteLink),
        1 => Address(RandomAddress(random), Maybe(random) ? RtnetlinkType.NewAddress : RtnetlinkType.DeleteAddress),
        2 => Neighbour(RandomNeighbour(random), Maybe(random) ? RtnetlinkType.NewNeighbour : RtnetlinkType.DeleteNeighbour),
        _ => Route(RandomRoute(random)),
    };

    private static bool Maybe(Random random) => random.Next(2) == 0;

    private static byte Family(IPAddress address) => (byte)(address.GetAddressBytes().Length == 4 ? 2 : 10);

    private static MacAddress RandomMac(Random random) => new((ulong)random.NextInt64(1L << 48));

    // Few addresses, so that messages meet.
    private static IPAddress RandomIp(Random random) => Maybe(random)
        ? new IPAddress([10, 0, 0, (byte)random.Next(8)])
        : new IPAddress([0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)random.Next(8)]);

    private static IPAddress SameFamily(Random random, IPAddress address)
    {
        byte[] octets = address.GetAddressBytes();
        octets[^1] = (byte)random.Next(100, 200);
        return new IPAddress(octets);
    }
}
