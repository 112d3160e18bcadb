namespace Router.Dataplane.Headers;

/// <summary>L2TPv3 data headers (RFC 3931 4.1).</summary>
internal static class L2tpv3
{
    /// <summary>Registered UDP port (RFC 3931 4.1.2).</summary>
    public const ushort UdpPort = 1701;

    public const int UdpHeaderLength = 8;

    /// <summary>Flags, version and reserved octets before the session id over UDP (4.1.2.1).</summary>
    public const int UdpSessionHeaderLength = 4;

    /// <summary>UDP header, flags and session id: the least that a data message over UDP has.</summary>
    public const int UdpDataHeaderLength = UdpHeaderLength + UdpSessionHeaderLength + SessionIdLength;

    public const int SessionIdLength = 4;
    public const int SublayerLength = 4;

    /// <summary>T bit of the first octet over UDP: a control message.</summary>
    public const byte ControlFlag = 0x80;

    /// <summary>Version in the low 4 bits of the second octet.</summary>
    public const byte VersionMask = 0x0f;
    public const byte Version3 = 3;

    /// <summary>T bit and version as they lie in memory, and their value in a data message.</summary>
    public const ushort WireTypeMask = 0x0f80;
    public const ushort WireData = 0x0300;

    /// <summary>V bit of the first octet of a sublayer (RFC 5085): not data.</summary>
    public const byte VccvFlag = 0x80;

    /// <summary>S bit of the default sublayer (4.6): the sequence number is valid.</summary>
    public const uint SequenceFlag = 0x40000000;
    public const uint SequenceMask = 0x00ffffff;
}
