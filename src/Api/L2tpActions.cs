using System.Text.Json.Serialization;

namespace Router.Api;

/// <summary>Body of <c>POST /v1/l2tp/clear</c>: exactly one of them.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record L2tpClearRequest
{
    /// <summary>Name of a managed tunnel or our id of it: ended with StopCCN, result code 1.</summary>
    public string? Tunnel { get; init; }

    /// <summary>Name of a managed session: ended with CDN, result code 3; a PPP call first with Terminate-Request.</summary>
    public string? Session { get; init; }

    /// <summary>Name of a peer: all of its tunnels end.</summary>
    public string? Peer { get; init; }
}

/// <summary>Body of <c>POST /v1/ppp/clear</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PppClearRequest
{
    /// <summary>Name of a user: all of its sessions end.</summary>
    public string User { get; set; } = "";
}

/// <summary>What was cleared.</summary>
public sealed record ClearInfo
{
    /// <summary>Tunnels or sessions that end now.</summary>
    public required int Cleared { get; init; }
}

/// <summary>Body of <c>POST /v1/l2tp/debug</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record L2tpDebugRequest
{
    /// <summary>Name of a peer; all when absent.</summary>
    public string? Peer { get; init; }

    /// <summary>Whether its control messages go into the log.</summary>
    public bool Enabled { get; set; } = true;
}

/// <summary>What goes into the log.</summary>
public sealed record L2tpDebugInfo
{
    /// <summary>Names of the peers whose control messages go into the log.</summary>
    public required IReadOnlyList<string> Peers { get; init; }
}

/// <summary>One control message, a line of <c>GET /v1/l2tp/debug</c>. Secrets, cookies and hidden values are not in it.</summary>
public sealed record L2tpDebugLine
{
    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary><c>sent</c> or <c>received</c>.</summary>
    public required string Direction { get; init; }

    /// <summary>Names of the peers that may have the address, with spaces between them.</summary>
    public required string Peer { get; init; }

    /// <summary>Our address, and the UDP port.</summary>
    public required string Local { get; init; }

    /// <summary>The peer's address, and the UDP port.</summary>
    public required string Remote { get; init; }

    /// <summary>The message in words.</summary>
    public required string Text { get; init; }

    /// <summary>Messages before this one that were lost because they were not read in time.</summary>
    public long Lost { get; init; }
}
