using System.Net;

namespace Router.Configuration;

/// <summary>Section <c>l2tp</c>.</summary>
public sealed record L2tpConfiguration
{
    /// <summary>Host Name that peers are told; null is the instance's name. See <see cref="ConfigurationIndex.L2tpHostName"/>.</summary>
    public string? HostName { get; init; }

    /// <summary>Router ID that peers are told, an IPv4 address; null for none.</summary>
    public IPAddress? RouterId { get; init; }

    /// <summary>Static tunnels: control connections without control messages.</summary>
    public ConfigurationList<L2tpTunnelConfiguration> Tunnels { get; init; } = [];

    /// <summary>Static sessions.</summary>
    public ConfigurationList<L2tpSessionConfiguration> Sessions { get; init; } = [];

    /// <summary>Peers of managed tunnels.</summary>
    public ConfigurationList<L2tpPeerConfiguration> Peers { get; init; } = [];

    /// <summary>Negotiated Ethernet pseudowires.</summary>
    public ConfigurationList<L2tpPseudowireConfiguration> Pseudowires { get; init; } = [];

    /// <summary>PPP sessions in which this router is the subscriber.</summary>
    public ConfigurationList<L2tpCallConfiguration> Calls { get; init; } = [];
}
