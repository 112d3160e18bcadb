using System.Net;
using Router.Configuration;

namespace Router.Controlplane.Ppp;

/// <summary>What an authenticated peer gets; what is null comes from <see cref="PppSettings"/>.</summary>
public sealed record PppAuthorization
{
    /// <summary>Everything from the settings.</summary>
    public static PppAuthorization Default { get; } = new();

    /// <summary>The peer may have IPv4.</summary>
    public bool Ipv4 { get; init; } = true;

    /// <summary>The peer's IPv4 address; reserved in the pool if it is one of the pool's.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The peer has its own IPv4 address, whatever it is (Framed-IP-Address 255.255.255.255, RFC 2865 5.8).</summary>
    public bool PeerChoosesAddress { get; init; }

    /// <summary>Pool of the address.</summary>
    public Ipv4Pool? Ipv4Pool { get; init; }

    /// <summary>First DNS server.</summary>
    public IPAddress? PrimaryDns { get; init; }

    /// <summary>Second DNS server.</summary>
    public IPAddress? SecondaryDns { get; init; }

    /// <summary>The peer may have IPv6.</summary>
    public bool Ipv6 { get; init; } = true;

    /// <summary>The peer's interface identifier; 0 lets it have its own.</summary>
    public ulong InterfaceIdentifier { get; init; }

    /// <summary>The /64 of the link.</summary>
    public IpPrefix? LinkPrefix { get; init; }

    /// <summary>The prefix to delegate.</summary>
    public IpPrefix? DelegatedPrefix { get; init; }

    /// <summary>An address to lend by DHCPv6 (IA_NA).</summary>
    public IPAddress? Ipv6Address { get; init; }

    /// <summary>IPv6 DNS servers.</summary>
    public IReadOnlyList<IPAddress>? Ipv6Dns { get; init; }

    /// <summary>How long the session may be.</summary>
    public TimeSpan? SessionTimeout { get; init; }

    /// <summary>MS-CHAPv2's authenticator response, "S=" and forty digits; needed if the owner verified such a response.</summary>
    public string? MsChapProof { get; init; }

    /// <summary>Message for the peer.</summary>
    public string? Message { get; init; }
}
