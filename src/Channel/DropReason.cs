namespace Router.Channel;

/// <summary>Why a packet was dropped; the values index <see cref="RegionKind.DropCounters"/>.</summary>
public enum DropReason : byte
{
    /// <summary>Not dropped.</summary>
    None = 0,

    /// <summary>Shorter than an Ethernet header.</summary>
    Runt = 1,

    /// <summary>Unicast frame for another station on an L3 interface.</summary>
    L3MacMismatch = 2,

    /// <summary>No interface for the frame's VLAN tags.</summary>
    UnknownVlan = 3,

    /// <summary>EtherType not handled and no mirror.</summary>
    UnknownEthertype = 4,

    /// <summary>Interface is administratively down.</summary>
    InterfaceDown = 5,

    /// <summary>Attachment circuit without a cross-connect.</summary>
    NoCrossConnect = 6,

    /// <summary>Pseudowire frame without the agreed VLAN tag.</summary>
    VlanMismatch = 7,

    /// <summary>Link-layer address of the next hop unknown.</summary>
    NeighbourUnresolved = 8,

    /// <summary>The port's transmit queue was full.</summary>
    TxFull = 9,

    /// <summary>Too many lookups for one packet.</summary>
    LookupLoop = 10,

    /// <summary>No packet buffer left.</summary>
    NoBuffer = 11,

    /// <summary>No room for the encapsulation in the packet buffer.</summary>
    Headroom = 12,

    /// <summary>Original of a packet sent as fragments.</summary>
    Fragmented = 13,

    /// <summary>Tunnel packet over the path's MTU with DF set.</summary>
    MtuExceeded = 14,

    /// <summary>The queue to the mirror was full.</summary>
    PuntFull = 15,

    /// <summary>Over the punt rate limit.</summary>
    PuntRateLimited = 16,

    /// <summary>Pseudowire associated channel without a receiver.</summary>
    PwControlChannel = 17,

    /// <summary>IPv4 is off on the interface.</summary>
    Ip4Disabled = 18,

    /// <summary>Frame shorter than an IPv4 header.</summary>
    Ip4Truncated = 19,

    /// <summary>Version is not 4.</summary>
    Ip4BadVersion = 20,

    /// <summary>IHL below 5 or beyond the packet.</summary>
    Ip4BadHeaderLength = 21,

    /// <summary>Total length beyond the frame or below the header.</summary>
    Ip4BadLength = 22,

    /// <summary>Header checksum wrong.</summary>
    Ip4BadChecksum = 23,

    /// <summary>Fragment offset 1 (RFC 1858).</summary>
    Ip4FragmentOffset1 = 24,

    /// <summary>Source address that must not be forwarded.</summary>
    Ip4IllegalSource = 25,

    /// <summary>No route, answered by ICMP 3,0.</summary>
    Ip4NoRoute = 26,

    /// <summary>TTL expired, answered by ICMP 11,0.</summary>
    Ip4TtlExpired = 27,

    /// <summary>DF set and over the MTU, answered by ICMP 3,4.</summary>
    Ip4MtuExceeded = 28,

    /// <summary>Unreachable route, answered by ICMP 3,1.</summary>
    Ip4Unreachable = 29,

    /// <summary>Prohibit route, answered by ICMP 3,10.</summary>
    Ip4Prohibited = 30,

    /// <summary>Blackhole route or broadcast of a connected subnet.</summary>
    Ip4Blackhole = 31,

    /// <summary>IPv6 is off on the interface.</summary>
    Ip6Disabled = 32,

    /// <summary>Frame shorter than an IPv6 header.</summary>
    Ip6Truncated = 33,

    /// <summary>Version is not 6.</summary>
    Ip6BadVersion = 34,

    /// <summary>Payload length beyond the frame.</summary>
    Ip6BadLength = 35,

    /// <summary>Source address that must not be forwarded.</summary>
    Ip6IllegalSource = 36,

    /// <summary>No route, answered by ICMPv6 1,0.</summary>
    Ip6NoRoute = 37,

    /// <summary>Hop limit expired, answered by ICMPv6 3,0.</summary>
    Ip6HopLimitExpired = 38,

    /// <summary>Over the MTU, answered by packet too big.</summary>
    Ip6MtuExceeded = 39,

