namespace Router.Controlplane.L2tp.Wire;

/// <summary>Result codes of StopCCN (RFC 2661 4.4.2, RFC 3931 5.4.2).</summary>
public enum StopResult : ushort
{
    /// <summary>General request to clear the control connection.</summary>
    GeneralRequest = 1,

    /// <summary>General error, see the error code.</summary>
    GeneralError = 2,

    /// <summary>Control connection already exists.</summary>
    AlreadyExists = 3,

    /// <summary>Requester is not authorized.</summary>
    NotAuthorized = 4,

    /// <summary>Protocol version not supported; the error code is the highest that is.</summary>
    VersionNotSupported = 5,

    /// <summary>Requester is being shut down.</summary>
    ShuttingDown = 6,

    /// <summary>Finite state machine error or timeout.</summary>
    StateMachineError = 7,

    /// <summary>Mismatch of the control connection's per-hop behaviour (RFC 3308).</summary>
    ControlConnectionDsMismatch = 8,
}

/// <summary>Result codes of CDN (RFC 2661 4.4.2, RFC 3931 5.4.2, RFC 3308 and pseudowire RFCs).</summary>
public enum DisconnectResult : ushort
{
    /// <summary>Loss of carrier or circuit disconnect.</summary>
    LossOfCarrier = 1,

    /// <summary>General error, see the error code.</summary>
    GeneralError = 2,

    /// <summary>Administrative reasons.</summary>
    Administrative = 3,

    /// <summary>No facilities, for now.</summary>
    NoFacilitiesTemporary = 4,

    /// <summary>No facilities.</summary>
    NoFacilitiesPermanent = 5,

    /// <summary>Invalid destination.</summary>
    InvalidDestination = 6,

    /// <summary>No carrier detected.</summary>
    NoCarrier = 7,

    /// <summary>Busy signal.</summary>
    Busy = 8,

    /// <summary>No dial tone.</summary>
    NoDialTone = 9,

    /// <summary>Not established within the LAC's time.</summary>
    Timeout = 10,

    /// <summary>No appropriate framing detected.</summary>
    NoFraming = 11,

    /// <summary>Mismatch of the session's per-hop behaviour (RFC 3308).</summary>
    SessionDsMismatch = 12,

    /// <summary>Lost the tie.</summary>
    TieLost = 13,

    /// <summary>Pseudowire type not supported.</summary>
    UnsupportedPseudowireType = 14,

    /// <summary>Sequencing without a sublayer that has numbers.</summary>
    SequencingWithoutSublayer = 15,

    /// <summary>Finite state machine error or timeout.</summary>
    StateMachineError = 16,

    /// <summary>Frame Relay: PVC was deleted (RFC 4591).</summary>
    FrameRelayPvcDeleted = 17,

    /// <summary>Frame Relay: PVC inactive for too long (RFC 4591).</summary>
    FrameRelayPvcInactive = 18,

    /// <summary>Frame Relay: mismatch of header lengths (RFC 4591).</summary>
    FrameRelayHeaderMismatch = 19,

    /// <summary>HDLC: link was deleted (RFC 4349).</summary>
    HdlcLinkDeleted = 20,

    /// <summary>HDLC: link inactive for too long (RFC 4349).</summary>
    HdlcLinkInactive = 21,

    /// <summary>ATM: OAM emulation not supported (RFC 4454).</summary>
    AtmOamEmulation = 22,

    /// <summary>No attachment circuit fits the identifier (RFC 4667).</summary>
    AttachmentMismatch = 24,
}

/// <summary>General error codes (RFC 2661 4.4.2, RFC 3931 5.4.2).</summary>
public enum GeneralError : ushort
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>No control connection exists yet.</summary>
    NoControlConnection = 1,

    /// <summary>Length is wrong.</summary>
    WrongLength = 2,

    /// <summary>A value is out of range.</summary>
    OutOfRange = 3,

    /// <summary>Insufficient resources.</summary>
    NoResources = 4,

    /// <summary>Invalid session id.</summary>
    InvalidSessionId = 5,

    /// <summary>Vendor-specific error.</summary>
    VendorSpecific = 6,

    /// <summary>Try another.</summary>
    TryAnother = 7,

    /// <summary>Unknown AVP with the M bit set.</summary>
    UnknownMandatoryAvp = 8,

    /// <summary>Try one of the addresses in the message.</summary>
    TryAnotherDirected = 9,
}
