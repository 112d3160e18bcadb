using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Memory;
using static Dpdk.Native.Dpdk;

namespace Router.Bench;

/// <summary>
/// Sends packets by a timetable that is fixed beforehand and receives them again: the other end of both ports. A packet that
/// cannot be sent when it is due is sent later, with the time at which it was due: nothing that stalls hides. The last 8 octets
/// of a packet carry the low halves of both times. All packets are this object's own and go round.
/// </summary>
internal sealed unsafe class OpenLoop
{
    /// <summary>
    /// Most packets on their way, as many as descriptors of a NIC's queue; what is due beyond that waits here. Twice as many
    /// would no longer be in the caches, and make of each pause of the machine a longer one.
    /// </summary>
    public const int MostUnderWay = 1024;

    /// <summary>Time of a window, as a power of two of ticks: about a fifth of a millisecond.</summary>
    public const int WindowBits = 19;

    private const int Burst = Worker.BurstSize;
    private const int FractionBits = 20;
    private const int FrameRoom = 128;
    private const int StampSize = 8;

    private readonly Scenario _scenario;
    private readonly int _entries;
    private readonly rte_ring* _toRouter;
    private readonly rte_ring* _fromRouter;
    private readonly rte_mbuf** _idle;
    private readonly byte* _frames;
    private readonly int _length;
    private readonly NativeArray<uint> _counts;
    private readonly int _windows;
    private readonly Pauses _pauses = new();
    private int _idleCount;
    private RandomEntries _random = new();
    private uint _frame;

    /// <param name="scenario">Frames, and how they vary.</param>
    /// <param name="entries">Entries of the tables in use.</param>
    /// <param name="toRouter">The ring that the router receives from.</param>
    /// <param name="fromRouter">The ring that it sends to.</param>
    /// <param name="pool">Where the packets come from, <see cref="MostUnderWay"/> of them.</param>
    /// <param name="longest">The longest stream, in seconds.</param>
    public OpenLoop(Scenario scenario, int entries, rte_ring* toRouter, rte_ring* fromRouter, rte_mempool* pool, double longest)
    {
        _scenario = scenario;
        _entries = entries;
        _toRouter = toRouter;
        _fromRouter = fromRouter;
        _frames = NativeArray<byte>.Allocate(Capture.Frames * FrameRoom).Pointer;
        Random random = new(1);
        for (int i = 0; i < Capture.Frames; i++)
        {
            byte[] frame = scenario.Frame(random.Next(entries), entries);
            _length = frame.Length;
            frame.CopyTo(new Span<byte>(_frames + (i * FrameRoom), FrameRoom));
        }

        _idle = (rte_mbuf**)NativeArray<ulong>.Allocate(MostUnderWay).Pointer;
        for (; _idleCount < MostUnderWay; _idleCount++)
        {
            rte_mbuf* packet = Shim.rs_pktmbuf_alloc(pool);
            _idle[_idleCount] = packet != null ? packet : throw new InvalidOperationException("No memory for packet buffers.");
        }

        _windows = (int)(longest * Shim.rs_tsc_hz() / (1ul << WindowBits)) + 2;
        _counts = NativeArray<uint>.Allocate((nuint)_windows * 2 * LatencyHistogram.Buckets);
    }

    /// <summary>When this side itself stood still.</summary>
    public Pauses Pauses => _pauses;

    /// <summary>Windows of the last stream.</summary>
    public int Windows { get; private set; }

    /// <summary>When the last stream began.</summary>
    public ulong Begin { get; private set; }

    /// <summary>How long the last stream was, until all were back, in seconds.</summary>
    public double Seconds { get; private set; }

    /// <summary>Packets of the last stream that were due.</summary>
    public ulong Due { get; private set; }

    /// <summary>Packets of the last stream that came back.</summary>
    public ulong Returned { get; private set; }

    /// <summary>Latencies of the packets that were due in a window of the last stream, from the time at which they were due.</summary>
    public LatencyHistogram FromSchedule(int window) => Histogram(window, 0);

    /// <summary>The same, from the time at which they were sent.</summary>
    public LatencyHistogram FromSending(int window) => Histogram(window, 1);

