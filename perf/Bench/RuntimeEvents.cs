using System.Globalization;
using System.Runtime;

namespace Router.Bench;

/// <summary>What the .NET runtime did in this process up to a moment: garbage collections, allocation, compilation.</summary>
/// <param name="Gen0">Collections of generation 0 (those of higher generations are also of the lower).</param>
/// <param name="Gen1">Collections of generation 1.</param>
/// <param name="Gen2">Collections of generation 2.</param>
/// <param name="Pause">Time for which all threads were stopped.</param>
/// <param name="AllocatedBytes">Managed octets, all threads.</param>
/// <param name="CompiledMethods">Methods that the JIT compiled, all threads.</param>
/// <param name="CompilationTime">Time that it took.</param>
internal readonly record struct RuntimeEvents(
    int Gen0, int Gen1, int Gen2, TimeSpan Pause, long AllocatedBytes, long CompiledMethods, TimeSpan CompilationTime)
{
    /// <summary>Nothing happened that could have stopped or delayed a worker.</summary>
    public bool None => this == default;

    /// <summary>Until now. Reading exactly stops all threads for a moment: only before and after what is measured.</summary>
    public static RuntimeEvents Now()
    {
        _ = GC.GetTotalAllocatedBytes(precise: true);

        // The first call has compiled what the second one needs.
        return new(
            GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2), GC.GetTotalPauseDuration(),
            GC.GetTotalAllocatedBytes(precise: true), JitInfo.GetCompiledMethodCount(), JitInfo.GetCompilationTime());
    }

    public static RuntimeEvents operator -(RuntimeEvents after, RuntimeEvents before) => new(
        after.Gen0 - before.Gen0, after.Gen1 - before.Gen1, after.Gen2 - before.Gen2, after.Pause - before.Pause,
        after.AllocatedBytes - before.AllocatedBytes, after.CompiledMethods - before.CompiledMethods, after.CompilationTime - before.CompilationTime);

    public static RuntimeEvents operator +(RuntimeEvents one, RuntimeEvents other) => one - (default(RuntimeEvents) - other);

    /// <summary>An object of JSON.</summary>
    public string ToJson() => string.Create(CultureInfo.InvariantCulture,
        $"{{\"gen0\":{Gen0},\"gen1\":{Gen1},\"gen2\":{Gen2},\"pauseUs\":{Pause.TotalMicroseconds:F1},\"allocatedBytes\":{AllocatedBytes},"
        + $"\"compiledMethods\":{CompiledMethods},\"compilationUs\":{CompilationTime.TotalMicroseconds:F1}}}");

    /// <summary>For people.</summary>
    public override string ToString() => None
        ? "no collection, no pause, nothing allocated, nothing compiled"
        : string.Create(CultureInfo.InvariantCulture,
            $"collections {Gen0}/{Gen1}/{Gen2}, paused {Pause.TotalMicroseconds:F0} us, {AllocatedBytes} octets allocated, {CompiledMethods} methods compiled in {CompilationTime.TotalMicroseconds:F0} us");
}
