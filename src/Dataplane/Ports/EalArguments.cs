using System.Globalization;
using Router.Configuration;

namespace Router.Dataplane.Ports;

/// <summary>What DPDK's environment abstraction layer is started with.</summary>
internal static class EalArguments
{
    /// <summary>The argument vector of rte_eal_init.</summary>
    /// <param name="instance">Name of the router.</param>
    /// <param name="mainCpus">CPUs of the main thread. Workers are threads of this program that register themselves.</param>
    /// <param name="hugePages">Whether packet buffers lie in huge pages.</param>
    /// <param name="mebibytes">Memory for packet buffers.</param>
    /// <param name="ports">Devices to open; none in replay.</param>
    public static IReadOnlyList<string> Build(
        string instance, IEnumerable<int> mainCpus, bool hugePages, int mebibytes, IEnumerable<PortConfiguration> ports)
    {
        List<string> arguments =
        [
            "router-dataplane",
            "--lcores", $"0@({string.Join(',', mainCpus)})",
            "--file-prefix", $"router-{instance}",
            "--log-level", "warning",
            "--log-level", "lib.eal:error", // its warnings are about huge page sizes that nobody asked for
            "--no-telemetry",
            "-m", mebibytes.ToString(CultureInfo.InvariantCulture),
        ];

        // --in-memory leaves nothing in the file system. EAL refuses it without huge pages; --no-shconf does it there.
        arguments.AddRange(hugePages ? ["--in-memory"] : ["--no-huge", "--no-shconf"]);
        bool pci = false;
        foreach (PortConfiguration port in ports)
        {
            arguments.Add(port.IsPci ? "-a" : "--vdev");
            arguments.Add(port.IsPci ? port.Device : VdevArguments.Complete(port.Device, port.Mtu));
            pci |= port.IsPci;
        }

        if (!pci)
        {
            // Virtual addresses need neither the IOMMU nor /proc/self/pagemap.
            arguments.AddRange(["--no-pci", "--iova-mode", "va"]);
        }

        return arguments;
    }
}
