using System.Net;

namespace Router.Configuration;

/// <summary>An entry of <c>routes</c>: a static route.</summary>
public sealed record RouteConfiguration
{
    /// <summary>Destination.</summary>
    public required IpPrefix Prefix { get; init; }

    /// <summary>VRF whose table the route is in.</summary>
    public string Vrf { get; init; } = VrfConfiguration.DefaultName;

    /// <summary>What happens to matching packets.</summary>
    public RouteAction Action { get; init; } = RouteAction.Forward;

    /// <summary>Next hop: set exactly with <see cref="RouteAction.Forward"/>. On a connected subnet of <see cref="Vrf"/> or resolved by another route there.</summary>
    public IPAddress? Via { get; init; }

    /// <summary>Egress interface; null: the one with the connected subnet of <see cref="Via"/>.</summary>
    public string? Interface { get; init; }

    /// <summary>Labels to push, outermost first; 3 (implicit null) removes itself, see <see cref="MplsLabel.OnWire"/>.</summary>
    public ConfigurationList<uint> Labels { get; init; } = [];

    /// <summary>TTL model of the pushed labels (RFC 3443).</summary>
    public TtlMode TtlMode { get; init; } = TtlMode.Pipe;

    /// <summary>VRF of the second lookup: set exactly with <see cref="RouteAction.Lookup"/>.</summary>
    public string? LookupVrf { get; init; }
}
