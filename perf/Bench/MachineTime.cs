using System.Globalization;
using Dpdk.Native;

namespace Router.Bench;

/// <summary>What the kernel knows of time that was taken away: by the host from each CPU, by other programs from two threads.</summary>
/// <param name="Steal">Time that the host gave to others while a CPU had work, by CPU, in milliseconds (the kernel counts in 10).</param>
/// <param name="Waited">Milliseconds that the worker's and the feeder's thread were ready but others ran.</param>
internal sealed record MachineTime(double[] Steal, double[] Waited)
{
    private const int StealField = 8;
    private const int MillisecondsPerTick = 10;

    public static MachineTime Now(int worker)
    {
        double[] steal =
        [
            .. File.ReadLines("/proc/stat")
                .Where(static line => line.StartsWith("cpu", StringComparison.Ordinal) && line[3] != ' ')
                .TakeWhile(static line => line.StartsWith("cpu", StringComparison.Ordinal))
                .Select(static line => MillisecondsPerTick * double.Parse(line.Split(' ')[StealField], CultureInfo.InvariantCulture)),
        ];
        return new MachineTime(steal, [WaitedBy(worker), WaitedBy(Dpdk.Native.Linux.Gettid())]);
    }

    /// <summary>What was added since.</summary>
    public MachineTime Since(MachineTime before) => new(
        [.. Steal.Zip(before.Steal, static (now, then) => now - then)], [.. Waited.Zip(before.Waited, static (now, then) => now - then)]);

    /// <summary>The sum of two.</summary>
    public MachineTime And(MachineTime other) => Steal.Length == 0 ? other : new(
        [.. Steal.Zip(other.Steal, static (one, two) => one + two)], [.. Waited.Zip(other.Waited, static (one, two) => one + two)]);

    /// <summary>For people.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture,
        $"{string.Join(" / ", Steal)} ms by CPU, other programs {Waited[0]:F2} / {Waited[1]:F2} ms");

    /// <summary>Members of an object of JSON.</summary>
    public string ToJson() => string.Create(CultureInfo.InvariantCulture,
        $"\"stealMs\":[{string.Join(',', Steal)}],\"waitedMs\":[{Waited[0]:F3},{Waited[1]:F3}]");

    /// <summary>Run delay of a thread: second field of schedstat, in nanoseconds.</summary>
    private static double WaitedBy(int thread)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{thread}/schedstat");
        return File.Exists(path) ? double.Parse(File.ReadAllText(path).Split(' ')[1], CultureInfo.InvariantCulture) / 1e6 : 0;
    }
}
