namespace Router.Controlplane.Ppp;

/// <summary>Values of L2TP's Proxy Authen Type AVP (RFC 2661 4.4.5).</summary>
public enum PppProxyAuthentication
{
    /// <summary>The AVP was not there.</summary>
    Unknown,

    /// <summary>Name and password were exchanged as text before PPP.</summary>
    Text,

    /// <summary>CHAP.</summary>
    Chap,

    /// <summary>PAP.</summary>
    Pap,

    /// <summary>No authentication.</summary>
    None,

    /// <summary>MS-CHAP version 1.</summary>
    MsChapV1,
}

/// <summary>What a LAC has negotiated with the peer on behalf of the LNS (RFC 2661 4.4.5).</summary>
public sealed record PppProxyData
{
    /// <summary>Options of the first Configure-Request of the peer.</summary>
    public ReadOnlyMemory<byte> InitialReceived { get; init; }

    /// <summary>Options of the last Configure-Request that the LAC sent.</summary>
    public ReadOnlyMemory<byte> LastSent { get; init; }

    /// <summary>Options of the last Configure-Request of the peer.</summary>
    public ReadOnlyMemory<byte> LastReceived { get; init; }

    /// <summary>How the peer has authenticated.</summary>
    public PppProxyAuthentication Authentication { get; init; }

    /// <summary>The name it gave.</summary>
    public ReadOnlyMemory<byte> Name { get; init; }

    /// <summary>The LAC's challenge.</summary>
    public ReadOnlyMemory<byte> Challenge { get; init; }

    /// <summary>Identifier of the challenge, or of PAP's request.</summary>
    public byte Identifier { get; init; }

    /// <summary>CHAP's response value or PAP's password.</summary>
    public ReadOnlyMemory<byte> Response { get; init; }
}
