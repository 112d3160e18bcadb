using System.Text.Json.Serialization;

namespace Router.Api;

/// <summary>Body of <c>POST /v1/trace</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record TraceRequest
{
    /// <summary>Packets to trace in each worker, 1 to 256.</summary>
    public int Count { get; set; } = 10;

    /// <summary>Only packets received on this port; any when absent.</summary>
    public string? Port { get; init; }
}

/// <summary>The trace that was asked for last.</summary>
public sealed record TraceInfo
{
    /// <summary>Packets asked for in each worker; 0 when no trace was asked for.</summary>
    public required int Count { get; init; }

    /// <summary>Whether a worker has traced as many packets as were asked for.</summary>
    public required bool Complete { get; init; }

    /// <summary>The packets so far, in order of arrival by worker.</summary>
    public required IReadOnlyList<TracedPacket> Packets { get; init; }
}

/// <summary>A packet's way through the nodes.</summary>
public sealed record TracedPacket
{
    /// <summary>Worker.</summary>
    public required int Worker { get; init; }

    /// <summary>Number within the trace, from 1.</summary>
    public required uint Number { get; init; }

    /// <summary>Ingress interface.</summary>
    public required string Interface { get; init; }

    /// <summary>The nodes, in order.</summary>
    public required IReadOnlyList<TracedStep> Steps { get; init; }
}

/// <summary>A packet at a node.</summary>
public sealed record TracedStep
{
    /// <summary>Node that the packet enters.</summary>
    public required string Node { get; init; }

    /// <summary>TSC ticks since the packet's first step.</summary>
    public required ulong Ticks { get; init; }

    /// <summary>Nanoseconds since the packet's first step.</summary>
    public required double Nanoseconds { get; init; }

    /// <summary>Octets of the packet.</summary>
    public required int Length { get; init; }

    /// <summary>Adjacency id, once chosen.</summary>
    public uint? Adjacency { get; init; }

    /// <summary>Drop or punt reason, in the last step.</summary>
    public string? Reason { get; init; }

    /// <summary>First octets as the node sees them, hex.</summary>
    public required string Data { get; init; }
}
