using System.Net;

namespace Router.Configuration;

/// <summary>An entry of <c>mpls.pseudowires</c>: a static Ethernet pseudowire over MPLS (RFC 4448).</summary>
public sealed record PseudowireConfiguration
{
    /// <summary>Name, the end of a cross-connect.</summary>
    public required string Name { get; init; }

    /// <summary>Local pseudowire label: what the peer puts in packets to us.</summary>
    public required uint Label { get; init; }

    /// <summary>Next hop.</summary>
    public required IPAddress Via { get; init; }

    /// <summary>Egress interface; null: the one with the connected subnet of <see cref="Via"/> in the default VRF.</summary>
    public string? Interface { get; init; }

    /// <summary>Labels to push, outermost first; the last is the peer's pseudowire label. 3 (implicit null) removes itself.</summary>
    public required ConfigurationList<uint> OutLabels { get; init; }

    /// <summary>Control word in both directions (RFC 4385).</summary>
    public bool ControlWord { get; init; }

    /// <summary>Port or VLAN mode.</summary>
    public PseudowireMode Mode { get; init; } = PseudowireMode.Ethernet;

    /// <summary>VLAN id inside the pseudowire: set exactly with <see cref="PseudowireMode.Vlan"/>.</summary>
    public ushort? Vlan { get; init; }
}
