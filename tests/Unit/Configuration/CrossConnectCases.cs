namespace Router.Unit.Tests.Configuration;

/// <summary>Cross-connects.</summary>
internal static class CrossConnectCases
{
    private const string Ends = "ports: { a: { device: net_tap0 }, b: { device: net_tap1 }, c: { device: net_tap2 }, d: { device: net_tap3 } }\ninterfaces: { a: {}, b: {}, d: {}, c: { addresses: [10.0.1.1/24] } }\n";

    private const string Switched = """
        ports: { a: { device: net_tap0 }, b: { device: net_tap1 } }
        interfaces: { a: {}, b: { addresses: [10.0.1.1/24] }, loopback0: {} }
        l2tp:
          tunnels: [{ name: t, tunnel-id: 1, peer-tunnel-id: 2, local: 10.0.1.1, remote: 10.0.9.2 }]
          sessions:
            - { name: hdlc, tunnel: t, session-id: 1, peer-session-id: 1, payload: hdlc }
            - { name: fr2, tunnel: t, session-id: 2, peer-session-id: 2, payload: frame-relay, dlci: 100 }
            - { name: ip, tunnel: t, session-id: 3, peer-session-id: 3, payload: ip, interface: loopback0 }
          peers: [{ name: p, local: 10.0.1.1, remote: 10.0.9.3 }]
          pseudowires:
            - { name: fr4, peer: p, payload: frame-relay, dlci: 100, header-length: 4 }
            - { name: vcc, peer: p, payload: atm-vcc }
            - { name: vpc, peer: p, payload: atm-vpc }

        """;

    public static readonly WrongConfiguration[] All =
    [
        new(15, "cross-connects[0][1]", "hdlc has payload: hdlc and a payload: ethernet; both ends of a cross-connect carry the same: give an L2TP session or pseudowire with payload: ethernet", $"{Switched}cross-connects:\n  - [a, hdlc]"),
        new(15, "cross-connects[0][1]", "a has payload: ethernet and hdlc payload: hdlc; both ends of a cross-connect carry the same: give an L2TP session or pseudowire with payload: hdlc", $"{Switched}cross-connects:\n  - [hdlc, a]"),
        new(15, "cross-connects[0][1]", "fr4 has payload: frame-relay, header-length: 4 and fr2 payload: frame-relay, header-length: 2; both ends", $"{Switched}cross-connects:\n  - [fr2, fr4]"),
        new(15, "cross-connects[0][1]", "vpc has payload: atm-vpc and vcc payload: atm-vcc", $"{Switched}cross-connects:\n  - [vcc, vpc]"),
        new(15, "cross-connects[0][0]", "session ip carries IP, which is routed", $"{Switched}cross-connects:\n  - [ip, hdlc]"),
        new(4, "cross-connects[0][1]", "no interface, L2TP session or pseudowire 'pw1'; there are: a, b, d, c", $"{Ends}cross-connects:\n  - [a, pw1]"),
        new(4, "cross-connects[0]", "has 3 ends; write two names", $"{Ends}cross-connects:\n  - [a, b, c]"),
        new(4, "cross-connects[0]", "is 'a'; write two names, for example [ce0, pw1]", $"{Ends}cross-connects:\n  - a"),
        new(4, "cross-connects[0]", "both ends are 'a'", $"{Ends}cross-connects:\n  - [a, a]"),
        new(3, "cross-connects[0][0]", "loopback0 is a loopback interface, which no frame comes in on", $"{Ends}cross-connects: [[loopback0, a]]".Replace("a: {},", "a: {}, loopback0: {},", StringComparison.Ordinal)),
        new(5, "cross-connects[1][0]", "'a' is already an end of cross-connects[0], line 4", $"{Ends}cross-connects:\n  - [a, b]\n  - [a, d]"),
        new(2, "interfaces.c.addresses", "c is an end of a cross-connect, which takes all its frames", $"{Ends}cross-connects:\n  - [a, c]"),
        new(2, "interfaces.a.mpls", "a is an end of a cross-connect", $"{Ends}cross-connects:\n  - [a, b]".Replace("a: {},", "a: { mpls: true },", StringComparison.Ordinal)),
        new(2, "interfaces.b.ipv4", "b is an end of a cross-connect", $"{Ends}cross-connects:\n  - [a, b]".Replace("b: {},", "b: { ipv4: true },", StringComparison.Ordinal)),
        new(4, "routes[0].interface", "b is an end of a cross-connect and routes nothing", $"{Ends}cross-connects: [[a, b]]\nroutes: [{{ prefix: \"2001:db8::/32\", via: \"fe80::1\", interface: b }}]"),
    ];
}
