namespace Router.Controlplane.L2tp;

/// <summary>Versions that are spoken with a peer.</summary>
public enum L2tpVersions
{
    /// <summary>L2TPv3 only; the only choice over IP.</summary>
    V3Only,

    /// <summary>L2TPv2 only.</summary>
    V2Only,

    /// <summary>L2TPv3, or L2TPv2 with a peer that knows no other (RFC 3931 4.7.3).</summary>
    V3OrV2,
}

/// <summary>Authentication of control messages.</summary>
public enum L2tpAuthentication
{
    /// <summary>None demanded; a peer that demands it gets it if there is a secret.</summary>
    None,

    /// <summary>Message digests without a secret, against corruption only; L2TPv3 (RFC 3931 4.3).</summary>
    IntegrityOnly,

    /// <summary>Challenge and response in L2TPv2 (RFC 2661 5.1.1), message digests with nonces in L2TPv3 (RFC 3931 4.3).</summary>
    Required,
}

/// <summary>Degree of data sequencing that an end demands (RFC 3931 5.4.4).</summary>
public enum DataSequencingLevel : ushort
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Packets that are not IP.</summary>
    NonIp = 1,

    /// <summary>All packets.</summary>
    All = 2,
}

/// <summary>State of a circuit (RFC 3931 5.4.5, RFC 5641).</summary>
[Flags]
public enum CircuitStatus : ushort
{
    /// <summary>Not active.</summary>
    None = 0,

    /// <summary>A: up and ready.</summary>
    Active = 0x0001,

    /// <summary>N: a new circuit.</summary>
    New = 0x0002,

    /// <summary>Attachment circuit: fault in receive direction.</summary>
    CircuitReceiveFault = 0x0004,

    /// <summary>Attachment circuit: fault in transmit direction.</summary>
    CircuitTransmitFault = 0x0008,

    /// <summary>Towards the network: fault in receive direction.</summary>
    NetworkReceiveFault = 0x0010,

    /// <summary>Towards the network: fault in transmit direction.</summary>
    NetworkTransmitFault = 0x0020,

    /// <summary>Standby.</summary>
    Standby = 0x0040,

    /// <summary>All defined bits.</summary>
    Defined = 0x007F,
}

/// <summary>Why a tunnel or session went down.</summary>
public enum L2tpDownCause
{
    /// <summary>This router's owner closed it.</summary>
    LocalRequest,

    /// <summary>The peer closed or refused it.</summary>
    PeerRequest,

    /// <summary>The peer did not answer.</summary>
    Timeout,

    /// <summary>The peer could not be authenticated, or demanded what this router cannot answer.</summary>
    Authentication,

    /// <summary>The peer broke the protocol.</summary>
    ProtocolError,

    /// <summary>What is needed is not supported by the peer or by the profile.</summary>
    NotSupported,

    /// <summary>Lost the tie without a winner to take over.</summary>
    TieLost,

    /// <summary>No ids or limits reached.</summary>
    NoResources,

    /// <summary>The session's control connection went down.</summary>
    TunnelDown,
}

/// <summary>Why and how a tunnel or session went down.</summary>
/// <param name="Cause">Cause.</param>
/// <param name="Result">Result code as sent or received; all zero if there was none.</param>
public readonly record struct L2tpDown(L2tpDownCause Cause, Wire.L2tpResult Result);