    /// <summary>One stream of <paramref name="rate"/> packets per second, evenly spaced, or (infinite) as many as can be with some under way.</summary>
    /// <param name="rate">Packets per second.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="underWay">Most packets under way.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(double rate, double seconds, int underWay = MostUnderWay)
    {
        double hz = Shim.rs_tsc_hz();
        bool closed = double.IsInfinity(rate);
        Windows = Math.Min(_windows, (int)(seconds * hz / (1ul << WindowBits)) + 1);
        new Span<uint>(_counts.Pointer, Windows * 2 * LatencyHistogram.Buckets).Clear();
        ulong interval = closed ? 0 : (ulong)(hz / rate * (1 << FractionBits));
        ulong length = (ulong)(seconds * hz);
        int reserve = MostUnderWay - underWay;
        ulong due = 0;
        ulong returned = 0;
        ulong next = 0;
        rte_mbuf** burst = stackalloc rte_mbuf*[Burst];
        _pauses.Begin();
        ulong begin = Shim.rs_rdtsc();
        Begin = begin;
        ulong latest = begin + (2 * length) + (ulong)hz;
        while (true)
        {
            ulong now = _pauses.Look();
            uint received = Shim.rs_ring_sc_dequeue_burst(_fromRouter, (void**)burst, Burst, null);
            if (received != 0)
            {
                Record(burst, received, begin);
                returned += received;
            }

            // A timetable is followed to its end, however late; then what is under way may come home.
            if ((closed ? now - begin : next >> FractionBits) >= length)
            {
                if (_idleCount == MostUnderWay || now > latest)
                {
                    break;
                }

                continue;
            }

            int count = 0;
            while (count < Burst && _idleCount > reserve)
            {
                ulong scheduled = closed ? now : begin + (next >> FractionBits);
                if (scheduled > now)
                {
                    break;
                }

                next += interval;
                rte_mbuf* packet = _idle[--_idleCount];
                Build(packet, (uint)scheduled, (uint)now);
                burst[count++] = packet;
            }

            if (count != 0)
            {
                due += (uint)count;
                _ = Shim.rs_ring_sp_enqueue_burst(_toRouter, (void**)burst, (uint)count, null);
            }
        }

        Due = due;
        Returned = returned;
        Seconds = (Shim.rs_rdtsc() - begin) / hz;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Build(rte_mbuf* packet, uint scheduled, uint sent)
    {
        packet->data_off = 128;
        Mbuf.SetLength(packet, _length);
        byte* data = Mbuf.Data(packet);
        byte* frame = _frames + (_frame++ % Capture.Frames * FrameRoom);
        Vector256.Load(frame).Store(data);
        Vector256.Load(frame + 32).Store(data + 32);
        if (_length > 64)
        {
            Vector256.Load(frame + 64).Store(data + 64);
            Vector256.Load(frame + 96).Store(data + 96);
        }

        if (_entries > Capture.Frames)
        {
            _scenario.Rewrite(data, _random.Next((uint)_entries));
        }

        Unsafe.WriteUnaligned(data + _length - StampSize, scheduled | ((ulong)sent << 32));
    }

    /// <summary>Counts packets that came back and keeps them for the next ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Record(rte_mbuf** packets, uint count, ulong begin)
    {
        // The other CPU has written these lines: all are on their way before the first is needed.
        ulong now = Shim.rs_rdtsc();
        for (uint i = 0; i < count; i++)
        {
            Prefetch.Read(packets[i]);
        }

        for (uint i = 0; i < count; i++)
        {
            Prefetch.Read(Mbuf.Data(packets[i]) + packets[i]->data_len - StampSize);
        }

        for (uint i = 0; i < count; i++)
        {
            rte_mbuf* packet = packets[i];
            ulong stamps = Unsafe.ReadUnaligned<ulong>(Mbuf.Data(packet) + packet->data_len - StampSize);
            _idle[_idleCount++] = packet;

            // Of the times only the low halves are known; all latencies are shorter than 2^32 ticks.
            ulong latency = (uint)now - (uint)stamps;
            int window = (int)((now - latency - begin) >> WindowBits);
            if ((uint)window < (uint)Windows)
            {
                FromSchedule(window).Add(latency);
                FromSending(window).Add((uint)now - (uint)(stamps >> 32));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private LatencyHistogram Histogram(int window, int kind) =>
        new(_counts.Pointer + (((window * 2) + kind) * LatencyHistogram.Buckets));
}
