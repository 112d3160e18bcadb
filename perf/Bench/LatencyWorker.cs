using System.Threading;
using Dpdk.Native;
using Router.Dataplane;
using Router.Dataplane.Graph;
using static Dpdk.Native.Dpdk;

namespace Router.Bench;

/// <summary>A worker's thread on its own CPU: the rounds of the router's poll loop, less, or nothing; it notes when it stood still.</summary>
internal sealed unsafe class LatencyWorker
{
    private const long Nap = 200_000;

    private readonly Worker* _worker;
    private readonly int _cpu;
    private readonly Thread _thread;
    private int _wanted;
    private int _done;

    public LatencyWorker(Worker* worker, int cpu)
    {
        _worker = worker;
        _cpu = cpu;
        _thread = new Thread(Main) { Name = "worker-0" };
        _thread.Start();
        Wait(Task.Rest);
    }

    /// <summary>What the thread does.</summary>
    public enum Task
    {
        /// <summary>Has not begun.</summary>
        None,

        /// <summary>Sleeps.</summary>
        Rest,

        /// <summary>Reads the clock.</summary>
        Watch,

        /// <summary>Forwards.</summary>
        Forward,

        /// <summary>Hands what one port receives to the other as it is: what the rings and the machine take without a router.</summary>
        Pass,

        /// <summary>Ends.</summary>
        End,
    }

    /// <summary>When the thread stood still in its last task but rest.</summary>
    public Pauses Pauses { get; } = new();

    /// <summary>Kernel's number of the thread.</summary>
    public int ThreadId { get; private set; }

    /// <summary>Whether the thread got <see cref="RealTime"/> priority for its last task.</summary>
    public bool IsRealTime { get; private set; }

    /// <summary>Gives the thread something else to do and waits until it does.</summary>
    public void Do(Task task)
    {
        Volatile.Write(ref _wanted, (int)task);
        if (task == Task.End)
        {
            _thread.Join();
        }
        else
        {
            Wait(task);
        }
    }

    private void Wait(Task task)
    {
        while (Volatile.Read(ref _done) != (int)task)
        {
            if (!_thread.IsAlive)
            {
                throw new InvalidOperationException($"The worker cannot run on CPU {_cpu}.");
            }
        }
    }

    private void Main()
    {
        if (Dpdk.Native.Linux.SchedSetaffinity(_cpu) < 0 || rte_thread_register() != 0)
        {
            return;
        }

        ThreadId = Dpdk.Native.Linux.Gettid();
        rte_mbuf** burst = stackalloc rte_mbuf*[Worker.BurstSize];
        int task = (int)Task.Rest;
        Volatile.Write(ref _wanted, task);
        while (task != (int)Task.End)
        {
            if (task == (int)Task.Rest)
            {
                Volatile.Write(ref _done, task);
                while (Volatile.Read(ref _wanted) == task)
                {
                    _ = Dpdk.Native.Linux.Nanosleep(Nap);
                }
            }
            else
            {
                IsRealTime = RealTime.Begin();
                Work(task, burst);
                RealTime.End();
            }

            task = Volatile.Read(ref _wanted);
        }

        rte_thread_unregister();
    }

    private void Work(int task, rte_mbuf** burst)
    {
        Pauses.Begin();
        Volatile.Write(ref _done, task);
        while (Volatile.Read(ref _wanted) == task)
        {
            _ = Pauses.Look();
            if (task == (int)Task.Forward)
            {
                _ = WorkerThread.Round(_worker, burst);
            }
            else if (task == (int)Task.Pass)
            {
                PortQueue* from = _worker->Ports;
                PortQueue* to = from + 1;
                int count = from->Receive(from->ReceiveQueue, burst, Worker.BurstSize);
                if (count != 0)
                {
                    _ = to->Send(to->SendQueue, burst, (ushort)count);
                }
            }
        }
    }
}
