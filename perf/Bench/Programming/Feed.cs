using Dpdk.Native;
using Router.Dataplane.Graph;

namespace Router.Bench;

/// <summary>A scenario's feed into a worker.</summary>
internal static unsafe class Feed
{
    /// <summary>Starts DPDK with the calling thread on the worker's CPU and opens the ports; returns the worker.</summary>
    public static Worker* Open(Programmer programmer, Scenario scenario, Options options)
    {
        string pcap = Path.Combine(Path.GetTempPath(), $"router-bench-{Environment.ProcessId}.pcap");
        Capture.Write(pcap, scenario, options.Entries);
        Worker* worker = programmer.Worker;
        try
        {
            Run.StartEal($"{options.Cpu}", 128, $"net_pcap0,rx_pcap={pcap},infinite_rx=1", "net_null1,no-rx=1");
            worker->Pool = Run.CreatePool(8191);
            Run.OpenPort(worker, 0, 0);
            Run.OpenPort(worker, 1, 1);
        }
        finally
        {
            File.Delete(pcap);
        }

        scenario.Program(programmer, options.Entries);
        GraphCompiler.Prepare();
        programmer.State.Reclamation.Synchronize();
        return worker;
    }
}
