namespace Router.Unit.Tests.Configuration;

/// <summary>L2TP tunnels and sessions.</summary>
internal static class L2tpCases
{
    private const string Tunnels = "l2tp:\n  tunnels: [{ name: t1, tunnel-id: 1, peer-tunnel-id: 2, local: 10.0.1.1, remote: 10.0.9.2 }]\n  sessions:\n";

    public static readonly WrongConfiguration[] All =
    [
        Tunnel("tunnel-id", "0 is out of range; write a number from 1 to 4294967295", "name: t1, tunnel-id: 0, peer-tunnel-id: 2, local: 10.0.1.1, remote: 10.0.9.2"),
        Tunnel("peer-tunnel-id", "4294967296 is out of range", "name: t1, tunnel-id: 1, peer-tunnel-id: 4294967296, local: 10.0.1.1, remote: 10.0.9.2"),
        Tunnel(null, "key 'remote' is missing", "name: t1, tunnel-id: 1, peer-tunnel-id: 2, local: 10.0.1.1"),
        Tunnel("local", "10.0.1.9 is not an address of an interface in VRF default", "name: t1, tunnel-id: 1, peer-tunnel-id: 2, local: 10.0.1.9, remote: 10.0.9.2"),
        Tunnel("remote", "are of different families", "name: t1, tunnel-id: 1, peer-tunnel-id: 2, local: 10.0.1.1, remote: \"2001:db8::2\""),
        Tunnel("remote", "is also the local address", "name: t1, tunnel-id: 1, peer-tunnel-id: 2, local: 10.0.1.1, remote: 10.0.1.1"),
        Tunnel("remote", "is an address of this router", "name: t1, tunnel-id: 1, peer-tunnel-id: 2, local: 10.0.1.1, remote: 10.0.2.1"),
        Tunnel("local", "link-local addresses are the same on every link", "name: t1, tunnel-id: 1, peer-tunnel-id: 2, local: \"fe80::1\", remote: \"fe80::2\""),
        Tunnel("remote", "224.0.0.1 is a multicast address", "name: t1, tunnel-id: 1, peer-tunnel-id: 2, local: 10.0.1.1, remote: 224.0.0.1"),
        Tunnel("encapsulation", "Valid values: udp, ip", "name: t1, tunnel-id: 1, peer-tunnel-id: 2, encapsulation: gre, local: 10.0.1.1, remote: 10.0.9.2"),
        Tunnel("udp-source-port", "not valid with encapsulation: ip", "name: t1, tunnel-id: 1, peer-tunnel-id: 2, encapsulation: ip, udp-source-port: 1701, local: 10.0.1.1, remote: 10.0.9.2"),
        Tunnel("udp-destination-port", "65536 is out of range", "name: t1, tunnel-id: 1, peer-tunnel-id: 2, udp-destination-port: 65536, local: 10.0.1.1, remote: 10.0.9.2"),
        Tunnel("udp-port", "unknown key 'udp-port'; Valid keys: name, tunnel-id", "name: t1, tunnel-id: 1, peer-tunnel-id: 2, udp-port: 1701, local: 10.0.1.1, remote: 10.0.9.2"),
        Tunnel("ttl", "256 is out of range", "name: t1, tunnel-id: 1, peer-tunnel-id: 2, ttl: 256, local: 10.0.1.1, remote: 10.0.9.2"),
        Tunnel("dscp", "'64' is not a valid DSCP; write a number from 0 to 63 without quotes, reflect or priority", "name: t1, tunnel-id: 1, peer-tunnel-id: 2, dscp: 64, local: 10.0.1.1, remote: 10.0.9.2"),
        Tunnel("df", "not valid over IPv6", "name: t1, tunnel-id: 1, peer-tunnel-id: 2, df: true, local: \"2001:db8:1::1\", remote: \"2001:db8::2\""),
        Tunnel("mtu", "1279 is too small for IPv6", "name: t1, tunnel-id: 1, peer-tunnel-id: 2, mtu: 1279, local: \"2001:db8:1::1\", remote: \"2001:db8::2\""),
        Tunnel("vrf", "no VRF 'red'", "name: t1, tunnel-id: 1, peer-tunnel-id: 2, vrf: red, local: 10.0.1.1, remote: 10.0.9.2"),
        Tunnel("udp-checksum", "Valid values: auto, zero, computed", "name: t1, tunnel-id: 1, peer-tunnel-id: 2, udp-checksum: off, local: 10.0.1.1, remote: 10.0.9.2"),
        WrongConfigurations.Added(4, "l2tp.tunnels[1].name", "t1 is already used by l2tp.tunnels[0], line 9; names of tunnels and peers are unique", TwoTunnels("t1", 5)),
        WrongConfigurations.Added(4, "l2tp.tunnels[1].tunnel-id", "1 is already used by l2tp.tunnels[0], line 9; tunnel ids are unique", TwoTunnels("t2", 1)),
        Session("tunnel", "no tunnel 't2'; did you mean 't1'?", "name: s, tunnel: t2, session-id: 1, peer-session-id: 2"),
        Session("session-id", "0 is out of range", "name: s, tunnel: t1, session-id: 0, peer-session-id: 2"),
        Session("session-id", "'0xgg' is not a number", "name: s, tunnel: t1, session-id: 0xgg, peer-session-id: 2"),
        Session("session", "unknown key 'session'; did you mean 'session-id'?", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, session: 1"),
        Session("cookie", "'a1a2a3a4a5' has 10 hex digits; a cookie has 0, 4 or 8 octets", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, cookie: \"a1a2a3a4a5\""),
        Session("peer-cookie", "'0xa1a2a3a4' is not hex digits", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, peer-cookie: 0xa1a2a3a4"),
        Session("cookie", "has no value", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, cookie: "),
        Session("peer-cookie-previous", "has 4 octets and peer-cookie 8; both must be equally long", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, peer-cookie: \"0102030405060708\", peer-cookie-previous: \"01020304\""),
        Session("cookei", "unknown key 'cookei'; did you mean 'cookie'?", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, cookei: \"\""),
        Session("l2-sublayer", "Valid values: none, default, atm", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, l2-sublayer: mpt"),
        Session("l2-sublayer", "atm is for ATM alone; write default or none", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, l2-sublayer: atm"),
        Session("l2-sublayer", "atm is for ATM alone", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, payload: hdlc, l2-sublayer: atm"),
        Session("sequencing", "sequence numbers are carried in the sublayer; write l2-sublayer: default", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, l2-sublayer: none, sequencing: send"),
        Session(null, "key 'vlan' is missing; mode: vlan needs", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, mode: vlan"),
        Session("vlan", "not valid with mode: ethernet; it belongs to mode: vlan", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, vlan: 5"),
        Session("vlan", "4095 is out of range; write a number from 1 to 4094", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, mode: vlan, vlan: 4095"),
        Tunnel("version", "1 is out of range; write a number from 2 to 3", "name: t1, version: 1, tunnel-id: 1, peer-tunnel-id: 2, local: 10.0.1.1, remote: 10.0.9.2"),
        Tunnel("encapsulation", "version 2 is carried over UDP only", "name: t1, version: 2, encapsulation: ip, tunnel-id: 1, peer-tunnel-id: 2, local: 10.0.1.1, remote: 10.0.9.2"),
        Tunnel("tunnel-id", "65536 is too large; ids of version 2 are from 1 to 65535", "name: t1, version: 2, tunnel-id: 65536, peer-tunnel-id: 2, local: 10.0.1.1, remote: 10.0.9.2"),
        Tunnel("peer-tunnel-id", "65536 is too large", "name: t1, version: 2, tunnel-id: 1, peer-tunnel-id: 65536, local: 10.0.1.1, remote: 10.0.9.2"),
        Session("payload", "Valid values: ethernet, ppp, ip, hdlc, frame-relay, atm-aal5, atm-port, atm-vcc, atm-vpc", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, payload: ipv4"),
        Session("interface", "not valid without payload: ppp or ip; the frames of a pseudowire are not routed", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, interface: loopback0"),
        Session("routes", "not valid without payload: ppp or ip", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, payload: hdlc, routes: []"),
        Session("tcp-mss", "not valid without payload: ppp", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, tcp-mss: clamp"),
        Session("rate-up", "not valid without payload: ppp", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, rate-up: 1M"),
        Session("rate-down", "not valid without payload: ppp", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, rate-down: 1M"),
        Session("mode", "not valid with payload: ppp", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, payload: ppp, interface: loopback0, mode: ethernet"),
        Session(null, "key 'interface' is missing", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, payload: ppp"),
        Session("interface", "no interface 'loopback0'", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, payload: ppp, interface: loopback0"),
        Session("interface", "core1 is an interface of a port; PPP sessions share a loopback interface", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, payload: ppp, interface: core1"),
        Session("sequencing", "packets of a PPP session are numbered all or none", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, payload: ppp, interface: core1, sequencing: both-non-ip"),
        Version(3, "sequencing", "packets to a PPP session of version 3 are not numbered", "session-id: 1, peer-session-id: 2, payload: ppp, interface: loopback0, sequencing: both"),
        Session(null, "key 'interface' is missing; with payload: ip IP packets enter the router on a loopback interface", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, payload: ip"),
        Session("interface", "core1 is an interface of a port; IP sessions share a loopback interface", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, payload: ip, interface: core1"),
        Session("vlan", "not valid with payload: ip; it belongs to Ethernet pseudowires", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, payload: ip, interface: loopback0, vlan: 5"),
        Session("mode", "not valid with payload: hdlc; it belongs to Ethernet pseudowires", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, payload: hdlc, mode: ethernet"),
        Session("dlci", "not valid without payload: frame-relay", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, payload: hdlc, dlci: 100"),
        Session("header-length", "not valid without payload: frame-relay", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, header-length: 2"),
        Session("header-length", "Valid values: 2, 4", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, payload: frame-relay, dlci: 100, header-length: 3"),
        Session(null, "key 'dlci' is missing; payload: frame-relay needs the DLCI inside the pseudowire", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, payload: frame-relay"),
        Session("dlci", "15 is out of range; write a number from 16 to 8388607", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, payload: frame-relay, dlci: 15"),
        Session("dlci", "992 is too large for a header of 2 octets; write a number from 16 to 991, or header-length: 4", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, payload: frame-relay, dlci: 992"),
        Session("peer-dlci", "1000 is too large for a header of 2 octets", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, payload: frame-relay, dlci: 100, peer-dlci: 1000"),
        Session("max-cells", "not valid without payload: atm-port, atm-vcc or atm-vpc", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, payload: atm-aal5, max-cells: 2"),
        Session("max-cells", "0 is out of range; write a number from 1 to 184", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, payload: atm-vcc, max-cells: 0"),
        Session("sequencing", "sequence numbers are carried in the sublayer", "name: s, tunnel: t1, session-id: 1, peer-session-id: 2, payload: ip, interface: loopback0, l2-sublayer: none, sequencing: send"),
        Version2("tunnel", "is of version 2, which carries PPP only", "session-id: 1, peer-session-id: 2"),
        Version2("tunnel", "is of version 2, which carries PPP only", "session-id: 1, peer-session-id: 2, payload: ip, interface: loopback0"),
        Version2("session-id", "65536 is too large", "session-id: 65536, peer-session-id: 2, payload: ppp, interface: loopback0"),
        Version2("peer-session-id", "65536 is too large", "session-id: 1, peer-session-id: 65536, payload: ppp, interface: loopback0"),
        Version2("cookie", "version 2 has no cookies", "session-id: 1, peer-session-id: 2, payload: ppp, interface: loopback0, cookie: \"01020304\""),
        Session("name", "'core1' is already the name of interfaces.core1", "name: core1, tunnel: t1, session-id: 1, peer-session-id: 2"),
        WrongConfigurations.Added(5, "l2tp.sessions[1].session-id", "17 is already used by l2tp.sessions[0], line 10; session ids are unique in the router", $"{Tunnels}    - {{ name: s, tunnel: t1, session-id: 17, peer-session-id: 2 }}\n    - {{ name: s2, tunnel: t1, session-id: 0x11, peer-session-id: 3 }}"),
        WrongConfigurations.Added(5, "l2tp.sessions[1].peer-session-id", "2 is already used in tunnel t1 by l2tp.sessions[0]", $"{Tunnels}    - {{ name: s, tunnel: t1, session-id: 17, peer-session-id: 2 }}\n    - {{ name: s2, tunnel: t1, session-id: 18, peer-session-id: 2 }}"),
    ];

    private static WrongConfiguration Tunnel(string? key, string fragment, string keys) =>
        WrongConfigurations.Added(3, $"l2tp.tunnels[0]{(key is null ? "" : ".")}{key}", fragment, $"l2tp:\n  tunnels:\n    - {{ {keys} }}");

    private static WrongConfiguration Session(string? key, string fragment, string keys) =>
        WrongConfigurations.Added(4, $"l2tp.sessions[0]{(key is null ? "" : ".")}{key}", fragment, $"{Tunnels}    - {{ {keys} }}");

    private static WrongConfiguration Version2(string key, string fragment, string keys) => Version(2, key, fragment, keys);

    private static WrongConfiguration Version(int version, string key, string fragment, string keys) => new(
        7, $"l2tp.sessions[0].{key}", fragment,
        "ports: { core0: { device: net_tap0 } }\ninterfaces: { core0: { addresses: [10.0.1.1/24] }, loopback0: {} }\nl2tp:\n  tunnels:\n"
        + $"    - {{ name: t1, version: {version}, tunnel-id: 1, peer-tunnel-id: 2, local: 10.0.1.1, remote: 10.0.9.2 }}\n  sessions:\n    - {{ name: s, tunnel: t1, {keys} }}");

    private static string TwoTunnels(string name, int id) =>
        $"l2tp:\n  tunnels:\n    - {{ name: t1, tunnel-id: 1, peer-tunnel-id: 2, local: 10.0.1.1, remote: 10.0.9.2 }}\n    - {{ name: {name}, tunnel-id: {id}, peer-tunnel-id: 2, local: 10.0.1.1, remote: 10.0.9.3 }}";
}
