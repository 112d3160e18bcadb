namespace Router.Controlplane.L2tp.Wire;

/// <summary>Why a received control message was not processed. The values index counters.</summary>
public enum ControlDropReason : byte
{
    /// <summary>Not dropped.</summary>
    None,

    /// <summary>Shorter than a control message header.</summary>
    TooShort,

    /// <summary>T bit 0, or a session id in front of it that is not 0: data.</summary>
    NotControl,

    /// <summary>Version other than 2 and 3 (RFC 2661 3.1), or 2 over IP.</summary>
    UnsupportedVersion,

    /// <summary>L or S bit 0, or O or P bit 1 in L2TPv2.</summary>
    BadFlags,

    /// <summary>Length field below 12 or beyond the datagram.</summary>
    BadLength,

    /// <summary>No control connection has that id.</summary>
    UnknownConnection,

    /// <summary>Id 0 in a message that may not have it.</summary>
    ConnectionIdZero,

    /// <summary>Not from the addresses and ports of the control connection (RFC 3931 4.1.2.2).</summary>
    WrongEndpoint,

    /// <summary>Another version than the control connection speaks.</summary>
    VersionMismatch,

    /// <summary>Message Digest that does not fit (RFC 3931 4.3).</summary>
    BadDigest,

    /// <summary>No Message Digest where authentication is on.</summary>
    MissingDigest,

    /// <summary>Nr acknowledges what was not sent (RFC 3931 4.2).</summary>
    InvalidNr,

    /// <summary>Ns beyond the receive window.</summary>
    OutsideWindow,

    /// <summary>First AVP is not a well-formed Message Type.</summary>
    MalformedMessage,

    /// <summary>SCCRQ with Ns other than 0, or that misses what is needed to answer it.</summary>
    MalformedRequest,

    /// <summary>SCCRQ of someone who is not configured.</summary>
    UnknownPeer,

    /// <summary>SCCRQ in a version that is not configured for the peer.</summary>
    VersionNotAllowed,

    /// <summary>SCCRQ that cannot be authenticated.</summary>
    NotAuthenticated,

    /// <summary>SCCRQ that lost the tie.</summary>
    TieLost,

    /// <summary>Too many half-open control connections.</summary>
    HalfOpenLimit,

    /// <summary>Too many half-open control connections of that source.</summary>
    HalfOpenSourceLimit,

    /// <summary>Too many control connections.</summary>
    TunnelLimit,

    /// <summary>New message on a control connection that is closed.</summary>
    Closed,

    /// <summary>Session message for a session that does not exist.</summary>
    UnknownSession,

    /// <summary>Message type that is not known, M bit 0.</summary>
    UnknownMessageType,

    /// <summary>Received inside of a call of the transport: the transport is wrong.</summary>
    Reentrant,

    /// <summary>A fault of this program; the log has it.</summary>
    InternalError,
}
