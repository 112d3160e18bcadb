using System.Net;
using Router.Configuration;
using Xunit;

namespace Router.Unit.Tests.Configuration;

/// <summary>What a right file becomes: managed L2TP, PPP subscribers, RADIUS.</summary>
public sealed class SubscriberReaderTests
{
    private static RouterConfiguration Read(string text)
    {
        ConfigurationResult result = ConfigurationReader.Parse(text, "test.yaml");
        Assert.Empty(result.Errors);
        return Assert.IsType<RouterConfiguration>(result.Configuration);
    }

    [Fact]
    public void ReadsPeers()
    {
        RouterConfiguration configuration = Read(Samples.Everything);
        L2tpConfiguration l2tp = configuration.L2tp;
        Assert.Equal(("pe1.example.net", IPAddress.Parse("10.255.0.1")), (l2tp.HostName, l2tp.RouterId));
        var expected = new L2tpPeerConfiguration
        {
            Name = "lac1",
            Local = IPAddress.Parse("10.0.1.1"),
            Remote = IpPrefix.Host(IPAddress.Parse("10.0.9.9")),
            Version = L2tpPeerVersion.Both,
            UdpPort = 1702,
            Initiate = true,
            Secret = "it's a \"secret\"",
            SecretPrevious = "0123",
            Authentication = L2tpPeerAuthentication.None,
            HideAvps = true,
            PeerHostName = "lac1, south",
            HelloInterval = TimeSpan.Zero,
            RetransmitCap = TimeSpan.FromSeconds(16),
            Retries = 5,
            ReceiveWindow = 4,
            MaximumSessions = 1000,
            CookieLength = 4,
            Sequencing = L2tpSequencing.Receive,
            Ttl = 64,
            Dscp = OuterDscp.At(48),
            Df = false,
            UdpChecksum = UdpChecksumMode.Computed,
            Mtu = 1400,
            Ppp = "subscribers",
        };
        Assert.Equal(expected, l2tp.Peers[0]);
        Assert.Equal(IPAddress.Parse("10.0.9.9"), l2tp.Peers[0].RemoteAddress);
        Assert.True(l2tp.Peers[0].AllowsVersion2 && l2tp.Peers[0].AllowsVersion3);

        L2tpPeerConfiguration prefix = l2tp.Peers[1];
        Assert.Equal(("2001:db8:9::/64", null), (prefix.Remote.ToString(), prefix.RemoteAddress));
        Assert.Equal((L2tpEncapsulation.Ip, L2tpPeerAuthentication.Integrity, L2SublayerKind.None), (prefix.Encapsulation, prefix.Authentication, prefix.L2Sublayer));
        Assert.True(!prefix.AllowsVersion2 && prefix.AllowsVersion3);
        Assert.Equal((L2tpPeerVersion.Version2, L2tpPeerAuthentication.Required), (l2tp.Peers[2].Version, l2tp.Peers[2].Authentication));
        Assert.True(l2tp.Peers[2].AllowsVersion2 && !l2tp.Peers[2].AllowsVersion3);

        var index = new ConfigurationIndex(configuration);
        Assert.Equal("pe1.example.net", index.L2tpHostName);
        Assert.Same(l2tp.Peers[1], index.Peer("pe2"));
        Assert.Null(index.Peer("t1"));
    }

    [Fact]
    public void ReadsNegotiatedPseudowires()
    {
        RouterConfiguration configuration = Read(Samples.Everything);
        var expected = new L2tpPseudowireConfiguration
        {
            Name = "pw3",
            Peer = "lac1",
            RemoteEndId = "circuit 3",
            Initiate = false,
            Mode = PseudowireMode.Vlan,
            Vlan = 300,
            Enabled = false,
        };
        Assert.Equal(
            [
                expected,
                new() { Name = "pw4", Peer = "pe2", RemoteEndId = "pw4" },
                new()
                {
                    Name = "ip1",
                    Peer = "pe2",
                    RemoteEndId = "ip1",
                    Payload = L2tpPayload.Ip,
                    Interface = "loopback0",
                    Routes = [new IpPrefix(IPAddress.Parse("198.51.101.0"), 24)],
                    Mru = 1400,
                },
                new() { Name = "fr3", Peer = "pe2", RemoteEndId = "fr3", Payload = L2tpPayload.FrameRelay, FrameRelay = new FrameRelayConfiguration(4, 500, 501) },
                new() { Name = "cells2", Peer = "pe2", RemoteEndId = "cells2", Payload = L2tpPayload.AtmVcc, MaxCells = 4 },
            ],
            configuration.L2tp.Pseudowires);
        var index = new ConfigurationIndex(configuration);
        Assert.Same(configuration.L2tp.Pseudowires[0], index.L2tpPseudowire("pw3"));
        Assert.Equal(CrossConnectEndKind.L2tpPseudowire, index.KindOfEnd("pw4"));
    }

