namespace Router.Unit.Tests.Configuration;

/// <summary>Routes.</summary>
internal static class RouteCases
{
    public static readonly WrongConfiguration[] All =
    [
        Route(1, "prefix", "has bits set after the prefix; write 10.1.0.0/16", "{ prefix: 10.1.0.1/16, via: 10.0.2.2 }"),
        Route(1, "prefix", "is not an address with a prefix length", "{ prefix: default, via: 10.0.2.2 }"),
        Route(1, "prefix", "is inside 224.0.0.0/3, which is never routed", "{ prefix: 239.0.0.0/8, via: 10.0.2.2 }"),
        Route(1, "prefix", "is inside fe80::/10", "{ prefix: \"fe80:1::/32\", via: \"2001:db8:1::2\" }"),
        Route(1, "prefix", "is the connected subnet of core1", "{ prefix: 10.0.2.0/24, via: 10.0.1.2 }"),
        Route(1, "prefix", "10.0.1.1 is an address of this router", "{ prefix: 10.0.1.1/32, via: 10.0.2.2 }"),
        Route(2, "prefix", "is already a route of VRF default, routes[0], line 8", "{ prefix: 10.1.0.0/16, via: 10.0.2.2 }", "{ prefix: 10.1.0.0/16, via: 10.0.2.3 }"),
        Route(1, "vrf", "no VRF 'red'", "{ prefix: 10.1.0.0/16, vrf: red, via: 10.0.2.2 }"),
        Route(1, null, "key 'via' is missing; give a next hop, or an action", "{ prefix: 10.1.0.0/16 }"),
        Route(1, "via", "is on no connected subnet of VRF default and no route there leads to it", "{ prefix: 10.1.0.0/16, via: 10.0.3.2 }"),
        Route(1, "via", "is an address of this router", "{ prefix: 10.1.0.0/16, via: 10.0.2.1 }"),
        Route(1, "via", "the routes resolve in a loop: 10.1.0.0/16 -> 10.1.0.0/16", "{ prefix: 10.1.0.0/16, via: 10.1.0.9 }"),
        Route(2, "via", "only the default route leads to 10.7.0.1, and labels do not follow it", "{ prefix: 0.0.0.0/0, via: 10.0.2.2 }", "{ prefix: 10.1.0.0/16, via: 10.7.0.1, labels: [16] }"),
        Route(1, "via", "resolves through 10.9.0.0/16, which is blackhole", "{ prefix: 10.1.0.0/16, via: 10.9.0.1 }", "{ prefix: 10.9.0.0/16, action: blackhole }"),
        Route(1, "via", "are of different families", "{ prefix: \"2001:db8:2::/48\", via: 10.0.2.2 }"),
        Route(1, "via", "is a link-local address, the same on every link; give the interface", "{ prefix: \"2001:db8:2::/48\", via: \"fe80::2\" }"),
        Route(1, "via", "is in no subnet of interface core1, which has 10.0.2.0/24", "{ prefix: 10.1.0.0/16, via: 10.0.1.2, interface: core1 }"),
        Route(1, "via", "'next-hop' is not an IP address", "{ prefix: 10.1.0.0/16, via: next-hop }"),
        Route(1, "via", "is in 240.0.0.0/4 (reserved, broadcast)", "{ prefix: 10.1.0.0/16, via: 255.255.255.255 }"),
        Route(1, "interface", "no interface 'core'; did you mean 'core0'?", "{ prefix: 10.1.0.0/16, via: 10.0.2.2, interface: core }"),
        Route(1, "action", "did you mean 'blackhole'? Valid values: forward, unreachable", "{ prefix: 10.1.0.0/16, action: blackhol }"),
        Route(1, "via", "not valid with action: unreachable; remove it", "{ prefix: 10.1.0.0/16, action: unreachable, via: 10.0.2.2 }"),
        Route(1, null, "key 'lookup-vrf' is missing", "{ prefix: 10.1.0.0/16, action: lookup }"),
        Route(1, "lookup-vrf", "no VRF 'red'", "{ prefix: 10.1.0.0/16, action: lookup, lookup-vrf: red }"),
        Route(1, "lookup-vrf", "is the route's own VRF default", "{ prefix: 10.1.0.0/16, action: lookup, lookup-vrf: default }"),
        Route(1, "lookup-vrf", "it belongs to action: lookup", "{ prefix: 10.1.0.0/16, via: 10.0.2.2, lookup-vrf: default }"),
        Route(1, "labels[1]", "label 15 is reserved", "{ prefix: 10.1.0.0/16, via: 10.0.2.2, labels: [16, 15] }"),
        Route(1, "labels[0]", "label 1048576 has more than 20 bits", "{ prefix: 10.1.0.0/16, via: 10.0.2.2, labels: [1048576] }"),
        Route(1, "labels", "9 labels; the router pushes at most 8", "{ prefix: 10.1.0.0/16, via: 10.0.2.2, labels: [16, 17, 18, 19, 20, 21, 22, 23, 24] }"),
        Route(2, "labels", "9 labels with those of the routes that 10.1.0.9 resolves through", "{ prefix: 10.1.0.0/16, via: 10.0.2.2, labels: [16, 17, 18, 19] }", "{ prefix: 10.5.0.0/16, via: 10.1.0.9, labels: [16, 17, 18, 19, 20] }"),
        Route(1, "ttl-mode", "Valid values: pipe, uniform", "{ prefix: 10.1.0.0/16, via: 10.0.2.2, ttl-mode: short }"),
        Route(1, "metric", "unknown key 'metric'; Valid keys: prefix, vrf, action, via", "{ prefix: 10.1.0.0/16, via: 10.0.2.2, metric: 5 }"),
    ];

    // The number is that of the route with the error.
    private static WrongConfiguration Route(int number, string? key, string fragment, params string[] routes)
    {
        string path = $"routes[{number - 1}]{(key is null ? "" : ".")}{key}";
        return WrongConfigurations.Added(number + 1, path, fragment, $"routes:\n{string.Join('\n', routes.Select(route => $"  - {route}"))}");
    }
}
