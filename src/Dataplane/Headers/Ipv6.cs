namespace Router.Dataplane.Headers;

/// <summary>IPv6 header (RFC 8200).</summary>
internal static class Ipv6
{
    public const int HeaderLength = 40;
    public const int PayloadLengthOffset = 4;
    public const int NextHeaderOffset = 6;
    public const int HopLimitOffset = 7;
    public const int SourceOffset = 8;
    public const int DestinationOffset = 24;

    public const byte NextHeaderIcmp = 58;
    public const byte NextHeaderFragment = 44;

    /// <summary>The smallest MTU of an IPv6 link (RFC 8200 5).</summary>
    public const int MinimumMtu = 1280;
}
