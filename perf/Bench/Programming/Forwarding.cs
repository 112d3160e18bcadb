using System.Threading;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;

namespace Router.Bench;

/// <summary>
/// The worker of the instruments with periods: forwards a scenario's feed on the calling thread until it is told to end, while another
/// thread says which period it is. Every frame that leaves is looked at, outside of what counts as work of the nodes.
/// </summary>
internal sealed unsafe class Forwarding
{
    private const int Burst = Worker.BurstSize;
    private const int BurstsPerSample = 32;
    private const int MostSamples = 1 << 20;

    private static FrameCheck? _check;

    private readonly Worker* _worker;
    private readonly Scenario _scenario;
    private readonly uint _entries;
    private readonly List<Sample> _samples = new(MostSamples);
    private RandomEntries _random = new();
    private int _period;
    private int _seen;
    private bool _stop;
    private long _lostBefore = -1;

    /// <param name="worker">The worker, with open ports; its output goes to <paramref name="check"/>.</param>
    /// <param name="scenario">What the feed is made of.</param>
    /// <param name="entries">Entries in use.</param>
    /// <param name="check">Looks at the frames.</param>
    public Forwarding(Worker* worker, Scenario scenario, int entries, FrameCheck check)
    {
        _worker = worker;
        _scenario = scenario;
        _entries = (uint)entries;
        _check = check;
        worker->Ports[1].Send = null;
        worker->Capture = &Look;
    }

    /// <summary>Looks at a frame that leaves: (frame, its length, number of the period).</summary>
    public delegate void FrameCheck(byte* frame, int length, int period);

    /// <summary>Samples that lie in one period.</summary>
    public IReadOnlyList<Sample> Samples => _samples;

    /// <summary>Packets that were received since period 2 began and did not leave.</summary>
    public long Lost { get; private set; }

    /// <summary>Another thread: begins a period; returns when the worker is in it.</summary>
    public void Enter(int period)
    {
        Volatile.Write(ref _period, period);
        while (Volatile.Read(ref _seen) != period)
        {
            Thread.Sleep(0);
        }
    }

    /// <summary>Another thread: the end.</summary>
    public void Stop() => Volatile.Write(ref _stop, true);

    /// <summary>Forwards until <see cref="Stop"/>.</summary>
    public void Run()
    {
        Worker* worker = _worker;
        WorkerState* state = worker->State;
        PortQueue* input = worker->Ports;
        NodeCounters* output = worker->NodeCounters + (int)NodeId.InterfaceOutput;
        rte_mbuf** burst = stackalloc rte_mbuf*[Burst];
        Volatile.Write(ref state->Epoch, Volatile.Read(ref worker->Tables->Epoch));
        Volatile.Write(ref state->Running, 1);
        double ruler = Ruler.Measure();
        while (!Volatile.Read(ref _stop))
        {
            int period = Volatile.Read(ref _period);
            ulong sending = output->Cycles;
            ulong work = 0;
            long count = 0;
            for (int i = 0; i < BurstsPerSample; i++)
            {
                Volatile.Write(ref state->Epoch, Volatile.Read(ref worker->Tables->Epoch));
                _current = Volatile.Read(ref _period);
                Volatile.Write(ref _seen, _current);
                if (_lostBefore < 0 && _current >= 2)
                {
                    _lostBefore = (long)(state->Received - state->Transmitted);
                }

                int received = input->Receive(input->ReceiveQueue, burst, Burst);
                for (int k = 0; k < received && _entries > 1; k++)
                {
                    _scenario.Rewrite(Mbuf.Data(burst[k]), _random.Next(_entries));
                }

                ulong begin = Shim.rs_rdtsc();
                worker->Now = begin;
                PacketGraph.Receive(worker, 0, burst, received);
                PacketGraph.Run(worker);
                work += Shim.rs_rdtsc() - begin;
                count += received;
            }

            double after = Ruler.Measure();
            if (period == _current && _samples.Count < MostSamples)
            {
                _samples.Add(new Sample(period, (work - (output->Cycles - sending)) / (double)Math.Max(1, count), Math.Max(ruler, after)));
            }

            ruler = after;
        }

        Lost = (long)(state->Received - state->Transmitted) - Math.Max(0, _lostBefore);
        Volatile.Write(ref state->Running, 0);
    }

    private static int _current;

    private static void Look(Worker* worker, ushort port, rte_mbuf** packets, int count)
    {
        for (int i = 0; i < count; i++)
        {
            _check!(Mbuf.Data(packets[i]), packets[i]->data_len, _current);
        }
    }

    /// <summary>One sample.</summary>
    /// <param name="Period">Number of the period.</param>
    /// <param name="Work">Ticks per packet of the nodes, without reception and transmission.</param>
    /// <param name="Ruler">The longer of the rulers before and after.</param>
    internal readonly record struct Sample(int Period, double Work, double Ruler);
}
