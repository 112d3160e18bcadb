namespace Router.Unit.Tests.Configuration;

/// <summary>Peers of managed L2TP tunnels, and negotiated pseudowires.</summary>
internal static class L2tpPeerCases
{
    private const string Peers = "l2tp:\n  peers:\n    - { name: p1, local: 10.0.1.1, remote: 10.0.9.2 }\n    - { name: p2, local: 10.0.1.1, remote: 10.0.9.3, version: 2 }\n  pseudowires:\n";

    private const string CallHead = "ports: { core0: { device: net_tap0 } }\ninterfaces: { core0: { addresses: [10.0.1.1/24] }, loopback0: { addresses: [10.3.0.1/32] }, loopback2: {} }\nl2tp:\n  peers: [{ name: p1, local: 10.0.1.1, remote: 10.0.9.2 }]\n  calls:\n";

    public static readonly WrongConfiguration[] All =
    [
        Section("host-name", "is not valid; a host name has 1 to 63 printable ASCII characters", "host-name: \"\""),
        Section("host-name", "a host name has 1 to 63", $"host-name: {new string('h', 64)}"),
        Section("router-id", "2001:db8::1 is an IPv6 address; write an IPv4 address", "router-id: \"2001:db8::1\""),
        Section("router-id", "'1' is not an IP address", "router-id: 1"),
        Section("router-id", "is a multicast address", "router-id: 224.0.0.5"),
        Section("peer", "unknown key 'peer'; did you mean 'peers'?", "peer: []"),
        WrongConfigurations.Added(3, "l2tp.peers[0]", "key 'name' is missing", "l2tp:\n  peers:\n    - { local: 10.0.1.1, remote: 10.0.9.2 }"),
        WrongConfigurations.Added(3, "l2tp.peers[0]", "key 'local' is missing", "l2tp:\n  peers:\n    - { name: p1, remote: 10.0.9.2 }"),
        WrongConfigurations.Added(3, "l2tp.peers[0]", "key 'remote' is missing", "l2tp:\n  peers:\n    - { name: p1, local: 10.0.1.1 }"),
        Call("peer", "no L2TP peer 'p3'; did you mean 'p1'?", "name: c, peer: p3, interface: loopback0"),
        Call("interface", "no interface 'loopback1'", "name: c, peer: p1, interface: loopback1"),
        Call("interface", "core0 is an interface of a port", "name: c, peer: p1, interface: core0"),
        Call("interface", "loopback2 has no address and ipv6 is off", "name: c, peer: p1, interface: loopback2"),
        Call(null, "key 'password' is missing; a user name and its password go together", "name: c, peer: p1, interface: loopback0, user: u"),
        Call(null, "key 'user' is missing; a user name and its password go together", "name: c, peer: p1, interface: loopback0, password: p"),
        Call(null, "key 'interface' is missing", "name: c, peer: p1"),
        new(7, "l2tp.calls[1].name", "c is already used by l2tp.calls[0], line 6; names of calls are unique", $"{CallHead}    - {{ name: c, peer: p1, interface: loopback0 }}\n    - {{ name: c, peer: p1, interface: loopback0 }}"),
        Ends("local", "10.0.1.9 is not an address of an interface in VRF default", "10.0.1.9", "10.0.9.2"),
        Ends("local", "is a multicast address", "224.0.0.1", "10.0.9.2"),
        Ends("local", "link-local addresses are the same on every link", "\"fe80::1\"", "\"fe80::2\""),
        Ends("local", "link-local addresses are the same on every link", "\"2001:db8:1::1\"", "\"fe80::/64\""),
        Ends("remote", "2001:db8::2 and local 10.0.1.1 are of different families; give two IPv4 or two IPv6 addresses", "10.0.1.1", "\"2001:db8::2\""),
        Ends("remote", "10.0.9.0/24 and local 2001:db8:1::1 are of different families; give IPv4 for both", "\"2001:db8:1::1\"", "10.0.9.0/24"),
        Ends("remote", "10.0.1.1 is also the local address", "10.0.1.1", "10.0.1.1"),
        Ends("remote", "10.0.2.1 is an address of this router", "10.0.1.1", "10.0.2.1"),
        Ends("remote", "10.0.2.1 is an address of this router", "10.0.1.1", "10.0.2.1/32"),
        Ends("remote", "10.0.9.1/24 has bits set after the prefix; write 10.0.9.0/24", "10.0.1.1", "10.0.9.1/24"),
        Ends("remote", "239.0.0.0 is a multicast address; write a prefix of unicast addresses", "10.0.1.1", "239.0.0.0/8"),
        Ends("remote", "'lac1' is not an IP address", "10.0.1.1", "lac1"),
        Peer("version", "'4' is not valid; Valid values: 2, 3, both", "version: 4"),
        Peer("encapsulation", "Valid values: udp, ip", "encapsulation: gre"),
        Peer("encapsulation", "version 2 is carried over UDP only (RFC 2661 8.1)", "encapsulation: ip, version: 2"),
        Peer("encapsulation", "version 2 is carried over UDP only (RFC 2661 8.1)", "encapsulation: ip, version: both"),
        Peer("udp-port", "not valid with encapsulation: ip", "encapsulation: ip, udp-port: 1701"),
        Peer("udp-port", "0 is out of range; write a number from 1 to 65535", "udp-port: 0"),
        Peer("udp-checksum", "not valid with encapsulation: ip", "encapsulation: ip, udp-checksum: auto"),
        Peer("udp-checksum", "Valid values: auto, zero, computed", "udp-checksum: off"),
        Peer("initiate", "write true or false", "initiate: maybe"),
        Ends("initiate", "remote 10.0.9.0/24 is more than one address; give one address to open a tunnel to", "10.0.1.1", "10.0.9.0/24, initiate: true"),
        Peer("secret", "is empty; write 1 to 128 printable ASCII characters, or remove the key", "secret: \"\""),
        Peer("secret", "is not valid; write 1 to 128 printable ASCII characters", $"secret: {new string('s', 129)}"),
        Peer("secret", "is not valid; write 1 to 128 printable ASCII characters", "secret: geheimnüß"),
        Peer("secret-previous", "not valid without a secret", "secret-previous: old"),
        Peer("secret-previous", "is empty", "secret: new, secret-previous: \"\""),
        Peer("authentication", "Valid values: none, integrity, required", "authentication: chap"),
        Peer("authentication", "'required' needs a secret; give secret", "authentication: required"),
        Peer("authentication", "version 2 has no message digests; write required or none", "authentication: integrity, version: both"),
        Peer("hide-avps", "AVPs are hidden with a secret; give secret", "hide-avps: true"),
        Peer("peer-host-name", "a host name has 1 to 63", "peer-host-name: \"\""),
        Peer("hello-interval", "3601 is out of range; write a number from 0 to 3600", "hello-interval: 3601"),
        Peer("hello-interval", "'60s' is not a number", "hello-interval: 60s"),
        Peer("retransmit-cap", "7 is out of range; write a number from 8 to 60", "retransmit-cap: 7"),
        Peer("retries", "0 is out of range; write a number from 1 to 100", "retries: 0"),
        Peer("receive-window", "1025 is out of range; write a number from 1 to 1024", "receive-window: 1025"),
        Peer("max-sessions", "1000001 is out of range; write a number from 1 to 1000000", "max-sessions: 1000001"),
        Peer("cookie-length", "Valid values: 0, 4, 8", "cookie-length: 6"),
        Peer("cookie-length", "not valid with version: 2, which has no cookies and no sublayer", "version: 2, cookie-length: 0"),
        Peer("l2-sublayer", "not valid with version: 2, which has no cookies and no sublayer", "version: 2, l2-sublayer: none"),
        Peer("l2-sublayer", "Valid values: none, default", "l2-sublayer: atm"),
        Peer("sequencing", "Valid values: none, recv", "sequencing: both"),
        Peer("sequencing", "sequence numbers are carried in the sublayer", "version: both, sequencing: recv, l2-sublayer: none"),
        Peer("ttl", "0 is out of range; write a number from 1 to 255", "ttl: 0"),
        Peer("dscp", "'64' is not a valid DSCP; write a number from 0 to 63 without quotes, reflect or priority", "dscp: 64"),
        Ends("df", "not valid over IPv6", "\"2001:db8:1::1\"", "\"2001:db8::2\", df: true"),
        Ends("mtu", "1279 is too small for IPv6", "\"2001:db8:1::1\"", "\"2001:db8::/64\", mtu: 1279"),
        Peer("mtu", "67 is out of range; write a number from 68 to 9600", "mtu: 67"),
        Peer("vrf", "no VRF 'red'; there are: default", "vrf: red"),
        Peer("ppp", "no PPP profile 'isp'; there are none", "ppp: isp"),
        Peer("tunnel-id", "unknown key 'tunnel-id'; Valid keys: name, local, remote", "tunnel-id: 1"),
        Second("name", "p1 is already used by l2tp.peers[0], line 9; names of tunnels and peers are unique", "name: p1, local: 10.0.1.1, remote: 10.0.9.3"),
        Second("remote", "10.0.9.2 is already the remote of l2tp.peers[0], line 9 with the same local address and encapsulation", "name: p2, local: 10.0.1.1, remote: 10.0.9.2/32, version: 2"),
        WrongConfigurations.Added(
            4, "l2tp.peers[0].name", "t1 is already used by l2tp.tunnels[0], line 8; names of tunnels and peers are unique",
            "l2tp:\n  tunnels: [{ name: t1, tunnel-id: 1, peer-tunnel-id: 2, local: 10.0.1.1, remote: 10.0.9.2 }]\n  peers:\n    - { name: t1, local: 10.0.1.1, remote: 10.0.9.2 }"),
        Pseudowire(null, "key 'name' is missing", "peer: p1"),
        Pseudowire(null, "key 'peer' is missing", "name: pw1"),
        Pseudowire("peer", "no L2TP peer 'p3'; did you mean 'p1'? there are: p1, p2", "name: pw1, peer: p3"),
        Pseudowire("peer", "peer p2 is of version 2, which carries PPP only", "name: pw1, peer: p2"),
        Pseudowire("remote-end-id", "a remote end id has 1 to 63 printable ASCII characters", "name: pw1, peer: p1, remote-end-id: \"\""),
        Pseudowire("initiate", "write true or false", "name: pw1, peer: p1, initiate: 1"),
        Pseudowire("mode", "Valid values: ethernet, vlan", "name: pw1, peer: p1, mode: atm"),
        Pseudowire(null, "key 'vlan' is missing; mode: vlan needs", "name: pw1, peer: p1, mode: vlan"),
        Pseudowire("vlan", "not valid with mode: ethernet", "name: pw1, peer: p1, vlan: 5"),
        Pseudowire("vlan", "4095 is out of range", "name: pw1, peer: p1, mode: vlan, vlan: 4095"),
        Pseudowire("payload", "PPP sessions are negotiated by l2tp.calls and by the peer's PPP profile", "name: pw1, peer: p1, payload: ppp, interface: loopback0"),
        Pseudowire("payload", "'frame-rely' is not valid; did you mean 'frame-relay'?", "name: pw1, peer: p1, payload: frame-rely"),
        Pseudowire(null, "key 'interface' is missing; with payload: ip", "name: pw1, peer: p1, payload: ip"),
        Pseudowire("interface", "core0 is an interface of a port; IP sessions share a loopback interface", "name: pw1, peer: p1, payload: ip, interface: core0"),
        Pseudowire("routes", "not valid without payload: ip; the frames of a pseudowire are not routed", "name: pw1, peer: p1, routes: []"),
        Pseudowire("mru", "not valid without payload: ip", "name: pw1, peer: p1, payload: atm-port, mru: 1500"),
        Pseudowire(null, "key 'dlci' is missing", "name: pw1, peer: p1, payload: frame-relay, header-length: 4"),
        Pseudowire("max-cells", "185 is out of range", "name: pw1, peer: p1, payload: atm-vpc, max-cells: 185"),
        Pseudowire("l2-sublayer", "unknown key 'l2-sublayer'", "name: pw1, peer: p1, payload: atm-aal5, l2-sublayer: atm"),
        Pseudowire("enabled", "write true or false", "name: pw1, peer: p1, enabled: on"),
        Pseudowire("mtu", "unknown key 'mtu'", "name: pw1, peer: p1, mtu: 1500"),
        Pseudowire("name", "'core0' is already the name of interfaces.core0, line 5; interfaces, sessions and pseudowires need different names", "name: core0, peer: p1"),
        WrongConfigurations.Added(
            7, "l2tp.pseudowires[1].remote-end-id", "'pw1' is already used with peer p1 by l2tp.pseudowires[0], line 12",
            $"{Peers}    - {{ name: pw1, peer: p1 }}\n    - {{ name: pw2, peer: p1, remote-end-id: pw1 }}"),
        WrongConfigurations.Added(
            7, "l2tp.pseudowires[1].name", "'pw1' is already the name of l2tp.pseudowires[0], line 12",
            $"{Peers}    - {{ name: pw1, peer: p1 }}\n    - {{ name: pw1, peer: p1, remote-end-id: other }}"),
        new(
            1, "dataplane.limits.l2tp-sessions", "16 is too small: the configuration has 17; write 17 or more",
            "dataplane: { limits: { l2tp-sessions: 16 } }\n" + Samples.Small + "\n" + Peers
            + string.Concat(Enumerable.Range(1, 17).Select(number => $"    - {{ name: pw{number}, peer: p1 }}\n"))),
    ];

