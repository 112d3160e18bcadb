using System.Threading;
using Dpdk.Native;
using Router.Dataplane.Graph;
using Router.Dataplane.Ports;
using static Dpdk.Native.Dpdk;

namespace Router.Dataplane;

/// <summary>The poll loop of one worker on its own CPU. Between <see cref="Start"/> and <see cref="Stop"/> it allocates nothing and takes no lock.</summary>
internal sealed unsafe class WorkerThread
{
    private const int EmptyRoundsBeforeSleep = 256;
    private const long FirstSleepNanoseconds = 20_000;
    private const long LongestSleepNanoseconds = 200_000;
    private const ulong RoundsBetweenAllocationReports = 65536;

    private readonly Worker* _worker;
    private readonly int _cpu;
    private readonly bool _adaptive;
    private readonly Thread _thread;
    private int _stop;
    private string? _failure;

    /// <param name="worker">The worker.</param>
    /// <param name="cpu">CPU to run on.</param>
    /// <param name="adaptive">Sleep when nothing arrives.</param>
    public WorkerThread(Worker* worker, int cpu, bool adaptive)
    {
        _worker = worker;
        _cpu = cpu;
        _adaptive = adaptive;
        _thread = new Thread(Main) { Name = $"worker-{worker->Index}", IsBackground = true };
    }

    /// <summary>Starts the thread and waits until it polls.</summary>
    /// <exception cref="InvalidOperationException">The thread could not be pinned or registered with DPDK.</exception>
    public void Start()
    {
        _thread.Start();
        while (Volatile.Read(ref _worker->State->Running) == 0)
        {
            if (Volatile.Read(ref _failure) is string failure)
            {
                throw new InvalidOperationException(failure);
            }

            Thread.Sleep(1);
        }
    }

    /// <summary>Stops the thread after its current round.</summary>
    public void Stop()
    {
        Volatile.Write(ref _stop, 1);
        _thread.Join();
    }

    private void Main()
    {
        int result = Linux.SchedSetaffinity(_cpu);
        if (result < 0)
        {
            Volatile.Write(ref _failure, $"dataplane.workers: CPU {_cpu}: {Linux.Describe(result)}");
            return;
        }

        if (rte_thread_register() != 0)
        {
            Volatile.Write(ref _failure, $"Worker {_worker->Index} cannot be registered with DPDK.");
            return;
        }

        _ = Linux.SetThreadName($"worker-{_worker->Index}");
        _ = Linux.Prctl(Linux.PR_SET_TIMERSLACK, 1);
        _worker->State->Cpu = (uint)_cpu;
        _worker->State->Epoch = Volatile.Read(ref _worker->Tables->Epoch);
        _worker->State->AllocatedBytes = 0;
        long allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        Volatile.Write(ref _worker->State->Running, 1);
        Loop(allocatedBefore);
        Volatile.Write(ref _worker->State->Running, 0);
        rte_thread_unregister();
    }

    private void Loop(long allocatedBefore)
    {
        Worker* worker = _worker;
        Channel.WorkerState* state = worker->State;
        rte_mbuf** burst = stackalloc rte_mbuf*[Worker.BurstSize];
        int empty = 0;
        long sleep = FirstSleepNanoseconds;
        while (Volatile.Read(ref _stop) == 0)
        {
            if (Round(worker, burst))
            {
                empty = 0;
                sleep = FirstSleepNanoseconds;
            }
            else if (++empty > EmptyRoundsBeforeSleep && _adaptive)
            {
                state->AllocatedBytes = (ulong)(GC.GetAllocatedBytesForCurrentThread() - allocatedBefore);
                _ = Linux.Nanosleep(sleep);
                sleep = Math.Min(2 * sleep, LongestSleepNanoseconds);
            }

            if (++state->Loops % RoundsBetweenAllocationReports == 0)
            {
                state->AllocatedBytes = (ulong)(GC.GetAllocatedBytesForCurrentThread() - allocatedBefore);
            }
        }
    }

    /// <summary>Polls every queue once and forwards what is there; true if there was anything.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="burst">Room for <see cref="Worker.BurstSize"/> packets.</param>
    internal static bool Round(Worker* worker, rte_mbuf** burst)
    {
        // Between vectors the worker holds no reference to a table (see Reclamation).
        Channel.WorkerState* state = worker->State;
        Volatile.Write(ref state->Epoch, Volatile.Read(ref worker->Tables->Epoch));
        ulong start = Shim.rs_rdtsc();
        worker->Now = start;
        int received = Poll(worker, burst);
        PacketGraph.Inject(worker);
        bool injected = worker->DirtyPorts != 0 || worker->Pending != 0;
        if (injected)
        {
            PacketGraph.Run(worker);
        }

        bool busy = received != 0 || injected;
        if (busy)
        {
            state->BusyLoops++;
            state->BusyCycles += Shim.rs_rdtsc() - start;
        }

        return busy;
    }

    private static int Poll(Worker* worker, rte_mbuf** burst)
    {
        int total = 0;
        for (int i = 0; i < worker->PortCount; i++)
        {
            PortQueue* queue = worker->Ports + i;
            if (queue->Receive == null)
            {
                continue;
            }

            int count = queue->Receive(queue->ReceiveQueue, burst, Worker.BurstSize);
            if (count == 0)
            {
                continue;
            }

            StrippedTags.Restore(burst, count);
            PacketGraph.Receive(worker, queue->Port, burst, count);
            PacketGraph.Run(worker);
            total += count;
        }

        return total;
    }
}
