using System.Numerics;
using System.Runtime.CompilerServices;

namespace Router.Bench;

/// <summary>Counts of latencies in TSC ticks: exact below 64 ticks, then 32 steps for each power of two, so 3 % or better.</summary>
internal readonly unsafe struct LatencyHistogram(uint* counts)
{
    private const int StepBits = 5;

    /// <summary>The longest that is told apart: 2^33 ticks, seconds.</summary>
    private const int LongestBits = 33;

    /// <summary>Counts.</summary>
    public const int Buckets = ((LongestBits - StepBits) << StepBits) + (2 << StepBits);

    /// <summary>Counts one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong ticks) => counts[BucketOf(ticks)]++;

    /// <summary>Adds these counts to sums.</summary>
    public void AddTo(ulong[] sums)
    {
        for (int i = 0; i < Buckets; i++)
        {
            sums[i] += counts[i];
        }
    }

    /// <summary>The longest latency in the bucket of rank <paramref name="rank"/> from above (0: the last), in ticks.</summary>
    public static ulong FromAbove(ulong[] sums, ulong rank)
    {
        ulong above = 0;
        for (int i = Buckets - 1; i >= 0; i--)
        {
            above += sums[i];
            if (above > rank)
            {
                return Largest(i);
            }
        }

        return 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int BucketOf(ulong ticks)
    {
        ticks = Math.Min(ticks, (1ul << LongestBits) - 1);
        int shift = Math.Max(0, BitOperations.Log2(ticks | 1) - StepBits);
        return (shift << StepBits) + (int)(ticks >> shift);
    }

    private static ulong Largest(int bucket)
    {
        int shift = Math.Max(0, (bucket >> StepBits) - 1);
        ulong step = (ulong)bucket - ((ulong)shift << StepBits);
        return ((step + 1) << shift) - 1;
    }
}
