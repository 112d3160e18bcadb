namespace Router.Controlplane.L2tp.Service;

/// <summary>A received datagram. Its buffer is from the shared pool and goes back there.</summary>
/// <param name="Endpoint">Where it came from and to.</param>
/// <param name="Buffer">The payload of UDP or IP is at its start.</param>
/// <param name="Length">Octets of payload.</param>
internal readonly record struct L2tpDatagram(L2tpEndpoint Endpoint, byte[] Buffer, int Length);
