namespace Router.Dataplane.Headers;

/// <summary>A label stack entry (RFC 3032 2.1): label 20, TC 3, S 1, TTL 8 bits; here as a number in host order.</summary>
internal static class MplsLabel
{
    public const int Length = 4;
    public const uint BottomOfStack = 0x100;

    /// <summary>Octets of a pseudowire's control word (RFC 4385 3), whose first four bits are zero.</summary>
    public const int ControlWordLength = 4;

    public const uint Ipv4ExplicitNull = 0;
    public const uint RouterAlert = 1;
    public const uint Ipv6ExplicitNull = 2;

    /// <summary>Never on the wire: the label in whose place there is none.</summary>
    public const uint ImplicitNull = 3;

    /// <summary>First label that a binding may use.</summary>
    public const uint FirstUnreserved = 16;

    public static uint Label(uint entry) => entry >> 12;

    public static uint Tc(uint entry) => (entry >> 9) & 7;

    public static uint Ttl(uint entry) => entry & 0xff;

    /// <summary>The entry that takes the place of a received one: TC and S as they were, TTL one less (RFC 3032 2.4.2, RFC 3270).</summary>
    public static uint Swapped(uint received, uint label) => (label << 12) | ((received & 0xfff) - 1);
}
