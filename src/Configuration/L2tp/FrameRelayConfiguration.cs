namespace Router.Configuration;

/// <summary>The header of the frames in a Frame Relay pseudowire (RFC 4591; ITU-T Q.922 3.3).</summary>
/// <param name="HeaderLength">2 or 4 octets.</param>
/// <param name="Dlci">DLCI of frames to the peer: 16 to 991, in a header of 4 octets to 8388607.</param>
/// <param name="PeerDlci">DLCI that frames from the peer must have.</param>
public sealed record FrameRelayConfiguration(byte HeaderLength, uint Dlci, uint PeerDlci)
{
    /// <summary>Largest DLCI of a header of 2 octets that is not reserved.</summary>
    public const uint LastShortDlci = 991;
}
