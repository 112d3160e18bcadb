namespace Router.Controlplane.Ppp;

/// <summary>Authentication protocols.</summary>
public enum PppAuthenticationMethod
{
    /// <summary>No authentication.</summary>
    None,

    /// <summary>Password Authentication Protocol (RFC 1334).</summary>
    Pap,

    /// <summary>CHAP with MD5 (RFC 1994).</summary>
    Chap,

    /// <summary>MS-CHAP version 2 (RFC 2759).</summary>
    MsChapV2,
}
