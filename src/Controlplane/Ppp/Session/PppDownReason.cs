namespace Router.Controlplane.Ppp;

/// <summary>Why a session ended.</summary>
public enum PppDownReason
{
    /// <summary>The owner closed it.</summary>
    Closed,

    /// <summary>The lower layer went.</summary>
    LowerLayerDown,

    /// <summary>The peer did not answer.</summary>
    NoAnswer,

    /// <summary>The peer sent Terminate-Request.</summary>
    PeerTerminated,

    /// <summary>Echo-Requests went unanswered.</summary>
    KeepaliveLost,

    /// <summary>The link is looped back (RFC 1661 6.4).</summary>
    Loopback,

    /// <summary>The options did not converge.</summary>
    NegotiationFailed,

    /// <summary>The peer refused every authentication protocol that is required here.</summary>
    AuthenticationRefused,

    /// <summary>Wrong credentials.</summary>
    AuthenticationFailed,

    /// <summary>The peer did not authenticate in time, or the owner did not answer.</summary>
    AuthenticationTimeout,

    /// <summary>No network protocol was agreed on.</summary>
    NoNetworkProtocol,

    /// <summary>No free address in the pool, or the authorized one is in use.</summary>
    NoAddress,

    /// <summary>The time of the session is over.</summary>
    SessionTimeout,
}