    [Fact]
    public void ReadsPpp()
    {
        RouterConfiguration configuration = Read(Samples.Everything);
        PppConfiguration ppp = configuration.Ppp;
        var profile = new PppProfileConfiguration
        {
            Name = "subscribers",
            Interface = "loopback0",
            Authentication = [PppAuthenticationProtocol.Chap, PppAuthenticationProtocol.MsChapV2, PppAuthenticationProtocol.Pap],
            Pools = ["pool2", "pool1"],
            Ipv6Pools = ["pool6"],
            Dns = [IPAddress.Parse("10.0.0.53"), IPAddress.Parse("2001:db8::53")],
            Mru = 1500,
            EchoInterval = TimeSpan.FromSeconds(10),
            EchoFailures = 5,
            MaximumSessionsPerUser = 1,
            Radius = "isp",
            TcpMss = TcpMss.At(1400),
            RateUp = new RateLimit(20_000_000, 64_000),
            RateDown = new RateLimit(100_000_000, 1_000_000),
        };
        Assert.Equal([profile, new() { Name = "local", Interface = "loopback0", Authentication = [] }], ppp.Profiles);
        var user = new PppUserConfiguration
        {
            Name = "alice@example.net",
            Password = "pass: word",
            Address = IPAddress.Parse("100.64.0.7"),
            Routes = [new(IPAddress.Parse("192.0.2.0"), 24), new(IPAddress.Parse("2001:db8:7::"), 56)],
            Profile = "subscribers",
            RateUp = new RateLimit(5_000_000, 1500),
            RateDown = new RateLimit(100_000_000_000, 1_000_000_000),
        };
        Assert.Equal([user, new() { Name = "bob", Password = "x" }], ppp.Users);
        Assert.Equal(["100.64.0.0/22 ", "100.64.4.0/22 ", "2001:db8:8000::/40 56"], ppp.Pools.Select(pool => $"{pool.Prefix} {pool.DelegatedLength}"));
        Assert.Equal([false, false, true], ppp.Pools.Select(pool => pool.IsIpv6));

        var index = new ConfigurationIndex(configuration);
        Assert.Same(ppp.Profiles[1], index.PppProfile("local"));
        Assert.Same(ppp.Users[0], index.PppUser("alice@example.net"));
        Assert.Same(ppp.Pools[2], index.PppPool("pool6"));
        Assert.Equal("red", index.VrfOf(ppp.Profiles[0]));
    }

    [Fact]
    public void ReadsWhatBecomesOfTheTrafficOfPppSessions()
    {
        L2tpConfiguration l2tp = Read(Samples.Everything).L2tp;
        L2tpSessionConfiguration session = Assert.Single(l2tp.Sessions, static item => item.Payload == L2tpPayload.Ppp);
        Assert.Equal(
            (TcpMss.Off, new RateLimit(8000, 1500), new RateLimit(1_000_000_000, 2_000_000)),
            (session.TcpMss, session.RateUp!.Value, session.RateDown!.Value));
        Assert.Equal([TcpMss.At(1300), TcpMss.Clamp], l2tp.Calls.Select(static call => call.TcpMss));
        Assert.Equal((null, (ushort?)1300), (TcpMss.Off.Octets, TcpMss.At(1300).Octets));
    }

    [Theory]
    [InlineData(8_000, null, 1500, 3000)]
    [InlineData(20_000_000, null, 1500, 250_000)]
    [InlineData(20_000_000, 64_000u, 1500, 64_000)]
    [InlineData(20_000_000, 1500u, 9000, 9000)]
    [InlineData(100_000_000_000, null, 1500, 1_250_000_000)]
    public void ABurstIsNeverLessThanAPacket(long rate, uint? given, int mtu, long expected) =>
        Assert.Equal(expected, new RateLimit((ulong)rate, given).BurstOf(mtu));

    [Fact]
    public void ReadsRadius()
    {
        RouterConfiguration configuration = Read(Samples.Everything);
        RadiusGroupConfiguration group = Assert.Single(configuration.Radius.Groups);
        var expected = new RadiusGroupConfiguration
        {
            Name = "isp",
            Servers =
            [
                new() { Address = IPAddress.Parse("10.0.0.5"), AuthPort = 1645, AcctPort = 1646, Secret = "radius #1", RequireMessageAuthenticator = false },
                new() { Address = IPAddress.Loopback, Secret = "two" },
            ],
            Source = IPAddress.Parse("10.0.1.1"),
            Timeout = TimeSpan.FromSeconds(5),
            Tries = 2,
            DeadTime = TimeSpan.Zero,
            NasIdentifier = "pe1-radius",
            InterimInterval = TimeSpan.FromSeconds(300),
            CoaPort = 3799,
        };
        Assert.Equal(expected, group);
        Assert.Equal(((ushort)1812, (ushort)1813), (group.Servers[1].AuthPort, group.Servers[1].AcctPort));
        var index = new ConfigurationIndex(configuration);
        Assert.Same(group, index.RadiusGroup("isp"));
        Assert.Equal("pe1-radius", index.NasIdentifierOf(group));
    }

