namespace Router.Controlplane.Radius;

/// <summary>Sends datagrams for the engine.</summary>
internal interface IRadiusTransport
{
    /// <summary>Sends a packet.</summary>
    /// <param name="server">Index of the server.</param>
    /// <param name="accounting">To its accounting port.</param>
    /// <param name="lane">Which of the source ports; a new one when it is first seen.</param>
    /// <param name="packet">The packet.</param>
    void Send(int server, bool accounting, int lane, ReadOnlySpan<byte> packet);
}
