using System.Text.Json.Serialization;

namespace Router.Api;

/// <summary>A static L2TPv3 tunnel.</summary>
public sealed record L2tpTunnelInfo
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Our tunnel id.</summary>
    public required uint TunnelId { get; init; }

    /// <summary>The peer's tunnel id.</summary>
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

    /// <summary>DSCP of the outer header.</summary>
    public required int Dscp { get; init; }

    /// <summary>DF bit of the outer IPv4 header.</summary>
    public required bool Df { get; init; }

    /// <summary>VRF of the addresses.</summary>
    public required string Vrf { get; init; }

    /// <summary>MTU of the path, when lowered.</summary>
    public int? Mtu { get; init; }

    /// <summary>Number of sessions.</summary>
    public required int Sessions { get; init; }
}

/// <summary>A static L2TPv3 session.</summary>
public sealed record L2tpSessionInfo
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the tunnel.</summary>
    public required string Tunnel { get; init; }

    /// <summary>Our tunnel id.</summary>
    public required uint TunnelId { get; init; }

    /// <summary>The peer's tunnel id.</summary>
    public required uint PeerTunnelId { get; init; }

    /// <summary>Our session id: what the peer puts in packets to us.</summary>
    public required uint SessionId { get; init; }

    /// <summary>The peer's session id: what we put in packets to the peer.</summary>
    public required uint PeerSessionId { get; init; }

    /// <summary>Our address.</summary>
    public required string Local { get; init; }

    /// <summary>The peer's address.</summary>
    public required string Remote { get; init; }

    /// <summary><c>udp</c> or <c>ip</c>.</summary>
    public required string Encapsulation { get; init; }

    /// <summary>Cookie that we send, hex; empty for none.</summary>
    public required string Cookie { get; init; }

    /// <summary>Cookie that we demand, hex; empty for none.</summary>
    public required string PeerCookie { get; init; }

    /// <summary>Second accepted cookie during a change of cookies, hex; empty for none.</summary>
    public required string PeerCookiePrevious { get; init; }

    /// <summary><c>none</c> or <c>default</c>.</summary>
    public required string L2Sublayer { get; init; }

    /// <summary><c>none</c>, <c>send</c>, <c>recv</c> or <c>both</c>.</summary>
    public required string Sequencing { get; init; }

    /// <summary><c>ethernet</c> or <c>vlan</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>VLAN id inside the pseudowire, mode <c>vlan</c>.</summary>
    public ushort? Vlan { get; init; }

    /// <summary>Name of the other end of the cross-connect.</summary>
    public string? ConnectedTo { get; init; }

    /// <summary><c>up</c>, <c>disabled</c>, <c>not-connected</c>, <c>no-route</c> or <c>unresolved</c> (the next hop's link-layer address is unknown).</summary>
    public required string State { get; init; }

    /// <summary>Sums over the workers; absent while the dataplane is away.</summary>
    public L2tpSessionCounts? Counters { get; init; }
}

/// <summary>Counters of a session, summed over the workers.</summary>
public sealed record L2tpSessionCounts
{
    /// <summary>Frames decapsulated.</summary>
    public required ulong RxPackets { get; init; }

    /// <summary>Octets of those frames.</summary>
    public required ulong RxBytes { get; init; }

    /// <summary>Packets sent into the tunnel.</summary>
    public required ulong TxPackets { get; init; }

    /// <summary>Octets of those packets.</summary>
    public required ulong TxBytes { get; init; }

    /// <summary>Packets with a wrong cookie.</summary>
    public required ulong BadCookie { get; init; }

    /// <summary>Packets from a wrong peer.</summary>
    public required ulong WrongPeer { get; init; }

    /// <summary>Late packets.</summary>
    public required ulong OutOfSequence { get; init; }

    /// <summary>Other errors: truncated, disabled, VLAN mismatch.</summary>
    public required ulong OtherErrors { get; init; }
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