    [Fact]
    public void Defaults()
    {
        RouterConfiguration configuration = Read(
            Samples.Small + "\ninstance: lns1\nl2tp: { peers: [{ name: p, local: 10.0.1.1, remote: 10.0.9.2 }, { name: q, local: 10.0.1.1, remote: 10.0.9.3, secret: 1234 }] }\n"
            + "radius: { groups: [{ name: g, servers: [{ address: 10.0.0.5, secret: s }] }] }");
        L2tpPeerConfiguration peer = configuration.L2tp.Peers[0];
        Assert.Equal((L2tpPeerVersion.Version3, L2tpEncapsulation.Udp, (ushort)1701, false), (peer.Version, peer.Encapsulation, peer.UdpPort, peer.Initiate));
        Assert.Equal((L2tpPeerAuthentication.None, null, null, null), (peer.Authentication, peer.Secret, peer.SecretPrevious, peer.PeerHostName));
        Assert.Equal((60d, 8d, 10, (ushort)64, 65535), (peer.HelloInterval.TotalSeconds, peer.RetransmitCap.TotalSeconds, peer.Retries, peer.ReceiveWindow, peer.MaximumSessions));
        Assert.Equal(((byte)8, L2SublayerKind.Default, L2tpSequencing.None, null), (peer.CookieLength, peer.L2Sublayer, peer.Sequencing, peer.Ppp));
        Assert.Equal((L2tpPeerAuthentication.Required, "1234"), (configuration.L2tp.Peers[1].Authentication, configuration.L2tp.Peers[1].Secret));
        Assert.Equal([PppAuthenticationProtocol.Chap, PppAuthenticationProtocol.Pap], PppProfileConfiguration.DefaultAuthentication);

        RadiusGroupConfiguration group = configuration.Radius.Groups[0];
        Assert.Equal((3d, 3, 60d, 600d), (group.Timeout.TotalSeconds, group.Tries, group.DeadTime.TotalSeconds, group.InterimInterval.TotalSeconds));
        Assert.Equal((null, "default", null), (group.Source, group.Vrf, group.CoaPort));
        var index = new ConfigurationIndex(configuration);
        Assert.Equal(("lns1", "lns1"), (index.L2tpHostName, index.NasIdentifierOf(group)));
        Assert.Equal((null, new PppConfiguration()), (configuration.L2tp.RouterId, configuration.Ppp));
    }

    [Fact]
    public void PoolsOfDifferentVrfsAndPeersOfDifferentPrefixesMayOverlap()
    {
        const string Text = """
            ports: { core0: { device: net_tap0 } }
            vrfs: { red: }
            interfaces: { core0: { addresses: [10.0.1.1/24] }, loopback0: {}, loopback1: { vrf: red } }
            l2tp:
              peers:
                - { name: everyone, local: 10.0.1.1, remote: 0.0.0.0/0 }
                - { name: some, local: 10.0.1.1, remote: 10.0.9.0/24 }
                - { name: one, local: 10.0.1.1, remote: 10.0.9.2 }
                - { name: over-ip, local: 10.0.1.1, remote: 10.0.9.2, encapsulation: ip }
            ppp:
              profiles: [{ name: a, interface: loopback0, pools: [p] }, { name: b, interface: loopback1, pools: [q] }]
              pools: [{ name: p, prefix: 100.64.0.0/22 }, { name: q, prefix: 100.64.0.0/24 }, { name: unused, prefix: 100.64.0.0/24 }]
              users:
                - { name: u, password: x, address: 100.64.0.7, profile: a }
                - { name: v, password: x, address: 100.64.0.7, profile: b }
            """;
        Assert.Equal(4, Read(Text).L2tp.Peers.Count);
    }

    [Fact]
    public void ErrorsDoNotRepeatSecrets()
    {
        const string Text = """
            l2tp: { peers: [{ secret: "hush\u00fc hush" }] }
            ppp: { users: [{ password: "hush\thush" }] }
            radius: { groups: [{ servers: [{ secret: "hush\u2020hush" }] }] }
            """;
        IReadOnlyList<ConfigurationError> errors = ConfigurationReader.Parse(Text, "f").Errors;
        Assert.Equal(3, errors.Count(error => error.Message.StartsWith("is not valid; write 1 to 128", StringComparison.Ordinal)));
        Assert.DoesNotContain(errors, error => error.ToString().Contains("hush", StringComparison.Ordinal));
    }
}
