namespace Router.Controlplane.L2tp.Tunnels;

/// <summary>State of a control connection (RFC 2661 7.2, RFC 3931 7.2).</summary>
public enum TunnelState : byte
{
    /// <summary>Nothing sent yet.</summary>
    Idle,

    /// <summary>SCCRQ sent.</summary>
    WaitControlReply,

    /// <summary>SCCRP sent.</summary>
    WaitControlConnection,

    /// <summary>Established.</summary>
    Established,

    /// <summary>StopCCN sent; kept for a full cycle of repetitions.</summary>
    Closing,

    /// <summary>StopCCN received; kept so that its repetitions are acknowledged.</summary>
    Stopped,

    /// <summary>The peer was given up; only the id is kept, so that it is not used again too soon.</summary>
    Dead,

    /// <summary>Gone.</summary>
    Removed,
}
