using System.Runtime.InteropServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;

namespace Router.Bench;

/// <summary>
/// Before anything is measured: does the twin do what the router does? The same frames go through both, and must leave by
/// the same ports with the same octets and be counted alike. Then frames that are changed in one bit, cut or grown: what
/// the twin takes must be what the router sends, so a check that only the router makes does not stay unseen.
/// </summary>
internal sealed unsafe class TwinCheck(Programmer programmer, Scenario scenario, int entries, Reference reference)
{
    private const int Bursts = 64;

    /// <summary>Frames that are changed.</summary>
    private const int Changed = 4;

    private static readonly RegionKind[] Counted =
    [
        RegionKind.InterfaceReceived, RegionKind.InterfaceSent, RegionKind.AdjacencyCounters, RegionKind.LabelCounters,
        RegionKind.L2tpSessionReceived, RegionKind.DropCounters, RegionKind.PuntCounters,
    ];

    /// <summary>What left since it was last emptied, by port; static for a node function has no other place for it.</summary>
    private static readonly List<(ushort Port, byte[] Frame)> Left = [];

    private readonly Worker* _worker = programmer.Worker;

    /// <summary>Compares.</summary>
    /// <exception cref="InvalidOperationException">They differ.</exception>
    public void Run()
    {
        nint[] drivers = new nint[_worker->PortCount];
        for (int port = 0; port < drivers.Length; port++)
        {
            drivers[port] = (nint)_worker->Ports[port].Send;
            _worker->Ports[port].Send = null;
        }

        _worker->Capture = &Note;
        _worker->CapturePunt = &Forget;
        CompareBursts();
        foreach (byte[] frame in Frames(Changed))
        {
            foreach ((string change, byte[] changed) in FrameChanges.Of(frame))
            {
                CompareChanged(change, changed);
            }
        }

        _worker->CapturePunt = null;
        for (int port = 0; port < drivers.Length; port++)
        {
            _worker->Ports[port].Send = (delegate* unmanaged[Cdecl]<void*, rte_mbuf**, ushort, ushort>)drivers[port];
        }
    }

    private void CompareBursts()
    {
        List<byte[]> frames = Frames(Bursts * Worker.BurstSize);
        ulong[][] start = Counters();
        (List<(ushort Port, byte[] Frame)> expected, _) = Send(frames, twin: false);
        ulong[][] middle = Counters();
        (List<(ushort Port, byte[] Frame)> found, uint untaken) = Send(frames, twin: true);
        ulong[][] end = Counters();
        if (untaken != 0 || expected.Count != frames.Count)
        {
            throw Difference($"of {frames.Count} frames the router sends {expected.Count}, the twin does not take {untaken}");
        }

        for (int i = 0; i < expected.Count; i++)
        {
            Compare($"frame {i}", expected[i], found[i]);
        }

        for (int kind = 0; kind < start.Length; kind++)
        {
            for (int i = 0; i < start[kind].Length; i++)
            {
                ulong router = middle[kind][i] - start[kind][i];
                ulong twin = end[kind][i] - middle[kind][i];
                if (router != twin)
                {
                    string name = kind < Counted.Length ? Counted[kind].ToString() : "the worker's totals";
                    throw Difference($"word {i} of {name} rises by {router} and {twin}");
                }
            }
        }
    }

    private void CompareChanged(string change, byte[] frame)
    {
        (List<(ushort Port, byte[] Frame)> found, uint untaken) = Send([frame], twin: true);
        if (untaken != 0)
        {
            return;
        }

        (List<(ushort Port, byte[] Frame)> expected, _) = Send([frame], twin: false);
        if (expected.Count != 1)
        {
            throw Difference($"the twin takes what the router does not send: {change}");
        }

        Compare(change, expected[0], found[0]);
    }

    /// <summary>Sends frames through the router or its twin. What left, and how many packets the twin did not take.</summary>
    private (List<(ushort Port, byte[] Frame)> Sent, uint Untaken) Send(List<byte[]> frames, bool twin)
    {
        rte_mbuf** burst = stackalloc rte_mbuf*[Worker.BurstSize];
        uint untaken = 0;
        Left.Clear();
        foreach (byte[][] part in frames.Chunk(Worker.BurstSize))
        {
            for (int i = 0; i < part.Length; i++)
            {
                burst[i] = Shim.rs_pktmbuf_alloc(_worker->Pool);
                Mbuf.SetLength(burst[i], part[i].Length);
                part[i].CopyTo(new Span<byte>(Mbuf.Data(burst[i]), part[i].Length));
            }

            _worker->Now = Shim.rs_rdtsc();
            if (twin)
            {
                untaken += reference.Process(burst, part.Length);
                Output.FlushAll(_worker);
                if (untaken != 0)
                {
                    // Only of a single packet is it known which one was not taken; several end the measurement.
                    Shim.rs_pktmbuf_free(burst[0]);
                    break;
                }
            }
            else
            {
                PacketGraph.Receive(_worker, 0, burst, part.Length);
                PacketGraph.Run(_worker);
            }
        }

        return ([.. Left], untaken);
    }

    /// <summary>Frames as the feed makes them.</summary>
    private List<byte[]> Frames(int count)
    {
        Random random = new(2);
        List<byte[]> frames = [];
        for (int i = 0; i < count; i++)
        {
            byte[] frame = scenario.Frame(random.Next(entries), entries);
            fixed (byte* octets = frame)
            {
                if (entries > Capture.Frames)
                {
                    scenario.Rewrite(octets, (uint)random.Next(entries));
                }
            }

            frames.Add(frame);
        }

        return frames;
    }

    private ulong[][] Counters() =>
    [
        .. Counted.Select(kind => kind is RegionKind.DropCounters or RegionKind.PuntCounters
            ? programmer.Channel.Elements<ulong>(kind, 0).ToArray()
            : MemoryMarshal.Cast<PacketCounter, ulong>(programmer.Channel.Elements<PacketCounter>(kind, 0)).ToArray()),
        [_worker->State->Received, _worker->State->Originated, _worker->State->Transmitted, _worker->State->Dropped, _worker->State->Punted],
    ];

    private void Compare(string what, (ushort Port, byte[] Frame) router, (ushort Port, byte[] Frame) twin)
    {
        if (router.Port != twin.Port || !router.Frame.AsSpan().SequenceEqual(twin.Frame))
        {
            throw Difference(
                $"{what}:\n port {router.Port} {Convert.ToHexString(router.Frame)} (router)\n port {twin.Port} {Convert.ToHexString(twin.Frame)} (twin)");
        }
    }

    private InvalidOperationException Difference(string text) => new($"The twin in C differs from the router in {scenario.Name}: {text}.");

    private static void Note(Worker* worker, ushort port, rte_mbuf** packets, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Left.Add((port, new Span<byte>(Mbuf.Data(packets[i]), packets[i]->data_len).ToArray()));
        }
    }

    private static void Forget(Worker* worker, rte_mbuf* packet)
    {
    }
}
