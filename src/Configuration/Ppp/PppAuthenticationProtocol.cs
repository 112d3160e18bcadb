namespace Router.Configuration;

/// <summary>How a PPP subscriber proves who it is.</summary>
public enum PppAuthenticationProtocol
{
    /// <summary>PAP: the password in clear (RFC 1334).</summary>
    Pap,

    /// <summary>CHAP with MD5 (RFC 1994).</summary>
    Chap,

    /// <summary>MS-CHAPv2 (RFC 2759).</summary>
    MsChapV2,
}
