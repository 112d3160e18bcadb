using System.Globalization;
using Router.Api;

namespace Router.Cli.Output;

/// <summary>Prints <c>show runtime</c>.</summary>
internal static class RuntimeOutput
{
    /// <summary>Prints a line about the process, then the workers, then their nodes.</summary>
    public static void Write(CliEnvironment environment, RuntimeInfo runtime)
    {
        environment.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"up {runtime.UptimeSeconds:F0} s, TSC {runtime.TscHz / 1e6:F0} MHz, garbage collections {runtime.GcCount}"));
        environment.Out.WriteLine();
        Table workers = new(">WORKER", ">CPU", "RUNS", ">BUSY %", ">LOOPS", ">RECEIVED", ">ORIGINATED", ">INJECTED", ">TRANSMITTED",
            ">DROPPED", ">PUNTED", ">ALLOCATED");
        Table nodes = new(">WORKER", "NODE", ">CALLS", ">PACKETS", ">PKTS/CALL", ">TICKS/PKT", "WORK");
        foreach (WorkerInfo w in runtime.Workers)
        {
            workers.Add(w.Worker, w.Cpu, w.Running, Fixed(w.BusyShare * 100), w.Loops, w.Received, w.Originated, w.Injected,
                w.Transmitted, w.Dropped, w.Punted, w.AllocatedBytes);
            foreach (NodeInfo n in w.Nodes.Where(n => n.Calls > 0))
            {
                nodes.Add(w.Worker, n.Node, n.Calls, n.Packets, Fixed(n.PacketsPerCall), Fixed(n.TicksPerPacket), n.Explanation);
            }
        }

        workers.Write(environment);
        environment.Out.WriteLine();
        nodes.Write(environment);
    }

    private static string Fixed(double value) => value.ToString("F1", CultureInfo.InvariantCulture);
}
