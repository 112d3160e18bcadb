namespace Router.Channel;

/// <summary>The nodes of the packet graph; the values index <see cref="RegionKind.NodeCounters"/>.</summary>
public enum NodeId : byte
{
    /// <summary>EthernetInput: classifies received frames by port, VLAN tags and EtherType.</summary>
    EthernetInput = 0,

    /// <summary>L2tpInput: ends L2TP sessions over IPv4 whose packets match in everything.</summary>
    L2tpInput = 1,

    /// <summary>Ipv4Input: forwards IPv4 packets that need no more than a route and a known next hop.</summary>
    Ipv4Input = 2,

    /// <summary>Ipv6Input: forwards IPv6 packets that need no more than a route and a known next hop.</summary>
    Ipv6Input = 3,

    /// <summary>MplsInput: swaps labels, and hands IPv4 packets at the end of their LSP to Ipv4Input.</summary>
    MplsInput = 4,

    /// <summary>PppInput: takes IP packets out of PPP sessions.</summary>
    PppInput = 5,

    /// <summary>CircuitInput: takes frames of attachment circuits into L2TPv3 pseudowires over IPv4.</summary>
    CircuitInput = 6,

    /// <summary>Ipv4Forward: checks, looks up and rewrites all other IPv4 packets.</summary>
    Ipv4Forward = 7,

    /// <summary>Ipv6Forward: checks, looks up and rewrites all other IPv6 packets.</summary>
    Ipv6Forward = 8,

    /// <summary>MplsForward: looks all other labels up; swaps, pops.</summary>
    MplsForward = 9,

    /// <summary>L2tpDecap: ends all other L2TP sessions.</summary>
    L2tpDecap = 10,

    /// <summary>L2Output: sends frames by an adjacency: attachment circuits and pseudowires.</summary>
    L2Output = 11,

    /// <summary>Fragment: splits IPv4 packets over the egress MTU.</summary>
    Fragment = 12,

    /// <summary>IcmpError: answers with ICMP errors, rate limited.</summary>
    IcmpError = 13,

    /// <summary>Punt: hands packets to the Linux mirror.</summary>
    Punt = 14,

    /// <summary>Drop: frees packets and counts the reason.</summary>
    Drop = 15,

    /// <summary>InterfaceOutput: queues packets for the port.</summary>
    InterfaceOutput = 16,
}

/// <summary>Names of <see cref="NodeId"/>.</summary>
public static class Nodes
{
    /// <summary>Room for nodes in the counters.</summary>
    public const int Capacity = 64;

    private static readonly (string Name, string Explanation)[] Texts =
    [
        ("ethernet-input", "classifies received frames by port, VLAN tags and EtherType"),
        ("l2tp-input", "ends L2TP sessions over IPv4 whose packets match in everything"),
        ("ipv4-input", "forwards IPv4 packets that need no more than a route and a known next hop"),
        ("ipv6-input", "forwards IPv6 packets that need no more than a route and a known next hop"),
        ("mpls-input", "swaps labels, and hands IPv4 packets at the end of their LSP to ipv4-input"),
        ("ppp-input", "takes IP packets out of PPP sessions"),
        ("circuit-input", "takes frames of attachment circuits into L2TPv3 pseudowires over IPv4"),
        ("ipv4-forward", "checks, looks up and rewrites all other IPv4 packets"),
        ("ipv6-forward", "checks, looks up and rewrites all other IPv6 packets"),
        ("mpls-forward", "looks all other labels up; swaps, pops"),
        ("l2tp-decap", "ends all other L2TP sessions"),
        ("l2-output", "sends frames by an adjacency: attachment circuits and pseudowires"),
        ("fragment", "splits IPv4 packets over the egress MTU"),
        ("icmp-error", "answers with ICMP errors, rate limited"),
        ("punt", "hands packets to the Linux mirror"),
        ("drop", "frees packets and counts the reason"),
        ("interface-output", "queues packets for the port"),
    ];

    /// <summary>Number of nodes.</summary>
    public static int Count => Texts.Length;

    /// <summary>The node's name, such as <c>ipv4-forward</c>.</summary>
    public static string Name(NodeId node) => (int)node < Texts.Length ? Texts[(int)node].Name : $"node-{(int)node}";

    /// <summary>One line for people.</summary>
    public static string Explanation(NodeId node) => (int)node < Texts.Length ? Texts[(int)node].Explanation : "";
}
