namespace Router.Api;

/// <summary>State of the shared memory between the processes.</summary>
public sealed record ChannelInfo
{
    /// <summary>Whether the control plane is attached to a dataplane.</summary>
    public required bool Attached { get; init; }

    /// <summary>Whether the dataplane has confirmed everything that is desired.</summary>
    public required bool Converged { get; init; }

    /// <summary>Parts of the configuration that have no effect now, and commands that the dataplane refused.</summary>
    public IReadOnlyList<ProblemError> Problems { get; set; } = [];

    /// <summary>Random number of this start of the dataplane, 16 hex digits.</summary>
    public string? Epoch { get; init; }

    /// <summary>Generation under which the control plane programs.</summary>
    public uint? Generation { get; init; }

    /// <summary>Process id of the dataplane.</summary>
    public int? DataplanePid { get; init; }

    /// <summary>Process id of the control plane.</summary>
    public required int ControlplanePid { get; init; }

    /// <summary>Age of the dataplane's heartbeat in milliseconds.</summary>
    public long? DataplaneHeartbeatAgeMs { get; init; }

    /// <summary>Age of the control plane's heartbeat in milliseconds.</summary>
    public long? ControlplaneHeartbeatAgeMs { get; init; }

    /// <summary>Octets of the file.</summary>
    public ulong? FileLength { get; init; }

    /// <summary>Workers.</summary>
    public int? Workers { get; init; }

    /// <summary>Routes in all FIBs of the dataplane.</summary>
    public ulong? Routes { get; init; }

    /// <summary>The rings.</summary>
    public IReadOnlyList<RingInfo> Rings { get; set; } = [];

    /// <summary>What the dataplane did with commands.</summary>
    public CommandCounts? Commands { get; init; }

    /// <summary>Packet buffers.</summary>
    public BufferCounts? Buffers { get; init; }
}

/// <summary>Fill of a ring.</summary>
public sealed record RingInfo
{
    /// <summary><c>commands</c>, <c>completions</c>, <c>events</c>, <c>punt</c> or <c>inject</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Slots.</summary>
    public required int Capacity { get; init; }

    /// <summary>Slots waiting to be read.</summary>
    public required int Used { get; init; }

    /// <summary>Slots ever written.</summary>
    public required ulong Produced { get; init; }

    /// <summary>Slots ever read.</summary>
    public required ulong Consumed { get; init; }
}

/// <summary>Commands by what they did.</summary>
public sealed record CommandCounts
{
    /// <summary>Created an object.</summary>
    public required ulong Created { get; init; }

    /// <summary>Changed an object.</summary>
    public required ulong Changed { get; init; }

    /// <summary>Found the object as wanted.</summary>
    public required ulong Confirmed { get; init; }

    /// <summary>Removed an object, sweeps included.</summary>
    public required ulong Removed { get; init; }

    /// <summary>Were refused.</summary>
    public required ulong Refused { get; init; }
}

/// <summary>Packet buffers of the dataplane.</summary>
public sealed record BufferCounts
{
    /// <summary>In the pools.</summary>
    public required ulong Total { get; init; }

    /// <summary>Free now.</summary>
    public required ulong Free { get; init; }
}
