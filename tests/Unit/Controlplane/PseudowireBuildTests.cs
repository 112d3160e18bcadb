using System.Net;
using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;
using Xunit;
using static Router.Unit.Tests.Controlplane.BuilderBench;
using LabelAction = Router.Channel.LabelAction;
using LabelPayload = Router.Channel.LabelPayload;

namespace Router.Unit.Tests.Controlplane;

/// <summary>L2TPv3 sessions, MPLS pseudowires and cross-connects: what a configuration comes to.</summary>
public sealed class PseudowireBuildTests
{
    private const string Ethernet = "020000000b02 025200000002";

    [Fact]
    public void UdpOverIpv4()
    {
        DesiredAdjacency adjacency = Encapsulation(Session("encapsulation: udp, local: 10.0.1.1, remote: 10.0.2.2, dscp: 46, ttl: 200", ""));
        Assert.Equal(
            Octets(
                Ethernet, "0800",
                "45b80030 00004000 c811 9b02 0a000101 0a000202",
                "06a506a5 001c 0000",
                "00030000 00000022 a1a2a3a4a5a6a7a8 00000000"),
            adjacency.Hex());
        Assert.Equal(AdjacencyFlags.OuterIpv4 | AdjacencyFlags.Udp, adjacency.Flags);
        Assert.Equal(1500, adjacency.Mtu);
    }

    [Fact]
    public void TheIpv4HeaderIsValidForTheHeadersAlone()
    {
        DesiredAdjacency adjacency = Encapsulation(Session("encapsulation: udp, local: 10.0.1.1, remote: 10.0.2.2", ""));
        byte[] ip = adjacency.Rewrite.AsSpan(adjacency.IpOffset, 20).ToArray();
        Assert.Equal(14, adjacency.IpOffset);
        Assert.Equal(adjacency.Rewrite.Length - 14, (ip[2] << 8) | ip[3]);
        Assert.Equal(adjacency.Rewrite.Length - 34, (adjacency.Rewrite[38] << 8) | adjacency.Rewrite[39]);
        int sum = 0;
        for (int i = 0; i < ip.Length; i += 2)
        {
            sum += (ip[i] << 8) | ip[i + 1];
        }

        Assert.Equal(0xffff, (sum & 0xffff) + (sum >> 16));
    }

    [Fact]
    public void IpOverIpv4WithoutCookieAndSublayer()
    {
        DesiredAdjacency adjacency = Encapsulation(
            Session("encapsulation: ip, local: 10.0.1.1, remote: 10.0.2.2, df: false", "l2-sublayer: none", cookie: ""));
        Assert.Equal(
            Octets(Ethernet, "0800", "45000018 00000000 ff73 a470 0a000101 0a000202", "00000022"),
            adjacency.Hex());
        Assert.Equal(AdjacencyFlags.OuterIpv4 | AdjacencyFlags.FragmentOuter, adjacency.Flags);
        Assert.Equal(0x11u, adjacency.Session);
    }

    [Fact]
    public void UdpOverIpv6()
    {
        DesiredAdjacency adjacency = Encapsulation(Session(
            "encapsulation: udp, local: \"2001:db8:1::1\", remote: \"2001:db8:2::2\", dscp: 46, udp-source-port: 1000", "sequencing: both", cookie: "01020304"));
        Assert.Equal(
            Octets(
                Ethernet, "86dd",
                "6b800000 0018 11 ff 20010db8000100000000000000000001 20010db8000200000000000000000002",
                "03e806a5 0018 0000",
                "00030000 00000022 01020304 00000000"),
            adjacency.Hex());
        Assert.Equal(AdjacencyFlags.OuterIpv6 | AdjacencyFlags.Udp | AdjacencyFlags.UdpChecksum | AdjacencyFlags.Sequence, adjacency.Flags);
    }

    [Fact]
    public void IpOverIpv6()
    {
        DesiredAdjacency adjacency = Encapsulation(
            Session("encapsulation: ip, local: \"2001:db8:1::1\", remote: \"2001:db8:2::2\", ttl: 64", "mode: vlan, vlan: 100"));
        Assert.Equal(
            Octets(
                Ethernet, "86dd",
                "60000000 0010 73 40 20010db8000100000000000000000001 20010db8000200000000000000000002",
                "00000022 a1a2a3a4a5a6a7a8 00000000"),
            adjacency.Hex());
        Assert.Equal(AdjacencyFlags.OuterIpv6 | AdjacencyFlags.PushVlan, adjacency.Flags);
        Assert.Equal(100, adjacency.VlanId);
    }

