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
            Run.StartEal(options.Cpu, pcap);
            worker->Pool = Run.CreatePool();
            Run.OpenPort(worker, 0, worker->Pool);
            Run.OpenPort(worker, 1, worker->Pool);
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
