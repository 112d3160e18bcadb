using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Xunit;

namespace Router.Unit.Tests.Dataplane;

/// <summary>
/// Ethernet pseudowires over MPLS (RFC 4448): what takes the short way leaves and is counted as on the long way, which
/// traced packets take. The context of a packet tells the ways apart: no short way writes it.
/// </summary>
public sealed unsafe class PseudowireWayTests : IDisposable
{
    private const int Provider = 0;
    private const int Customer = 1;
    private const int Headroom = 128;
    private const int BufferLength = 1024;
    private const int Mtu = 200;
    private const byte Untouched = 0xee;

    /// <summary>Adjacency ids, interface ids and labels of these tests are below this.</summary>
    private const int Few = 256;

    private static readonly RegionKind[] PacketCounters =
    [
        RegionKind.InterfaceReceived, RegionKind.InterfaceSent, RegionKind.AdjacencyCounters, RegionKind.LabelCounters,
    ];

    private static readonly byte[] RouterMac = [2, 0, 0, 0, 0, 1];
    private static readonly byte[] PeerMac = [2, 0, 0, 0, 0, 2];

    /// <summary>What left since it was last emptied; static for a driver's function has no other place for it.</summary>
    private static readonly List<(int Port, string Frame)> Left = [];

    private readonly TestTables _tables = new(ports: 2);

    public PseudowireWayTests()
    {
        _tables.Vrf(0);
        Interface(0, Provider, 0, 0, InterfaceFlags.Enabled | InterfaceFlags.Mpls);
        Interface(1, Provider, 8, 0, InterfaceFlags.Enabled | InterfaceFlags.Mpls);
        Interface(2, Customer, 0, 0, InterfaceFlags.Enabled | InterfaceFlags.AttachmentCircuit);
        Interface(3, Customer, 5, 0, InterfaceFlags.Enabled | InterfaceFlags.AttachmentCircuit);
        Interface(4, Customer, 6, 7, InterfaceFlags.Enabled | InterfaceFlags.AttachmentCircuit);
        Interface(5, Customer, 10, 0, InterfaceFlags.Enabled | InterfaceFlags.AttachmentCircuit);
        Adjacency(1, 2, AdjacencyKind.AttachmentCircuit, []);
        Adjacency(2, 3, AdjacencyKind.AttachmentCircuit, []);
        Adjacency(3, 0, AdjacencyKind.MplsPseudowire, Label(16, false, 64), Label(17, true, 64));
        Adjacency(4, 0, AdjacencyKind.MplsPseudowire, Label(18, true, 64), new byte[4], AdjacencyFlags.ControlWord);
        byte[] manyLabels = [.. Enumerable.Range(20, 8).SelectMany(label => Label((uint)label, label == 27, 64))];
        Adjacency(5, 0, AdjacencyKind.MplsPseudowire, manyLabels, new byte[4], AdjacencyFlags.ControlWord);
        Adjacency(6, 0, AdjacencyKind.MplsPseudowire, Label(19, true, 64), flags: AdjacencyFlags.PushVlan);
        CrossConnect(2, 3);
        CrossConnect(3, 4);
        CrossConnect(4, 5);
        CrossConnect(5, 6);
        Bind(100, 1, LabelFlags.None);
        Bind(101, 1, LabelFlags.ControlWord);
        Bind(102, 1, LabelFlags.PopVlan);
        Bind(103, 2, LabelFlags.None);
        Bind(104, 4, LabelFlags.None);
        for (int port = 0; port < 2; port++)
        {
            _tables.Worker->Ports[port].Port = (ushort)port;
            _tables.Worker->Ports[port].Send = &Send;
            _tables.Worker->Ports[port].SendQueue = (void*)port;
        }

        _tables.Worker->CapturePunt = &Forget;
    }

