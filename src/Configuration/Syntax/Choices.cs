namespace Router.Configuration.Syntax;

/// <summary>The words of all keys with a fixed set of values: one place for reader and writer.</summary>
internal static class Choices
{
    public static readonly ChoiceSet<IdlePolicy> Idle = new(("poll", IdlePolicy.Poll), ("adaptive", IdlePolicy.Adaptive));

    public static readonly ChoiceSet<RouteAction> RouteAction = new(
        ("forward", Configuration.RouteAction.Forward),
        ("unreachable", Configuration.RouteAction.Unreachable),
        ("prohibit", Configuration.RouteAction.Prohibit),
        ("blackhole", Configuration.RouteAction.Blackhole),
        ("lookup", Configuration.RouteAction.Lookup));

    public static readonly ChoiceSet<TtlMode> TtlMode = new(
        ("pipe", Configuration.TtlMode.Pipe),
        ("uniform", Configuration.TtlMode.Uniform));

    public static readonly ChoiceSet<LabelAction> LabelAction = new(
        ("swap", Configuration.LabelAction.Swap),
        ("pop", Configuration.LabelAction.Pop),
        ("lookup", Configuration.LabelAction.Lookup),
        ("drop", Configuration.LabelAction.Drop));

    public static readonly ChoiceSet<LabelPayload> Payload = new(
        ("ip", LabelPayload.Ip),
        ("ipv4", LabelPayload.Ipv4),
        ("ipv6", LabelPayload.Ipv6),
        ("mpls", LabelPayload.Mpls));

    public static readonly ChoiceSet<BottomOfStack> BottomOfStack = new(
        ("any", Configuration.BottomOfStack.Any),
        ("yes", Configuration.BottomOfStack.Yes),
        ("no", Configuration.BottomOfStack.No));

    public static readonly ChoiceSet<PseudowireMode> Mode = new(
        ("ethernet", PseudowireMode.Ethernet),
        ("vlan", PseudowireMode.Vlan));

    public static readonly ChoiceSet<L2tpEncapsulation> Encapsulation = new(
        ("udp", L2tpEncapsulation.Udp),
        ("ip", L2tpEncapsulation.Ip));

    public static readonly ChoiceSet<L2tpPayload> L2tpPayload = new(
        ("ethernet", Configuration.L2tpPayload.Ethernet),
        ("ppp", Configuration.L2tpPayload.Ppp),
        ("ip", Configuration.L2tpPayload.Ip),
        ("hdlc", Configuration.L2tpPayload.Hdlc),
        ("frame-relay", Configuration.L2tpPayload.FrameRelay),
        ("atm-aal5", Configuration.L2tpPayload.AtmAal5),
        ("atm-port", Configuration.L2tpPayload.AtmPort),
        ("atm-vcc", Configuration.L2tpPayload.AtmVcc),
        ("atm-vpc", Configuration.L2tpPayload.AtmVpc));

    public static readonly ChoiceSet<byte> FrameRelayHeaderLength = new(("2", 2), ("4", 4));

    public static readonly ChoiceSet<UdpChecksumMode> UdpChecksum = new(
        ("auto", UdpChecksumMode.Auto),
        ("zero", UdpChecksumMode.Zero),
        ("computed", UdpChecksumMode.Computed));

    public static readonly ChoiceSet<L2SublayerKind> Sublayer = new(
        ("none", L2SublayerKind.None),
        ("default", L2SublayerKind.Default),
        ("atm", L2SublayerKind.Atm));

    public static readonly ChoiceSet<L2SublayerKind> PeerSublayer = new(
        ("none", L2SublayerKind.None),
        ("default", L2SublayerKind.Default));

    public static readonly ChoiceSet<L2tpSequencing> Sequencing = new(
        ("none", L2tpSequencing.None),
        ("send", L2tpSequencing.Send),
        ("send-non-ip", L2tpSequencing.SendNonIp),
        ("recv", L2tpSequencing.Receive),
        ("both", L2tpSequencing.Both),
        ("both-non-ip", L2tpSequencing.BothNonIp));

    public static readonly ChoiceSet<L2tpSequencing> PeerSequencing = new(
        ("none", L2tpSequencing.None),
        ("recv", L2tpSequencing.Receive));

    public static readonly ChoiceSet<L2tpPeerVersion> PeerVersion = new(
        ("2", L2tpPeerVersion.Version2),
        ("3", L2tpPeerVersion.Version3),
        ("both", L2tpPeerVersion.Both));

    public static readonly ChoiceSet<L2tpPeerAuthentication> PeerAuthentication = new(
        ("none", L2tpPeerAuthentication.None),
        ("integrity", L2tpPeerAuthentication.Integrity),
        ("required", L2tpPeerAuthentication.Required));

    public static readonly ChoiceSet<byte> CookieLength = new(("0", 0), ("4", 4), ("8", 8));

    public static readonly ChoiceSet<PppAuthenticationProtocol> PppAuthentication = new(
        ("pap", PppAuthenticationProtocol.Pap),
        ("chap", PppAuthenticationProtocol.Chap),
        ("ms-chap-v2", PppAuthenticationProtocol.MsChapV2));
}
