using Router.Channel;
using Xunit;

namespace Router.Unit.Tests.Dataplane;

/// <summary>A port that is connected to another: what passes in one loop, and what that loop leaves, does as on the long way and is counted once.</summary>
public sealed class CircuitWayTests : IDisposable
{
    private const int Mtu = 200;

    private readonly Ways _ways = new();

    public CircuitWayTests()
    {
        _ways.Interface(0, 0, 0, 0, InterfaceFlags.Enabled | InterfaceFlags.AttachmentCircuit);
        _ways.Interface(1, 1, 0, 0, InterfaceFlags.Enabled | InterfaceFlags.AttachmentCircuit);
        _ways.Send(CommandKind.Adjacency, new AdjacencyRecord { Id = 1, Key = 1, Interface = 1, Mtu = Mtu, Kind = AdjacencyKind.AttachmentCircuit });
        _ways.Send(CommandKind.CrossConnect, new CrossConnectRecord { Interface = 0, Target = 1 });
    }

    public static TheoryData<string, int[]> Bursts() => new()
    {
        { "untagged", [60, 60, 14, 14 + Mtu, 60, 60, 60, 60, 60] },
        { "one too long", [60, 60, 14 + Mtu + 1, 60] },
        { "one tagged (-): it goes with the port, and those after it", [60, 60, -60, 60] },
        { "tagged first", [-60, 60] },
    };

    [Theory]
    [MemberData(nameof(Bursts))]
    public void BothWaysDoTheSame(string name, int[] lengths)
    {
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