    /// <summary>Name, port, whether it takes the short way, whether it leaves, frame.</summary>
    public static TheoryData<string, int, bool, bool, byte[]> Frames()
    {
        byte[] inner = [.. PeerMac, .. RouterMac, 8, 0, .. Payload(50)];
        byte[] tagged = [.. PeerMac, .. RouterMac, 0x81, 0, 0x20, 9, 8, 0, .. Payload(46)];
        return new()
        {
            { "data", Provider, true, true, Labelled(100, 1, inner) },
            { "as short as an Ethernet header, padded", Provider, true, true, Labelled(100, 255, [.. inner[..14], 0, 0]) },
            { "as long as the circuit takes", Provider, true, true, Labelled(100, 9, [.. inner[..14], .. Payload(Mtu)]) },
            { "too long", Provider, false, false, Labelled(100, 9, [.. inner[..14], .. Payload(Mtu + 1)]) },
            { "too long but for a customer's tag", Provider, false, true, Labelled(100, 9, [.. tagged[..18], .. Payload(Mtu)]) },
            { "expired", Provider, false, false, Labelled(100, 0, inner) },
            { "not the last label", Provider, false, false, [.. Link(), .. Label(100, false, 9), .. inner] },
            { "behind a VLAN tag", Provider, true, true, [.. PeerAddresses(), 0x81, 0, 0, 8, 0x88, 0x47, .. Label(100, true, 9), .. inner] },
            { "with control word", Provider, true, true, Labelled(101, 9, [0, 0, 0, 0, .. inner]) },
            { "with a sequence number", Provider, true, true, Labelled(101, 9, [0x0f, 0xff, 1, 2, .. inner]) },
            { "on the associated channel", Provider, false, false, Labelled(101, 9, [0x10, 0, 0, 0x21, .. inner]) },
            { "without the control word", Provider, false, false, Labelled(101, 9, [0x45, .. inner]) },
            { "one octet too short behind the control word", Provider, false, false, Labelled(101, 9, [0, 0, 0, 0, .. inner[..13]]) },
            { "with the tag of the pseudowire", Provider, false, true, Labelled(102, 9, tagged) },
            { "without the tag of the pseudowire", Provider, false, false, Labelled(102, 9, inner) },
            { "for a circuit with a tag", Provider, false, true, Labelled(103, 9, inner) },
            { "for another pseudowire", Provider, false, true, Labelled(104, 9, inner) },
            { "of a label without a binding", Provider, false, false, Labelled(105, 9, inner) },
            { "of an untagged circuit", Customer, true, true, inner },
            { "of an untagged circuit, as long as fits", Customer, true, true, [.. inner[..14], .. Payload(Mtu - 8 - 14)] },
            { "of an untagged circuit, too long", Customer, false, false, [.. inner[..14], .. Payload(Mtu - 8 - 14 + 1)] },
            { "of a circuit with a tag, with control word", Customer, true, true, [.. PeerAddresses(), 0x81, 0, 0xa0, 5, .. inner[12..]] },
            { "of a QinQ circuit, with many labels", Customer, true, true, [.. PeerAddresses(), 0x81, 0, 0, 6, 0x81, 0, 0, 7, .. inner[12..]] },
            { "into a pseudowire with a tag", Customer, false, true, [.. PeerAddresses(), 0x81, 0, 0xa0, 10, .. inner[12..]] },
        };
    }

    [Theory]
    [MemberData(nameof(Frames))]
    public void BothWaysDoTheSame(string name, int port, bool isShort, bool leaves, byte[] frame)
    {
        Result quick = Run(port, [frame], traced: false);
        Result slow = Run(port, [frame], traced: true);
        Assert.True(isShort == quick.IsShort[0], $"{name}: the way is not the expected one");
        Assert.False(slow.IsShort[0]);
        Assert.Equal(leaves ? 1 : 0, quick.Sent.Count);
        Assert.Equal(slow.Sent, quick.Sent);
        Assert.Equal(slow.Counts, quick.Counts);
    }

    [Theory]
    [InlineData(Provider)]
    [InlineData(Customer)]
    public void AllTogetherTakeTheirWays(int port)
    {
        // Whole groups of eight go together through the first pass.
        List<byte[]> burst = [];
        List<bool> isShort = [];
        foreach (object[] row in Frames())
        {
            for (int i = 0; i < 11 && (int)row[1] == port; i++)
            {
                burst.Add((byte[])row[4]);
                isShort.Add((bool)row[2]);
            }
        }

        Result quick = Run(port, burst, traced: false);
        Result slow = Run(port, burst, traced: true);
        Assert.Equal(isShort, quick.IsShort);
        Assert.Equal(slow.Sent.Order(), quick.Sent.Order());
        Assert.Equal(slow.Counts, quick.Counts);
    }

    public void Dispose() => _tables.Dispose();

