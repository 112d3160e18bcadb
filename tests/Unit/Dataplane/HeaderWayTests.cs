using System.Buffers.Binary;
using System.Net;
using Router.Channel;
using Xunit;

namespace Router.Unit.Tests.Dataplane;

/// <summary>
/// Every bit of the headers that the short ways of IP, MPLS and L2TP read: a burst of eight equal frames, which the first pass takes
/// together, and one of seven, which it takes one by one, leave and are counted as on the long way.
/// </summary>
public sealed class HeaderWayTests : IDisposable
{
    /// <summary>No single bit of it makes a packet expire: that would ask for an ICMP error.</summary>
    private const byte Ttl = 0xc3;

    private readonly Ways _ways = new();

    public HeaderWayTests()
    {
        InterfaceFlags flags = InterfaceFlags.Enabled | InterfaceFlags.Ipv4 | InterfaceFlags.Ipv6 | InterfaceFlags.Mpls;
        _ways.Interface(0, 0, 0, 0, flags);
        _ways.Interface(1, 1, 0, 0, flags);
        _ways.Interface(2, 1, 9, 0, flags);
        NextHop(1, 1, []);
        NextHop(2, 1, [], vlan: 9);
        NextHop(3, 1, Ways.Label(40, false, 0));
        NextHop(4, 1, [.. Ways.Label(41, false, 0), .. Ways.Label(42, false, 0)]);
        Route(0, 0, 1);
        Route(0x0a010000, 16, 1);
        Route(0x0a020000, 16, 2);
        Route(0x0a030000, 24, 3);
        Route(0x0a040000, 16, 4);
        Address16 anywhere = default;
        _ways.Send(CommandKind.Route, new RouteRecord { Family = 6, Prefix = anywhere, Target = new ForwardingTarget(TargetKind.Adjacency, 1).Value });
        Bind(100, LabelAction.Swap, 1);
        Bind(101, LabelAction.PopLookup, 0);
        Bind(102, LabelAction.Swap, 3);
        _ways.Interface(3, 2, 0, 0, InterfaceFlags.Enabled | InterfaceFlags.AttachmentCircuit);
        _ways.Send(CommandKind.Adjacency, new AdjacencyRecord { Id = 5, Key = 5005, Interface = 3, Mtu = 1500, Kind = AdjacencyKind.AttachmentCircuit });
        _ways.Send(CommandKind.Route, new RouteRecord { Family = 4, PrefixLength = 32, Prefix = Local, Target = new ForwardingTarget(TargetKind.Local).Value });
        Session(1, 0x11223344, L2tpSessionFlags.Udp);
        Session(2, 0x21223344, L2tpSessionFlags.None);
        Session(3, 0x00110007, L2tpSessionFlags.Udp | L2tpSessionFlags.Version2 | L2tpSessionFlags.Ppp | L2tpSessionFlags.NetworkUp);
    }

    private static Address16 Local => Address16.From(IPAddress.Parse("10.0.0.1"));

    /// <summary>Name, frame, octets that are changed.</summary>
    public static TheoryData<string, byte[]> Frames() => new()
    {
        { "IPv4, header in place", [.. Link(0x0800), .. Ipv4(0x0a010203)] },
        { "IPv4 to a VLAN", [.. Link(0x0800), .. Ipv4(0x0a020203)] },
        { "IPv4 into an LSP", [.. Link(0x0800), .. Ipv4(0x0a030003)] },
        { "IPv4 into an LSP with two labels", [.. Link(0x0800), .. Ipv4(0x0a040003)] },
        { "IPv6", [.. Link(0x86dd), .. Ipv6()] },
        { "swap", [.. Link(0x8847), .. Ways.Label(100, true, Ttl), .. Ipv4(0x0a010203)] },
        { "swap and push", [.. Link(0x8847), .. Ways.Label(102, true, Ttl), .. Ipv4(0x0a010203)] },
        { "pop", [.. Link(0x8847), .. Ways.Label(101, true, Ttl), .. Ipv4(0x0a010203)] },
        { "L2TPv3 over UDP", [.. Link(0x0800), .. L2tp([6, 0xa5, 6, 0xa5, 0, 0, 0, 0, 0, 3, 0, 0, 0x11, 0x22, 0x33, 0x44, .. Cookie, .. Inner])] },
        { "L2TPv3 over IP", [.. Link(0x0800), .. L2tp([0x21, 0x22, 0x33, 0x44, .. Cookie, .. Inner])] },
        { "L2TPv2", [.. Link(0x0800), .. L2tp([6, 0xa5, 6, 0xa5, 0, 0, 0, 0, 0, 2, 0, 0x11, 0, 7, 0xff, 3, 0, 0x21, .. Ipv4(0x0a010203)])] },
        { "pop into another LSP", [.. Link(0x8847), .. Ways.Label(101, true, Ttl), .. Ipv4(0x0a030003)] },
    };

