namespace Router.Unit.Tests.Configuration;

/// <summary>Cross-connects.</summary>
internal static class CrossConnectCases
{
    private const string Ends = "ports: { a: { device: net_tap0 }, b: { device: net_tap1 }, c: { device: net_tap2 }, d: { device: net_tap3 } }\ninterfaces: { a: {}, b: {}, d: {}, c: { addresses: [10.0.1.1/24] } }\n";

    public static readonly WrongConfiguration[] All =
    [
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
