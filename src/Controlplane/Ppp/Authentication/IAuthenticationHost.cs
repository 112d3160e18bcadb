namespace Router.Controlplane.Ppp;

/// <summary>What authentication needs from the session around it.</summary>
internal interface IAuthenticationHost
{
    void SendControl(ushort protocol, ReadOnlySpan<byte> packet);

    /// <summary>The peer has answered; to be verified here or by the owner.</summary>
    void Verify(PppAuthenticationRequest request, long now);

    /// <summary>The peer is not who it should be, or did not say.</summary>
    void PeerNotAuthenticated(PppDownReason reason, long now);

    /// <summary>The peer has accepted this side.</summary>
    void AuthenticatedAtPeer(long now);
}