    private Result Run(int port, List<byte[]> frames, bool traced)
    {
        Worker* worker = _tables.Worker;
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

        Left.Clear();
        worker->TraceRemaining = traced ? (uint)frames.Count : 0;
        ulong[] before = Counts();
        rte_mbuf** received = stackalloc rte_mbuf*[frames.Count];
        new Span<nint>(packets, frames.Count).CopyTo(new Span<nint>(received, frames.Count));
        PacketGraph.Receive(worker, (ushort)port, received, frames.Count);
        PacketGraph.Run(worker);
        ulong[] counts = [.. Counts().Zip(before, (after, start) => after - start)];
        bool[] isShort = new bool[frames.Count];
        for (int i = 0; i < frames.Count; i++)
        {
            isShort[i] = new Span<byte>(PacketContext.Of(packets[i]), sizeof(PacketContext)).IndexOfAnyExcept(Untouched) < 0;
        }

        NativeMemory.AlignedFree(memory);
        Assert.Equal(0u, worker->TraceActive);
        return new Result([.. Left], counts, isShort);
    }

    private ulong[] Counts() =>
    [
        .. PacketCounters.SelectMany(kind =>
        {
            Span<PacketCounter> counters = _tables.Channel.Elements<PacketCounter>(kind, 0);
            return MemoryMarshal.Cast<PacketCounter, ulong>(counters[..Math.Min(Few, counters.Length)]).ToArray();
        }),
        .. _tables.Channel.Elements<ulong>(RegionKind.DropCounters, 0),
        .. _tables.Channel.Elements<ulong>(RegionKind.PuntCounters, 0),
    ];

    private void Interface(uint id, ushort port, ushort vlan, ushort inner, InterfaceFlags flags)
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

    private void Adjacency(uint id, uint egress, AdjacencyKind kind, byte[] labels, byte[]? more = null, AdjacencyFlags flags = AdjacencyFlags.None)
    {
        bool circuit = kind == AdjacencyKind.AttachmentCircuit;
        byte[] rewrite = circuit ? [] : [.. PeerMac, .. RouterMac, 0x88, 0x47, .. labels, .. more ?? []];
        AdjacencyRecord record = new()
        {
            Id = id,
            Key = 5000 + id,
            Interface = egress,
            Mtu = Mtu,
            Kind = kind,
            Flags = flags,
            VlanId = 9,
            RewriteLength = (byte)rewrite.Length,
            L2Length = (byte)(circuit ? 0 : 14),
            LabelTtl = 64,
        };
        rewrite.CopyTo((Span<byte>)record.Rewrite);
        Send(CommandKind.Adjacency, record);
    }

    private void CrossConnect(uint circuit, uint adjacency) =>
        Send(CommandKind.CrossConnect, new CrossConnectRecord { Interface = circuit, Target = adjacency });

    private void Bind(uint label, uint adjacency, LabelFlags flags) => Send(CommandKind.Label, new LabelRecord
    {
        Label = label,
        Target = adjacency,
        Action = LabelAction.PopPseudowire,
        Payload = LabelPayload.Ethernet,
        Flags = LabelFlags.BottomOfStack | flags,
        VlanId = (ushort)((flags & LabelFlags.PopVlan) != 0 ? 9 : 0),
    });

    private void Send<T>(CommandKind kind, in T record)
        where T : unmanaged => Assert.Equal(CommandError.None, _tables.Send(kind, record));

    private static byte[] PeerAddresses() => [.. RouterMac, .. PeerMac];

    private static byte[] Link() => [.. PeerAddresses(), 0x88, 0x47];

    private static byte[] Payload(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)i)];

    private static byte[] Labelled(uint label, int ttl, byte[] payload) => [.. Link(), .. Label(label, true, ttl), .. payload];

    private static byte[] Label(uint label, bool last, int ttl) =>
        [(byte)(label >> 12), (byte)(label >> 4), (byte)((label << 4) | (last ? 1u : 0)), (byte)ttl];

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static ushort Send(void* queue, rte_mbuf** packets, ushort count)
    {
        for (int i = 0; i < count; i++)
        {
            Left.Add(((int)queue, Convert.ToHexString(new Span<byte>(Mbuf.Data(packets[i]), packets[i]->data_len))));
        }

        return count;
    }

    private static void Forget(Worker* worker, rte_mbuf* packet)
    {
    }

    private sealed record Result(IReadOnlyList<(int Port, string Frame)> Sent, ulong[] Counts, bool[] IsShort);
}
