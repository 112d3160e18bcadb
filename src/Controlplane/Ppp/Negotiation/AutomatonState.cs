namespace Router.Controlplane.Ppp;

/// <summary>States of the option negotiation automaton, numbered as in RFC 1661 4.2.</summary>
public enum AutomatonState
{
    /// <summary>Lower layer down, not opened.</summary>
    Initial,

    /// <summary>Opened, lower layer down.</summary>
    Starting,

    /// <summary>Lower layer up, not opened.</summary>
    Closed,

    /// <summary>Opened, but the negotiation ended or has not started.</summary>
    Stopped,

    /// <summary>Terminate-Request sent after Close.</summary>
    Closing,

    /// <summary>Terminating because of the peer.</summary>
    Stopping,

    /// <summary>Configure-Request sent.</summary>
    RequestSent,

    /// <summary>Configure-Request sent and acknowledged.</summary>
    AckReceived,

    /// <summary>Configure-Request and Configure-Ack sent.</summary>
    AckSent,

    /// <summary>Both directions agreed.</summary>
    Opened,
}
