namespace Router.Unit.Tests.Configuration;

/// <summary>Groups of RADIUS servers.</summary>
internal static class RadiusCases
{
    private const string Server = "servers: [{ address: 10.0.0.5, secret: s }]";

    public static readonly WrongConfiguration[] All =
    [
        WrongConfigurations.Added(2, "radius.servers", "unknown key 'servers'; Valid keys: groups", "radius:\n  servers: []"),
        Group(null, "key 'name' is missing", Server),
        Group(null, "key 'servers' is missing; give at least one", "name: isp"),
        Group("servers", "the list is empty; give at least one", "name: isp, servers: []"),
        Group("servers[0]", "key 'address' is missing", "name: isp, servers: [{ secret: s }]"),
        Group("servers[0]", "key 'secret' is missing", "name: isp, servers: [{ address: 10.0.0.5 }]"),
        Group("servers[0]", "is '10.0.0.5'; it must be a mapping", "name: isp, servers: [10.0.0.5]"),
        Group("servers[0].address", "'radius1' is not an IP address", "name: isp, servers: [{ address: radius1, secret: s }]"),
        Group("servers[0].address", "is a multicast address", "name: isp, servers: [{ address: 224.0.0.1, secret: s }]"),
        Group("servers[0].auth-port", "0 is out of range; write a number from 1 to 65535", "name: isp, servers: [{ address: 10.0.0.5, secret: s, auth-port: 0 }]"),
        Group("servers[0].acct-port", "65536 is out of range; write a number from 1 to 65535", "name: isp, servers: [{ address: 10.0.0.5, secret: s, acct-port: 65536 }]"),
        Group("servers[0].secret", "is empty; write 1 to 128", "name: isp, servers: [{ address: 10.0.0.5, secret: \"\" }]"),
        Group("servers[0].port", "unknown key 'port'; Valid keys: address, auth-port, acct-port, secret, require-message-authenticator", "name: isp, servers: [{ address: 10.0.0.5, secret: s, port: 1 }]"),
        Group("servers[1].address", "10.0.0.5 with auth-port 1812 is already a server of group isp", "name: isp, servers: [{ address: 10.0.0.5, secret: s }, { address: 10.0.0.5, secret: t }]"),
        Group("servers[1].address", "2001:db8::5 and source 10.0.1.1 are of different families", "name: isp, source: 10.0.1.1, servers: [{ address: 10.0.0.5, secret: s }, { address: \"2001:db8::5\", secret: s }]"),
        Group("source", "10.0.1.9 is not an address of an interface in VRF default", $"name: isp, source: 10.0.1.9, {Server}"),
        Group("source", "is a loopback address", $"name: isp, source: 127.0.0.1, {Server}"),
        Group("vrf", "no VRF 'red'", $"name: isp, vrf: red, {Server}"),
        Group("timeout", "0 is out of range; write a number from 1 to 60", $"name: isp, timeout: 0, {Server}"),
        Group("tries", "11 is out of range; write a number from 1 to 10", $"name: isp, tries: 11, {Server}"),
        Group("dead-time", "3601 is out of range; write a number from 0 to 3600", $"name: isp, dead-time: 3601, {Server}"),
        Group("nas-identifier", "a NAS identifier has 1 to 253 printable ASCII characters", $"name: isp, nas-identifier: \"\", {Server}"),
        Group("interim-interval", "59 is out of range; write a number from 60 to 86400, or 0 for never", $"name: isp, interim-interval: 59, {Server}"),
        Group("interim-interval", "86401 is out of range; write a number from 60 to 86400, or 0 for never", $"name: isp, interim-interval: 86401, {Server}"),
        Group("interim-interval", "'10m' is not a number; write", $"name: isp, interim-interval: 10m, {Server}"),
        Group("coa-port", "0 is out of range; write a number from 1 to 65535", $"name: isp, coa-port: 0, {Server}"),
        Group("server", "unknown key 'server'; did you mean 'servers'?", $"name: isp, server: 10.0.0.6, {Server}"),
        WrongConfigurations.Added(
            4, "radius.groups[1].name", "isp is already used by radius.groups[0], line 9; group names are unique",
            $"radius:\n  groups:\n    - {{ name: isp, {Server} }}\n    - {{ name: isp, {Server} }}"),
    ];

    private static WrongConfiguration Group(string? key, string fragment, string keys) =>
        WrongConfigurations.Added(3, $"radius.groups[0]{(key is null ? "" : ".")}{key}", fragment, $"radius:\n  groups:\n    - {{ {keys} }}");
}
