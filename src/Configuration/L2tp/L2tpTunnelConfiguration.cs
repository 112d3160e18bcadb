using System.Net;

namespace Router.Configuration;

/// <summary>An entry of <c>l2tp.tunnels</c>: a pair of LCCEs and the encapsulation between them.</summary>
public sealed record L2tpTunnelConfiguration
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

    /// <summary>UDP or IP.</summary>
    public L2tpEncapsulation Encapsulation { get; init; } = L2tpEncapsulation.Udp;

    /// <summary>Our address: one of an interface in <see cref="Vrf"/>.</summary>
    public required IPAddress Local { get; init; }

    /// <summary>The peer's address, of the same family.</summary>
    public required IPAddress Remote { get; init; }

    /// <summary>Our UDP port.</summary>
    public ushort UdpSourcePort { get; init; } = DefaultUdpPort;

    /// <summary>The peer's UDP port.</summary>
    public ushort UdpDestinationPort { get; init; } = DefaultUdpPort;

    /// <summary>Outer TTL or hop limit.</summary>
    public byte Ttl { get; init; } = 255;

    /// <summary>Outer DSCP.</summary>
    public byte Dscp { get; init; }

    /// <summary>Outer IPv4 DF bit; false lets packets over the MTU be fragmented.</summary>
    public bool Df { get; init; } = true;

    /// <summary>UDP checksum of sent packets.</summary>
    public UdpChecksumMode UdpChecksum { get; init; } = UdpChecksumMode.Auto;

    /// <summary>VRF of the outer packets.</summary>
    public string Vrf { get; init; } = VrfConfiguration.DefaultName;

    /// <summary>Upper bound in octets for the MTU of the path; null for none.</summary>
    public int? Mtu { get; init; }
}
