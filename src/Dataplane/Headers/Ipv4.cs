namespace Router.Dataplane.Headers;

/// <summary>IPv4 header (RFC 791).</summary>
internal static class Ipv4
{
    public const int HeaderLength = 20;
    public const int TypeOfServiceOffset = 1;
    public const int TotalLengthOffset = 2;
    public const int IdentificationOffset = 4;
    public const int FragmentOffset = 6;
    public const int TtlOffset = 8;
    public const int ProtocolOffset = 9;
    public const int ChecksumOffset = 10;
    public const int SourceOffset = 12;
    public const int DestinationOffset = 16;

    public const ushort DontFragment = 0x4000;
    public const ushort MoreFragments = 0x2000;
    public const ushort FragmentOffsetMask = 0x1fff;

    /// <summary>More Fragments and the offset as they lie in memory: zero in a datagram that is whole.</summary>
    public const ushort WireFragmentMask = 0xff3f;

    /// <summary>The offset alone as it lies in memory, and the value 1 that nobody sends (RFC 1858).</summary>
    public const ushort WireOffsetMask = 0xff1f;
    public const ushort WireOffset1 = 0x0100;

    /// <summary>First multicast address; all from here on are no unicast destinations.</summary>
    public const uint FirstGroup = 0xe0000000;

    public const byte ProtocolIcmp = 1;
    public const byte ProtocolUdp = 17;
    public const byte ProtocolL2tp = 115;
}