    [Theory]
    [MemberData(nameof(Frames))]
    public void EveryBitDoesTheSame(string name, byte[] frame)
    {
        Assert.All(_ways.Run(0, [.. Enumerable.Repeat(frame, 8)], traced: false).IsShort, Assert.True);
        int taken = 0;
        foreach (byte[] changed in Changes(frame))
        {
            foreach (int copies in (int[])[8, 7])
            {
                List<byte[]> burst = [.. Enumerable.Repeat(changed, copies)];
                Ways.Result quick = _ways.Run(0, burst, traced: false);
                Ways.Result slow = _ways.Run(0, burst, traced: true);
                string what = $"{name}, {copies} times {Convert.ToHexString(changed)}";
                Assert.True(slow.Sent.SequenceEqual(quick.Sent), what);
                Assert.True(slow.Counts.SequenceEqual(quick.Counts), what);
                taken += quick.IsShort[0] ? 1 : 0;
            }
        }

        // Otherwise nothing would have been compared.
        Assert.InRange(taken, 50, int.MaxValue);
    }

    /// <summary>One frame among eight that is not as the others: these must not notice.</summary>
    [Theory]
    [MemberData(nameof(Frames))]
    public void OneOfEightIsAnother(string name, byte[] frame)
    {
        byte[] wrong = [.. frame];
        wrong[13] ^= 0x55;
        for (int place = 0; place < 8; place++)
        {
            List<byte[]> burst = [.. Enumerable.Repeat(frame, 8)];
            burst[place] = wrong;
            Ways.Result quick = _ways.Run(0, burst, traced: false);
            Ways.Result slow = _ways.Run(0, burst, traced: true);
            Assert.Equal(7, quick.Sent.Count);
            Assert.True(slow.Sent.SequenceEqual(quick.Sent), $"{name}, {place}");
            Assert.Equal(slow.Counts, quick.Counts);
        }
    }

    public void Dispose() => _ways.Dispose();

    /// <summary>Each bit of the first 58 octets flipped, with the checksum of IPv4 as it was and made right; cut and padded.</summary>
    private static IEnumerable<byte[]> Changes(byte[] frame)
    {
        for (int bit = 0; bit < 58 * 8; bit++)
        {
            byte[] changed = [.. frame];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            yield return changed;
            byte[] right = [.. changed];
            if (MakeRight(right))
            {
                yield return right;
            }
        }

        for (int length = 14; length < frame.Length; length++)
        {
            yield return frame[..length];
        }

        yield return [.. frame, 0];
        yield return [.. frame, .. new byte[20]];
    }

