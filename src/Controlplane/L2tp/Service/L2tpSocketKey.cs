using Router.Configuration;

namespace Router.Controlplane.L2tp.Service;

/// <summary>What a socket is bound to.</summary>
/// <param name="Vrf">Number of the VRF, see <see cref="VrfNumbers"/>.</param>
/// <param name="Encapsulation">UDP, or IP protocol 115.</param>
/// <param name="Local">This router's address.</param>
internal readonly record struct L2tpSocketKey(uint Vrf, L2tpEncapsulation Encapsulation, L2tpAddress Local);
