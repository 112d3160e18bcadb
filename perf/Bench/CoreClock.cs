using System.Runtime.CompilerServices;
using Dpdk.Native;

namespace Router.Bench;

/// <summary>The core's frequency beside the TSC's: the time of a chain of multiplications and additions, each of which waits for the one before.</summary>
internal static class CoreClock
{
    private const int Links = 4000;

    /// <summary>Cycles of one link: a 64-bit multiplication takes 3 and an addition 1 on Intel's cores since 2008 and AMD's since 2017.</summary>
    private const int CyclesOfLink = 4;

    private const int Tries = 100;

    private static ulong _result;

    /// <summary>The highest frequency over some tries, in Hz: what slows the core in between only makes a try longer.</summary>
    public static double Measure()
    {
        ulong least = ulong.MaxValue;
        for (int i = 0; i < Tries; i++)
        {
            least = Math.Min(least, Chain());
        }

        return (double)Links * CyclesOfLink / least * Shim.rs_tsc_hz();
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static ulong Chain()
    {
        ulong start = Shim.rs_rdtsc();
        ulong value = start;
        for (int i = 0; i < Links; i++)
        {
            value = (value * 0x9e3779b97f4a7c15) + 0x94d049bb133111eb;
        }

        ulong spent = Shim.rs_rdtsc() - start;
        _result += value;
        return spent;
    }
}
