namespace Router.Dataplane.Headers;

/// <summary>ATM in L2TPv3 (RFC 4454).</summary>
internal static class Atm
{
    /// <summary>Octets of a cell: 4 of header, without HEC, and 48 of payload.</summary>
    public const int CellLength = 52;

    /// <summary>First octet of the ATM-specific sublayer: T (a cell among AAL5 SDUs), G (EFCI), C (CLP) and U (C/R) bit.</summary>
    public const byte TransportFlags = 0x0f;

    /// <summary>T bit of that octet.</summary>
    public const byte CellFlag = 0x08;
}
