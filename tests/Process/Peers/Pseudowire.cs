using Router.Process.Tests.Traffic;

namespace Router.Process.Tests.Peers;

/// <summary>A static pseudowire between the router and the peer: what both are told, and packets as they send them.</summary>
internal sealed class Pseudowire(PseudowireVariant variant, int number)
{
    /// <summary>MAC address of the peer's device.</summary>
    public const string PeerMac = "02:00:00:00:77:02";

    private const string Cookie1 = "a1a2a3a4a5a6a7a8";
    private const string Cookie2 = "01020304f5f6f7f8";

    private static readonly string[] Modes = ["l2-sublayer: none", "l2-sublayer: default", "l2-sublayer: default, sequencing: both"];
    private static readonly string[] PeerModes = ["l2spec_type none", "l2spec_type default", "l2spec_type default seq both"];

    /// <summary>Name in the router, and of the peer's device: the kernel removes the one before when it gets around to it.</summary>
    public string Name { get; } = $"pw{number}";

    /// <summary>The kind.</summary>
    public PseudowireVariant Variant { get; } = variant;

    /// <summary>Session id in packets to the router. Every pseudowire has ids of its own: what was before does not answer for it.</summary>
    public uint RouterSession { get; } = 0x01000011u + ((uint)number << 8);

    /// <summary>Session id in packets to the peer.</summary>
    public uint PeerSession { get; } = 0x02000022u + ((uint)number << 8);

    /// <summary>UDP port of the router.</summary>
    public ushort RouterPort { get; } = (ushort)(variant.Ipv6 ? 5001 : 1701);

    /// <summary>UDP port of the peer.</summary>
    public ushort PeerPort { get; } = (ushort)(variant.Ipv6 ? 5002 : 1701);

    /// <summary>The router's sections <c>l2tp</c> and <c>cross-connects</c>. More keys of the tunnel may follow.</summary>
    public string RouterConfiguration(string tunnel = "") => $$"""
        l2tp:
          tunnels:
            - { name: t, tunnel-id: {{RouterSession}}, peer-tunnel-id: {{PeerSession}}, local: "{{Router}}", remote: "{{Peer}}", {{RouterTunnel}}{{tunnel}} }
          sessions:
            - name: {{Name}}
              tunnel: t
              session-id: {{RouterSession}}
              peer-session-id: {{PeerSession}}
              cookie: "{{Cookie1[..(2 * Variant.ToPeer)]}}"
              peer-cookie: "{{Cookie2[..(2 * Variant.ToRouter)]}}"
              {{Modes[(int)Variant.Sublayer].Replace(", ", "\n      ", StringComparison.Ordinal)}}
        cross-connects: [ [ac0, {{Name}}] ]
        """;

    /// <summary>Commands that make it in the peer, in the place of the one before. Cookies in the kernel's order: sent, demanded.</summary>
    public string PeerScript(Pseudowire? before, string ceMac) => $"""
        {(before is null ? "" : $"ip l2tp del tunnel tunnel_id {before.PeerSession}")}
        ip -batch - <<END
        l2tp add tunnel tunnel_id {PeerSession} peer_tunnel_id {RouterSession} local {Peer} remote {Router} {PeerTunnel}
        l2tp add session name {Name} tunnel_id {PeerSession} session_id {PeerSession} peer_session_id {RouterSession} {PeerOptions}
        link set {Name} address {PeerMac} mtu 1500 up
        address add {PeerNetwork.PeerInside}/24 dev {Name}
        neighbour add {PeerNetwork.CeInside} lladdr {ceMac} nud permanent dev {Name}
        END
        """;

    /// <summary>The router's address of the tunnel.</summary>
    public string Router => Variant.Ipv6 ? PeerNetwork.RouterIpv6 : PeerNetwork.RouterIpv4;

    /// <summary>The peer's address of the tunnel.</summary>
    public string Peer => Variant.Ipv6 ? PeerNetwork.PeerIpv6 : PeerNetwork.PeerIpv4;

    private string RouterTunnel => Variant.Udp
        ? $"encapsulation: udp, udp-source-port: {RouterPort}, udp-destination-port: {PeerPort}"
        : "encapsulation: ip";

    private string PeerOptions =>
        $"{PeerCookie("cookie", Cookie2, Variant.ToRouter)} {PeerCookie("peer_cookie", Cookie1, Variant.ToPeer)} {PeerModes[(int)Variant.Sublayer]}";

    private string PeerTunnel => Variant.Udp ? $"encap udp udp_sport {PeerPort} udp_dport {RouterPort}" : "encap ip";

    /// <summary>A packet from the router to the peer.</summary>
    public TunnelPacket ToPeer(string routerMac, string peerMac, byte[] inner) => new()
    {
        Outer = (routerMac, peerMac, Router, Peer),
        Ports = Variant.Udp ? (RouterPort, PeerPort) : null,
        Session = PeerSession,
        Cookie = Convert.FromHexString(Cookie1)[..Variant.ToPeer],
        Sublayer = Variant.Sublayer == Sublayer.None ? null : 0,
        Inner = inner,
    };

    /// <summary>A packet from the peer to the router.</summary>
    public TunnelPacket ToRouter(string peerMac, string routerMac, byte[] inner) => new()
    {
        Outer = (peerMac, routerMac, Peer, Router),
        Ports = Variant.Udp ? (PeerPort, RouterPort) : null,
        Session = RouterSession,
        Cookie = Convert.FromHexString(Cookie2)[..Variant.ToRouter],
        Sublayer = Variant.Sublayer == Sublayer.None ? null : 0,
        Inner = inner,
    };

    private static string PeerCookie(string word, string cookie, int length) => length == 0 ? "" : $"{word} {cookie[..(2 * length)]}";
}
