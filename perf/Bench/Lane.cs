using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using static Dpdk.Native.Dpdk;

namespace Router.Bench;

/// <summary>What a lane does in a slot of time.</summary>
internal enum LaneWork
{
    /// <summary>Packets by the router's graph.</summary>
    Router,

    /// <summary>The same work in C.</summary>
    Reference,

    /// <summary>Arithmetic in registers: what the CPUs take from each other, whatever runs on them.</summary>
    Arithmetic,
}

/// <summary>A slot of a <see cref="Lane"/>'s time.</summary>
/// <param name="Work">What to do in it.</param>
/// <param name="Lanes">Which lanes work in it, a bit per lane; the others sleep.</param>
internal readonly record struct Slot(LaneWork Work, int Lanes);

/// <summary>
/// One worker of several, on a CPU and a feed of its own. All follow the same timetable: nothing is said between them while it runs.
/// </summary>
internal sealed unsafe class Lane
{
    private const int Burst = Worker.BurstSize;
    private const int Ready = 1;
    private const int Over = 2;
    private const int Dismissed = 3;
    private const long Nap = 1_000_000;

    /// <summary>Nanoseconds before a slot at which a lane wakes up, to wait for it in a loop.</summary>
    private const long Early = 200_000;

    private readonly Worker* _worker;
    private readonly Reference? _reference;
    private readonly Scenario _scenario;
    private readonly Options _options;
    private readonly int _index;
    private readonly int _cpu;
    private readonly Thread _thread;
    private readonly ulong* _meeting;
    private RandomEntries _random = new();
    private Timetable _timetable;
    private int _stage;
    private double[] _samples = [];
    private string? _failure;

    /// <param name="index">Number of the lane.</param>
    /// <param name="cpu">CPU to run on.</param>
    /// <param name="worker">Its worker; the feed is port 0.</param>
    /// <param name="scenario">What the feed varies.</param>
    /// <param name="options">The command line.</param>
    /// <param name="meeting">A line of memory that the lanes pass between them before they begin.</param>
    public Lane(int index, int cpu, Worker* worker, Scenario scenario, Options options, ulong* meeting)
    {
        _index = index;
        _cpu = cpu;
        _worker = worker;
        _scenario = scenario;
        _options = options;
        _meeting = meeting;
        _reference = scenario.Reference(options.Entries) is string function ? new Reference(function, worker) : null;
        _thread = new Thread(Main) { Name = string.Create(CultureInfo.InvariantCulture, $"lane-{index}") };
    }

    /// <summary>Nanoseconds for a cache line to the other lane and back, the median of the first lane.</summary>
    public double RoundTrip { get; private set; }

    /// <summary>Ticks per packet (or per ruler) by slot; NaN where the lane did not work, or not the whole slot.</summary>
    public IReadOnlyList<double> Samples => _samples;

    /// <summary>The thread has done everything once and waits for the timetable to begin.</summary>
    public bool IsReady => Volatile.Read(ref _stage) >= Ready || !_thread.IsAlive;

    /// <summary>The thread is at the end of the timetable and waits for <see cref="Join"/>.</summary>
    public bool IsOver => Volatile.Read(ref _stage) >= Over || !_thread.IsAlive;

    /// <summary>Starts the thread; it follows the timetable when that begins.</summary>
    public void Start(Timetable timetable)
    {
        _timetable = timetable;
        _samples = new double[timetable.Slots];
        _thread.Start();
    }

    /// <summary>Ends the thread.</summary>
    /// <exception cref="InvalidOperationException">The lane could not run on its CPU, or the reference left packets.</exception>
    public void Join()
    {
        Volatile.Write(ref _stage, Dismissed);
        _thread.Join();
        if (_failure is not null)
        {
            throw new InvalidOperationException(_failure);
        }
    }

    private void Main()
    {
        int result = Dpdk.Native.Linux.SchedSetaffinity(_cpu);
        if (result < 0 || rte_thread_register() != 0)
        {
            _failure = $"Lane {_index} cannot run on CPU {_cpu}.";
            return;
        }

        _ = Dpdk.Native.Linux.Prctl(Dpdk.Native.Linux.PR_SET_TIMERSLACK, 1);
        Meet();
        Rehearse();
        Volatile.Write(ref _stage, Ready);
        for (int slot = 0; slot < _timetable.Slots && _failure is null; slot++)
        {
            _samples[slot] = double.NaN;
            Slot wanted = _timetable.At(slot);
            if ((wanted.Lanes & (1 << _index)) != 0)
            {
                _samples[slot] = Sample(_timetable.Begin + ((ulong)slot * _timetable.SlotTicks), wanted.Work);
            }
        }

        Volatile.Write(ref _stage, Over);
        while (Volatile.Read(ref _stage) != Dismissed)
        {
            _ = Dpdk.Native.Linux.Nanosleep(Nap);
        }

        rte_thread_unregister();
    }

    /// <summary>Works in each way once, so that nothing is compiled later.</summary>
    private void Rehearse()
    {
        for (int i = 0; i < _timetable.Cycle.Length; i++)
        {
            _ = Sample(Shim.rs_rdtsc() + (ulong)(Early * 2e-9 * Shim.rs_tsc_hz()), _timetable.Cycle[i].Work);
        }
    }

