using System.Text.Json.Serialization;

namespace Router.Api;

/// <summary>An L2TP tunnel: static, or a control connection.</summary>
public sealed record L2tpTunnelInfo
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary><c>static</c> or <c>managed</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>Version of L2TP, 2 or 3.</summary>
    public required int Version { get; init; }

    /// <summary>
    /// State of a control connection: <c>idle</c>, <c>wait-ctl-reply</c>, <c>wait-ctl-conn</c>, <c>established</c>, <c>closing</c>
    /// (StopCCN sent), <c>stopped</c> (StopCCN received) or <c>dead</c> (no answer). Absent for a static tunnel.
    /// </summary>
    public string? State { get; init; }

    /// <summary>Name of the configured peer.</summary>
    public string? Peer { get; init; }

    /// <summary>Our tunnel id.</summary>
    public required uint TunnelId { get; init; }

    /// <summary>The peer's tunnel id, 0 while it is not known.</summary>
    public required uint PeerTunnelId { get; init; }

    /// <summary><c>udp</c> or <c>ip</c>.</summary>
    public required string Encapsulation { get; init; }

    /// <summary>Our address.</summary>
    public required string Local { get; init; }

    /// <summary>The peer's address.</summary>
    public required string Remote { get; init; }

    /// <summary>Our UDP port.</summary>
    public int? UdpSourcePort { get; init; }

    /// <summary>The peer's UDP port.</summary>
    public int? UdpDestinationPort { get; init; }

    /// <summary><c>auto</c>, <c>zero</c> or <c>computed</c>.</summary>
    public string? UdpChecksum { get; init; }

    /// <summary>TTL or hop limit of the outer header.</summary>
    public required int Ttl { get; init; }

    /// <summary>DSCP of the outer header: a number, <c>reflect</c> or <c>priority</c>.</summary>
    public required string Dscp { get; init; }

    /// <summary>DF bit of the outer IPv4 header.</summary>
    public required bool Df { get; init; }

    /// <summary>VRF of the addresses.</summary>
    public required string Vrf { get; init; }

    /// <summary>MTU of the path, when lowered.</summary>
    public int? Mtu { get; init; }

    /// <summary>Number of sessions.</summary>
    public required int Sessions { get; init; }

    /// <summary>Whether this router sent the SCCRQ.</summary>
    public bool? Initiator { get; init; }

    /// <summary>Whether the peer has proved that it knows the secret.</summary>
    public bool? Authenticated { get; init; }

    /// <summary>The peer's Host Name.</summary>
    public string? PeerHostName { get; init; }

    /// <summary>The peer's Router ID in dotted notation; version 3.</summary>
    public string? PeerRouterId { get; init; }

    /// <summary>The peer's Vendor Name.</summary>
    public string? PeerVendorName { get; init; }

    /// <summary>Seconds since the control connection was established.</summary>
    public double? UptimeSeconds { get; init; }

    /// <summary>Control messages.</summary>
    public L2tpControlCounts? Control { get; init; }
}

/// <summary>An L2TP session: static, a negotiated pseudowire or a PPP call.</summary>
public sealed record L2tpSessionInfo
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary><c>static</c> or <c>managed</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>Version of L2TP, 2 or 3.</summary>
    public required int Version { get; init; }

    /// <summary><c>ethernet</c>, <c>ethernet-vlan</c>, <c>ppp</c> or another pseudowire type.</summary>
    public required string PseudowireType { get; init; }

    /// <summary>Name of the configured peer.</summary>
    public string? Peer { get; init; }

    /// <summary>Name of the tunnel; empty while there is none.</summary>
    public required string Tunnel { get; init; }

    /// <summary>Our tunnel id.</summary>
    public required uint TunnelId { get; init; }

    /// <summary>The peer's tunnel id.</summary>
    public required uint PeerTunnelId { get; init; }

    /// <summary>Our session id: what the peer puts in packets to us; 0 while there is no session.</summary>
    public required uint SessionId { get; init; }

    /// <summary>The peer's session id: what we put in packets to the peer; 0 while it is not known.</summary>
    public required uint PeerSessionId { get; init; }

    /// <summary>Our address.</summary>
    public required string Local { get; init; }

    /// <summary>The peer's address.</summary>
    public required string Remote { get; init; }

    /// <summary><c>udp</c> or <c>ip</c>.</summary>
    public required string Encapsulation { get; init; }

    /// <summary>Cookie that we send, hex; empty for none. Absent for managed sessions.</summary>
    public string? Cookie { get; init; }

    /// <summary>Cookie that we demand, hex; empty for none. Absent for managed sessions.</summary>
    public string? PeerCookie { get; init; }

    /// <summary>Second accepted cookie, hex; empty for none. Absent for managed sessions.</summary>
    public string? PeerCookiePrevious { get; init; }

    /// <summary>Octets of the cookie that we send: 0, 4 or 8.</summary>
    public required int CookieLength { get; init; }

    /// <summary>Octets of the cookie that we demand: 0, 4 or 8.</summary>
    public required int PeerCookieLength { get; init; }

    /// <summary><c>none</c>, <c>default</c> or <c>atm</c>.</summary>
    public required string L2Sublayer { get; init; }

    /// <summary><c>none</c>, <c>send</c>, <c>recv</c>, <c>both</c>, <c>send-non-ip</c> or <c>both-non-ip</c>.</summary>
    public required string Sequencing { get; init; }

    /// <summary><c>ethernet</c> or <c>vlan</c>; of other payloads the pseudowire type.</summary>
    public required string Mode { get; init; }

    /// <summary>VLAN id inside the pseudowire, mode <c>vlan</c>.</summary>
    public ushort? Vlan { get; init; }

    /// <summary>Name of the other end of the cross-connect.</summary>
    public string? ConnectedTo { get; init; }

    /// <summary>
    /// Static: <c>up</c>, <c>disabled</c>, <c>not-connected</c>, <c>no-route</c> or <c>unresolved</c> (the next hop's link-layer
    /// address is unknown). Managed: <c>idle</c> (a configured pseudowire without a session), <c>disabled</c>,
    /// <c>wait-tunnel</c>, <c>wait-decision</c>, <c>wait-reply</c>, <c>wait-connect</c>, <c>wait-cs-answer</c> or <c>established</c>.
    /// </summary>
    public required string State { get; init; }

    /// <summary>What the dataplane does with an established managed session: the words of a static session's state.</summary>
    public string? Forwarding { get; init; }

    /// <summary>Whether this router asked for the session.</summary>
    public bool? Initiator { get; init; }

    /// <summary>State of our circuit as the peer was told, <c>active</c> or <c>inactive</c> and faults; version 3.</summary>
    public string? CircuitStatus { get; init; }

    /// <summary>State of the peer's circuit as we were told.</summary>
    public string? PeerCircuitStatus { get; init; }

    /// <summary>Seconds since the session was established.</summary>
    public double? UptimeSeconds { get; init; }

    /// <summary>Why the pseudowire was down last.</summary>
    public L2tpDownInfo? LastDown { get; init; }

    /// <summary>Limits of a PPP session; absent where it has none.</summary>
    public L2tpRates? Rates { get; init; }

    /// <summary>Largest MSS option that TCP over IPv4 keeps in a PPP session; absent where it is left alone. Over IPv6 20 less.</summary>
    public int? TcpMss { get; init; }

    /// <summary>The PPP session in it.</summary>
    public PppSubscriberInfo? Ppp { get; init; }

    /// <summary>Sums over the workers; absent while the dataplane is away.</summary>
    public L2tpSessionCounts? Counters { get; init; }
}

