using System.Numerics;
using System.Runtime.CompilerServices;
using Dpdk.Native;

namespace Router.Bench;

/// <summary>
/// A fixed piece of arithmetic that fills the core's execution units. On a shared machine it takes longer while a
/// neighbour runs on the other half of the core: samples beside a long one say more of the neighbour than of the router.
/// </summary>
internal static class Ruler
{
    /// <summary>A ruler this much longer than the shortest marks its sample as disturbed.</summary>
    public const double Tolerance = 1.03;

    private const int Rounds = 4000;

    /// <summary>Keeps the arithmetic from being optimized away.</summary>
    private static ulong _result;

    /// <summary>TSC ticks that the arithmetic takes now.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static double Measure()
    {
        ulong start = Shim.rs_rdtsc();
        ulong a = start, b = 2, c = 3, d = 4, e = 5, f = 6;
        for (int i = 0; i < Rounds; i++)
        {
            a = BitOperations.RotateLeft(a, 5) + 0x9e3779b97f4a7c15;
            b = BitOperations.RotateLeft(b, 7) ^ 0xbf58476d1ce4e5b9;
            c = BitOperations.RotateLeft(c, 11) + 0x94d049bb133111eb;
            d = BitOperations.RotateLeft(d, 13) ^ 0x2545f4914f6cdd1d;
            e = BitOperations.RotateLeft(e, 17) + 0xd6e8feb86659fd93;
            f = BitOperations.RotateLeft(f, 19) ^ 0xa0761d6478bd642f;
        }

        ulong spent = Shim.rs_rdtsc() - start;
        _result += a ^ b ^ c ^ d ^ e ^ f;
        return spent;
    }
}
