namespace Router.Dataplane.Headers;

/// <summary>A label stack entry (RFC 3032 2.1): label 20, TC 3, S 1, TTL 8 bits; here as a number in host order.</summary>
internal static class MplsLabel
{
    public const int Length = 4;
    public const uint BottomOfStack = 0x100;

    public const uint Ipv4ExplicitNull = 0;
    public const uint RouterAlert = 1;
    public const uint Ipv6ExplicitNull = 2;

    /// <summary>First label that a binding may use.</summary>
    public const uint FirstUnreserved = 16;

    public static uint Label(uint entry) => entry >> 12;

    public static uint Tc(uint entry) => (entry >> 9) & 7;

    public static uint Ttl(uint entry) => entry & 0xff;
}
