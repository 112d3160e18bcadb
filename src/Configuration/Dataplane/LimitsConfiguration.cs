namespace Router.Configuration;

/// <summary>Section <c>dataplane.limits</c>: sizes of the tables, fixed at start.</summary>
public sealed record LimitsConfiguration
{
    /// <summary>Interfaces.</summary>
    public int Interfaces { get; init; } = 1024;

    /// <summary>VRFs, the default one included.</summary>
    public int Vrfs { get; init; } = 256;

    /// <summary>Adjacencies: rewrites of next hops, labels and tunnels.</summary>
    public int Adjacencies { get; init; } = 65536;

    /// <summary>Routes of all VRFs.</summary>
    public int Routes { get; init; } = 1048576;

    /// <summary>L2TP sessions.</summary>
    public int L2tpSessions { get; init; } = 65536;
}
