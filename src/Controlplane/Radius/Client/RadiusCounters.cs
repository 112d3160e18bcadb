namespace Router.Controlplane.Radius;

/// <summary>What a client has counted (RFC 4668, RFC 4670 have the words).</summary>
public sealed class RadiusCounters
{
    /// <summary>Requests sent for the first time.</summary>
    public long Requests { get; internal set; }

    /// <summary>Retransmissions.</summary>
    public long Retransmissions { get; internal set; }

    /// <summary>Replies that were taken.</summary>
    public long Replies { get; internal set; }

    /// <summary>Datagrams that are no packets or of the wrong code.</summary>
    public long Malformed { get; internal set; }

    /// <summary>Replies with a wrong Authenticator or Message-Authenticator.</summary>
    public long BadAuthenticators { get; internal set; }

    /// <summary>Replies to nothing that is under way.</summary>
    public long Unexpected { get; internal set; }

    /// <summary>Requests that no server answered.</summary>
    public long Timeouts { get; internal set; }

    /// <summary>How often a server was given up.</summary>
    public long Deaths { get; internal set; }
}
