namespace Router.Configuration;

/// <summary>The most that IP packets may make up in one direction of a PPP session.</summary>
/// <param name="BitsPerSecond">Rate over the length of the IP packets; 0 for no limit.</param>
/// <param name="Burst">Octets that may come at once after a pause; null for <see cref="BurstOf"/>'s choice.</param>
public readonly record struct RateLimit(ulong BitsPerSecond, uint? Burst = null)
{
    /// <summary>What a burst that is not given lasts at the rate.</summary>
    private const ulong DefaultBurstsPerSecond = 10;

    /// <summary>Octets that may come at once: those of a tenth of a second, but at least two of the largest packets, if none are given; always one of these.</summary>
    /// <param name="mtu">Octets of the largest packet.</param>
    public uint BurstOf(int mtu) => (uint)Math.Min(
        Burst is { } given ? Math.Max(given, (ulong)mtu) : Math.Max(BitsPerSecond / 8 / DefaultBurstsPerSecond, 2 * (ulong)mtu),
        uint.MaxValue);
}
