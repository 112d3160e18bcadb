namespace Router.Controlplane.Ppp;

/// <summary>PPP protocol numbers that the engine knows (IANA ppp-numbers).</summary>
public static class PppProtocol
{
    /// <summary>IPv4 datagrams (RFC 1332).</summary>
    public const ushort Ipv4 = 0x0021;

    /// <summary>IPv6 datagrams (RFC 5072).</summary>
    public const ushort Ipv6 = 0x0057;

    /// <summary>IP Control Protocol (RFC 1332).</summary>
    public const ushort Ipcp = 0x8021;

    /// <summary>IPv6 Control Protocol (RFC 5072).</summary>
    public const ushort Ipv6cp = 0x8057;

    /// <summary>Link Control Protocol (RFC 1661).</summary>
    public const ushort Lcp = 0xc021;

    /// <summary>Password Authentication Protocol (RFC 1334).</summary>
    public const ushort Pap = 0xc023;

    /// <summary>Challenge Handshake Authentication Protocol (RFC 1994).</summary>
    public const ushort Chap = 0xc223;
}
