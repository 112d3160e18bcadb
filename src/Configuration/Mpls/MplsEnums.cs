namespace Router.Configuration;

/// <summary>TTL and TC model of label operations (RFC 3443).</summary>
public enum TtlMode
{
    /// <summary>The LSP is one hop to the packet: label TTL and packet TTL are independent.</summary>
    Pipe,

    /// <summary>The LSP's hops count for the packet: TTL and TC are copied in and out.</summary>
    Uniform,
}

/// <summary>What an LSR does with a received label.</summary>
public enum LabelAction
{
    /// <summary>Replaces it by other labels and sends to the next hop.</summary>
    Swap,

    /// <summary>Removes it and sends to the next hop.</summary>
    Pop,

    /// <summary>Removes it and looks up what it exposes.</summary>
    Lookup,

    /// <summary>Drops the packet.</summary>
    Drop,
}

/// <summary>What follows a label that is removed.</summary>
public enum LabelPayload
{
    /// <summary>IPv4 or IPv6, told by the version field.</summary>
    Ip,

    /// <summary>IPv4 only.</summary>
    Ipv4,

    /// <summary>IPv6 only.</summary>
    Ipv6,

    /// <summary>Another label.</summary>
    Mpls,
}

/// <summary>Which value of the S bit an entry of the incoming label map is for.</summary>
public enum BottomOfStack
{
    /// <summary>Both.</summary>
    Any,

    /// <summary>Only the last label of the stack.</summary>
    Yes,

    /// <summary>Only labels with more labels below.</summary>
    No,
}

/// <summary>What a pseudowire carries: RFC 4448 and RFC 4719 name the same two types.</summary>
public enum PseudowireMode
{
    /// <summary>Port mode, type 0x0005: the frame as it is.</summary>
    Ethernet,

    /// <summary>VLAN mode, type 0x0004: with one service-delimiting 802.1Q tag.</summary>
    Vlan,
}
