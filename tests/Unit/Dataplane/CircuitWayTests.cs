using Router.Channel;
using Xunit;

namespace Router.Unit.Tests.Dataplane;

/// <summary>A port that is connected to another, or to a pseudowire: what passes in one loop, and what that loop leaves, does as on the long way and is counted once.</summary>
public sealed class CircuitWayTests : IDisposable
{
    private const int Mtu = 200;

    private readonly Ways _ways = new();

    public CircuitWayTests()
    {
        _ways.Interface(0, 0, 0, 0, InterfaceFlags.Enabled | InterfaceFlags.AttachmentCircuit);
        _ways.Interface(1, 1, 0, 0, InterfaceFlags.Enabled | InterfaceFlags.AttachmentCircuit);
        _ways.Send(CommandKind.Adjacency, new AdjacencyRecord { Id = 1, Key = 1, Interface = 1, Mtu = Mtu, Kind = AdjacencyKind.AttachmentCircuit });
        _ways.Interface(2, 2, 0, 0, InterfaceFlags.Enabled | InterfaceFlags.Mpls);
        byte[] label = Ways.Label(16, true, 64);
        AdjacencyRecord pseudowire = new()
        {
            Id = 2,
            Key = 2,
            Interface = 2,
            Mtu = Mtu + 18,
            Kind = AdjacencyKind.MplsPseudowire,
            RewriteLength = 18,
            L2Length = 14,
            LabelTtl = 64,
        };
        byte[] rewrite = [.. Ways.PeerMac, .. Ways.RouterMac, 0x88, 0x47, .. label];
        rewrite.CopyTo((Span<byte>)pseudowire.Rewrite);
        _ways.Send(CommandKind.Adjacency, pseudowire);
    }

    public static TheoryData<string, uint, int[]> Bursts()
    {
        TheoryData<string, uint, int[]> bursts = [];
        foreach (uint target in (uint[])[1, 2])
        {
            bursts.Add("untagged", target, [60, 60, 14, 14 + Mtu, 60, 60, 60, 60, 60]);
            bursts.Add("one too long", target, [60, 60, 14 + Mtu + 1, 60]);
            bursts.Add("one tagged (-): it goes with the port, and those after it", target, [60, 60, -60, 60]);
            bursts.Add("tagged first", target, [-60, 60]);
            bursts.Add("tagged only", target, [-60, -60, -60]);
        }

        return bursts;
    }

    [Theory]
    [MemberData(nameof(Bursts))]
    public void BothWaysDoTheSame(string name, uint target, int[] lengths)
    {
        _ways.Send(CommandKind.CrossConnect, new CrossConnectRecord { Interface = 0, Target = target });
        List<byte[]> burst = [.. lengths.Select(Frame)];
        ulong before = Node(NodeId.CircuitInput).Packets;
        Ways.Result quick = _ways.Run(0, burst, traced: false);
        ulong counted = Node(NodeId.CircuitInput).Packets - before;
        Ways.Result slow = _ways.Run(0, burst, traced: true);
        Assert.True(slow.Sent.SequenceEqual(quick.Sent), name);
        Assert.Equal(slow.Counts, quick.Counts);
        Assert.Equal((ulong)burst.Count, counted);
    }

    public void Dispose() => _ways.Dispose();

    private NodeCounters Node(NodeId node) => _ways.Tables.Channel.Elements<NodeCounters>(RegionKind.NodeCounters, 0)[(int)node];

    /// <summary>A frame of so many octets, with a tag if that is negative.</summary>
    private static byte[] Frame(int length)
    {
        byte[] frame = new byte[Math.Abs(length)];
        byte[] start = length < 0 ? [.. Ways.PeerMac, .. Ways.RouterMac, 0x81, 0, 0, 9, 8, 0] : [.. Ways.PeerMac, .. Ways.RouterMac, 8, 0];
        start.CopyTo(frame, 0);
        return frame;
    }
}
