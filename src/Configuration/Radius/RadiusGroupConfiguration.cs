using System.Net;

namespace Router.Configuration;

/// <summary>An entry of <c>radius.groups</c>: servers that know the same users (RFC 2865, RFC 2866).</summary>
public sealed record RadiusGroupConfiguration
{
    /// <summary>Name that PPP profiles refer to.</summary>
    public required string Name { get; init; }

    /// <summary>Servers in order of preference, at least one.</summary>
    public required ConfigurationList<RadiusServerConfiguration> Servers { get; init; }

    /// <summary>Our address: one of an interface in <see cref="Vrf"/>; null is the kernel's choice.</summary>
    public IPAddress? Source { get; init; }

    /// <summary>VRF of the servers.</summary>
    public string Vrf { get; init; } = VrfConfiguration.DefaultName;

    /// <summary>Time for an answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Times that a request is sent to a server.</summary>
    public int Tries { get; init; } = 3;

    /// <summary>Time for which a server that did not answer is not asked; zero: it is asked again at once.</summary>
    public TimeSpan DeadTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>NAS-Identifier; null is the instance's name. See <see cref="ConfigurationIndex.NasIdentifierOf"/>.</summary>
    public string? NasIdentifier { get; init; }

    /// <summary>Time between interim updates of accounting; zero for none.</summary>
    public TimeSpan InterimInterval { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>UDP port for the servers' CoA and Disconnect requests (RFC 5176); null for no listener.</summary>
    public ushort? CoaPort { get; init; }
}
