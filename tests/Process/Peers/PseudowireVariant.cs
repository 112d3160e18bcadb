namespace Router.Process.Tests.Peers;

/// <summary>The L2-specific sublayer of a session (RFC 3931 4.6).</summary>
internal enum Sublayer
{
    /// <summary>No sublayer.</summary>
    None,

    /// <summary>Four octets, all zero.</summary>
    Default,

    /// <summary>With sequence numbers in both directions.</summary>
    Sequenced,
}

/// <summary>A kind of static L2TPv3 pseudowire.</summary>
/// <param name="Udp">Over UDP, else over IP.</param>
/// <param name="Ipv6">Over IPv6, else over IPv4.</param>
/// <param name="ToPeer">Octets of the cookie in packets to the peer: 0, 4 or 8.</param>
/// <param name="ToRouter">Octets of the cookie in packets to the router.</param>
/// <param name="Sublayer">Sublayer, in both directions.</param>
internal sealed record PseudowireVariant(bool Udp, bool Ipv6, int ToPeer, int ToRouter, Sublayer Sublayer)
{
    private static readonly int[] CookieLengths = [0, 4, 8];

    /// <summary>
    /// Twelve variants, in which every two of encapsulation, cookie to the peer, cookie to the router and sublayer come
    /// together in each of their combinations.
    /// </summary>
    public static IReadOnlyDictionary<string, PseudowireVariant> All { get; } = Enumerable.Range(0, 12)
        .Select(number => Of(number / 3, number % 3))
        .ToDictionary(variant => variant.ToString());

    /// <summary>Octets of the L2TP header in front of frames to the router.</summary>
    public int HeaderToRouter => Header(ToRouter);

    /// <summary>Octets of the L2TP header in front of frames to the peer.</summary>
    public int HeaderToPeer => Header(ToPeer);

    /// <inheritdoc/>
    public override string ToString() => $"{(Udp ? "udp" : "ip")}{(Ipv6 ? 6 : 4)}-cookies-{ToPeer}-{ToRouter}-{Sublayer}";

    private static PseudowireVariant Of(int encapsulation, int number) => new(
        Udp: encapsulation % 2 == 0,
        Ipv6: encapsulation >= 2,
        ToPeer: CookieLengths[number],
        ToRouter: CookieLengths[(number + encapsulation) % 3],
        Sublayer: (Sublayer)((number + (2 * encapsulation)) % 3));

    private int Header(int cookie) => (Udp ? 4 : 0) + 4 + cookie + (Sublayer == Sublayer.None ? 0 : 4);
}
