using System.Net;

namespace Router.Configuration;

/// <summary>An entry of <c>l2tp.tunnels</c>: a pair of LCCEs and the encapsulation between them.</summary>
public sealed record L2tpTunnelConfiguration : IL2tpOuterHeader
{
    /// <summary>Registered UDP port of L2TP.</summary>
    public const ushort DefaultUdpPort = 1701;

    /// <summary>Name that sessions refer to.</summary>
    public required string Name { get; init; }

    /// <summary>Our control connection id.</summary>
    public required uint TunnelId { get; init; }

    /// <summary>The peer's control connection id.</summary>
    public required uint PeerTunnelId { get; init; }

    /// <summary>2 (RFC 2661) or 3 (RFC 3931).</summary>
    public byte Version { get; init; } = 3;

    /// <inheritdoc/>
    public L2tpEncapsulation Encapsulation { get; init; } = L2tpEncapsulation.Udp;

    /// <inheritdoc/>
    public required IPAddress Local { get; init; }

    /// <summary>The peer's address, of the same family.</summary>
    public required IPAddress Remote { get; init; }

    /// <summary>Our UDP port.</summary>
    public ushort UdpSourcePort { get; init; } = DefaultUdpPort;

    /// <summary>The peer's UDP port.</summary>
    public ushort UdpDestinationPort { get; init; } = DefaultUdpPort;

    /// <inheritdoc/>
    public byte Ttl { get; init; } = 255;

    /// <inheritdoc/>
    public OuterDscp Dscp { get; init; }

    /// <inheritdoc/>
    public bool Df { get; init; } = true;

    /// <inheritdoc/>
    public UdpChecksumMode UdpChecksum { get; init; } = UdpChecksumMode.Auto;

    /// <inheritdoc/>
    public string Vrf { get; init; } = VrfConfiguration.DefaultName;

    /// <inheritdoc/>
    public int? Mtu { get; init; }
}
