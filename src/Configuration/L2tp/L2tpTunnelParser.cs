using System.Net;
using System.Net.Sockets;
using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses an entry of <c>l2tp.tunnels</c>.</summary>
internal static class L2tpTunnelParser
{
    private static readonly ScalarParser<uint> Id = Scalars.Integer<uint>(1, uint.MaxValue);
    private static readonly ScalarParser<ushort> UdpPort = Scalars.Integer<ushort>(1, ushort.MaxValue);
    private static readonly ScalarParser<byte> Ttl = Scalars.Integer<byte>(1, 255);
    private static readonly ScalarParser<byte> Dscp = Scalars.Integer<byte>(0, 63);
    private static readonly ScalarParser<byte> Version = Scalars.Integer<byte>(2, 3);
    private static readonly ScalarParser<int> Mtu = Scalars.Integer<int>(68, 9600);

    public static L2tpTunnelConfiguration? Parse(MappingReader map)
    {
        var tunnel = new L2tpTunnelConfiguration
        {
            Name = map.Required("name", Names.Object),
            TunnelId = map.Required("tunnel-id", Id),
            PeerTunnelId = map.Required("peer-tunnel-id", Id),
            Version = map.Optional("version", Version, (byte)3),
            Encapsulation = map.Optional<L2tpEncapsulation>("encapsulation", Choices.Encapsulation.Parse, L2tpEncapsulation.Udp),
            Local = map.Required<IPAddress>("local", AddressScalars.Unicast),
            Remote = map.Required<IPAddress>("remote", AddressScalars.Unicast),
            UdpSourcePort = map.Optional("udp-source-port", UdpPort, L2tpTunnelConfiguration.DefaultUdpPort),
            UdpDestinationPort = map.Optional("udp-destination-port", UdpPort, L2tpTunnelConfiguration.DefaultUdpPort),
            Ttl = map.Optional("ttl", Ttl, byte.MaxValue),
            Dscp = map.Optional("dscp", Dscp, (byte)0),
            Df = map.Optional("df", Scalars.Boolean, otherwise: true),
            UdpChecksum = map.Optional<UdpChecksumMode>("udp-checksum", Choices.UdpChecksum.Parse, UdpChecksumMode.Auto),
            Vrf = map.Optional("vrf", Names.Reference, VrfConfiguration.DefaultName),
            Mtu = map.OptionalValue("mtu", Mtu),
        };
        if (!map.Failed)
        {
            Check(tunnel, map);
        }

        return tunnel;
    }

    private static void CheckVersion2(L2tpTunnelConfiguration tunnel, MappingReader map)
    {
        const string Range = "ids of version 2 are from 1 to 65535 (RFC 2661 3.1)";
        if (tunnel.Encapsulation == L2tpEncapsulation.Ip)
        {
            map.Report("encapsulation", "version 2 is carried over UDP only (RFC 2661 8.1); write encapsulation: udp, or version: 3");
        }

        if (tunnel.TunnelId > ushort.MaxValue)
        {
            map.Report("tunnel-id", $"{tunnel.TunnelId} is too large; {Range}");
        }

        if (tunnel.PeerTunnelId > ushort.MaxValue)
        {
            map.Report("peer-tunnel-id", $"{tunnel.PeerTunnelId} is too large; {Range}");
        }
    }

    private static void Check(L2tpTunnelConfiguration tunnel, MappingReader map)
    {
        if (tunnel.Encapsulation == L2tpEncapsulation.Ip)
        {
            map.Refuse("with encapsulation: ip; it belongs to encapsulation: udp", "udp-source-port", "udp-destination-port", "udp-checksum");
        }

        if (tunnel.Version == 2)
        {
            CheckVersion2(tunnel, map);
        }

        if (tunnel.Local.AddressFamily != tunnel.Remote.AddressFamily)
        {
            map.Report("remote", $"{tunnel.Remote} and local {tunnel.Local} are of different families; give two IPv4 or two IPv6 addresses");
        }
        else if (tunnel.Local.Equals(tunnel.Remote))
        {
            map.Report("remote", $"{tunnel.Remote} is also the local address; give the peer's address");
        }

        if (tunnel.Local.AddressFamily == AddressFamily.InterNetworkV6)
        {
            map.Refuse("over IPv6, which has no DF bit and never fragments on the way", "df");
            if (tunnel.Mtu < 1280)
            {
                map.Report("mtu", $"{tunnel.Mtu} is too small for IPv6; write 1280 or more (RFC 8200 5)");
            }
        }
    }
}
