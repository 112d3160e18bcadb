using System.Diagnostics;
using System.Globalization;

namespace Router.Controlplane.Metrics;

/// <summary>The control plane's own process, with the names that every Prometheus client uses.</summary>
internal static class ProcessMetrics
{
    /// <summary>Writes the families.</summary>
    public static void Write(ExpositionWriter writer)
    {
        using Process process = Process.GetCurrentProcess();
        writer.Family("process_cpu_seconds_total", MetricType.Counter, "CPU time of the control plane.");
        writer.Sample(process.TotalProcessorTime.TotalSeconds);
        writer.Family("process_resident_memory_bytes", MetricType.Gauge, "Resident memory of the control plane.");
        writer.Sample((ulong)process.WorkingSet64);
        writer.Family("process_start_time_seconds", MetricType.Gauge, "Start of the control plane since the epoch.");
        writer.Sample(new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0);
        writer.Family("process_threads", MetricType.Gauge, "Threads of the control plane.");
        writer.Sample((ulong)process.Threads.Count);
        writer.Family("process_open_fds", MetricType.Gauge, "Open file descriptors of the control plane.");
        writer.Sample((ulong)Directory.EnumerateFileSystemEntries("/proc/self/fd").Count());
        writer.Family("dotnet_gc_collections_total", MetricType.Counter, "Garbage collections of the control plane by generation.");
        for (int generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            writer.Sample((ulong)GC.CollectionCount(generation), ("generation", generation.ToString(CultureInfo.InvariantCulture)));
        }

        writer.Family("dotnet_gc_heap_size_bytes", MetricType.Gauge, "Managed heap of the control plane.");
        writer.Sample((ulong)GC.GetTotalMemory(forceFullCollection: false));
        writer.Family("dotnet_gc_allocated_bytes_total", MetricType.Counter, "Managed memory allocated by the control plane.");
        writer.Sample((ulong)GC.GetTotalAllocatedBytes());
        writer.Family("dotnet_gc_pause_seconds_total", MetricType.Counter, "Time that the control plane stood still for garbage collections.");
        writer.Sample(GC.GetTotalPauseDuration().TotalSeconds);
    }
}
