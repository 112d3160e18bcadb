using System.Net;

namespace Router.Configuration;

/// <summary>The outer headers of what this router sends to an L2TP peer: the same keys in <c>l2tp.tunnels</c> and <c>l2tp.peers</c>.</summary>
public interface IL2tpOuterHeader
{
    /// <summary>UDP or IP.</summary>
    L2tpEncapsulation Encapsulation { get; }

    /// <summary>Our address: one of an interface in <see cref="Vrf"/>.</summary>
    IPAddress Local { get; }

    /// <summary>Outer TTL or hop limit.</summary>
    byte Ttl { get; }

    /// <summary>Outer DSCP.</summary>
    OuterDscp Dscp { get; }

    /// <summary>Outer IPv4 DF bit; false lets packets over the MTU be fragmented.</summary>
    bool Df { get; }

    /// <summary>UDP checksum of sent packets.</summary>
    UdpChecksumMode UdpChecksum { get; }

    /// <summary>VRF of the outer packets.</summary>
    string Vrf { get; }

    /// <summary>Upper bound in octets for the MTU of the path; null for none.</summary>
    int? Mtu { get; }
}