    [Theory]
    [InlineData("auto", false)]
    [InlineData("zero", false)]
    [InlineData("computed", true)]
    public void UdpChecksumOverIpv4(string mode, bool computed)
    {
        DesiredAdjacency adjacency = Encapsulation(Session($"encapsulation: udp, local: 10.0.1.1, remote: 10.0.2.2, udp-checksum: {mode}", ""));
        Assert.Equal(computed, adjacency.Flags.HasFlag(AdjacencyFlags.UdpChecksum));
    }

    [Fact]
    public void ATunnelOverALabelledPathHasCompleteLabels()
    {
        string yaml = Session("encapsulation: ip, local: 10.0.1.1, remote: 10.9.0.9, mtu: 1400", "l2-sublayer: none", cookie: "")
            + "routes:\n  - { prefix: 10.9.0.0/24, via: 10.0.2.2, labels: [32, 33] }\n";
        DesiredAdjacency adjacency = Encapsulation(yaml);
        Assert.StartsWith(Octets(Ethernet, "8847", "00020040 00021140", "45000018"), adjacency.Hex(), StringComparison.Ordinal);
        Assert.Equal(22, adjacency.IpOffset);
        Assert.Equal(2, adjacency.LabelCount);
        Assert.Equal(1408, adjacency.Mtu);
    }

    [Theory]
    [InlineData("reflect", AdjacencyFlags.ReflectDscp)]
    [InlineData("priority", AdjacencyFlags.PriorityDscp)]
    [InlineData("0", AdjacencyFlags.None)]
    public void ADscpThatFollowsWhatIsInsideIsPrebuiltAsZero(string dscp, AdjacencyFlags flag)
    {
        DesiredAdjacency adjacency = Encapsulation(Session($"encapsulation: ip, local: 10.0.1.1, remote: 10.0.2.2, dscp: {dscp}", ""));
        Assert.Equal(AdjacencyFlags.OuterIpv4 | flag, adjacency.Flags);
        Assert.Equal(0, adjacency.Rewrite[adjacency.IpOffset + 1]);
        adjacency = Encapsulation(Session($"encapsulation: ip, local: \"2001:db8:1::1\", remote: \"2001:db8:2::2\", dscp: {dscp}", ""));
        Assert.Equal(AdjacencyFlags.OuterIpv6 | flag, adjacency.Flags);
        Assert.Equal((0x60, 0), (adjacency.Rewrite[adjacency.IpOffset], adjacency.Rewrite[adjacency.IpOffset + 1]));
    }

    [Fact]
    public void TheMtuOfATunnelIsTheLowerOne()
    {
        Assert.Equal(1400, Encapsulation(Session("encapsulation: ip, local: 10.0.1.1, remote: 10.0.2.2, mtu: 1400", "")).Mtu);
        Assert.Equal(1500, Encapsulation(Session("encapsulation: ip, local: 10.0.1.1, remote: 10.0.2.2, mtu: 9000", "")).Mtu);
    }

    [Fact]
    public void TheReceivingHalf()
    {
        DesiredState state = Build(Session(
            "encapsulation: udp, local: 10.0.1.1, remote: 10.0.2.2, udp-source-port: 1000, udp-destination-port: 2000",
            "peer-cookie: \"0102030405060708\", sequencing: recv, mode: vlan, vlan: 9"));
        DesiredSession session = Assert.Single(state.Sessions.Values);
        Assert.Equal(0x11u, session.SessionId);
        Assert.Equal(
            L2tpSessionFlags.Enabled | L2tpSessionFlags.Udp | L2tpSessionFlags.Sublayer | L2tpSessionFlags.CheckSequence | L2tpSessionFlags.PopVlan,
            session.Flags);
        Assert.Equal((2000, 1000), (session.PeerPort, session.LocalPort));
        Assert.Equal(IPAddress.Parse("10.0.2.2"), session.Peer);
        Assert.Equal(session.Cookie, session.PreviousCookie);
        DesiredAdjacency circuit = state.Adjacency(session.Target);
        Assert.Equal((AdjacencyKind.AttachmentCircuit, StableKey.OfInterface("d")), (circuit.Kind, circuit.Interface));
        Assert.Empty(circuit.Rewrite);
        Assert.Equal(InterfaceFlags.Enabled | InterfaceFlags.AttachmentCircuit, state.Interfaces[StableKey.OfInterface("d")].Flags);
    }

