using System.Net;
using Router.Configuration;

namespace Router.Unit.Tests.Configuration;

/// <summary>Managed L2TP, PPP subscribers and RADIUS.</summary>
internal sealed partial class RandomConfiguration
{
    private const string Profile = "subscribers";
    private const string Group = "isp";
    private const string Pool = "null";
    private const string Ipv6Pool = "pool6";

    private L2tpConfiguration Managed(InterfaceConfiguration local)
    {
        L2tpPeerConfiguration[] peers = [.. Enumerable.Range(1, _random.Next(5)).Select(number => Peer(number, local))];
        L2tpPeerConfiguration[] ofVersion3 = [.. peers.Where(peer => peer.AllowsVersion3)];
        return new L2tpConfiguration
        {
            HostName = Maybe("a \"host\", 7: #"),
            RouterId = Chance() ? Address(255, 1) : null,
            Peers = [.. peers],
            Pseudowires = ofVersion3.Length == 0 ? [] : [.. Enumerable.Range(1, _random.Next(4)).Select(number => Chance() ? Negotiated(number, Pick<L2tpPeerConfiguration>(ofVersion3)) : NegotiatedOther(number, Pick<L2tpPeerConfiguration>(ofVersion3)))],
            Calls = peers.Length == 0 ? [] : [.. Enumerable.Range(1, _random.Next(3)).Select(number => Call(number, Pick<L2tpPeerConfiguration>(peers)))],
        };
    }

    private L2tpPeerConfiguration Peer(int number, InterfaceConfiguration local)
    {
        L2tpPeerVersion version = Pick(L2tpPeerVersion.Version2, L2tpPeerVersion.Version3, L2tpPeerVersion.Both);
        bool isUdp = version != L2tpPeerVersion.Version3 || Chance();
        bool isIpv6 = local.Addresses.Count > 2 && Chance();
        IPAddress host = isIpv6 ? IPAddress.Parse($"2001:db8:98:{number:x}::1") : Address(98, 16 * number);
        string? secret = Maybe(Pick("0123", "s", "true", "with \"quotes\" and \\", " spaces ", new string('~', 128)));
        L2SublayerKind sublayer = version == L2tpPeerVersion.Version2 ? L2SublayerKind.Default : Pick(L2SublayerKind.Default, L2SublayerKind.None);
        bool isHost = Chance();
        return new L2tpPeerConfiguration
        {
            Name = $"peer{number}",
            Local = isIpv6 ? local.Addresses[2].Address : local.Addresses[0].Address,
            Remote = isHost ? IpPrefix.Host(host) : new IpPrefix(host, isIpv6 ? 64 : _random.Next(28, 32)),
            Version = version,
            Encapsulation = isUdp ? L2tpEncapsulation.Udp : L2tpEncapsulation.Ip,
            UdpPort = isUdp ? Pick<ushort>(1701, 1, 65535) : L2tpTunnelConfiguration.DefaultUdpPort,
            Initiate = isHost && Chance(),
            Secret = secret,
            SecretPrevious = secret is null ? null : Maybe("null"),
            Authentication = secret is not null ? Pick(L2tpPeerAuthentication.None, L2tpPeerAuthentication.Required)
                : version == L2tpPeerVersion.Version3 ? Pick(L2tpPeerAuthentication.None, L2tpPeerAuthentication.Integrity)
                : L2tpPeerAuthentication.None,
            HideAvps = secret is not null && Chance(),
            PeerHostName = Maybe("7up"),
            HelloInterval = Seconds(0, 60, 3600),
            RetransmitCap = Seconds(8, 9, 60),
            Retries = Pick(1, 10, 100),
            ReceiveWindow = Pick<ushort>(1, 64, 1024),
            MaximumSessions = Pick(1, 65535, 1_000_000),
            CookieLength = version == L2tpPeerVersion.Version2 ? (byte)8 : Pick<byte>(0, 4, 8),
            L2Sublayer = sublayer,
            Sequencing = sublayer == L2SublayerKind.Default ? Pick(L2tpSequencing.None, L2tpSequencing.Receive) : L2tpSequencing.None,
            Ttl = Pick<byte>(1, 64, 255),
            Dscp = Dscp(),
            Df = isIpv6 || Chance(),
            UdpChecksum = isUdp ? Pick(UdpChecksumMode.Auto, UdpChecksumMode.Zero, UdpChecksumMode.Computed) : UdpChecksumMode.Auto,
            Mtu = Chance() ? _random.Next(1280, 9601) : null,
            Ppp = Maybe(Profile),
        };
    }

    private L2tpCallConfiguration Call(int number, L2tpPeerConfiguration peer)
    {
        bool user = Chance();
        return new L2tpCallConfiguration
        {
            Name = $"call{number}",
            Peer = peer.Name,
            User = user ? "alice: #" : null,
            Password = user ? "true" : null,
            Interface = "loopback0",
            Routes = Chance() ? [] : [new IpPrefix(Address(202, number), 32)],
            TcpMss = Segments(),
            Enabled = Chance(),
        };
    }

    private L2tpPseudowireConfiguration Negotiated(int number, L2tpPeerConfiguration peer)
    {
        PseudowireMode mode = Pick(PseudowireMode.Ethernet, PseudowireMode.Vlan);
        string name = $"negotiated{number}";
        return new L2tpPseudowireConfiguration
        {
            Name = name,
            Peer = peer.Name,
            RemoteEndId = Pick(name, $"{number}", $" {number}: #"),
            Initiate = Chance(),
            Mode = mode,
            Vlan = mode == PseudowireMode.Vlan ? (ushort)_random.Next(1, 4095) : null,
            Enabled = Chance(),
        };
    }

