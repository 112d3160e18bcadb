namespace Router.Api;

/// <summary>What the dataplane's workers do.</summary>
public sealed record RuntimeInfo
{
    /// <summary>TSC frequency in Hz.</summary>
    public required ulong TscHz { get; init; }

    /// <summary>Garbage collections of the dataplane since its start.</summary>
    public required ulong GcCount { get; init; }

    /// <summary>Seconds since the dataplane's start.</summary>
    public required double UptimeSeconds { get; init; }

    /// <summary>By worker.</summary>
    public required IReadOnlyList<WorkerInfo> Workers { get; init; }
}

/// <summary>One worker. received + originated + injected = transmitted + dropped + punted + packets in flight.</summary>
public sealed record WorkerInfo
{
    /// <summary>Number from 0.</summary>
    public required int Worker { get; init; }

    /// <summary>CPU that it is pinned to.</summary>
    public required uint Cpu { get; init; }

    /// <summary>Whether it runs.</summary>
    public required bool Running { get; init; }

    /// <summary>Rounds of the poll loop.</summary>
    public required ulong Loops { get; init; }

    /// <summary>Rounds that found packets.</summary>
    public required ulong BusyLoops { get; init; }

    /// <summary>TSC ticks of busy rounds.</summary>
    public required ulong BusyTicks { get; init; }

    /// <summary>Share of the time since the start that was spent in busy rounds, 0 to 1.</summary>
    public required double BusyShare { get; init; }

    /// <summary>Packets taken from ports.</summary>
    public required ulong Received { get; init; }

    /// <summary>Packets made by the router.</summary>
    public required ulong Originated { get; init; }

    /// <summary>Packets taken from mirrors.</summary>
    public required ulong Injected { get; init; }

    /// <summary>Packets handed to ports.</summary>
    public required ulong Transmitted { get; init; }

    /// <summary>Packets dropped.</summary>
    public required ulong Dropped { get; init; }

    /// <summary>Packets punted.</summary>
    public required ulong Punted { get; init; }

    /// <summary>Managed octets that the worker's thread has allocated since it started.</summary>
    public required ulong AllocatedBytes { get; init; }

    /// <summary>By node of the packet graph.</summary>
    public required IReadOnlyList<NodeInfo> Nodes { get; init; }
}

/// <summary>Work of one node in one worker.</summary>
public sealed record NodeInfo
{
    /// <summary>Name, such as <c>ipv4-forward</c>.</summary>
    public required string Node { get; init; }

    /// <summary>What the node does.</summary>
    public required string Explanation { get; init; }

    /// <summary>Vectors.</summary>
    public required ulong Calls { get; init; }

    /// <summary>Packets.</summary>
    public required ulong Packets { get; init; }

    /// <summary>TSC ticks.</summary>
    public required ulong Ticks { get; init; }

    /// <summary>Packets per vector, 0 before the first.</summary>
    public required double PacketsPerCall { get; init; }

    /// <summary>TSC ticks per packet, 0 before the first.</summary>
    public required double TicksPerPacket { get; init; }
}

/// <summary>Drops and punts.</summary>
public sealed record DropsInfo
{
    /// <summary>Every drop reason.</summary>
    public required IReadOnlyList<ReasonCount> Drops { get; init; }

    /// <summary>Every punt reason.</summary>
    public required IReadOnlyList<ReasonCount> Punts { get; init; }
}

/// <summary>How many packets met a reason.</summary>
public sealed record ReasonCount
{
    /// <summary>Name, such as <c>ip4-bad-checksum</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>One line for people.</summary>
    public string? Explanation { get; init; }

    /// <summary>Sum over the workers.</summary>
    public required ulong Total { get; init; }

    /// <summary>By worker.</summary>
    public required IReadOnlyList<ulong> Workers { get; init; }
}
