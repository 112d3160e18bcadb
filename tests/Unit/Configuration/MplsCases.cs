namespace Router.Unit.Tests.Configuration;

/// <summary>Labels and MPLS pseudowires.</summary>
internal static class MplsCases
{
    public static readonly WrongConfiguration[] All =
    [
        WrongConfigurations.Added(1, "mpls.ttl", "0 is out of range; write a number from 1 to 255", "mpls: { ttl: 0 }"),
        WrongConfigurations.Added(1, "mpls.label", "did you mean 'labels'? Valid keys: ttl, labels, pseudowires", "mpls: { label: [] }"),
        Label("label", "label 3 is reserved (0 to 15", "{ label: 3, action: drop }"),
        Label("label", "label 15 is reserved", "{ label: 15, action: drop }"),
        Label("label", "label 1048576 has more than 20 bits", "{ label: 1048576, action: drop }"),
        Label("label", "'ipv4-explicit-null' is not a label", "{ label: ipv4-explicit-null, action: drop }"),
        Label(null, "key 'action' is missing", "{ label: 32 }"),
        Label("action", "did you mean 'swap'? Valid values: swap, pop, lookup, drop", "{ label: 32, action: swop, via: 10.0.2.2, out-labels: [33] }"),
        Label(null, "action: swap needs at least one label", "{ label: 32, action: swap, via: 10.0.2.2 }"),
        Label(null, "key 'via' is missing; action: swap needs a next hop", "{ label: 32, action: swap, out-labels: [33] }"),
        Label("out-labels", "implicit null (3) leaves no label to swap to; write action: pop", "{ label: 32, action: swap, via: 10.0.2.2, out-labels: [3] }"),
        Label("out-labels[0]", "label 1 is reserved", "{ label: 32, action: swap, via: 10.0.2.2, out-labels: [1] }"),
        Label("out-labels", "9 labels; the router pushes at most 8", "{ label: 32, action: swap, via: 10.0.2.2, out-labels: [16, 17, 18, 19, 20, 21, 22, 23, 24] }"),
        Label("payload", "not valid with action: swap", "{ label: 32, action: swap, via: 10.0.2.2, out-labels: [33], payload: ipv4 }"),
        Label("via", "10.0.7.7 is on no connected subnet", "{ label: 32, action: swap, via: 10.0.7.7, out-labels: [33] }"),
        Label(null, "key 'payload' is missing; action: pop needs what follows", "{ label: 34, action: pop, via: 10.0.2.2 }"),
        Label("payload", "'ip' is only for action: lookup", "{ label: 34, action: pop, via: 10.0.2.2, payload: ip }"),
        Label("bottom-of-stack", "contradicts payload: ipv4; write yes", "{ label: 34, action: pop, via: 10.0.2.2, payload: ipv4, bottom-of-stack: no }"),
        Label("bottom-of-stack", "'true' is not valid; Valid values: any, yes, no", "{ label: 32, action: drop, bottom-of-stack: true }"),
        Label("vrf", "no VRF 'red'", "{ label: 35, action: lookup, vrf: red }"),
        Label("vrf", "not valid with payload: mpls", "{ label: 35, action: lookup, payload: mpls, vrf: default }"),
        Label("via", "not valid with action: lookup", "{ label: 35, action: lookup, via: 10.0.2.2 }"),
        Label("via", "not valid with action: drop", "{ label: 36, action: drop, via: 10.0.2.2 }"),
        WrongConfigurations.Added(4, "mpls.labels[1].label", "label 32 is already used by mpls.labels[0], line 9", "mpls:\n  labels:\n    - { label: 32, action: drop }\n    - { label: 32, action: lookup }"),
        WrongConfigurations.Added(3, "mpls.pseudowires[0].label", "label 32 is already used by mpls.labels[0], line 8", "mpls:\n  labels: [{ label: 32, action: lookup }]\n  pseudowires: [{ name: p, label: 32, via: 10.0.2.2, out-labels: [42] }]"),
        Pseudowire("out-labels", "the last label is the peer's pseudowire label and cannot be 3", "{ name: p, label: 55, via: 10.0.2.2, out-labels: [42, 3] }"),
        Pseudowire(null, "needs at least the peer's pseudowire label", "{ name: p, label: 55, via: 10.0.2.2 }"),
        Pseudowire(null, "key 'vlan' is missing; mode: vlan needs", "{ name: p, label: 55, via: 10.0.2.2, out-labels: [42], mode: vlan }"),
        Pseudowire("vlan", "not valid with mode: ethernet", "{ name: p, label: 55, via: 10.0.2.2, out-labels: [42], vlan: 5 }"),
        Pseudowire("via", "in no subnet of interface core0", "{ name: p, label: 55, via: 10.0.2.2, interface: core0, out-labels: [42] }"),
        Pseudowire("name", "'core0' is already the name of interfaces.core0, line 5", "{ name: core0, label: 55, via: 10.0.2.2, out-labels: [42] }"),
        Pseudowire("name", "'a b' is not valid; a name has 1 to 63", "{ name: a b, label: 55, via: 10.0.2.2, out-labels: [42] }"),
    ];

    private static WrongConfiguration Label(string? key, string fragment, string entry) => Entry("labels", key, fragment, entry);

    private static WrongConfiguration Pseudowire(string? key, string fragment, string entry) => Entry("pseudowires", key, fragment, entry);

    private static WrongConfiguration Entry(string list, string? key, string fragment, string entry)
    {
        string path = $"mpls.{list}[0]{(key is null ? "" : ".")}{key}";
        return WrongConfigurations.Added(3, path, fragment, $"mpls:\n  {list}:\n    - {entry}");
    }
}
