namespace Router.Controlplane.L2tp;

/// <summary>What an <see cref="L2tpEngine"/> sends through.</summary>
public interface IL2tpTransport
{
    /// <summary>
    /// Sends a control message. The transport must not call the engine before this method has returned. A datagram that
    /// cannot be sent is lost; the engine repeats it.
    /// </summary>
    /// <param name="endpoint">From the local to the remote address and port.</param>
    /// <param name="datagram">The payload of UDP or IP, the four zero octets of L2TPv3 over IP included.</param>
    void Send(in L2tpEndpoint endpoint, ReadOnlySpan<byte> datagram);
}
