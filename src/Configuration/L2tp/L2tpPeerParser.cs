using System.Net;
using Router.Configuration.Syntax;

namespace Router.Configuration;

/// <summary>Parses an entry of <c>l2tp.peers</c>.</summary>
internal static class L2tpPeerParser
{
    private static readonly ScalarParser<TimeSpan> Hello = Scalars.Seconds(0, 3600);
    private static readonly ScalarParser<TimeSpan> Cap = Scalars.Seconds(8, 60);
    private static readonly ScalarParser<int> Retries = Scalars.Integer<int>(1, 100);
    private static readonly ScalarParser<ushort> Window = Scalars.Integer<ushort>(1, 1024);
    private static readonly ScalarParser<int> Sessions = Scalars.Integer<int>(1, 1_000_000);

    public static L2tpPeerConfiguration? Parse(MappingReader map)
    {
        var peer = new L2tpPeerConfiguration
        {
            Name = map.Required("name", Names.Object),
            Local = map.Required<IPAddress>("local", AddressScalars.Unicast),
            Remote = map.Required<IpPrefix>("remote", AddressScalars.UnicastOrPrefix),
        };
        peer = Outer(Control(peer, map), map) with { Ppp = map.OptionalObject("ppp", Names.Reference) };
        if (!map.Failed)
        {
            L2tpOuterHeader.Check(peer, peer.Remote, map, "udp-port", "udp-checksum");
            CheckVersion(peer, map);
            CheckSecret(peer, map);
            Check(peer, map);
        }

        return peer;
    }

    // Absent keys keep the values that the record starts with.
    private static L2tpPeerConfiguration Control(L2tpPeerConfiguration peer, MappingReader map)
    {
        peer = peer with
        {
            Version = map.Optional<L2tpPeerVersion>("version", Choices.PeerVersion.Parse, peer.Version),
            Encapsulation = map.Optional<L2tpEncapsulation>("encapsulation", Choices.Encapsulation.Parse, peer.Encapsulation),
            UdpPort = map.Optional("udp-port", L2tpOuterHeader.UdpPort, peer.UdpPort),
            Initiate = map.Optional("initiate", Scalars.Boolean, peer.Initiate),
            Secret = map.OptionalObject<string>("secret", Texts.Secret),
            SecretPrevious = map.OptionalObject<string>("secret-previous", Texts.Secret),
        };
        return peer with
        {
            Authentication = map.Optional<L2tpPeerAuthentication>(
                "authentication", Choices.PeerAuthentication.Parse, L2tpPeerConfiguration.DefaultAuthentication(peer.Secret)),
            HideAvps = map.Optional("hide-avps", Scalars.Boolean, peer.HideAvps),
            PeerHostName = map.OptionalObject("peer-host-name", Texts.HostName),
            HelloInterval = map.Optional("hello-interval", Hello, peer.HelloInterval),
            RetransmitCap = map.Optional("retransmit-cap", Cap, peer.RetransmitCap),
            Retries = map.Optional("retries", Retries, peer.Retries),
            ReceiveWindow = map.Optional("receive-window", Window, peer.ReceiveWindow),
            MaximumSessions = map.Optional("max-sessions", Sessions, peer.MaximumSessions),
        };
    }

    private static L2tpPeerConfiguration Outer(L2tpPeerConfiguration peer, MappingReader map) => peer with
    {
        CookieLength = map.Optional<byte>("cookie-length", Choices.CookieLength.Parse, peer.CookieLength),
        L2Sublayer = map.Optional<L2SublayerKind>("l2-sublayer", Choices.PeerSublayer.Parse, peer.L2Sublayer),
        Sequencing = map.Optional<L2tpSequencing>("sequencing", Choices.PeerSequencing.Parse, peer.Sequencing),
        Ttl = map.Optional("ttl", L2tpOuterHeader.Ttl, peer.Ttl),
        Dscp = map.Optional<OuterDscp>("dscp", OuterDscp.Parse, peer.Dscp),
        Df = map.Optional("df", Scalars.Boolean, peer.Df),
        UdpChecksum = map.Optional<UdpChecksumMode>("udp-checksum", Choices.UdpChecksum.Parse, peer.UdpChecksum),
        Vrf = map.Optional("vrf", Names.Reference, peer.Vrf),
        Mtu = map.OptionalValue("mtu", L2tpOuterHeader.Mtu),
    };

    private static void CheckVersion(L2tpPeerConfiguration peer, MappingReader map)
    {
        if (peer.Encapsulation == L2tpEncapsulation.Ip && peer.AllowsVersion2)
        {
            map.Report("encapsulation", "version 2 is carried over UDP only (RFC 2661 8.1); write encapsulation: udp, or version: 3");
        }

        if (peer.Authentication == L2tpPeerAuthentication.Integrity && peer.AllowsVersion2)
        {
            map.Report("authentication", "version 2 has no message digests; write required or none, or version: 3");
        }

        if (!peer.AllowsVersion3)
        {
            map.Refuse("with version: 2, which has no cookies and no sublayer", "cookie-length", "l2-sublayer");
        }
        else if (peer.Sequencing != L2tpSequencing.None && peer.L2Sublayer == L2SublayerKind.None)
        {
            map.Report("sequencing", "sequence numbers are carried in the sublayer; write l2-sublayer: default, or sequencing: none");
        }
    }

    private static void CheckSecret(L2tpPeerConfiguration peer, MappingReader map)
    {
        if (peer.Secret is not null)
        {
            return;
        }

        map.Refuse("without a secret; it is the one before", "secret-previous");
        if (peer.Authentication == L2tpPeerAuthentication.Required)
        {
            map.Report("authentication", "'required' needs a secret; give secret, or write none");
        }

        if (peer.HideAvps)
        {
            map.Report("hide-avps", "AVPs are hidden with a secret; give secret, or remove the key");
        }
    }

    private static void Check(L2tpPeerConfiguration peer, MappingReader map)
    {
        if (peer.Initiate && !peer.Remote.IsHost)
        {
            map.Report("initiate", $"remote {peer.Remote} is more than one address; give one address to open a tunnel to, or write false");
        }
    }
}