    private static WrongConfiguration Section(string key, string fragment, string line) =>
        WrongConfigurations.Added(2, $"l2tp.{key}", fragment, $"l2tp:\n  {line}");

    private static WrongConfiguration Peer(string key, string fragment, string keys) => Ends(key, fragment, "10.0.1.1", $"10.0.9.2, {keys}");

    private static WrongConfiguration Ends(string key, string fragment, string local, string remote) =>
        WrongConfigurations.Added(3, $"l2tp.peers[0].{key}", fragment, $"l2tp:\n  peers:\n    - {{ name: p1, local: {local}, remote: {remote} }}");

    private static WrongConfiguration Second(string key, string fragment, string keys) => WrongConfigurations.Added(
        4, $"l2tp.peers[1].{key}", fragment, $"l2tp:\n  peers:\n    - {{ name: p1, local: 10.0.1.1, remote: 10.0.9.2 }}\n    - {{ {keys} }}");

    private static WrongConfiguration Call(string? key, string fragment, string keys) =>
        new(6, $"l2tp.calls[0]{(key is null ? "" : ".")}{key}", fragment, $"{CallHead}    - {{ {keys} }}");

    private static WrongConfiguration Pseudowire(string? key, string fragment, string keys) =>
        WrongConfigurations.Added(6, $"l2tp.pseudowires[0]{(key is null ? "" : ".")}{key}", fragment, $"{Peers}    - {{ {keys} }}");
}
