namespace Router.Controlplane.L2tp.Sessions;

/// <summary>What L2TPv2 says of a PPP call beside ids and speeds (RFC 2661 4.4.4 and 4.4.5). Octets are as on the wire.</summary>
public sealed record PppCallParameters
{
    /// <summary>Bearer Type, bit 0 digital, bit 1 analog; null if absent.</summary>
    public uint? BearerType { get; init; }

    /// <summary>Framing Type, bit 0 synchronous, bit 1 asynchronous.</summary>
    public uint FramingType { get; init; } = 1;

    /// <summary>Called Number.</summary>
    public byte[]? CalledNumber { get; init; }

    /// <summary>Calling Number.</summary>
    public byte[]? CallingNumber { get; init; }

    /// <summary>Sub-Address.</summary>
    public byte[]? SubAddress { get; init; }

    /// <summary>Minimum BPS of an outgoing call.</summary>
    public uint MinimumBps { get; init; }

    /// <summary>Maximum BPS of an outgoing call.</summary>
    public uint MaximumBps { get; init; }

    /// <summary>Private Group ID.</summary>
    public byte[]? PrivateGroupId { get; init; }

    /// <summary>Sequencing Required: data always has sequence numbers (RFC 2661 5.4).</summary>
    public bool SequencingRequired { get; init; }

    /// <summary>Initial Received LCP CONFREQ.</summary>
    public byte[]? InitialReceivedConfReq { get; init; }

    /// <summary>Last Sent LCP CONFREQ.</summary>
    public byte[]? LastSentConfReq { get; init; }

    /// <summary>Last Received LCP CONFREQ.</summary>
    public byte[]? LastReceivedConfReq { get; init; }

    /// <summary>Proxy Authen Type: 1 text, 2 CHAP, 3 PAP, 4 none, 5 MS-CHAPv1; 0 if absent.</summary>
    public ushort ProxyAuthenType { get; init; }

    /// <summary>Proxy Authen Name.</summary>
    public byte[]? ProxyAuthenName { get; init; }

    /// <summary>Proxy Authen Challenge.</summary>
    public byte[]? ProxyAuthenChallenge { get; init; }

    /// <summary>Proxy Authen ID.</summary>
    public byte ProxyAuthenId { get; init; }

    /// <summary>Proxy Authen Response.</summary>
    public byte[]? ProxyAuthenResponse { get; init; }
}
