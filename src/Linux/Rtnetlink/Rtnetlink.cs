using System.Net;
using System.Net.Sockets;

namespace Router.Linux;

/// <summary>Numbers of linux/rtnetlink.h, if_link.h, if_addr.h and neighbour.h.</summary>
internal static class Rtnetlink
{
    internal const int InterfaceNameLength = 15;
    internal const int LinkHeaderLength = 16;      // struct ifinfomsg
    internal const int AddressHeaderLength = 8;    // struct ifaddrmsg
    internal const int NeighbourHeaderLength = 12; // struct ndmsg
    internal const int RouteHeaderLength = 12;     // struct rtmsg

    internal const ushort IflaAddress = 1;
    internal const ushort IflaName = 3;
    internal const ushort IflaMtu = 4;
    internal const ushort IflaMaster = 10;
    internal const ushort IflaLinkInfo = 18;
    internal const ushort IflaNetNsFd = 28;
    internal const ushort IflaInfoKind = 1;
    internal const uint IffUp = 0x1;
    internal const uint IffRunning = 0x40;
    internal const uint IffNoArp = 0x80;

    internal const ushort IfaAddress = 1;
    internal const ushort IfaLocal = 2;
    internal const ushort IfaBroadcast = 4;
    internal const ushort IfaFlags = 8;

    internal const ushort NdaDestination = 1;
    internal const ushort NdaLinkLayerAddress = 2;
    internal const byte NtfUse = 0x01;

    internal const ushort RtaDestination = 1;
    internal const ushort RtaOutputInterface = 4;
    internal const ushort RtaGateway = 5;
    internal const ushort RtaPriority = 6;
    internal const ushort RtaMultipath = 9;
    internal const ushort RtaTable = 15;
    internal const ushort RtaVia = 18;
    internal const uint RtmCloned = 0x200;

    /// <summary>Bytes of an address of a family; 0 if it is neither IPv4 nor IPv6.</summary>
    internal static int AddressLength(byte family) => family switch
    {
        Libc.AfInet => 4,
        Libc.AfInet6 => 16,
        _ => 0,
    };

    /// <summary>The kernel's number of an address's family.</summary>
    internal static byte Family(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => Libc.AfInet,
        AddressFamily.InterNetworkV6 => Libc.AfInet6,
        _ => throw new ArgumentException($"{address} is neither IPv4 nor IPv6", nameof(address)),
    };
}
