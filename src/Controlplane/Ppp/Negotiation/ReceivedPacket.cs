namespace Router.Controlplane.Ppp;

/// <summary>A received packet and the answer to it.</summary>
internal readonly ref struct ReceivedPacket
{
    public ControlPacket Packet { get; init; }

    /// <summary>Configure-Nak or Configure-Reject.</summary>
    public byte ReplyCode { get; init; }

    /// <summary>Options of the answer.</summary>
    public ReadOnlySpan<byte> Reply { get; init; }
}
