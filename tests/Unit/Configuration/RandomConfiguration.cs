using System.Diagnostics.CodeAnalysis;
using System.Net;
using Router.Configuration;

namespace Router.Unit.Tests.Configuration;

/// <summary>Makes valid configurations from a seed: every key is sometimes there and sometimes not.</summary>
[SuppressMessage("Security", "CA5394", Justification = "Test data from a seed.")]
internal sealed partial class RandomConfiguration
{
    private readonly Random _random;

    public RandomConfiguration(int seed) => _random = new Random(seed);

    private static readonly L2tpPayload[] OtherPayloads =
    [
        L2tpPayload.Ip, L2tpPayload.Hdlc, L2tpPayload.FrameRelay, L2tpPayload.AtmAal5, L2tpPayload.AtmPort, L2tpPayload.AtmVcc, L2tpPayload.AtmVpc,
    ];

    public RouterConfiguration Make()
    {
        int ports = _random.Next(2, 6);
        InterfaceConfiguration[] routed = [.. Enumerable.Range(0, ports).Select(Routed)];
        InterfaceConfiguration[] circuits = [.. Enumerable.Range(0, ports).Select(Circuit)];
        InterfaceConfiguration loopback = new() { Name = "loopback0", Addresses = [new InterfaceAddress(Address(200, 1), 32)], Vrf = Pick("default", "red") };
        L2tpTunnelConfiguration[] tunnels = [.. Enumerable.Range(1, _random.Next(4)).Select(number => Tunnel(number, routed[0]))];
        L2tpSessionConfiguration[] sessions =
            tunnels.Length == 0 ? [] : [.. Enumerable.Range(1, _random.Next(5)).Select(number => Session(number, tunnels))];
        L2tpSessionConfiguration[] pseudowires = [.. sessions.Where(session => session.Payload == L2tpPayload.Ethernet)];
        L2tpConfiguration l2tp = Managed(routed[0]);
        return new RouterConfiguration
        {
            Instance = Pick("router", "pe1", "no", "7up", "a.b-c_d"),
            Dataplane = Dataplane(),
            Ports = [.. Enumerable.Range(0, ports).Select(Port)],
            Vrfs = [VrfConfiguration.Default, new() { Name = "red", Netns = Maybe("red") }, new() { Name = "null", Netns = Maybe("a\"b\\c:d#e") }],
            Interfaces = [.. routed, .. circuits, loopback],
            Neighbours = [.. Enumerable.Range(2, _random.Next(4)).Select(host => new NeighbourConfiguration { Interface = "p0", Address = Address(0, host), Mac = Mac() })],
            Routes = [.. Enumerable.Range(0, _random.Next(20)).Select(Route)],
            Mpls = Mpls(),
            L2tp = l2tp with { Tunnels = [.. tunnels], Sessions = [.. sessions] },
            Ppp = Subscribers(),
            Radius = Radius(routed[0]),
            CrossConnects = [.. circuits.Zip(pseudowires.Select(session => session.Name).Concat(l2tp.Pseudowires.Where(item => item.Payload == L2tpPayload.Ethernet).Select(item => item.Name))).Where(_ => Chance()).Select(pair => new CrossConnectConfiguration(pair.First.Name, pair.Second))],
            Metrics = new MetricsConfiguration { Listen = Chance() ? new IPEndPoint(Chance() ? IPAddress.Loopback : IPAddress.IPv6Loopback, _random.Next(1, 65536)) : null },
        };
    }

    private static IPAddress Address(int subnet, int host) => new([10, 0, (byte)subnet, (byte)host]);

    private DataplaneConfiguration Dataplane() => new()
    {
        Workers = Chance() ? [1, 3, 2] : null,
        Main = Chance() ? 0 : null,
        Hugepages = Chance(),
        MemoryMebibytes = Pick(32, 256, 1048576),
        Mbufs = Pick(1024, 16384, 16777216),
        Idle = Pick(IdlePolicy.Adaptive, IdlePolicy.Poll),
        Limits = Chance() ? new LimitsConfiguration() : new LimitsConfiguration { Interfaces = 64, Vrfs = 3, Adjacencies = 100, Routes = 1000, L2tpSessions = 99 },
    };

    private PortConfiguration Port(int number) => new()
    {
        Name = $"p{number}",
        Device = Pick($"net_tap{number}", $"net_af_packet{number},iface=\"v\\{number}\"", $"0000:0{number}:00.0"),
        Queues = Chance() ? _random.Next(1, 65) : null,
        Mtu = Pick(1500, 9600),
        Mac = Chance() ? Mac() : null,
        Promiscuous = Chance() ? Chance() : null,
    };

    private InterfaceConfiguration Routed(int number) => new()
    {
        Name = $"p{number}",
        Addresses = Chance()
            ? [new(Address(number, 1), 24)]
            : [new(Address(number, 1), 24), new(Address(number, 200), 24), new(IPAddress.Parse($"2001:db8:{number}::1"), 64)],
        Vrf = number == 0 ? "default" : Pick("default", "red", "null"),
        Mpls = Chance(),
        Mtu = Chance() ? _random.Next(1280, 1501) : null,
        Enabled = Chance(),
        Ipv4 = Chance() ? Chance() : null,
        Ipv6 = Chance() ? Chance() : null,
    };