    [Fact]
    public void ASessionThatIsDisabledTakesNoFramesEither()
    {
        DesiredState state = Build(Session("encapsulation: ip, local: 10.0.1.1, remote: 10.0.2.2", "enabled: false"));
        Assert.Empty(state.CrossConnects);
        Assert.Equal(L2tpSessionFlags.None, Assert.Single(state.Sessions.Values).Flags & L2tpSessionFlags.Enabled);
    }

    [Fact]
    public void APeerWithoutARouteWaits()
    {
        DesiredState state = Build(Session("encapsulation: ip, local: 10.0.1.1, remote: 172.16.0.1", ""));
        Assert.Empty(state.CrossConnects);
        Assert.Equal("l2tp.tunnels[0].remote", Assert.Single(state.Problems).Key);
    }

    [Fact]
    public void HeadersThatDoNotFitAreRefused()
    {
        string yaml = Session("encapsulation: udp, local: \"2001:db8:1::1\", remote: \"2001:db8:9::9\"", "")
            + "routes:\n  - { prefix: \"2001:db8:9::/48\", via: \"2001:db8:2::2\", labels: [16, 17, 18, 19, 20, 21, 22] }\n";
        Assert.Equal(ProblemSeverity.Error, Assert.Single(Build(yaml).Problems).Severity);
    }

    [Fact]
    public void AnMplsPseudowire()
    {
        DesiredState state = Build(Head + """
            mpls:
              ttl: 63
              pseudowires:
                - { name: pw, label: 55, via: 10.0.2.2, out-labels: [17, 42], control-word: true, mode: vlan, vlan: 7 }
            cross-connects:
              - [d, pw]

            """);
        DesiredAdjacency adjacency = state.Adjacency(Assert.Single(state.CrossConnects.Values).Target);
        Assert.Equal(Octets(Ethernet, "8847", "0001103f 0002a13f", "00000000"), adjacency.Hex());
        Assert.Equal(AdjacencyKind.MplsPseudowire, adjacency.Kind);
        Assert.Equal(AdjacencyFlags.ControlWord | AdjacencyFlags.PushVlan, adjacency.Flags);
        DesiredLabel label = state.Labels[new LabelKey(55, true)];
        Assert.Equal((LabelAction.PopPseudowire, LabelPayload.Ethernet, (ushort)7), (label.Action, label.Payload, label.VlanId));
        Assert.Equal(LabelFlags.ControlWord | LabelFlags.PopVlan, label.Flags);
        Assert.Single(state.Labels);
    }

    [Fact]
    public void TwoInterfacesAreALocalCrossConnect()
    {
        DesiredState state = Build("""
            ports: { a: { device: net_null0 }, b: { device: net_null1 } }
            interfaces: { a: {}, b.5: { vlan: 5 } }
            cross-connects:
              - [a, b.5]

            """);
        Assert.Equal(StableKey.OfInterface("b.5"), state.Adjacency(state.CrossConnects[StableKey.OfInterface("a")].Target).Interface);
        Assert.Equal(StableKey.OfInterface("a"), state.Adjacency(state.CrossConnects[StableKey.OfInterface("b.5")].Target).Interface);
    }

    private static string Session(string tunnel, string session, string cookie = "a1a2a3a4a5a6a7a8") => Head + $$"""
        l2tp:
          tunnels:
            - { name: t1, tunnel-id: 1, peer-tunnel-id: 2, {{tunnel}} }
          sessions:
            - { name: pw1, tunnel: t1, session-id: 0x11, peer-session-id: 0x22, cookie: "{{cookie}}"{{(session.Length > 0 ? ", " : "")}}{{session}} }
        cross-connects:
          - [d, pw1]

        """;

    private static DesiredAdjacency Encapsulation(string yaml)
    {
        DesiredState state = Build(yaml);
        Assert.Empty(state.Problems);
        return state.Adjacency(state.CrossConnects[StableKey.OfInterface("d")].Target);
    }
}
