using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Xunit;

namespace Router.Unit.Tests.Dataplane;

/// <summary>
/// Sends frames through the graph by both ways: the short one, and the long one, which traced packets take. The context of
/// a packet tells the ways apart: no short way writes it.
/// </summary>
internal sealed unsafe class Ways : IDisposable
{
    private const int Headroom = 128;
    private const int BufferLength = 1024;
    private const byte Untouched = 0xee;
    private const int Ports = 3;

    /// <summary>Adjacency ids, interface ids and labels of these tests are below this.</summary>
    private const int Few = 256;

    private static readonly RegionKind[] PacketCounters =
    [
        RegionKind.InterfaceReceived, RegionKind.InterfaceSent, RegionKind.AdjacencyCounters, RegionKind.LabelCounters,
        RegionKind.L2tpSessionReceived,
    ];

    /// <summary>What left since it was last emptied; static for a driver's function has no other place for it.</summary>
    [ThreadStatic]
    private static List<(int Port, string Frame)>? _left;

    public Ways()
    {
        Tables.Vrf(0);
        for (int port = 0; port < Ports; port++)
        {
            Tables.Worker->Ports[port].Port = (ushort)port;
            Tables.Worker->Ports[port].Send = &Send;
            Tables.Worker->Ports[port].SendQueue = (void*)port;
        }

        Tables.Worker->CapturePunt = &Forget;
    }

    /// <summary>The tables.</summary>
    public TestTables Tables { get; } = new(ports: Ports);

    public static byte[] RouterMac { get; } = [2, 0, 0, 0, 0, 1];

    public static byte[] PeerMac { get; } = [2, 0, 0, 0, 0, 2];

    /// <summary>A label stack entry.</summary>
    public static byte[] Label(uint label, bool last, int ttl) =>
        [(byte)(label >> 12), (byte)(label >> 4), (byte)((label << 4) | (last ? 1u : 0)), (byte)ttl];

    /// <summary>An interface of the router's MAC address.</summary>
    public void Interface(uint id, ushort port, ushort vlan, ushort inner, InterfaceFlags flags)
    {
        InterfaceRecord record = new()
        {
            Id = id,
            Key = 1000 + id,
            Port = port,
            OuterVlan = vlan,
            InnerVlan = inner,
            OuterTpid = 0x8100,
            Mtu = 1500,
            Flags = flags,
            Name = Name16.From($"i{id}"),
        };
        RouterMac.CopyTo(MemoryMarshal.AsBytes(new Span<Mac6>(ref record.Mac)));
        Send(CommandKind.Interface, record);
    }

    /// <summary>Sends a command, which must be taken.</summary>
    public void Send<T>(CommandKind kind, in T record, bool delete = false)
        where T : unmanaged => Assert.Equal(CommandError.None, Tables.Send(kind, record, delete));

    public void Dispose() => Tables.Dispose();

    /// <summary>Sends frames as one burst by one of the ways.</summary>
    public Result Run(int port, List<byte[]> frames, bool traced)
    {
        Worker* worker = Tables.Worker;
        return Run(frames, traced, (packets, count) =>
        {
            rte_mbuf** received = stackalloc rte_mbuf*[count];
            new Span<nint>(packets, count).CopyTo(new Span<nint>(received, count));
            PacketGraph.Receive(worker, (ushort)port, received, count);
        });
    }

    /// <summary>Sends frames on an interface's port, as Linux does on its mirror.</summary>
    public Result Inject(ushort interfaceId, List<byte[]> frames)
    {
        Worker* worker = Tables.Worker;
        return Run(frames, traced: false, (packets, count) =>
        {
            for (int i = 0; i < count; i++)
            {
                *PacketContext.Of(packets[i]) = new PacketContext { Interface = interfaceId };
                Assert.True(worker->FromMain->TryEnqueue(packets[i]));
            }

            PacketGraph.Inject(worker);
        });
    }

    private Result Run(List<byte[]> frames, bool traced, Entry enter)
    {
        Worker* worker = Tables.Worker;
        byte* memory = (byte*)NativeMemory.AlignedAlloc((nuint)(frames.Count * BufferLength), 64);
        rte_mbuf** packets = stackalloc rte_mbuf*[frames.Count];
        for (int i = 0; i < frames.Count; i++)
        {
            // Whoever frees a packet only lowers its reference count.
            byte* start = memory + (i * BufferLength);
            new Span<byte>(start, BufferLength).Clear();
            rte_mbuf* packet = packets[i] = (rte_mbuf*)start;
            packet->buf_addr = start + sizeof(rte_mbuf);
            packet->data_off = Headroom;
            packet->nb_segs = 1;
            packet->refcnt = 2;
            Mbuf.SetLength(packet, frames[i].Length);
            frames[i].CopyTo(new Span<byte>(Mbuf.Data(packet), frames[i].Length));
            new Span<byte>(PacketContext.Of(packet), sizeof(PacketContext)).Fill(Untouched);
        }

        _left = [];
        worker->TraceRemaining = traced ? (uint)frames.Count : 0;
        ulong[] before = Counts();
        enter(packets, frames.Count);
        PacketGraph.Run(worker);
        ulong[] counts = [.. Counts().Zip(before, (after, start) => after - start)];
        bool[] isShort = new bool[frames.Count];
        for (int i = 0; i < frames.Count; i++)
        {
            isShort[i] = new Span<byte>(PacketContext.Of(packets[i]), sizeof(PacketContext)).IndexOfAnyExcept(Untouched) < 0;
        }

        NativeMemory.AlignedFree(memory);
        Assert.Equal(0u, worker->TraceActive);
        return new Result(_left, counts, isShort);
    }

    private ulong[] Counts() =>
    [
        .. PacketCounters.SelectMany(kind =>
        {
            Span<PacketCounter> counters = Tables.Channel.Elements<PacketCounter>(kind, 0);
            return MemoryMarshal.Cast<PacketCounter, ulong>(counters[..Math.Min(Few, counters.Length)]).ToArray();
        }),
        .. Tables.Channel.Elements<ulong>(RegionKind.DropCounters, 0),
        .. Tables.Channel.Elements<ulong>(RegionKind.PuntCounters, 0),
    ];

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static ushort Send(void* queue, rte_mbuf** packets, ushort count)
    {
        for (int i = 0; i < count; i++)
        {
            _left!.Add(((int)queue, Convert.ToHexString(new Span<byte>(Mbuf.Data(packets[i]), packets[i]->data_len))));
        }

        return count;
    }

    private static void Forget(Worker* worker, rte_mbuf* packet)
    {
    }

    /// <summary>Takes packets into the graph.</summary>
    private delegate void Entry(rte_mbuf** packets, int count);

    /// <summary>What left, what was counted, which frames took the short way.</summary>
    internal sealed record Result(IReadOnlyList<(int Port, string Frame)> Sent, ulong[] Counts, bool[] IsShort);
}