    private InterfaceConfiguration Circuit(int number) => new()
    {
        Name = $"p{number}.{number}",
        Vlan = (ushort)_random.Next(1, 4095),
        InnerVlan = Chance() ? (ushort)_random.Next(1, 4095) : null,
        OuterTpid = Pick(InterfaceConfiguration.CustomerTpid, InterfaceConfiguration.ServiceTpid),
        Enabled = Chance(),
        Ipv4 = Chance() ? false : null,
    };

    private RouteConfiguration Route(int number)
    {
        var route = new RouteConfiguration
        {
            Prefix = Chance()
                ? new IpPrefix(new IPAddress([11, (byte)number, 0, 0]), _random.Next(16, 33))
                : new IpPrefix(IPAddress.Parse($"2001:db8:1{number:x2}::"), _random.Next(48, 129)),
        };
        RouteAction action = Pick(RouteAction.Forward, RouteAction.Forward, RouteAction.Unreachable, RouteAction.Prohibit, RouteAction.Blackhole, RouteAction.Lookup);
        return action switch
        {
            RouteAction.Forward => route with
            {
                Via = Address(0, 2),
                Interface = Maybe("p0"),
                Labels = [.. Enumerable.Range(0, _random.Next(1, 9)).Select(_ => OutLabel())],
                TtlMode = Pick(TtlMode.Pipe, TtlMode.Uniform),
            },
            RouteAction.Lookup => route with { Action = action, LookupVrf = Pick("red", "null") },
            _ => route with { Action = action, Vrf = Pick("default", "red") },
        };
    }

    private MplsConfiguration Mpls() => new()
    {
        Ttl = Pick<byte>(1, 64, 255),
        Labels = [.. Enumerable.Range(16, _random.Next(10)).Select(label => Label((uint)label))],
        Pseudowires = [.. Enumerable.Range(100, _random.Next(4)).Select(label => Pseudowire((uint)label))],
    };

    private LabelConfiguration Label(uint label)
    {
        LabelAction action = Pick(LabelAction.Swap, LabelAction.Pop, LabelAction.Lookup, LabelAction.Drop);
        LabelPayload payload = action switch
        {
            LabelAction.Pop => Pick(LabelPayload.Ipv4, LabelPayload.Ipv6, LabelPayload.Mpls),
            LabelAction.Lookup => Pick(LabelPayload.Ip, LabelPayload.Ipv4, LabelPayload.Ipv6, LabelPayload.Mpls),
            _ => LabelPayload.Ip,
        };
        bool isForwarded = action is LabelAction.Swap or LabelAction.Pop;
        return new LabelConfiguration
        {
            Label = label,
            Action = action,
            Via = isForwarded ? Address(0, 2) : null,
            Interface = isForwarded ? Maybe("p0") : null,
            OutLabels = action == LabelAction.Swap ? [OutLabel(), (uint)_random.Next(16, 1 << 20)] : [],
            TtlMode = action == LabelAction.Drop ? TtlMode.Pipe : Pick(TtlMode.Pipe, TtlMode.Uniform),
            Payload = payload,
            Vrf = action == LabelAction.Lookup && payload != LabelPayload.Mpls ? Pick("default", "red") : "default",
            BottomOfStack = Pick(BottomOfStack.Any, LabelConfiguration.DefaultBottomOfStack(action, payload)),
        };
    }

    private PseudowireConfiguration Pseudowire(uint label)
    {
        PseudowireMode mode = Pick(PseudowireMode.Ethernet, PseudowireMode.Vlan);
        return new PseudowireConfiguration
        {
            Name = $"pw-{label}",
            Label = label,
            Via = Address(0, 2),
            Interface = Maybe("p0"),
            OutLabels = Chance() ? [42] : [OutLabel(), 42],
            ControlWord = Chance(),
            Mode = mode,
            Vlan = mode == PseudowireMode.Vlan ? (ushort)_random.Next(1, 4095) : null,
        };
    }

    private L2tpTunnelConfiguration Tunnel(int number, InterfaceConfiguration local)
    {
        byte version = Pick<byte>(2, 3);
        L2tpEncapsulation encapsulation = version == 2 ? L2tpEncapsulation.Udp : Pick(L2tpEncapsulation.Udp, L2tpEncapsulation.Ip);
        bool isUdp = encapsulation == L2tpEncapsulation.Udp;
        bool isIpv6 = local.Addresses.Count > 2 && Chance();
        return new L2tpTunnelConfiguration
        {
            Name = $"t{number}",
            TunnelId = (uint)number,
            Version = version,
            PeerTunnelId = version == 2 ? (uint)_random.Next(1, 65536) : (uint)_random.NextInt64(1, 1L << 32),
            Encapsulation = encapsulation,
            Local = isIpv6 ? local.Addresses[2].Address : local.Addresses[0].Address,
            Remote = isIpv6 ? IPAddress.Parse($"2001:db8:99::{number:x}") : Address(99, number),
            UdpSourcePort = isUdp ? Pick<ushort>(1701, 1, 65535) : L2tpTunnelConfiguration.DefaultUdpPort,
            UdpDestinationPort = isUdp ? Pick<ushort>(1701, 1, 65535) : L2tpTunnelConfiguration.DefaultUdpPort,
            Ttl = Pick<byte>(1, 64, 255),
            Dscp = Dscp(),
            Df = isIpv6 || Chance(),
            UdpChecksum = isUdp ? Pick(UdpChecksumMode.Auto, UdpChecksumMode.Zero, UdpChecksumMode.Computed) : UdpChecksumMode.Auto,
            Mtu = Chance() ? _random.Next(1280, 9601) : null,
        };
    }

