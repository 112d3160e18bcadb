using Dpdk.Native;

namespace Router.Bench;

/// <summary>
/// Real-time priority for as long as something is measured: no other program of this machine then runs on the thread's CPU.
/// Never for long: the kernel takes the CPU from such threads for a while in each second.
/// </summary>
internal static class RealTime
{
    private const int Other = 0;

    /// <summary>Longest time to keep it, in seconds.</summary>
    public const double Longest = 0.2;

    /// <summary>Raises the calling thread; false when that is not allowed.</summary>
    public static bool Begin() => Dpdk.Native.Linux.SchedSetscheduler(Dpdk.Native.Linux.SCHED_FIFO, 1) == 0;

    /// <summary>Makes the calling thread one like others.</summary>
    public static void End() => _ = Dpdk.Native.Linux.SchedSetscheduler(Other, 0);
}
