using System.Globalization;
using Dpdk.Native;
using Router.Configuration;

namespace Router.Dataplane.Ports;

/// <summary>Keeps the runtime's own threads off the workers' CPUs.</summary>
internal static class ControlCpus
{
    /// <summary>
    /// Confines every thread that exists to the CPUs that are no worker's; threads that start later inherit that from
    /// their makers. Workers pin themselves.
    /// </summary>
    public static void Confine(DataplaneConfiguration dataplane)
    {
        ConfigurationList<int> workers = dataplane.WorkersOn(Environment.ProcessorCount);
        int[] cpus = [.. Linux.SchedGetaffinity().Where(cpu => !workers.Contains(cpu))];
        if (cpus.Length == 0)
        {
            return;
        }

        foreach (string task in Directory.GetDirectories("/proc/self/task"))
        {
            // A thread may have ended in the meantime: nothing to do about it then.
            _ = Linux.SchedSetaffinityOf(int.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture), cpus);
        }
    }
}
