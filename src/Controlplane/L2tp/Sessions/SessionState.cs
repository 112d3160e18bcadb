namespace Router.Controlplane.L2tp.Sessions;

/// <summary>State of a session (RFC 2661 7.4 and 7.5, RFC 3931 7.3 and 7.4).</summary>
public enum SessionState : byte
{
    /// <summary>Waits for its control connection.</summary>
    WaitControlConnection,

    /// <summary>ICRQ or OCRQ received, the owner decides.</summary>
    WaitDecision,

    /// <summary>ICRQ or OCRQ sent.</summary>
    WaitReply,

    /// <summary>ICRP sent, or OCRP received.</summary>
    WaitConnect,

    /// <summary>OCRP sent, the owner places the call.</summary>
    WaitAnswer,

    /// <summary>Established.</summary>
    Established,

    /// <summary>Gone.</summary>
    Closed,
}
