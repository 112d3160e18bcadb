using System.Net;
using System.Runtime.InteropServices;
using Router.Configuration;

namespace Router.Linux;

/// <summary>
/// Makes records of rtnetlink messages. Whatever the bytes are, nothing throws: a message that is malformed or of
/// another kind gives null.
/// </summary>
public static class RtnetlinkCodec
{
    private const int LongestKind = 64;
    private const ushort EthernetType = 1; // ARPHRD_ETHER
    private const byte RouterFlag = 0x80;  // NTF_ROUTER
    private const byte ProxyFlag = 0x08;   // NTF_PROXY

    /// <summary>Reads RTM_NEWLINK or RTM_DELLINK. Messages about bridge ports (AF_BRIDGE) are another kind.</summary>
    /// <param name="message">The message.</param>
    public static LinkInfo? ParseLink(in NetlinkMessage message)
    {
        ReadOnlySpan<byte> payload = message.Payload;
        if (message.Type is not ((ushort)RtnetlinkType.NewLink or (ushort)RtnetlinkType.DeleteLink)
            || payload.Length < Rtnetlink.LinkHeaderLength || payload[0] != Libc.AfUnspecified)
        {
            return null;
        }

        int index = MemoryMarshal.Read<int>(payload[4..]);
        uint flags = MemoryMarshal.Read<uint>(payload[8..]);
        string? name = null;
        string? kind = null;
        MacAddress? mac = null;
        uint mtu = 0;
        uint master = 0;
        bool valid = index > 0;
        var reader = new NetlinkAttributeReader(payload[Rtnetlink.LinkHeaderLength..]);
        while (reader.TryRead(out NetlinkAttribute attribute))
        {
            switch (attribute.Type)
            {
                case Rtnetlink.IflaName:
                    valid &= attribute.TryReadString(Rtnetlink.InterfaceNameLength, out name);
                    break;
                case Rtnetlink.IflaAddress:
                    attribute.ReadMac(out mac);
                    break;
                case Rtnetlink.IflaMtu:
                    valid &= attribute.TryReadUInt32(out mtu) && mtu <= int.MaxValue;
                    break;
                case Rtnetlink.IflaMaster:
                    valid &= attribute.TryReadUInt32(out master) && master <= int.MaxValue;
                    break;
                case Rtnetlink.IflaLinkInfo:
                    valid &= TryReadKind(attribute.Value, out kind);
                    break;
            }
        }

        return valid && !reader.Malformed && !string.IsNullOrEmpty(name)
            ? new LinkInfo(
                index, name, mac, (int)mtu, (flags & Rtnetlink.IffUp) != 0, (flags & Rtnetlink.IffRunning) != 0, kind,
                MemoryMarshal.Read<ushort>(payload[2..]) == EthernetType, (int)master, (flags & Rtnetlink.IffNoArp) == 0)
            : null;
    }

    /// <summary>Reads RTM_NEWADDR or RTM_DELADDR.</summary>
    /// <param name="message">The message.</param>
    public static AddressInfo? ParseAddress(in NetlinkMessage message)
    {
        ReadOnlySpan<byte> payload = message.Payload;
        if (message.Type is not ((ushort)RtnetlinkType.NewAddress or (ushort)RtnetlinkType.DeleteAddress)
            || payload.Length < Rtnetlink.AddressHeaderLength)
        {
            return null;
        }

        byte family = payload[0];
        byte prefixLength = payload[1];
        uint flags = payload[2];
        int index = MemoryMarshal.Read<int>(payload[4..]);
        IPAddress? address = null;
        IPAddress? local = null;
        IPAddress? broadcast = null;
        bool valid = index > 0 && prefixLength <= Rtnetlink.AddressLength(family) * 8;
        var reader = new NetlinkAttributeReader(payload[Rtnetlink.AddressHeaderLength..]);
        while (reader.TryRead(out NetlinkAttribute attribute))
        {
            switch (attribute.Type)
            {
                case Rtnetlink.IfaAddress:
                    valid &= attribute.TryReadAddress(family, out address);
                    break;
                case Rtnetlink.IfaLocal:
                    valid &= attribute.TryReadAddress(family, out local);
                    break;
                case Rtnetlink.IfaBroadcast:
                    valid &= attribute.TryReadAddress(family, out broadcast);
                    break;
                case Rtnetlink.IfaFlags:
                    valid &= attribute.TryReadUInt32(out flags);
                    break;
            }
        }

        // IFA_ADDRESS is the peer if both are there and differ.
        IPAddress? own = local ?? address;
        IPAddress? peer = local is not null && address is not null && !local.Equals(address) ? address : null;
        return valid && !reader.Malformed && own is not null
            ? new AddressInfo(index, own, prefixLength, peer, broadcast, payload[3], (AddressFlags)flags)
            : null;
    }

