namespace Router.Configuration;

/// <summary>Section <c>l2tp</c>.</summary>
public sealed record L2tpConfiguration
{
    /// <summary>Static tunnels: control connections without control messages.</summary>
    public ConfigurationList<L2tpTunnelConfiguration> Tunnels { get; init; } = [];

    /// <summary>Static sessions.</summary>
    public ConfigurationList<L2tpSessionConfiguration> Sessions { get; init; } = [];
}
