namespace Router.Configuration;

/// <summary>Section <c>dataplane</c>: cores, memory and table sizes.</summary>
public sealed record DataplaneConfiguration
{
    /// <summary>CPU numbers, one poll-mode worker each, in the order of the file; null if not given. See <see cref="WorkersOn"/>.</summary>
    public ConfigurationList<int>? Workers { get; init; }

    /// <summary>CPU of the main thread; null if not given. See <see cref="MainOn"/>.</summary>
    public int? Main { get; init; }

    /// <summary>False starts DPDK with --no-huge.</summary>
    public bool Hugepages { get; init; } = true;

    /// <summary>MiB of memory for packet buffers.</summary>
    public int MemoryMebibytes { get; init; } = 256;

    /// <summary>Packet buffers per socket.</summary>
    public int Mbufs { get; init; } = 16384;

    /// <summary>What a worker does when nothing arrives.</summary>
    public IdlePolicy Idle { get; init; } = IdlePolicy.Adaptive;

    /// <summary>Table sizes.</summary>
    public LimitsConfiguration Limits { get; init; } = new();

    /// <summary>The workers' CPUs on a machine: as configured, else CPU 1, or CPU 0 when there is no other.</summary>
    /// <param name="processorCount">CPUs of the machine.</param>
    public ConfigurationList<int> WorkersOn(int processorCount) => Workers ?? (processorCount > 1 ? [1] : [0]);

    /// <summary>The main thread's CPU on a machine: as configured, else the lowest that is no worker's, else CPU 0.</summary>
    /// <param name="processorCount">CPUs of the machine.</param>
    public int MainOn(int processorCount)
    {
        if (Main is int configured)
        {
            return configured;
        }

        ConfigurationList<int> workers = WorkersOn(processorCount);
        for (int cpu = 0; cpu < processorCount; cpu++)
        {
            if (!workers.Contains(cpu))
            {
                return cpu;
            }
        }

        return 0;
    }
}
