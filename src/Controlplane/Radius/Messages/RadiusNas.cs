using System.Net;

namespace Router.Controlplane.Radius;

/// <summary>How this router calls itself (RFC 2865 5.4, 5.32; RFC 3162 2.1).</summary>
public sealed record RadiusNas
{
    /// <summary>NAS-Identifier.</summary>
    public string? Identifier { get; init; }

    /// <summary>NAS-IP-Address.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>NAS-IPv6-Address.</summary>
    public IPAddress? Ipv6Address { get; init; }

    internal void Write(ref RadiusWriter writer)
    {
        writer.AddText(RadiusAttribute.NasIdentifier, Identifier);
        writer.AddAddress(RadiusAttribute.NasIpAddress, Address);
        writer.AddAddress(RadiusAttribute.NasIpv6Address, Ipv6Address);
    }
}
