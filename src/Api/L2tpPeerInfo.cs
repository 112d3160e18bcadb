namespace Router.Api;

/// <summary>A configured L2TP peer.</summary>
public sealed record L2tpPeerInfo
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Our address.</summary>
    public required string Local { get; init; }

    /// <summary>The peer's address, or a prefix whose every host is a peer.</summary>
    public required string Remote { get; init; }

    /// <summary>VRF of the addresses.</summary>
    public required string Vrf { get; init; }

    /// <summary><c>udp</c> or <c>ip</c>.</summary>
    public required string Encapsulation { get; init; }

    /// <summary><c>2</c>, <c>3</c> or <c>both</c>.</summary>
    public required string Version { get; init; }

    /// <summary><c>none</c>, <c>integrity</c> or <c>required</c>.</summary>
    public required string Authentication { get; init; }

    /// <summary>Whether this router opens the tunnel.</summary>
    public required bool Initiate { get; init; }

    /// <summary>Name of the PPP profile that serves its calls.</summary>
    public string? PppProfile { get; init; }

    /// <summary>State of the tunnel that is furthest, see <see cref="L2tpTunnelInfo.State"/>; <c>idle</c> for none, <c>waiting</c> before the next attempt.</summary>
    public required string State { get; init; }

    /// <summary>Its tunnels, those that end not counted.</summary>
    public required int Tunnels { get; init; }

    /// <summary>Sessions of those.</summary>
    public required int Sessions { get; init; }

    /// <summary>Configured pseudowires that are enabled.</summary>
    public required int Pseudowires { get; init; }

    /// <summary>Seconds until this router tries again to open the tunnel.</summary>
    public double? NextAttemptSeconds { get; init; }

    /// <summary>Why a tunnel was down last.</summary>
    public L2tpDownInfo? LastDown { get; init; }

    /// <summary>Whether its control messages go into the log.</summary>
    public required bool Debug { get; init; }
}

/// <summary>Why a tunnel or session was down.</summary>
public sealed record L2tpDownInfo
{
    /// <summary>When it went down.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>
    /// <c>local-request</c>, <c>peer-request</c>, <c>timeout</c>, <c>authentication</c>, <c>protocol-error</c>,
    /// <c>not-supported</c>, <c>tie-lost</c>, <c>no-resources</c> or <c>tunnel-down</c>.
    /// </summary>
    public required string Cause { get; init; }

    /// <summary>Result code as sent or received (RFC 3931 5.4.2); 0 for none.</summary>
    public required int Result { get; init; }

    /// <summary>The result code in words.</summary>
    public required string ResultText { get; init; }

    /// <summary>General error code; 0 for none.</summary>
    public required int Error { get; init; }

    /// <summary>The error code in words.</summary>
    public required string ErrorText { get; init; }

    /// <summary>Text that came with it.</summary>
    public string? Message { get; init; }
}

/// <summary>Control messages of a control connection.</summary>
public sealed record L2tpControlCounts
{
    /// <summary>Messages sent, repetitions and acknowledgements included.</summary>
    public required long Sent { get; init; }

    /// <summary>Messages received.</summary>
    public required long Received { get; init; }

    /// <summary>Repetitions sent.</summary>
    public required long Retransmitted { get; init; }

    /// <summary>ZLB and explicit acknowledgements sent.</summary>
    public required long AcknowledgementsSent { get; init; }

    /// <summary>ZLB and explicit acknowledgements received.</summary>
    public required long AcknowledgementsReceived { get; init; }

    /// <summary>Messages received again.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Messages received before their turn.</summary>
    public required long OutOfOrder { get; init; }

    /// <summary>Hellos sent.</summary>
    public required long HellosSent { get; init; }

    /// <summary>AVPs that were ignored.</summary>
    public required long IgnoredAvps { get; init; }

    /// <summary>Messages dropped by reason; reasons that did not occur are absent.</summary>
    public required IReadOnlyDictionary<string, long> Drops { get; init; }
}
