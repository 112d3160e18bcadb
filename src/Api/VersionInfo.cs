namespace Router.Api;

/// <summary>Answer of <c>GET /v1/version</c>.</summary>
public sealed record VersionInfo
{
    /// <summary>Always <c>router</c>.</summary>
    public string Name { get; set; } = "router";

    /// <summary>Version of the control plane.</summary>
    public required string Version { get; init; }

    /// <summary>Instance name from the configuration.</summary>
    public required string Instance { get; init; }

    /// <summary>.NET runtime of the control plane.</summary>
    public required string Runtime { get; init; }

    /// <summary>Hash of the shared-memory layouts, 16 hex digits.</summary>
    public required string ChannelAbi { get; init; }

    /// <summary>Process id of the control plane.</summary>
    public required int Pid { get; init; }

    /// <summary>Start of the control plane.</summary>
    public required DateTimeOffset StartedAt { get; init; }
}
