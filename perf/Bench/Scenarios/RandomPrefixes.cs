namespace Router.Bench;

/// <summary>
/// Routes in the lengths of a full Internet table, computed from their numbers, so that the feed needs no table of its
/// own to find a destination inside a route. Lengths: shares of the global tables as of 2024, rounded (three in five
/// IPv4 prefixes are /24, nearly half of IPv6's /48).
/// </summary>
internal static class RandomPrefixes
{
    // Cumulated shares in units of 1/256, then lengths.
    private static readonly (byte Limit, byte Length)[] Ipv4Lengths =
        [(155, 24), (184, 22), (210, 23), (223, 21), (234, 20), (242, 19), (246, 18), (250, 16), (253, 17), (255, 15)];

    private static readonly (byte Limit, byte Length)[] Ipv6Lengths =
        [(120, 48), (165, 32), (190, 44), (215, 40), (230, 36), (240, 46), (248, 47), (252, 29), (255, 28)];

    /// <summary>IPv4 route <paramref name="number"/>: prefix in host byte order, length, and a destination inside.</summary>
    public static (uint Prefix, int Length, uint Destination) Ipv4(uint number)
    {
        ulong random = Mix(number);
        int length = LengthOf(Ipv4Lengths, (byte)(random >> 56));
        uint host = uint.MaxValue >> length;

        // Networks 1 to 223 but for 127.
        uint first = 1 + ((uint)(random >> 24) & 0xff) * 222 / 256;
        uint address = ((first >= 127 ? first + 1 : first) << 24) | ((uint)random & 0xffffff);
        return (address & ~host, length, address);
    }

    /// <summary>IPv6 route <paramref name="number"/> in 2000::/3: the high 64 bits of prefix and destination.</summary>
    public static (ulong Prefix, int Length, ulong Destination) Ipv6(uint number)
    {
        ulong random = Mix(number);
        int length = LengthOf(Ipv6Lengths, (byte)(random >> 40));
        ulong address = (1ul << 61) | (random & (ulong.MaxValue >> 3));
        return (address & ~(ulong.MaxValue >> length), length, address);
    }

    private static int LengthOf((byte Limit, byte Length)[] lengths, byte share)
    {
        foreach ((byte limit, byte length) in lengths)
        {
            if (share <= limit)
            {
                return length;
            }
        }

        return lengths[^1].Length;
    }

    /// <summary>SplitMix64's finalizer.</summary>
    private static ulong Mix(ulong value)
    {
        value = (value + 1) * 0x9e3779b97f4a7c15;
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
        return value ^ (value >> 31);
    }
}