    /// <summary>Reads RTM_NEWNEIGH or RTM_DELNEIGH. Proxy entries and those of bridges are another kind.</summary>
    /// <param name="message">The message.</param>
    public static NeighbourInfo? ParseNeighbour(in NetlinkMessage message)
    {
        ReadOnlySpan<byte> payload = message.Payload;
        if (message.Type is not ((ushort)RtnetlinkType.NewNeighbour or (ushort)RtnetlinkType.DeleteNeighbour)
            || payload.Length < Rtnetlink.NeighbourHeaderLength)
        {
            return null;
        }

        byte family = payload[0];
        int index = MemoryMarshal.Read<int>(payload[4..]);
        byte flags = payload[10];
        IPAddress? address = null;
        MacAddress? mac = null;
        bool valid = index > 0 && (flags & ProxyFlag) == 0;
        var reader = new NetlinkAttributeReader(payload[Rtnetlink.NeighbourHeaderLength..]);
        while (reader.TryRead(out NetlinkAttribute attribute))
        {
            switch (attribute.Type)
            {
                case Rtnetlink.NdaDestination:
                    valid &= attribute.TryReadAddress(family, out address);
                    break;
                case Rtnetlink.NdaLinkLayerAddress:
                    attribute.ReadMac(out mac);
                    break;
            }
        }

        return valid && !reader.Malformed && address is not null
            ? new NeighbourInfo(index, address, mac, (NeighbourState)MemoryMarshal.Read<ushort>(payload[8..]), (flags & RouterFlag) != 0)
            : null;
    }

    /// <summary>Reads RTM_NEWROUTE or RTM_DELROUTE of IPv4 and IPv6. Cached routes are another kind.</summary>
    /// <param name="message">The message.</param>
    public static RouteInfo? ParseRoute(in NetlinkMessage message)
    {
        ReadOnlySpan<byte> payload = message.Payload;
        if (message.Type is not ((ushort)RtnetlinkType.NewRoute or (ushort)RtnetlinkType.DeleteRoute)
            || payload.Length < Rtnetlink.RouteHeaderLength)
        {
            return null;
        }

        byte family = payload[0];
        byte length = payload[1];
        int octets = Rtnetlink.AddressLength(family);
        bool valid = octets != 0 && length <= octets * 8 && (MemoryMarshal.Read<uint>(payload[8..]) & Rtnetlink.RtmCloned) == 0;
        IPAddress? destination = null;
        IPAddress? gateway = null;
        uint output = 0;
        uint metric = 0;
        uint table = payload[4];
        bool multipath = false;
        var reader = new NetlinkAttributeReader(payload[Rtnetlink.RouteHeaderLength..]);
        while (reader.TryRead(out NetlinkAttribute attribute))
        {
            switch (attribute.Type)
            {
                case Rtnetlink.RtaDestination:
                    valid &= attribute.TryReadAddress(family, out destination);
                    break;
                case Rtnetlink.RtaGateway:
                    valid &= attribute.TryReadAddress(family, out gateway);
                    break;
                case Rtnetlink.RtaVia:
                    valid &= TryReadVia(attribute.Value, out gateway);
                    break;
                case Rtnetlink.RtaOutputInterface:
                    valid &= attribute.TryReadUInt32(out output) && output <= int.MaxValue;
                    break;
                case Rtnetlink.RtaPriority:
                    valid &= attribute.TryReadUInt32(out metric);
                    break;
                case Rtnetlink.RtaTable:
                    valid &= attribute.TryReadUInt32(out table);
                    break;
                case Rtnetlink.RtaMultipath:
                    multipath = true;
                    break;
            }
        }

        if (!valid || reader.Malformed || (destination is null && length != 0))
        {
            return null;
        }

        destination ??= family == Libc.AfInet ? IPAddress.Any : IPAddress.IPv6Any;
        return new RouteInfo(new IpPrefix(destination, length), gateway, (int)output, (RouteType)payload[7], table, payload[5], metric, multipath);
    }

    private static bool TryReadKind(ReadOnlySpan<byte> linkInfo, out string? kind)
    {
        kind = null;
        var reader = new NetlinkAttributeReader(linkInfo);
        while (reader.TryRead(out NetlinkAttribute attribute))
        {
            if (attribute.Type == Rtnetlink.IflaInfoKind && !attribute.TryReadString(LongestKind, out kind))
            {
                return false;
            }
        }

        return !reader.Malformed;
    }

    // struct rtvia: the family in 16 bits, then the address.
    private static bool TryReadVia(ReadOnlySpan<byte> value, out IPAddress? gateway)
    {
        gateway = null;
        if (value.Length < sizeof(ushort))
        {
            return false;
        }

        ushort family = MemoryMarshal.Read<ushort>(value);
        return family <= byte.MaxValue && new NetlinkAttribute(Rtnetlink.RtaVia, value[sizeof(ushort)..]).TryReadAddress((byte)family, out gateway);
    }
}
