namespace Router.Controlplane.L2tp.Wire;

/// <summary>AVP types of vendor 0: RFC 2661 4.4, RFC 3931 5.4 and IANA's l2tp-parameters. Others are unknown to this router.</summary>
public enum AvpType : ushort
{
    /// <summary>Message Type, always the first AVP.</summary>
    MessageType = 0,

    /// <summary>Result Code of StopCCN and CDN.</summary>
    ResultCode = 1,

    /// <summary>Protocol Version of L2TPv2: 1.0.</summary>
    ProtocolVersion = 2,

    /// <summary>Framing Capabilities.</summary>
    FramingCapabilities = 3,

    /// <summary>Bearer Capabilities.</summary>
    BearerCapabilities = 4,

    /// <summary>Tie Breaker of a control connection or a session.</summary>
    TieBreaker = 5,

    /// <summary>Firmware Revision.</summary>
    FirmwareRevision = 6,

    /// <summary>Host Name.</summary>
    HostName = 7,

    /// <summary>Vendor Name.</summary>
    VendorName = 8,

    /// <summary>Assigned Tunnel ID of L2TPv2.</summary>
    AssignedTunnelId = 9,

    /// <summary>Receive Window Size.</summary>
    ReceiveWindowSize = 10,

    /// <summary>Challenge of L2TPv2.</summary>
    Challenge = 11,

    /// <summary>Q.931 Cause Code.</summary>
    Q931CauseCode = 12,

    /// <summary>Challenge Response of L2TPv2.</summary>
    ChallengeResponse = 13,

    /// <summary>Assigned Session ID of L2TPv2.</summary>
    AssignedSessionId = 14,

    /// <summary>(Call) Serial Number.</summary>
    SerialNumber = 15,

    /// <summary>Minimum BPS.</summary>
    MinimumBps = 16,

    /// <summary>Maximum BPS.</summary>
    MaximumBps = 17,

    /// <summary>Bearer Type.</summary>
    BearerType = 18,

    /// <summary>Framing Type.</summary>
    FramingType = 19,

    /// <summary>Called Number.</summary>
    CalledNumber = 21,

    /// <summary>Calling Number.</summary>
    CallingNumber = 22,

    /// <summary>Sub-Address.</summary>
    SubAddress = 23,

    /// <summary>(Tx) Connect Speed of L2TPv2, 4 octets.</summary>
    TxConnectSpeedBps = 24,

    /// <summary>Physical Channel ID.</summary>
    PhysicalChannelId = 25,

    /// <summary>Initial Received LCP CONFREQ.</summary>
    InitialReceivedConfReq = 26,

    /// <summary>Last Sent LCP CONFREQ.</summary>
    LastSentConfReq = 27,

    /// <summary>Last Received LCP CONFREQ.</summary>
    LastReceivedConfReq = 28,

    /// <summary>Proxy Authen Type.</summary>
    ProxyAuthenType = 29,

    /// <summary>Proxy Authen Name.</summary>
    ProxyAuthenName = 30,

    /// <summary>Proxy Authen Challenge.</summary>
    ProxyAuthenChallenge = 31,

    /// <summary>Proxy Authen ID.</summary>
    ProxyAuthenId = 32,

    /// <summary>Proxy Authen Response.</summary>
    ProxyAuthenResponse = 33,

    /// <summary>Call Errors (L2TPv3: Circuit Errors).</summary>
    CallErrors = 34,

    /// <summary>ACCM.</summary>
    Accm = 35,

    /// <summary>Random Vector of hidden AVPs.</summary>
    RandomVector = 36,

    /// <summary>Private Group ID.</summary>
    PrivateGroupId = 37,

    /// <summary>Rx Connect Speed of L2TPv2, 4 octets.</summary>
    RxConnectSpeedBps = 38,

    /// <summary>Sequencing Required.</summary>
    SequencingRequired = 39,

    /// <summary>PPP Disconnect Cause Code (RFC 3145).</summary>
    PppDisconnectCause = 46,

    /// <summary>Control Connection DS, CCDS (RFC 3308).</summary>
    ControlConnectionDs = 47,

    /// <summary>Session DS, SDS (RFC 3308).</summary>
    SessionDs = 48,

    /// <summary>Extended Vendor ID.</summary>
    ExtendedVendorId = 58,

    /// <summary>Message Digest of L2TPv3.</summary>
    MessageDigest = 59,

    /// <summary>Router ID.</summary>
    RouterId = 60,

    /// <summary>Assigned Control Connection ID.</summary>
    AssignedControlConnectionId = 61,

    /// <summary>Pseudowire Capabilities List.</summary>
    PseudowireCapabilitiesList = 62,

    /// <summary>Local Session ID.</summary>
    LocalSessionId = 63,

    /// <summary>Remote Session ID.</summary>
    RemoteSessionId = 64,

    /// <summary>Assigned Cookie.</summary>
    AssignedCookie = 65,

    /// <summary>Remote End ID.</summary>
    RemoteEndId = 66,

    /// <summary>Pseudowire Type.</summary>
    PseudowireType = 68,

    /// <summary>L2-Specific Sublayer.</summary>
    L2SpecificSublayer = 69,

    /// <summary>Data Sequencing.</summary>
    DataSequencing = 70,

    /// <summary>Circuit Status.</summary>
    CircuitStatus = 71,

    /// <summary>Preferred Language.</summary>
    PreferredLanguage = 72,

    /// <summary>Control Message Authentication Nonce.</summary>
    Nonce = 73,

    /// <summary>Tx Connect Speed of L2TPv3, 8 octets.</summary>
    TxConnectSpeed = 74,

    /// <summary>Rx Connect Speed of L2TPv3, 8 octets.</summary>
    RxConnectSpeed = 75,

    /// <summary>Frame Relay Header Length (RFC 4591): octets, 2 or 4.</summary>
    FrameRelayHeaderLength = 85,

    /// <summary>ATM Maximum Concatenated Cells (RFC 4454): so many the sender takes in one packet.</summary>
    AtmMaximumConcatenatedCells = 86,

    /// <summary>OAM Emulation Required (RFC 4454), without a value.</summary>
    OamEmulationRequired = 87,

    /// <summary>ATM Alarm Status (RFC 4454): circuit status reason and alarm, 2 octets each.</summary>
    AtmAlarmStatus = 88,

    /// <summary>FCS Retention (RFC 4720): octets of the FCS that the sender would keep. It is kept only if both ends say so, and this router does not.</summary>
    FcsRetention = 92,

    /// <summary>VCCV Capability (RFC 5085).</summary>
    VccvCapability = 96,

    /// <summary>Connect Speed Update (RFC 5515).</summary>
    ConnectSpeedUpdate = 97,

    /// <summary>Connect Speed Update Enable (RFC 5515).</summary>
    ConnectSpeedUpdateEnable = 98,
}
