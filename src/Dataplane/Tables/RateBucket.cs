using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace Router.Dataplane.Tables;

/// <summary>
/// A token bucket of octets. Instead of its tokens it remembers when it will be full again: then no time must be counted
/// while nothing comes, and one word says all. Several workers may take from it at once, each with one atomic operation.
/// Half a cache line.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal unsafe struct RateBucket
{
    /// <summary>Times are in sixteenths of a tick, modulo 2^64.</summary>
    private const int TimeShift = 4;

    /// <summary>What an octet costs has this many bits more.</summary>
    private const int CostShift = 16;

    /// <summary>
    /// How much later than a whole depth from now a bucket may be full: the clocks of two workers differ by a round. Any other
    /// time is past: the bucket is full, or new, or its clock was set.
    /// </summary>
    private const ulong Tolerance = 1ul << 36;

    private const ulong LongestDepth = 1ul << 62;

    /// <summary>When the bucket is full again.</summary>
    [FieldOffset(0)]
    private ulong _full;

    /// <summary>Time in which an octet is earned; 0 for no limit.</summary>
    [FieldOffset(8)]
    private ulong _cost;

    /// <summary>Time in which an empty bucket fills.</summary>
    [FieldOffset(16)]
    private ulong _depth;

    /// <summary>A full bucket.</summary>
    /// <param name="ticksPerSecond">Frequency of the workers' clock.</param>
    /// <param name="bitsPerSecond">The rate; 0 lets everything through.</param>
    /// <param name="burst">Octets that a full bucket lets through at once.</param>
    public static RateBucket Create(ulong ticksPerSecond, ulong bitsPerSecond, uint burst)
    {
        if (bitsPerSecond == 0)
        {
            return default;
        }

        UInt128 cost = (((UInt128)ticksPerSecond * 8) << (TimeShift + CostShift)) / bitsPerSecond;
        ulong perOctet = (ulong)UInt128.Clamp(cost, 1, LongestDepth >> 16);
        return new RateBucket { _cost = perOctet, _depth = (ulong)UInt128.Min(((UInt128)perOctet * burst) >> CostShift, LongestDepth) };
    }

    /// <summary>Whether two buckets have the same rate and burst.</summary>
    public readonly bool IsLike(in RateBucket other) => _cost == other._cost && _depth == other._depth;

    /// <summary>Takes the octets of a packet; false, and nothing taken, if there are not so many.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="now">The worker's clock in ticks.</param>
    /// <param name="octets">At most 65,535.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryTake(RateBucket* bucket, ulong now, int octets)
    {
        if (bucket->_cost == 0)
        {
            return true;
        }

        ulong time = now << TimeShift;
        ulong needed = ((uint)octets * bucket->_cost) >> CostShift;
        ulong depth = bucket->_depth;
        ulong full = Volatile.Read(ref bucket->_full);
        while (true)
        {
            ulong missing = full - time;
            if (missing > depth + Tolerance)
            {
                missing = 0;
            }

            missing += needed;
            if (missing > depth)
            {
                return false;
            }

            ulong seen = Interlocked.CompareExchange(ref bucket->_full, time + missing, full);
            if (seen == full)
            {
                return true;
            }

            full = seen;
        }
    }
}
