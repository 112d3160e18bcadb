namespace Router.Configuration;

/// <summary>What carries L2TP (RFC 3931 4.1).</summary>
public enum L2tpEncapsulation
{
    /// <summary>UDP, port 1701 by default.</summary>
    Udp,

    /// <summary>IP protocol 115.</summary>
    Ip,
}

/// <summary>What a session carries.</summary>
public enum L2tpPayload
{
    /// <summary>Ethernet frames: a pseudowire (RFC 4719).</summary>
    Ethernet,

    /// <summary>PPP frames, whose IP packets are routed here.</summary>
    Ppp,

    /// <summary>IPv4 and IPv6 packets, which are routed here.</summary>
    Ip,

    /// <summary>HDLC frames (RFC 4349).</summary>
    Hdlc,

    /// <summary>Frames of a Frame Relay DLCI (RFC 4591).</summary>
    FrameRelay,

    /// <summary>ATM AAL5 SDUs (RFC 4454).</summary>
    AtmAal5,

    /// <summary>The ATM cells of a port (RFC 4454).</summary>
    AtmPort,

    /// <summary>The ATM cells of a VCC (RFC 4454).</summary>
    AtmVcc,

    /// <summary>The ATM cells of a VPC (RFC 4454).</summary>
    AtmVpc,
}

/// <summary>UDP checksum of sent packets.</summary>
public enum UdpChecksumMode
{
    /// <summary>Zero over IPv4, computed over IPv6.</summary>
    Auto,

    /// <summary>Always zero (over IPv6: RFC 6935).</summary>
    Zero,

    /// <summary>Always computed.</summary>
    Computed,
}

/// <summary>L2-specific sublayer between session header and frame (RFC 3931 4.6).</summary>
public enum L2SublayerKind
{
    /// <summary>The default sublayer of 4 octets.</summary>
    Default,

    /// <summary>None.</summary>
    None,

    /// <summary>The ATM-specific sublayer of 4 octets (RFC 4454), which has sequence numbers too.</summary>
    Atm,
}

/// <summary>Sequence numbers in the sublayer, or in the header of version 2.</summary>
[Flags]
public enum L2tpSequencing
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Sent packets are numbered.</summary>
    Send = 1,

    /// <summary>Received packets that are late are dropped.</summary>
    Receive = 2,

    /// <summary>Both.</summary>
    Both = Send | Receive,

    /// <summary>With <see cref="Send"/>: only packets without IP inside are numbered (RFC 3931 5.4.4, level 1).</summary>
    NonIp = 4,

    /// <summary>Sent packets without IP inside are numbered.</summary>
    SendNonIp = Send | NonIp,

    /// <summary>The same, and received packets that are late are dropped.</summary>
    BothNonIp = SendNonIp | Receive,
}