    private L2tpPseudowireConfiguration NegotiatedOther(int number, L2tpPeerConfiguration peer)
    {
        string name = $"switched{number}";
        L2tpPayload payload = Pick(OtherPayloads);
        return new L2tpPseudowireConfiguration
        {
            Name = name,
            Peer = peer.Name,
            RemoteEndId = name,
            Payload = payload,
            Interface = payload == L2tpPayload.Ip ? "loopback0" : null,
            Routes = payload == L2tpPayload.Ip && Chance() ? [new IpPrefix(Address(203, number), 32)] : [],
            Mru = payload == L2tpPayload.Ip && Chance() ? _random.Next(68, 9601) : null,
            FrameRelay = FrameRelay(payload),
            MaxCells = payload.IsCells() && Chance() ? _random.Next(1, 185) : null,
        };
    }

    private FrameRelayConfiguration? FrameRelay(L2tpPayload payload)
    {
        if (payload != L2tpPayload.FrameRelay)
        {
            return null;
        }

        byte headerLength = Pick<byte>(2, 4);
        int end = headerLength == 2 ? 992 : 1 << 23;
        uint dlci = (uint)_random.Next(16, end);
        return new FrameRelayConfiguration(headerLength, dlci, Chance() ? dlci : (uint)_random.Next(16, end));
    }

    private PppConfiguration Subscribers() => new()
    {
        Profiles =
        [
            new()
            {
                Name = Profile,
                Interface = "loopback0",
                Authentication = Pick<ConfigurationList<PppAuthenticationProtocol>>(
                    [], PppProfileConfiguration.DefaultAuthentication, [PppAuthenticationProtocol.MsChapV2], [PppAuthenticationProtocol.Pap, PppAuthenticationProtocol.Chap]),
                Pools = Chance() ? [] : [Pool],
                Ipv6Pools = Chance() ? [] : [Ipv6Pool],
                Dns = Chance() ? [] : [Address(53, 1), Address(53, 2), IPAddress.Parse("2001:db8::53")],
                Mru = Pick(1280, 1492, 9600),
                EchoInterval = Seconds(0, 30, 3600),
                EchoFailures = Pick(1, 3, 100),
                MaximumSessionsPerUser = Pick(0, 1, 1000),
                Radius = Maybe(Group),
                TcpMss = Segments(),
                RateUp = Rate(),
                RateDown = Rate(),
            },
        ],
        Users = [.. Enumerable.Range(1, _random.Next(4)).Select(User)],
        Pools =
        [
            new() { Name = Pool, Prefix = new IpPrefix(Address(210, 0), Pick(24, 31, 32)) },
            new() { Name = Ipv6Pool, Prefix = new IpPrefix(IPAddress.Parse("2001:db8:8000::"), 48), DelegatedLength = Pick<byte>(49, 56, 64) },
        ],
    };

    private PppUserConfiguration User(int number) => new()
    {
        Name = Pick($"user{number}", $"{number}", $"{number}@example.net", $"{number} \"quoted\""),
        Password = Pick("0", "null", "a:b # c", "'"),
        Address = Chance() ? Address(211, number) : null,
        Routes = Chance() ? [] : [new IpPrefix(Address(212, number), 32), new IpPrefix(IPAddress.Parse("2001:db8:7::"), 56)],
        Profile = Maybe(Profile),
        RateUp = Rate(),
        RateDown = Rate(),
    };

    private OuterDscp Dscp() => Pick(OuterDscp.Reflect, OuterDscp.Priority, OuterDscp.At((byte)_random.Next(64)));

    private TcpMss Segments() => Pick(TcpMss.Clamp, TcpMss.Off, TcpMss.At(536), TcpMss.At(9560));

    private RateLimit? Rate() =>
        Pick<RateLimit?>(null, new RateLimit(0), new RateLimit(8000, 1500), new RateLimit(100_000_000_000, 1_000_000_000), new RateLimit(12_345_678));

    private RadiusConfiguration Radius(InterfaceConfiguration local) => new()
    {
        Groups =
        [
            new()
            {
                Name = Group,
                Servers =
                [
                    .. Enumerable.Range(1, _random.Next(1, 4)).Select(number => new RadiusServerConfiguration
                    {
                        Address = Address(5, number),
                        AuthPort = Pick<ushort>(1812, 1645),
                        AcctPort = Pick<ushort>(1813, 1646),
                        Secret = Pick("12", "se cret"),
                        RequireMessageAuthenticator = Chance(),
                    }),
                ],
                Source = Chance() ? local.Addresses[0].Address : null,
                Vrf = local.Vrf,
                Timeout = Seconds(1, 3, 60),
                Tries = Pick(1, 3, 10),
                DeadTime = Seconds(0, 60, 3600),
                NasIdentifier = Maybe("nas 1"),
                InterimInterval = Seconds(0, 60, 600, 86400),
                CoaPort = Chance() ? (ushort)3799 : null,
            },
        ],
    };

    private TimeSpan Seconds(params ReadOnlySpan<int> choices) => TimeSpan.FromSeconds(Pick(choices));
}
