namespace Router.Controlplane.L2tp.Wire;

/// <summary>Pseudowire types (IANA l2tp-parameters).</summary>
public enum PseudowireType : ushort
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Frame Relay DLCI (RFC 4591).</summary>
    FrameRelayDlci = 1,

    /// <summary>ATM AAL5 SDU VCC transport (RFC 4454).</summary>
    AtmAal5 = 2,

    /// <summary>ATM cell transport, port mode (RFC 4454).</summary>
    AtmPort = 3,

    /// <summary>Ethernet VLAN (RFC 4719).</summary>
    EthernetVlan = 4,

    /// <summary>Ethernet (RFC 4719).</summary>
    Ethernet = 5,

    /// <summary>HDLC (RFC 4349).</summary>
    Hdlc = 6,

    /// <summary>PPP.</summary>
    Ppp = 7,

    /// <summary>ATM cell transport, VCC mode (RFC 4454).</summary>
    AtmVcc = 9,

    /// <summary>ATM cell transport, VPC mode (RFC 4454).</summary>
    AtmVpc = 10,

    /// <summary>IP layer 2 transport.</summary>
    Ip = 11,
}
