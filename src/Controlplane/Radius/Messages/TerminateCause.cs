using Router.Controlplane.Ppp;

namespace Router.Controlplane.Radius;

/// <summary>Acct-Terminate-Cause (RFC 2866 5.10).</summary>
public enum TerminateCause
{
    /// <summary>Not told.</summary>
    None,

    /// <summary>The user ended the session.</summary>
    UserRequest = 1,

    /// <summary>The lower layer went.</summary>
    LostCarrier = 2,

    /// <summary>The service cannot be given any more.</summary>
    LostService = 3,

    /// <summary>Nothing was sent for too long.</summary>
    IdleTimeout = 4,

    /// <summary>The time of the session is over.</summary>
    SessionTimeout = 5,

    /// <summary>The operator ended the session.</summary>
    AdminReset = 6,

    /// <summary>The operator restarts the router.</summary>
    AdminReboot = 7,

    /// <summary>Something is wrong with the port.</summary>
    PortError = 8,

    /// <summary>Something is wrong with the router.</summary>
    NasError = 9,

    /// <summary>The router ended the session.</summary>
    NasRequest = 10,

    /// <summary>The router has crashed.</summary>
    NasReboot = 11,

    /// <summary>Something the user sent was wrong.</summary>
    UserError = 17,
}

/// <summary>From PPP's words to accounting's.</summary>
public static class TerminateCauses
{
    /// <summary>The cause that accounting reports.</summary>
    /// <param name="reason">Why the session ended.</param>
    public static TerminateCause From(PppDownReason reason) => reason switch
    {
        PppDownReason.PeerTerminated => TerminateCause.UserRequest,
        PppDownReason.KeepaliveLost or PppDownReason.LowerLayerDown or PppDownReason.NoAnswer => TerminateCause.LostCarrier,
        PppDownReason.SessionTimeout => TerminateCause.SessionTimeout,
        PppDownReason.Closed => TerminateCause.AdminReset,
        PppDownReason.Loopback => TerminateCause.PortError,
        PppDownReason.NoAddress => TerminateCause.LostService,
        _ => TerminateCause.UserError,
    };
}