    /// <summary>Unreachable route, answered by ICMPv6 1,3.</summary>
    Ip6Unreachable = 40,

    /// <summary>Prohibit route, answered by ICMPv6 1,1.</summary>
    Ip6Prohibited = 41,

    /// <summary>Blackhole route.</summary>
    Ip6Blackhole = 42,

    /// <summary>MPLS is off on the interface.</summary>
    MplsDisabled = 43,

    /// <summary>Frame ends inside the label stack.</summary>
    MplsTruncated = 44,

    /// <summary>Reserved label that must not arrive here.</summary>
    MplsReservedLabel = 45,

    /// <summary>No entry in the incoming label map.</summary>
    MplsUnknownLabel = 46,

    /// <summary>Label TTL expired.</summary>
    MplsTtlExpired = 47,

    /// <summary>What follows the label is not what it was bound to.</summary>
    MplsPayloadMismatch = 48,

    /// <summary>Labelled packet over the MTU.</summary>
    MplsMtuExceeded = 49,

    /// <summary>Shorter than session header, cookie, sublayer and the header of the payload.</summary>
    L2tpTruncated = 50,

    /// <summary>Version of the header over UDP is neither 2 nor 3.</summary>
    L2tpBadVersion = 51,

    /// <summary>No such session.</summary>
    L2tpUnknownSession = 52,

    /// <summary>Not from the session's peer, or by another encapsulation.</summary>
    L2tpWrongPeer = 53,

    /// <summary>Cookie wrong.</summary>
    L2tpBadCookie = 54,

    /// <summary>Session is administratively down.</summary>
    L2tpSessionDisabled = 55,

    /// <summary>Late sequence number.</summary>
    L2tpOutOfSequence = 56,

    /// <summary>Session without a cross-connect, or IP in a PPP session that is not up.</summary>
    L2tpNotConnected = 57,

    /// <summary>Fragment of a tunnel packet.</summary>
    L2tpFragment = 58,

    /// <summary>From a PPP session, over its rate.</summary>
    PppRateUp = 59,

    /// <summary>To a PPP session, over its rate.</summary>
    PppRateDown = 60,

    /// <summary>V bit of the sublayer: a VCCV packet, which was not negotiated (RFC 5085).</summary>
    L2tpVccv = 61,

    /// <summary>Not what the session carries: no IP packet, or an ATM cell for a session whose sublayer has no T bit.</summary>
    L2tpBadPayload = 62,

    /// <summary>Frame Relay header of another length than the session's.</summary>
    FrameRelayBadHeader = 63,

    /// <summary>Frame Relay frame of another DLCI than the session's.</summary>
    FrameRelayWrongDlci = 64,

    /// <summary>Not a whole number of ATM cells, or more than the session takes.</summary>
    AtmBadLength = 65,

    /// <summary>PAUSE, or other MAC control (IEEE 802.3 31), on an attachment circuit.</summary>
    MacControl = 66,
}

/// <summary>Names and explanations of <see cref="DropReason"/>, as operators see them.</summary>
public static class DropReasons
{
    /// <summary>Room for reasons in the counters.</summary>
    public const int Capacity = 128;