    private L2tpSessionConfiguration Session(int number, L2tpTunnelConfiguration[] tunnels)
    {
        L2tpTunnelConfiguration tunnel = tunnels[_random.Next(tunnels.Length)];
        if (tunnel.Version == 2 || Chance())
        {
            return Ppp(number, tunnel);
        }

        if (Chance())
        {
            return Other(number, tunnel);
        }

        PseudowireMode mode = Pick(PseudowireMode.Ethernet, PseudowireMode.Vlan);
        L2SublayerKind sublayer = Pick(L2SublayerKind.Default, L2SublayerKind.None);
        L2tpCookie peer = Cookie(Pick(0, 4, 8));
        return new L2tpSessionConfiguration
        {
            Name = Pick($"s{number}", $"{number}e1", $"n.{number}"),
            Tunnel = tunnel.Name,
            SessionId = uint.MaxValue - (uint)number,
            PeerSessionId = (uint)number,
            Cookie = Cookie(Pick(0, 4, 8)),
            PeerCookie = peer,
            PeerCookiePrevious = Chance() ? Cookie(peer.Length) : L2tpCookie.None,
            L2Sublayer = sublayer,
            Sequencing = sublayer == L2SublayerKind.None ? L2tpSequencing.None : Pick(L2tpSequencing.None, L2tpSequencing.Send, L2tpSequencing.Receive, L2tpSequencing.Both),
            Mode = mode,
            Vlan = mode == PseudowireMode.Vlan ? (ushort)_random.Next(1, 4095) : null,
            Enabled = Chance(),
        };
    }

    private L2tpSessionConfiguration Ppp(int number, L2tpTunnelConfiguration tunnel) => new()
    {
        Name = $"ppp{number}",
        Tunnel = tunnel.Name,
        SessionId = (uint)number,
        PeerSessionId = (uint)_random.Next(100 * number, (100 * number) + 99),
        Payload = L2tpPayload.Ppp,
        Interface = "loopback0",
        Routes = Chance() ? [] : [new IpPrefix(Address(201, number), 32)],
        Mru = Chance() ? _random.Next(68, 9601) : null,
        TcpMss = Segments(),
        RateUp = Rate(),
        RateDown = Rate(),
        L2Sublayer = L2SublayerKind.Default,
        Sequencing = Pick(L2tpSequencing.None, L2tpSequencing.Receive),
        Enabled = Chance(),
    };

    private L2tpSessionConfiguration Other(int number, L2tpTunnelConfiguration tunnel)
    {
        L2tpPayload payload = Pick(OtherPayloads);
        L2SublayerKind sublayer = Pick(payload.DefaultSublayer(), L2SublayerKind.Default, L2SublayerKind.None);
        return new L2tpSessionConfiguration
        {
            Name = $"other{number}",
            Tunnel = tunnel.Name,
            SessionId = (uint)number,
            PeerSessionId = (uint)number + 7000,
            Payload = payload,
            Interface = payload == L2tpPayload.Ip ? "loopback0" : null,
            Routes = payload == L2tpPayload.Ip && Chance() ? [new IpPrefix(Address(204, number), 32)] : [],
            Mru = payload == L2tpPayload.Ip && Chance() ? _random.Next(68, 9601) : null,
            FrameRelay = FrameRelay(payload),
            MaxCells = payload.IsCells() && Chance() ? _random.Next(1, 185) : null,
            L2Sublayer = sublayer,
            Sequencing = sublayer == L2SublayerKind.None ? L2tpSequencing.None : Pick(L2tpSequencing.None, L2tpSequencing.Send, L2tpSequencing.SendNonIp, L2tpSequencing.Receive, L2tpSequencing.Both, L2tpSequencing.BothNonIp),
            Enabled = Chance(),
        };
    }

    private L2tpCookie Cookie(int length)
    {
        byte[] octets = new byte[length];
        _random.NextBytes(octets);
        return new L2tpCookie(octets);
    }

    private MacAddress Mac() => new((ulong)_random.NextInt64(1, 1L << 40) | 0x5200_0000_0000UL);

    private uint OutLabel() => Pick<uint>(0, 2, 3, 16, 1048575);

    private bool Chance() => _random.Next(2) == 0;

    private string? Maybe(string text) => Chance() ? text : null;

    private T Pick<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];
}
