using Router.Channel;
using Xunit;

namespace Router.Unit.Tests.Dataplane;

/// <summary>
/// Ethernet pseudowires over MPLS (RFC 4448): what takes the short way leaves and is counted as on the long way, which
/// traced packets take.
/// </summary>
public sealed class PseudowireWayTests : IDisposable
{
    private const int Provider = 0;
    private const int Customer = 1;
    private const int Mtu = 200;

    private static readonly byte[] RouterMac = Ways.RouterMac;
    private static readonly byte[] PeerMac = Ways.PeerMac;

    private readonly Ways _ways = new();

    public PseudowireWayTests()
    {
        _ways.Interface(0, Provider, 0, 0, InterfaceFlags.Enabled | InterfaceFlags.Mpls);
        _ways.Interface(1, Provider, 8, 0, InterfaceFlags.Enabled | InterfaceFlags.Mpls);
        _ways.Interface(2, Customer, 0, 0, InterfaceFlags.Enabled | InterfaceFlags.AttachmentCircuit);
        _ways.Interface(3, Customer, 5, 0, InterfaceFlags.Enabled | InterfaceFlags.AttachmentCircuit);
        _ways.Interface(4, Customer, 6, 7, InterfaceFlags.Enabled | InterfaceFlags.AttachmentCircuit);
        _ways.Interface(5, Customer, 10, 0, InterfaceFlags.Enabled | InterfaceFlags.AttachmentCircuit);
        Adjacency(1, 2, AdjacencyKind.AttachmentCircuit, []);
        Adjacency(2, 3, AdjacencyKind.AttachmentCircuit, []);
        Adjacency(3, 0, AdjacencyKind.MplsPseudowire, Ways.Label(16, false, 64), Ways.Label(17, true, 64));
        Adjacency(4, 0, AdjacencyKind.MplsPseudowire, Ways.Label(18, true, 64), new byte[4], AdjacencyFlags.ControlWord);
        byte[] manyLabels = [.. Enumerable.Range(20, 8).SelectMany(label => Ways.Label((uint)label, label == 27, 64))];
        Adjacency(5, 0, AdjacencyKind.MplsPseudowire, manyLabels, new byte[4], AdjacencyFlags.ControlWord);
        Adjacency(6, 0, AdjacencyKind.MplsPseudowire, Ways.Label(19, true, 64), flags: AdjacencyFlags.PushVlan);
        CrossConnect(2, 3);
        CrossConnect(3, 4);
        CrossConnect(4, 5);
        CrossConnect(5, 6);
        Bind(100, 1, LabelFlags.None);
        Bind(101, 1, LabelFlags.ControlWord);
        Bind(102, 1, LabelFlags.PopVlan);
        Bind(103, 2, LabelFlags.None);
        Bind(104, 4, LabelFlags.None);
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
            { "not the last label", Provider, false, false, [.. Link(), .. Ways.Label(100, false, 9), .. inner] },
            { "behind a VLAN tag", Provider, true, true, [.. PeerAddresses(), 0x81, 0, 0, 8, 0x88, 0x47, .. Ways.Label(100, true, 9), .. inner] },
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
        Ways.Result quick = _ways.Run(port, [frame], traced: false);
        Ways.Result slow = _ways.Run(port, [frame], traced: true);
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

        Ways.Result quick = _ways.Run(port, burst, traced: false);
        Ways.Result slow = _ways.Run(port, burst, traced: true);
        Assert.Equal(isShort, quick.IsShort);
        Assert.Equal(slow.Sent.Order(), quick.Sent.Order());
        Assert.Equal(slow.Counts, quick.Counts);
    }

    public void Dispose() => _ways.Dispose();

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
        _ways.Send(CommandKind.Adjacency, record);
    }

    private void CrossConnect(uint circuit, uint adjacency) =>
        _ways.Send(CommandKind.CrossConnect, new CrossConnectRecord { Interface = circuit, Target = adjacency });

    private void Bind(uint label, uint adjacency, LabelFlags flags) => _ways.Send(CommandKind.Label, new LabelRecord
    {
        Label = label,
        Target = adjacency,
        Action = LabelAction.PopPseudowire,
        Payload = LabelPayload.Ethernet,
        Flags = LabelFlags.BottomOfStack | flags,
        VlanId = (ushort)((flags & LabelFlags.PopVlan) != 0 ? 9 : 0),
    });

    private static byte[] PeerAddresses() => [.. RouterMac, .. PeerMac];

    private static byte[] Link() => [.. PeerAddresses(), 0x88, 0x47];

    private static byte[] Payload(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)i)];

    private static byte[] Labelled(uint label, int ttl, byte[] payload) => [.. Link(), .. Ways.Label(label, true, ttl), .. payload];
}
