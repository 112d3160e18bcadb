using System.Net;
using Router.Configuration;
using Xunit;

namespace Router.Unit.Tests.Configuration;

/// <summary>What a right file becomes.</summary>
public sealed class ReaderTests
{
    private static RouterConfiguration Read(string text)
    {
        ConfigurationResult result = ConfigurationReader.Parse(text, "test.yaml");
        Assert.Empty(result.Errors);
        return Assert.IsType<RouterConfiguration>(result.Configuration);
    }

    [Fact]
    public void ReadsDataplane()
    {
        DataplaneConfiguration dataplane = Read(Samples.Everything).Dataplane;
        Assert.Equal([1, 3], dataplane.Workers!);
        Assert.Equal(0, dataplane.Main);
        Assert.False(dataplane.Hugepages);
        Assert.Equal(512, dataplane.MemoryMebibytes);
        Assert.Equal(32768, dataplane.Mbufs);
        Assert.Equal(IdlePolicy.Poll, dataplane.Idle);
        var limits = new LimitsConfiguration { Interfaces = 512, Vrfs = 16, Adjacencies = 4096, Routes = 1000, L2tpSessions = 100 };
        Assert.Equal(limits, dataplane.Limits);
    }

    [Fact]
    public void ReadsPorts()
    {
        RouterConfiguration configuration = Read(Samples.Everything);
        Assert.Equal("pe1", configuration.Instance);
        Assert.Equal(["core0", "core1", "ce0", "ce1"], configuration.Ports.Select(port => port.Name));
        PortConfiguration port = configuration.Ports[0];
        Assert.Equal("net_af_packet0,iface=v-core0", port.Device);
        Assert.Equal(1, port.Queues);
        Assert.Equal(1600, port.Mtu);
        Assert.Equal(new MacAddress(0x020000000101), port.Mac);
        Assert.False(port.Promiscuous);
        Assert.False(port.IsPci);
        Assert.True(configuration.Ports[1].IsPci);
        Assert.Equal(2, configuration.Ports[1].QueuesFor(workers: 2));
        Assert.Equal(1, configuration.Ports[2].QueuesFor(workers: 2));
        Assert.Equal(1500, configuration.Ports[2].Mtu);
        Assert.Equal("02:52:00:00:00:03", PortConfiguration.ReplayMac(2).ToString());
        var index = new ConfigurationIndex(configuration);
        Assert.False(index.IsPromiscuous(configuration.Ports[0]));
        Assert.True(index.IsPromiscuous(configuration.Ports[2]));
    }

    [Fact]
    public void ReadsVrfsAndInterfaces()
    {
        RouterConfiguration configuration = Read(Samples.Everything);
        Assert.Equal(["default", "red", "blue"], configuration.Vrfs.Select(vrf => vrf.Name));
        Assert.Equal("red", configuration.Vrfs[1].Netns);
        Assert.Null(configuration.Vrfs[2].Netns);

        var index = new ConfigurationIndex(configuration);
        InterfaceConfiguration core0 = index.Interface("core0")!;
        Assert.Equal(["10.0.1.1/24", "2001:db8:1::1/64"], core0.Addresses.Select(address => address.ToString()));
        Assert.True(core0.Mpls && core0.Enabled && core0.IsIpv4Enabled && core0.IsIpv6Enabled);
        Assert.Equal(1500, index.MtuOf(core0));
        Assert.Equal(9600, index.MtuOf(index.Interface("core1")!));
        InterfaceConfiguration vlan = index.Interface("core0.100")!;
        Assert.Equal(("core0", "red", (ushort)100), (vlan.Port, vlan.Vrf, vlan.Vlan!.Value));
        Assert.Equal(InterfaceConfiguration.CustomerTpid, vlan.OuterTpid);
        Assert.False(vlan.IsIpv6Enabled);
        InterfaceConfiguration qinq = index.Interface("core0.200")!;
        Assert.Equal(((ushort)200, (ushort)300, (ushort)0x88a8), (qinq.Vlan!.Value, qinq.InnerVlan!.Value, qinq.OuterTpid));
        Assert.False(qinq.Enabled);
        Assert.Null(index.Interface("ce0")!.Vlan);
    }

    [Fact]
    public void ReadsNeighboursAndRoutes()
    {
        RouterConfiguration configuration = Read(Samples.Everything);
        Assert.Equal(
            new NeighbourConfiguration { Interface = "core0", Address = IPAddress.Parse("10.0.1.2"), Mac = new MacAddress(0x020000000202) },
            configuration.Neighbours[0]);

        ConfigurationList<RouteConfiguration> routes = configuration.Routes;
        Assert.Equal("10.1.0.0/16", routes[0].Prefix.ToString());
        Assert.Equal((RouteAction.Forward, IPAddress.Parse("10.0.2.2"), (string?)null), (routes[0].Action, routes[0].Via!, routes[0].Interface));
        Assert.Equal([100u, 200u], routes[1].Labels);
        Assert.Equal((TtlMode.Uniform, "core1"), (routes[1].TtlMode, routes[1].Interface));
        Assert.Equal(
            [RouteAction.Unreachable, RouteAction.Prohibit, RouteAction.Blackhole, RouteAction.Lookup],
            routes.Skip(2).Take(4).Select(route => route.Action));
        Assert.Equal("red", routes[5].LookupVrf);
        Assert.Equal("red", routes[7].Vrf);
        Assert.Equal([16u, 2u], routes[9].Labels);
    }

