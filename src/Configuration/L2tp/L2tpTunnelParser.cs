using System.Net;
using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses an entry of <c>l2tp.tunnels</c>.</summary>
internal static class L2tpTunnelParser
{
    private static readonly ScalarParser<uint> Id = Scalars.Integer<uint>(1, uint.MaxValue);
    private static readonly ScalarParser<byte> Version = Scalars.Integer<byte>(2, 3);

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
            UdpSourcePort = map.Optional("udp-source-port", L2tpOuterHeader.UdpPort, L2tpTunnelConfiguration.DefaultUdpPort),
            UdpDestinationPort = map.Optional("udp-destination-port", L2tpOuterHeader.UdpPort, L2tpTunnelConfiguration.DefaultUdpPort),
            Ttl = map.Optional("ttl", L2tpOuterHeader.Ttl, byte.MaxValue),
            Dscp = map.Optional<OuterDscp>("dscp", OuterDscp.Parse, default),
            Df = map.Optional("df", Scalars.Boolean, otherwise: true),
            UdpChecksum = map.Optional<UdpChecksumMode>("udp-checksum", Choices.UdpChecksum.Parse, UdpChecksumMode.Auto),
            Vrf = map.Optional("vrf", Names.Reference, VrfConfiguration.DefaultName),
            Mtu = map.OptionalValue("mtu", L2tpOuterHeader.Mtu),
        };
        if (!map.Failed)
        {
            L2tpOuterHeader.Check(
                tunnel, IpPrefix.Host(tunnel.Remote), map, "udp-source-port", "udp-destination-port", "udp-checksum");
            if (tunnel.Version == 2)
            {
                CheckVersion2(tunnel, map);
            }
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
}