    /// <summary>Sets the checksum of the IPv4 header, where there is one.</summary>
    private static bool MakeRight(byte[] frame)
    {
        int start = frame[12] == 0x88 ? 18 : 14;
        if (frame[start] >> 4 != 4)
        {
            return false;
        }

        Span<byte> header = frame.AsSpan(start, 20);
        header[10..12].Clear();
        uint sum = 0;
        for (int i = 0; i < 20; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(header[i..]);
        }

        sum = (sum & 0xffff) + (sum >> 16);
        sum = (sum & 0xffff) + (sum >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], (ushort)~sum);
        return true;
    }

    private static byte[] Link(ushort type) => [.. Ways.RouterMac, .. Ways.PeerMac, (byte)(type >> 8), (byte)type];

    private static byte[] Ipv4(uint destination)
    {
        byte[] packet = new byte[46];
        packet[0] = 0x45;
        packet[3] = 46;
        packet[8] = Ttl;
        packet[9] = 253;
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(12), 0x0b000001);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(16), destination);
        byte[] frame = [.. Link(0x0800), .. packet];
        _ = MakeRight(frame);
        return frame[14..];
    }

    private static byte[] Cookie => [0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88];

    private static byte[] Inner => [.. Ways.PeerMac, .. Ways.RouterMac, 8, 0, .. new byte[46]];

    /// <summary>An IPv4 packet with L2TP; over UDP if that is what it begins with.</summary>
    private static byte[] L2tp(byte[] payload)
    {
        bool udp = payload[0] == 6;
        byte[] packet = [0x45, 0, 0, (byte)(20 + payload.Length), 0, 0, 0, 0, Ttl, (byte)(udp ? 17 : 115), 0, 0, 10, 0, 0, 2, 10, 0, 0, 1, .. payload];
        if (udp)
        {
            packet[25] = (byte)payload.Length;
        }

        byte[] frame = [.. Link(0x0800), .. packet];
        _ = MakeRight(frame);
        return frame[14..];
    }

    private static byte[] Ipv6()
    {
        byte[] packet = new byte[60];
        packet[0] = 0x60;
        packet[5] = 20;
        packet[6] = 59;
        packet[7] = Ttl;
        packet[8] = 0x20;
        packet[24] = 0x20;
        packet[39] = 1;
        return packet;
    }

    private void NextHop(uint id, uint egress, byte[] labels, ushort vlan = 0)
    {
        byte[] tag = vlan == 0 ? [] : [0x81, 0, 0, (byte)vlan];
        byte[] rewrite = [.. Ways.PeerMac, .. Ways.RouterMac, .. tag, 0x88, 0x47, .. labels];
        AdjacencyRecord record = new()
        {
            Id = id,
            Key = 5000 + id,
            Interface = egress,
            Mtu = 1500,
            Kind = AdjacencyKind.NextHop,
            RewriteLength = (byte)rewrite.Length,
            L2Length = (byte)(14 + tag.Length),
            LabelCount = (byte)(labels.Length / 4),
            LabelTtl = 64,
            NextHopFamily = 4,
        };
        rewrite.CopyTo((Span<byte>)record.Rewrite);
        _ways.Send(CommandKind.Adjacency, record);
    }

    private void Route(uint prefix, byte length, uint adjacency)
    {
        Address16 address = default;
        BinaryPrimitives.WriteUInt32BigEndian(address, prefix);
        _ways.Send(CommandKind.Route, new RouteRecord
        {
            Family = 4,
            PrefixLength = length,
            Prefix = address,
            Target = new ForwardingTarget(TargetKind.Adjacency, adjacency).Value,
        });
    }

    private void Session(uint id, uint sessionId, L2tpSessionFlags flags)
    {
        bool ppp = (flags & L2tpSessionFlags.Ppp) != 0;
        bool udp = (flags & L2tpSessionFlags.Udp) != 0;
        _ways.Send(CommandKind.L2tpSession, new L2tpSessionRecord
        {
            Key = 100 + id,
            Id = id,
            SessionId = sessionId,
            Target = ppp ? 0 : new ForwardingTarget(TargetKind.Adjacency, 5).Value,
            Flags = flags | L2tpSessionFlags.Enabled,
            CookieLength = (byte)(ppp ? 0 : 8),
            Cookie = ppp ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(Cookie),
            PreviousCookie = ppp ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(Cookie),
            PeerPort = (ushort)(udp ? 1701 : 0),
            LocalPort = (ushort)(udp ? 1701 : 0),
            Peer = Address16.From(IPAddress.Parse("10.0.0.2")),
            Local = Local,
        });
    }

    private void Bind(uint label, LabelAction action, uint target) => _ways.Send(CommandKind.Label, new LabelRecord
    {
        Label = label,
        Target = target,
        OutLabel = action == LabelAction.Swap ? 200u : 0,
        Action = action,
        Payload = action == LabelAction.Swap ? LabelPayload.Ip : LabelPayload.Ipv4,
        Flags = action == LabelAction.Swap ? LabelFlags.BottomOfStack | LabelFlags.NotBottomOfStack : LabelFlags.BottomOfStack,
    });
}
