namespace Router.Unit.Tests.Configuration;

/// <summary>PPP profiles, users and pools.</summary>
internal static class PppCases
{
    private const string Base = """
        ports: { core0: { device: net_tap0 } }
        vrfs: { red: }
        interfaces: { core0: { addresses: [10.0.1.1/24] }, loopback0: { addresses: [100.64.0.1/32] }, loopback1: { addresses: [100.64.0.2/32], vrf: red } }
        ppp:

        """;

    private const string Pools = "  pools: [{ name: p4, prefix: 100.64.0.0/22 }, { name: p6, prefix: \"2001:db8::/40\", delegate: 56 }]\n";

    private const string Profiles = "  profiles: [{ name: a, interface: loopback0 }, { name: b, interface: loopback1 }]\n";

    public static readonly WrongConfiguration[] All =
    [
        new(5, "ppp.profile", "unknown key 'profile'; did you mean 'profiles'? Valid keys: profiles, users, pools", $"{Base}  profile: []"),
        Profile(null, "key 'name' is missing", "interface: loopback0"),
        Profile(null, "key 'interface' is missing", "name: a"),
        Profile("name", "'a b' is not valid; a name has 1 to 63", "name: a b, interface: loopback0"),
        Profile("interface", "no interface 'loopback2'; did you mean 'loopback0'? there are: loopback0, loopback1", "name: a, interface: loopback2"),
        Profile("interface", "core0 is an interface of a port; PPP sessions share a loopback interface", "name: a, interface: core0"),
        Profile("authentication[1]", "'eap' is not valid; did you mean 'pap'? Valid values: pap, chap, ms-chap-v2", "name: a, interface: loopback0, authentication: [chap, eap]"),
        Profile("authentication", "'chap' is given twice; give each once, in order of preference", "name: a, interface: loopback0, authentication: [chap, pap, chap]"),
        Profile("authentication", "has no value; give a list, [] for none, or remove the key", "name: a, interface: loopback0, authentication: "),
        Profile("authentication", "is 'none'; it must be a list", "name: a, interface: loopback0, authentication: none"),
        Profile("pools[0]", "no IPv4 pool 'p5'; did you mean 'p4'? there are: p4", "name: a, interface: loopback0, pools: [p5]"),
        Profile("pools[1]", "pool p6 has IPv6 prefixes, 2001:db8::/40; write it in ipv6-pools", "name: a, interface: loopback0, pools: [p4, p6]"),
        Profile("pools", "'p4' is given twice", "name: a, interface: loopback0, pools: [p4, p4]"),
        Profile("ipv6-pools[0]", "no IPv6 pool 'p5'; did you mean 'p6'? there are: p6", "name: a, interface: loopback0, ipv6-pools: [p5]"),
        Profile("ipv6-pools[0]", "pool p4 has IPv4 addresses, 100.64.0.0/22; write it in pools", "name: a, interface: loopback0, ipv6-pools: [p4]"),
        Profile("ipv6-pools", "'p6' is given twice", "name: a, interface: loopback0, ipv6-pools: [p6, p6]"),
        Profile("dns[0]", "'dns' is not an IP address", "name: a, interface: loopback0, dns: [dns]"),
        Profile("dns", "has 3 IPv4 addresses; a subscriber is told at most 2 of each family", "name: a, interface: loopback0, dns: [10.0.0.1, 10.0.0.2, \"2001:db8::1\", 10.0.0.3]"),
        Profile("dns", "has 3 IPv6 addresses; a subscriber is told at most 2 of each family", "name: a, interface: loopback0, dns: [\"2001:db8::1\", \"2001:db8::2\", \"2001:db8::3\"]"),
        Profile("mru", "575 is out of range; write a number from 576 to 9600", "name: a, interface: loopback0, mru: 575"),
        Profile("mru", "1279 is too small for IPv6; write 1280 or more", "name: a, interface: loopback0, mru: 1279, ipv6-pools: [p6]"),
        Profile("echo-interval", "3601 is out of range; write a number from 0 to 3600", "name: a, interface: loopback0, echo-interval: 3601"),
        Profile("echo-failures", "0 is out of range; write a number from 1 to 100", "name: a, interface: loopback0, echo-failures: 0"),
        Profile("max-sessions-per-user", "1001 is out of range; write a number from 0 to 1000", "name: a, interface: loopback0, max-sessions-per-user: 1001"),
        Profile("radius", "no RADIUS group 'isp'; there are none", "name: a, interface: loopback0, radius: isp"),
        Profile("tcp-mss", "'on' is not a valid MSS; write clamp, off, or a number from 536 to 9560", "name: a, interface: loopback0, tcp-mss: on"),
        Profile("tcp-mss", "'535' is not a valid MSS", "name: a, interface: loopback0, tcp-mss: 535"),
        Profile("tcp-mss", "'9561' is not a valid MSS", "name: a, interface: loopback0, tcp-mss: 9561"),
        Profile("rate-up", "'fast' is not a rate; write bits per second from 8k to 100G, for example 20M, or 0 for no limit", "name: a, interface: loopback0, rate-up: fast"),
        Profile("rate-up", "'20m' is not a rate", "name: a, interface: loopback0, rate-up: 20m"),
        Profile("rate-up", "'2.5M' is not a rate", "name: a, interface: loopback0, rate-up: 2.5M"),
        Profile("rate-up", "'-1' is not a rate", "name: a, interface: loopback0, rate-up: -1"),
        Profile("rate-up", "'8000' is not a rate", "name: a, interface: loopback0, rate-up: \"8000\""),
        Profile("rate-down", "7999 is out of range; write bits per second from 8k", "name: a, interface: loopback0, rate-down: 7999"),
        Profile("rate-down", "101G is out of range", "name: a, interface: loopback0, rate-down: 101G"),
        Profile("rate-down", "99999999999999999999G is out of range", "name: a, interface: loopback0, rate-down: 99999999999999999999G"),
        Profile("burst-up", "1499 is out of range; write octets from 1500 to 1G", "name: a, interface: loopback0, rate-up: 1M, burst-up: 1499"),
        Profile("burst-up", "2G is out of range", "name: a, interface: loopback0, rate-up: 1M, burst-up: 2G"),
        Profile("burst-up", "there is no rate that it belongs to; write rate-up too", "name: a, interface: loopback0, burst-up: 64k"),
        Profile("burst-down", "there is no rate that it belongs to; write rate-down too", "name: a, interface: loopback0, rate-up: 1M, rate-down: 0, burst-down: 64k"),
        Profile("pool", "unknown key 'pool'; did you mean 'pools'?", "name: a, interface: loopback0, pool: p4"),
        new(
            7, "ppp.profiles[1].name", "a is already used by ppp.profiles[0], line 6; profile names are unique",
            $"{Base}  profiles:\n    - {{ name: a, interface: loopback0 }}\n    - {{ name: a, interface: loopback1 }}"),
        User(null, "key 'name' is missing", "password: x"),
        User(null, "key 'password' is missing", "name: u"),
        User("name", "a user name has 1 to 253 printable ASCII characters", "name: \"\", password: x"),
        User("name", "a user name has 1 to 253 printable ASCII characters", $"name: {new string('u', 254)}, password: x"),
        User("password", "is empty; write 1 to 128", "name: u, password: \"\""),
        User("password", "is not valid; write 1 to 128", "name: u, password: \"a\\tb\""),
        User("address", "2001:db8::7 is an IPv6 address; write an IPv4 address", "name: u, password: x, address: \"2001:db8::7\""),
        User("address", "100.64.0.1 is an address of this router in VRF default", "name: u, password: x, address: 100.64.0.1"),
        User("address", "100.64.0.2 is an address of this router in VRF red", "name: u, password: x, address: 100.64.0.2, profile: b"),
        User("routes[0]", "192.0.2.1/24 has bits set after the prefix; write 192.0.2.0/24", "name: u, password: x, routes: [192.0.2.1/24]"),
        User("routes[1]", "ff00:: is a multicast address", "name: u, password: x, routes: [192.0.2.0/24, \"ff00::/8\"]"),
        User("profile", "no PPP profile 'c'; there are: a, b", "name: u, password: x, profile: c"),
        User("rate-up", "1k is out of range", "name: u, password: x, rate-up: 1k"),
        User("burst-down", "there is no rate that it belongs to; write rate-down too", "name: u, password: x, burst-down: 64k"),
        User("tcp-mss", "unknown key 'tcp-mss'", "name: u, password: x, tcp-mss: 1300"),
        User("pasword", "unknown key 'pasword'; did you mean 'password'?", "name: u, password: x, pasword: y"),
        Users("name", "u is already used by ppp.users[0], line 7; user names are unique", "name: u, password: x", "name: u, password: y"),
        Users("address", "100.64.0.7 is already used in VRF default by ppp.users[0], line 7", "name: u, password: x, address: 100.64.0.7", "name: v, password: x, address: 100.64.0.7, profile: a"),
        Users("address", "100.64.0.7 is already used in VRF red by ppp.users[0], line 7", "name: u, password: x, address: 100.64.0.7, profile: b", "name: v, password: x, address: 100.64.0.7"),
        Pool(null, "key 'name' is missing", "prefix: 100.64.0.0/22"),
        Pool(null, "key 'prefix' is missing", "name: p"),
        Pool("prefix", "'100.64.0.0' has no prefix length", "name: p, prefix: 100.64.0.0"),
        Pool("prefix", "224.0.0.0 is a multicast address", "name: p, prefix: 224.0.0.0/24"),
        Pool("prefix", "0.0.0.0/0 is every address; write the prefix that subscribers get theirs from", "name: p, prefix: 0.0.0.0/0"),
        Pool("delegate", "not valid for an IPv4 pool, which gives out addresses", "name: p, prefix: 100.64.0.0/22, delegate: 24"),
        Pool(null, "key 'delegate' is missing; an IPv6 pool needs the length of the delegated prefixes, at most 64", "name: p, prefix: \"2001:db8::/40\""),
        Pool("delegate", "40 is no longer than the pool's 2001:db8::/40; write 41 to 64", "name: p, prefix: \"2001:db8::/40\", delegate: 40"),
        Pool("delegate", "64 is no longer than the pool's 2001:db8::/64; write a prefix shorter than /64", "name: p, prefix: \"2001:db8::/64\", delegate: 64"),
        Pool("delegate", "65 is out of range; write a number from 1 to 64", "name: p, prefix: \"2001:db8::/40\", delegate: 65"),
        new(
            7, "ppp.pools[1].name", "p is already used by ppp.pools[0], line 6; pool names are unique",
            $"{Base}  pools:\n    - {{ name: p, prefix: 100.64.0.0/22 }}\n    - {{ name: p, prefix: 100.64.4.0/22 }}"),
        new(
            8, "ppp.pools[1].prefix", "100.64.0.0/16 overlaps 100.64.4.0/22 of ppp.pools[0], line 7, and both are used in VRF default",
            $"{Base}  profiles: [{{ name: a, interface: loopback0, pools: [p, q] }}]\n  pools:\n    - {{ name: p, prefix: 100.64.4.0/22 }}\n    - {{ name: q, prefix: 100.64.0.0/16 }}"),
    ];

    private static string Dot(string? key) => key is null ? "" : $".{key}";

    private static WrongConfiguration Profile(string? key, string fragment, string keys) =>
        new(7, $"ppp.profiles[0]{Dot(key)}", fragment, $"{Base}{Pools}  profiles:\n    - {{ {keys} }}");

    private static WrongConfiguration User(string? key, string fragment, string keys) =>
        new(7, $"ppp.users[0]{Dot(key)}", fragment, $"{Base}{Profiles}  users:\n    - {{ {keys} }}");

    private static WrongConfiguration Users(string key, string fragment, string first, string second) =>
        new(8, $"ppp.users[1].{key}", fragment, $"{Base}{Profiles}  users:\n    - {{ {first} }}\n    - {{ {second} }}");

    private static WrongConfiguration Pool(string? key, string fragment, string keys) =>
        new(6, $"ppp.pools[0]{Dot(key)}", fragment, $"{Base}  pools:\n    - {{ {keys} }}");
}
