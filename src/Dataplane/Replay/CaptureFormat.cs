namespace Router.Dataplane.Replay;

/// <summary>
/// The classic pcap format (draft-ietf-opsawg-pcap): a file header of 24 octets, then records of a 16-octet header and
/// data. The byte order is the writer's; the magic number tells it and the unit of the time stamps' fractions.
/// </summary>
internal static class CaptureFormat
{
    public const int FileHeaderLength = 24;
    public const int RecordHeaderLength = 16;

    /// <summary>Fractions are microseconds.</summary>
    public const uint MagicMicroseconds = 0xa1b2c3d4;

    /// <summary>Fractions are nanoseconds.</summary>
    public const uint MagicNanoseconds = 0xa1b23c4d;

    public const ushort MajorVersion = 2;
    public const ushort MinorVersion = 4;

    /// <summary>LINKTYPE_ETHERNET.</summary>
    public const uint Ethernet = 1;

    /// <summary>The link type's bits of its field; the others tell the length of an FCS at the end of each packet.</summary>
    public const uint LinkTypeMask = 0x03ff_ffff;

    /// <summary>No record is longer (libpcap's MAXIMUM_SNAPLEN).</summary>
    public const int MaximumRecord = 262144;

    public const ulong NanosecondsPerSecond = 1_000_000_000;
}