    [Fact]
    public void ReadsMpls()
    {
        MplsConfiguration mpls = Read(Samples.Everything).Mpls;
        Assert.Equal(63, mpls.Ttl);
        Assert.Equal(
            [LabelAction.Swap, LabelAction.Pop, LabelAction.Pop, LabelAction.Lookup, LabelAction.Drop],
            mpls.Labels.Select(label => label.Action));
        Assert.Equal(
            [BottomOfStack.Any, BottomOfStack.Yes, BottomOfStack.No, BottomOfStack.Yes, BottomOfStack.Any],
            mpls.Labels.Select(label => label.BottomOfStack));
        Assert.Equal(
            [LabelPayload.Ip, LabelPayload.Ipv4, LabelPayload.Mpls, LabelPayload.Ip, LabelPayload.Ip],
            mpls.Labels.Select(label => label.Payload));
        Assert.Equal((32u, TtlMode.Uniform), (mpls.Labels[0].Label, mpls.Labels[0].TtlMode));
        Assert.Equal([33u], mpls.Labels[0].OutLabels);
        Assert.Equal("core1", mpls.Labels[1].Interface);
        Assert.Equal("red", mpls.Labels[3].Vrf);

        PseudowireConfiguration pseudowire = Assert.Single(mpls.Pseudowires);
        Assert.Equal(("pw-mpls", 55u, true), (pseudowire.Name, pseudowire.Label, pseudowire.ControlWord));
        Assert.Equal((PseudowireMode.Vlan, (ushort)7), (pseudowire.Mode, pseudowire.Vlan!.Value));
        Assert.Equal([42u], MplsLabel.OnWire(pseudowire.OutLabels));
    }

    [Fact]
    public void ReadsTunnels()
    {
        ConfigurationList<L2tpTunnelConfiguration> tunnels = Read(Samples.Everything).L2tp.Tunnels;
        var expected = new L2tpTunnelConfiguration
        {
            Name = "t1",
            TunnelId = 1,
            PeerTunnelId = 2,
            Encapsulation = L2tpEncapsulation.Udp,
            Local = IPAddress.Parse("10.0.1.1"),
            Remote = IPAddress.Parse("10.0.9.2"),
            UdpSourcePort = 1702,
            UdpDestinationPort = 1703,
            Ttl = 64,
            Dscp = OuterDscp.At(46),
            Df = false,
            UdpChecksum = UdpChecksumMode.Computed,
            Mtu = 1400,
        };
        Assert.Equal(expected, tunnels[0]);
        Assert.Equal((2u, uint.MaxValue, L2tpEncapsulation.Ip), (tunnels[1].TunnelId, tunnels[1].PeerTunnelId, tunnels[1].Encapsulation));
        Assert.Equal(((ushort)1701, (ushort)1701, (byte)255, true), (tunnels[1].UdpSourcePort, tunnels[1].UdpDestinationPort, tunnels[1].Ttl, tunnels[1].Df));
    }

    [Fact]
    public void ReadsSessionsCrossConnectsAndMetrics()
    {
        RouterConfiguration configuration = Read(Samples.Everything);
        var expected = new L2tpSessionConfiguration
        {
            Name = "pw1",
            Tunnel = "t1",
            SessionId = 0x11,
            PeerSessionId = 0x22,
            Cookie = new L2tpCookie([0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8]),
            PeerCookie = new L2tpCookie([1, 2, 3, 4, 5, 6, 7, 8]),
            PeerCookiePrevious = new L2tpCookie([0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18]),
            Sequencing = L2tpSequencing.Both,
            Mode = PseudowireMode.Vlan,
            Vlan = 100,
            Enabled = false,
        };
        Assert.Equal(expected, configuration.L2tp.Sessions[0]);
        Assert.Equal((L2SublayerKind.None, true), (configuration.L2tp.Sessions[1].L2Sublayer, configuration.L2tp.Sessions[1].Enabled));
        Assert.Equal(new CrossConnectConfiguration("ce0", "pw1"), configuration.CrossConnects[0]);
        Assert.Equal(IPEndPoint.Parse("127.0.0.1:9464"), configuration.Metrics.Listen);
        var index = new ConfigurationIndex(configuration);
        Assert.Equal(CrossConnectEndKind.Interface, index.KindOfEnd("ce1.7"));
        Assert.Equal(CrossConnectEndKind.L2tpSession, index.KindOfEnd("pw1"));
        Assert.Equal(CrossConnectEndKind.MplsPseudowire, index.KindOfEnd("pw-mpls"));
        Assert.Null(index.KindOfEnd("nothing"));
    }

    [Fact]
    public void DefaultsOfASmallFile()
    {
        RouterConfiguration configuration = Read(Samples.Small);
        Assert.Equal("router", configuration.Instance);
        Assert.Equal(new DataplaneConfiguration(), configuration.Dataplane);
        Assert.Equal(VrfConfiguration.Default, Assert.Single(configuration.Vrfs));
        Assert.Equal(new MplsConfiguration(), configuration.Mpls);
        Assert.Equal(64, configuration.Mpls.Ttl);
        Assert.Null(configuration.Metrics.Listen);
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(2, 1, 0)]
    [InlineData(8, 1, 0)]
    public void DefaultProcessors(int processors, int worker, int main)
    {
        var dataplane = new DataplaneConfiguration();
        Assert.Equal([worker], dataplane.WorkersOn(processors));
        Assert.Equal(main, dataplane.MainOn(processors));
    }

    [Fact]
    public void MainIsTheLowestProcessorWithoutAWorker() =>
        Assert.Equal(2, new DataplaneConfiguration { Workers = [0, 1, 3] }.MainOn(4));

    [Fact]
    public void EqualTextsAreEqualConfigurations()
    {
        Assert.Equal(Read(Samples.Everything), Read(Samples.Everything));
        Assert.NotEqual(Read(Samples.Everything), Read(Samples.Everything.Replace("0x22", "0x23", StringComparison.Ordinal)));
    }
}
