using System.Net;
using System.Net.Sockets;
using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>What the parsers of <c>l2tp.tunnels</c> and <c>l2tp.peers</c> share.</summary>
internal static class L2tpOuterHeader
{
    public static readonly ScalarParser<ushort> UdpPort = Scalars.Integer<ushort>(1, ushort.MaxValue);
    public static readonly ScalarParser<byte> Ttl = Scalars.Integer<byte>(1, 255);
    public static readonly ScalarParser<int> Mtu = Scalars.Integer<int>(68, 9600);

    /// <summary>Reports keys that do not fit the encapsulation, and addresses that do not fit each other.</summary>
    /// <param name="header">What was read.</param>
    /// <param name="remote">The peer's address, or the prefix of the peers' addresses.</param>
    /// <param name="map">Where it was read from.</param>
    /// <param name="udpKeys">Keys that only UDP has.</param>
    public static void Check(IL2tpOuterHeader header, IpPrefix remote, MappingReader map, params ReadOnlySpan<string> udpKeys)
    {
        if (header.Encapsulation == L2tpEncapsulation.Ip)
        {
            map.Refuse("with encapsulation: ip; it belongs to encapsulation: udp", udpKeys);
        }

        IPAddress local = header.Local;
        if (local.AddressFamily != remote.AddressFamily)
        {
            string kind = remote.IsHost ? "give two IPv4 or two IPv6 addresses" : "give IPv4 for both or IPv6 for both";
            map.Report("remote", $"{remote.ToHostString()} and local {local} are of different families; {kind}");
        }
        else if (remote.IsHost && remote.Network.Equals(local))
        {
            map.Report("remote", $"{local} is also the local address; give the peer's address");
        }

        if (local.AddressFamily == AddressFamily.InterNetworkV6)
        {
            map.Refuse("over IPv6, which has no DF bit and never fragments on the way", "df");
            if (header.Mtu < 1280)
            {
                map.Report("mtu", $"{header.Mtu} is too small for IPv6; write 1280 or more (RFC 8200 5)");
            }
        }
    }
}
