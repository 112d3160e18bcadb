using System.Net;

namespace Router.Controlplane.Ppp;

/// <summary>Router Advertisements and DHCPv6 for subscribers.</summary>
public sealed class Ipv6ServiceSettings
{
    /// <summary>Longest time between unsolicited Router Advertisements (RFC 4861 6.2.1).</summary>
    public TimeSpan AdvertisementInterval { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>Router lifetime, at most 9000 s (RFC 4861 6.2.1).</summary>
    public TimeSpan RouterLifetime { get; init; } = TimeSpan.FromSeconds(1800);

    /// <summary>Preferred lifetime of the link's prefix and of what DHCPv6 gives.</summary>
    public TimeSpan PreferredLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Valid lifetime of the link's prefix and of what DHCPv6 gives.</summary>
    public TimeSpan ValidLifetime { get; init; } = TimeSpan.FromHours(2);

    /// <summary>DNS servers, in Router Advertisements (RFC 8106) and DHCPv6 (RFC 3646).</summary>
    public IReadOnlyList<IPAddress> Dns { get; init; } = [];

    /// <summary>Answers DHCPv6.</summary>
    public bool Dhcpv6 { get; init; } = true;

    /// <summary>Answers Solicit with Reply at once if the client wants it (RFC 8415 18.3.1).</summary>
    public bool RapidCommit { get; init; } = true;

    /// <summary>
    /// DUID of this server, 3 to 130 octets (RFC 8415 11.1); must stay the same over restarts and differ between routers, for
    /// example a DUID-LL: 00 03, hardware type 00 01, a MAC address.
    /// </summary>
    public ReadOnlyMemory<byte> ServerDuid { get; init; } = new byte[] { 0, 3, 0, 1, 2, 0, 0, 0, 0, 1 };
}