/// <summary>Counters of a session, summed over the workers.</summary>
public sealed record L2tpSessionCounts
{
    /// <summary>Frames out of the session.</summary>
    public required ulong RxPackets { get; init; }

    /// <summary>Octets of those frames, or of the IP packets in a PPP session, without the tunnel's headers.</summary>
    public required ulong RxBytes { get; init; }

    /// <summary>Frames into the session.</summary>
    public required ulong TxPackets { get; init; }

    /// <summary>Octets of those, counted likewise.</summary>
    public required ulong TxBytes { get; init; }

    /// <summary>Packets with a wrong cookie.</summary>
    public required ulong BadCookie { get; init; }

    /// <summary>Packets from a wrong peer.</summary>
    public required ulong WrongPeer { get; init; }

    /// <summary>Late packets.</summary>
    public required ulong OutOfSequence { get; init; }

    /// <summary>Other errors: truncated, disabled, VLAN mismatch.</summary>
    public required ulong OtherErrors { get; init; }

    /// <summary>IP packets out of a PPP session that were over its rate.</summary>
    public ulong OverRateUpPackets { get; init; }

    /// <summary>Octets of those.</summary>
    public ulong OverRateUpBytes { get; init; }

    /// <summary>IP packets for a PPP session that were over its rate.</summary>
    public ulong OverRateDownPackets { get; init; }

    /// <summary>Octets of those.</summary>
    public ulong OverRateDownBytes { get; init; }
}

/// <summary>Body of <c>POST /v1/l2tp/tunnels</c>: the words of <c>ip l2tp add tunnel</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record L2tpTunnelRequest
{
    /// <summary>Name; <c>tunnelN</c> by its id when absent.</summary>
    public string? Name { get; init; }

    /// <summary>Our tunnel id, not 0.</summary>
    public uint TunnelId { get; init; }

    /// <summary>The peer's tunnel id, not 0.</summary>
    public uint PeerTunnelId { get; init; }

    /// <summary><c>udp</c> (default) or <c>ip</c>.</summary>
    public string Encapsulation { get; set; } = "udp";

    /// <summary>Our address.</summary>
    public string Local { get; set; } = "";

    /// <summary>The peer's address.</summary>
    public string Remote { get; set; } = "";

    /// <summary>Our UDP port.</summary>
    public ushort? UdpSourcePort { get; init; }

    /// <summary>The peer's UDP port.</summary>
    public ushort? UdpDestinationPort { get; init; }

    /// <summary><c>auto</c> (default), <c>zero</c> or <c>computed</c>.</summary>
    public string UdpChecksum { get; set; } = "auto";
}

/// <summary>Body of <c>POST /v1/l2tp/sessions</c>: the words of <c>ip l2tp add session</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record L2tpSessionRequest
{
    /// <summary>Name; <c>l2tpethN</c> with the lowest free N when absent.</summary>
    public string? Name { get; init; }

    /// <summary>Our id of the tunnel.</summary>
    public uint TunnelId { get; init; }

    /// <summary>Our session id, not 0.</summary>
    public uint SessionId { get; init; }

    /// <summary>The peer's session id, not 0.</summary>
    public uint PeerSessionId { get; init; }

    /// <summary>Cookie to send: empty, 8 or 16 hex digits.</summary>
    public string Cookie { get; set; } = "";

    /// <summary>Cookie to demand: empty, 8 or 16 hex digits.</summary>
    public string PeerCookie { get; set; } = "";

    /// <summary><c>default</c> or <c>none</c>.</summary>
    public string L2Sublayer { get; set; } = "default";

    /// <summary><c>none</c>, <c>send</c>, <c>recv</c> or <c>both</c>.</summary>
    public string Sequencing { get; set; } = "none";
}
