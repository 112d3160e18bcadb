namespace Router.Configuration;

/// <summary>Versions of L2TP that are spoken with a peer.</summary>
public enum L2tpPeerVersion
{
    /// <summary>L2TPv2 only (RFC 2661).</summary>
    Version2,

    /// <summary>L2TPv3 only (RFC 3931).</summary>
    Version3,

    /// <summary>L2TPv3, and L2TPv2 with a peer that knows no other (RFC 3931 4.7.3).</summary>
    Both,
}

/// <summary>What is demanded of a peer's control messages.</summary>
public enum L2tpPeerAuthentication
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Message digests without a secret, against corruption only (RFC 3931 4.3).</summary>
    Integrity,

    /// <summary>Knowledge of the secret: challenge and response (RFC 2661 5.1.1) or message digests (RFC 3931 4.3).</summary>
    Required,
}
