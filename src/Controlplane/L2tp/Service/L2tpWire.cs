namespace Router.Controlplane.L2tp.Service;

/// <summary>Carries a datagram without the kernel.</summary>
/// <param name="endpoint">From where to where.</param>
/// <param name="datagram">Payload of UDP or IP; valid during the call only.</param>
internal delegate void L2tpWire(in L2tpEndpoint endpoint, ReadOnlySpan<byte> datagram);
