using Router.Configuration;

namespace Router.Controlplane.L2tp;

/// <summary>Where a control message comes from or goes to: both ends, what carries it, and in which VRF.</summary>
/// <param name="Vrf">VRF id.</param>
/// <param name="Encapsulation">UDP, or IP protocol 115.</param>
/// <param name="LocalAddress">This router's address.</param>
/// <param name="LocalPort">This router's UDP port; 0 over IP.</param>
/// <param name="RemoteAddress">The peer's address.</param>
/// <param name="RemotePort">The peer's UDP port; 0 over IP.</param>
public readonly record struct L2tpEndpoint(
    uint Vrf,
    L2tpEncapsulation Encapsulation,
    L2tpAddress LocalAddress,
    ushort LocalPort,
    L2tpAddress RemoteAddress,
    ushort RemotePort)
{
    /// <summary>The well-known UDP port.</summary>
    public const ushort Port = 1701;

    /// <inheritdoc/>
    public override string ToString() => Encapsulation == L2tpEncapsulation.Ip
        ? $"{RemoteAddress} ip"
        : RemoteAddress.IsV6 ? $"[{RemoteAddress}]:{RemotePort}" : $"{RemoteAddress}:{RemotePort}";
}
