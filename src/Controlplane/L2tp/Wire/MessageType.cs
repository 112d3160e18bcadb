namespace Router.Controlplane.L2tp.Wire;

/// <summary>Control message types: RFC 2661 3.2, RFC 3931 3.1 and IANA's l2tp-parameters.</summary>
public enum MessageType : ushort
{
    /// <summary>No message type: a zero-length body, which only acknowledges.</summary>
    ZeroLengthBody = 0,

    /// <summary>Start-Control-Connection-Request, SCCRQ.</summary>
    StartControlConnectionRequest = 1,

    /// <summary>Start-Control-Connection-Reply, SCCRP.</summary>
    StartControlConnectionReply = 2,

    /// <summary>Start-Control-Connection-Connected, SCCCN.</summary>
    StartControlConnectionConnected = 3,

    /// <summary>Stop-Control-Connection-Notification, StopCCN.</summary>
    StopControlConnectionNotification = 4,

    /// <summary>Hello, the keepalive.</summary>
    Hello = 6,

    /// <summary>Outgoing-Call-Request, OCRQ.</summary>
    OutgoingCallRequest = 7,

    /// <summary>Outgoing-Call-Reply, OCRP.</summary>
    OutgoingCallReply = 8,

    /// <summary>Outgoing-Call-Connected, OCCN.</summary>
    OutgoingCallConnected = 9,

    /// <summary>Incoming-Call-Request, ICRQ.</summary>
    IncomingCallRequest = 10,

    /// <summary>Incoming-Call-Reply, ICRP.</summary>
    IncomingCallReply = 11,

    /// <summary>Incoming-Call-Connected, ICCN.</summary>
    IncomingCallConnected = 12,

    /// <summary>Call-Disconnect-Notify, CDN.</summary>
    CallDisconnectNotify = 14,

    /// <summary>WAN-Error-Notify, WEN.</summary>
    WanErrorNotify = 15,

    /// <summary>Set-Link-Info, SLI.</summary>
    SetLinkInfo = 16,

    /// <summary>Explicit Acknowledgement of L2TPv3, ACK.</summary>
    ExplicitAcknowledgement = 20,

    /// <summary>Connect-Speed-Update-Notification, CSUN (RFC 5515).</summary>
    ConnectSpeedUpdateNotification = 28,

    /// <summary>Connect-Speed-Update-Request, CSURQ (RFC 5515).</summary>
    ConnectSpeedUpdateRequest = 29,
}
