using System.Runtime.InteropServices;
using Dpdk.Native;
using Router.Configuration;
using static Dpdk.Native.Dpdk;

namespace Router.Dataplane.Ports;

/// <summary>DPDK's environment abstraction layer: started once in a process, on the main thread.</summary>
internal static unsafe class Eal
{
    private const int StandardError = 2;

    /// <summary>Memory for packet buffers of a replay, in MiB.</summary>
    private const int ReplayMebibytes = 64;

    /// <summary>How much more must be free before a replay takes huge pages: they are the routers' first, and replays may run side by side.</summary>
    private const int ReplayReserve = 4;

    /// <summary>Starts EAL for the ports of a configuration.</summary>
    /// <exception cref="InvalidOperationException">EAL refused; it has said why on standard error.</exception>
    public static void Start(RouterConfiguration configuration)
    {
        DataplaneConfiguration dataplane = configuration.Dataplane;
        bool hugePages = dataplane.Hugepages;
        if (hugePages && !HugePages.TryReserve(dataplane.MemoryMebibytes))
        {
            Log.Warning(
                $"dataplane.hugepages: {dataplane.MemoryMebibytes} MiB (dataplane.memory) are not free in huge pages and cannot be reserved; "
                + "going on with small pages, which is slower. Raise vm.nr_hugepages, or set hugepages: false.");
            hugePages = false;
        }

        Start(EalArguments.Build(
            configuration.Instance, [dataplane.MainOn(Environment.ProcessorCount)], hugePages, dataplane.MemoryMebibytes, configuration.Ports));
    }

    /// <summary>Starts EAL without ports.</summary>
    /// <exception cref="InvalidOperationException">EAL refused; it has said why on standard error.</exception>
    public static void StartWithoutPorts(RouterConfiguration configuration)
    {
        bool hugePages = configuration.Dataplane.Hugepages && HugePages.FreeMebibytes() >= ReplayReserve * ReplayMebibytes;
        Start(EalArguments.Build("replay", Linux.SchedGetaffinity(), hugePages, ReplayMebibytes, []));
    }

    private static void Start(IReadOnlyList<string> arguments)
    {
        _ = Shim.rs_log_to_fd(StandardError);

        // EAL keeps pointers to its arguments: they are never freed.
        sbyte** vector = (sbyte**)NativeMemory.AllocZeroed((nuint)arguments.Count + 1, (nuint)sizeof(sbyte*));
        for (int i = 0; i < arguments.Count; i++)
        {
            vector[i] = (sbyte*)Marshal.StringToCoTaskMemUTF8(arguments[i]);
        }

        if (rte_eal_init(arguments.Count, vector) < 0)
        {
            throw new InvalidOperationException(
                $"DPDK did not start: {Linux.Describe(Shim.rs_errno())}. Its arguments were: {string.Join(' ', arguments.Skip(1))}");
        }
    }
}