    private static readonly (string Name, string Explanation)[] Texts =
    [
        ("none", ""),
        ("runt", "shorter than an Ethernet header"),
        ("l3-mac-mismatch", "unicast frame for another station on an L3 interface"),
        ("unknown-vlan", "no interface for the frame's VLAN tags"),
        ("unknown-ethertype", "EtherType not handled and no mirror"),
        ("interface-down", "interface is administratively down"),
        ("no-cross-connect", "attachment circuit without a cross-connect"),
        ("vlan-mismatch", "pseudowire frame without the agreed VLAN tag"),
        ("neighbour-unresolved", "link-layer address of the next hop unknown"),
        ("tx-full", "the port's transmit queue was full"),
        ("lookup-loop", "too many lookups for one packet"),
        ("no-buffer", "no packet buffer left"),
        ("headroom", "no room for the encapsulation in the packet buffer"),
        ("fragmented", "original of a packet sent as fragments"),
        ("mtu-exceeded", "tunnel packet over the path's MTU with DF set"),
        ("punt-full", "the queue to the mirror was full"),
        ("punt-rate-limited", "over the punt rate limit"),
        ("pw-control-channel", "pseudowire associated channel without a receiver"),
        ("ip4-disabled", "IPv4 is off on the interface"),
        ("ip4-truncated", "frame shorter than an IPv4 header"),
        ("ip4-bad-version", "version is not 4"),
        ("ip4-bad-header-length", "IHL below 5 or beyond the packet"),
        ("ip4-bad-length", "total length beyond the frame or below the header"),
        ("ip4-bad-checksum", "header checksum wrong"),
        ("ip4-fragment-offset-1", "fragment offset 1 (RFC 1858)"),
        ("ip4-illegal-source", "source address that must not be forwarded"),
        ("ip4-no-route", "no route, answered by ICMP 3,0"),
        ("ip4-ttl-expired", "TTL expired, answered by ICMP 11,0"),
        ("ip4-mtu-exceeded", "DF set and over the MTU, answered by ICMP 3,4"),
        ("ip4-unreachable", "unreachable route, answered by ICMP 3,1"),
        ("ip4-prohibited", "prohibit route, answered by ICMP 3,10"),
        ("ip4-blackhole", "blackhole route or broadcast of a connected subnet"),
        ("ip6-disabled", "IPv6 is off on the interface"),
        ("ip6-truncated", "frame shorter than an IPv6 header"),
        ("ip6-bad-version", "version is not 6"),
        ("ip6-bad-length", "payload length beyond the frame"),
        ("ip6-illegal-source", "source address that must not be forwarded"),
        ("ip6-no-route", "no route, answered by ICMPv6 1,0"),
        ("ip6-ttl-expired", "hop limit expired, answered by ICMPv6 3,0"),
        ("ip6-mtu-exceeded", "over the MTU, answered by packet too big"),
        ("ip6-unreachable", "unreachable route, answered by ICMPv6 1,3"),
        ("ip6-prohibited", "prohibit route, answered by ICMPv6 1,1"),
        ("ip6-blackhole", "blackhole route"),
        ("mpls-disabled", "MPLS is off on the interface"),
        ("mpls-truncated", "frame ends inside the label stack"),
        ("mpls-reserved-label", "reserved label that must not arrive here"),
        ("mpls-unknown-label", "no entry in the incoming label map"),
        ("mpls-ttl-expired", "label TTL expired"),
        ("mpls-payload-mismatch", "what follows the label is not what it was bound to"),
        ("mpls-mtu-exceeded", "labelled packet over the MTU"),
        ("l2tp-truncated", "shorter than session header, cookie, sublayer and the header of the payload"),
        ("l2tp-bad-version", "version of the header over UDP is neither 2 nor 3"),
        ("l2tp-unknown-session", "no such session"),
        ("l2tp-wrong-peer", "not from the session's peer, or by another encapsulation"),
        ("l2tp-bad-cookie", "cookie wrong"),
        ("l2tp-session-disabled", "session is administratively down"),
        ("l2tp-out-of-sequence", "late sequence number"),
        ("l2tp-not-connected", "session without a cross-connect, or IP in a PPP session that is not up"),
        ("l2tp-fragment", "fragment of a tunnel packet"),
        ("ppp-rate-up", "from a PPP session, over its rate"),
        ("ppp-rate-down", "to a PPP session, over its rate"),
        ("l2tp-vccv", "VCCV packet, which was not negotiated"),
        ("l2tp-bad-payload", "not what the session carries"),
        ("frame-relay-bad-header", "Frame Relay header of another length than the session's"),
        ("frame-relay-wrong-dlci", "Frame Relay frame of another DLCI than the session's"),
        ("atm-bad-length", "not a whole number of ATM cells, or more than the session takes"),
        ("mac-control", "PAUSE or other MAC control on an attachment circuit, which does not carry it"),
    ];

    /// <summary>Number of reasons, including <see cref="DropReason.None"/>.</summary>
    public static int Count => Texts.Length;

    /// <summary>The reason's name, such as <c>ip4-bad-checksum</c>.</summary>
    public static string Name(DropReason reason) => (int)reason < Texts.Length ? Texts[(int)reason].Name : $"reason-{(int)reason}";

    /// <summary>One line for people.</summary>
    public static string Explanation(DropReason reason) => (int)reason < Texts.Length ? Texts[(int)reason].Explanation : "";
}