    /// <summary>Ticks per packet or ruler in the slot that begins at a time; NaN if it was not this work's whole slot.</summary>
    private double Sample(ulong begin, LaneWork work) =>
        !AwaitTime(begin) ? double.NaN : work == LaneWork.Arithmetic ? Arithmetic(begin) : Packets(begin, work);

    /// <summary>Passes a line to the other lane and back many times; the time of a round trip tells how far apart the CPUs are.</summary>
    private void Meet()
    {
        const int Rounds = 20_001;
        List<double> times = new(Rounds);
        for (ulong round = 0; round < Rounds; round++)
        {
            ulong before = Shim.rs_rdtsc();
            ulong mine = (2 * round) + (uint)_index;
            while (Volatile.Read(ref *_meeting) != mine)
            {
            }

            Volatile.Write(ref *_meeting, mine + 1);
            times.Add((Shim.rs_rdtsc() - before) * 1e9 / Shim.rs_tsc_hz());
        }

        RoundTrip = Statistics.Quantile(times, 0.5);
    }

    /// <summary>Sleeps, then loops until a time; false when that has passed already.</summary>
    private static bool AwaitTime(ulong time)
    {
        long away = (long)(time - Shim.rs_rdtsc());
        if (away < 0)
        {
            return false;
        }

        long nanoseconds = (long)(away * 1e9 / Shim.rs_tsc_hz());
        if (nanoseconds > Early)
        {
            _ = Dpdk.Native.Linux.Nanosleep(nanoseconds - Early);
        }

        bool inTime = Shim.rs_rdtsc() < time;
        while (Shim.rs_rdtsc() < time)
        {
        }

        return inTime;
    }

    private double Arithmetic(ulong begin)
    {
        ulong measured = begin + _timetable.WarmUpTicks;
        while (Shim.rs_rdtsc() < measured)
        {
            _ = Ruler.Measure();
        }

        double sum = 0;
        int count = 0;
        for (ulong end = begin + _timetable.WorkTicks; Shim.rs_rdtsc() < end; count++)
        {
            sum += Ruler.Measure();
        }

        return HasPassed(begin) ? double.NaN : sum / count;
    }

    private double Packets(ulong begin, LaneWork work)
    {
        ulong measured = begin + _timetable.WarmUpTicks;
        while (Shim.rs_rdtsc() < measured)
        {
            _ = Vector(work, out _);
        }

        ulong ticks = 0;
        long count = 0;
        for (ulong end = begin + _timetable.WorkTicks; Shim.rs_rdtsc() < end;)
        {
            ulong start = Shim.rs_rdtsc();
            count += Vector(work, out ulong rewriting);
            ticks += Shim.rs_rdtsc() - start - rewriting;
        }

        return HasPassed(begin) || count == 0 ? double.NaN : (double)ticks / count;
    }

    /// <summary>The slot has ended: a part of the work was beside another's.</summary>
    private bool HasPassed(ulong begin) => Shim.rs_rdtsc() > begin + _timetable.SlotTicks;

    /// <summary>Takes a vector from the feed to the sink; returns its packets and the ticks that the feed's own rewriting took.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Vector(LaneWork work, out ulong rewriting)
    {
        rte_mbuf** burst = stackalloc rte_mbuf*[Burst];
        PortQueue* input = _worker->Ports;
        int received = input->Receive(input->ReceiveQueue, burst, Burst);
        rewriting = 0;
        if (_options.Entries > Capture.Frames)
        {
            ulong mark = Shim.rs_rdtsc();
            for (int k = 0; k < received; k++)
            {
                _scenario.Rewrite(Mbuf.Data(burst[k]), _random.Next((uint)_options.Entries));
            }

            rewriting = Shim.rs_rdtsc() - mark;
        }

        _worker->Now = Shim.rs_rdtsc();
        if (work == LaneWork.Router)
        {
            PacketGraph.Receive(_worker, 0, burst, received);
            PacketGraph.Run(_worker);
        }
        else
        {
            if (_reference!.Process(burst, received) != 0)
            {
                _failure = $"The reference did not take every packet of {_scenario.Name}.";
            }

            _worker->RunningSince = _worker->Now;
            Output.FlushAll(_worker);
        }

        _worker->State->Epoch = _worker->Tables->Epoch;
        return received;
    }
}

/// <summary>When the lanes do what: the same for all of them.</summary>
internal readonly record struct Timetable(Slot[] Cycle, int Slots, ulong Begin, ulong SlotTicks)
{
    /// <summary>Ticks of a slot in which a lane works but does not measure: it may have slept before.</summary>
    public ulong WarmUpTicks => SlotTicks * 2 / 5;

    /// <summary>Ticks from a slot's begin until a lane stops working, long before the slot ends.</summary>
    public ulong WorkTicks => SlotTicks * 4 / 5;

    /// <summary>The slot of a number.</summary>
    public Slot At(int slot) => Cycle[slot % Cycle.Length];
}
