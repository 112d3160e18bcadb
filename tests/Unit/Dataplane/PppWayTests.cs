using System.Buffers.Binary;
using System.Net;
using Router.Channel;
using Xunit;

namespace Router.Unit.Tests.Dataplane;

/// <summary>PPP sessions over L2TPv2: what takes the short way leaves, is counted and is limited as on the long way.</summary>
public sealed class PppWayTests : IDisposable
{
    private const uint Key = 0x00110007;
    private const uint LimitedKey = 0x00110008;
    private const uint NumberedKey = 0x00110009;
    private const ushort Limit = 1400;
    private const byte Ttl = 0xc3;
    private static readonly byte[] Subscriber = [10, 9, 1, 7];
    private static readonly byte[] NumberedSubscriber = [10, 9, 1, 9];
    private static readonly byte[] Host = [11, 0, 0, 1];

    private readonly Ways _ways = new();

    public PppWayTests()
    {
        InterfaceFlags flags = InterfaceFlags.Enabled | InterfaceFlags.Ipv4 | InterfaceFlags.Ipv6;
        _ways.Interface(0, 0, 0, 0, flags);
        _ways.Interface(1, 1, 0, 0, flags);
        Adjacency(1, AdjacencyKind.NextHop, [.. Link(0x0800)], 1, 0);
        Adjacency(2, AdjacencyKind.IpTunnel, Tunnelled(Key), 0, Limit);
        Adjacency(3, AdjacencyKind.IpTunnel, Tunnelled(LimitedKey), 0, Limit, AdjacencyFlags.RateLimited);
        Adjacency(4, AdjacencyKind.IpTunnel, Numbered(0x21), 0, Limit, AdjacencyFlags.Sequence | AdjacencyFlags.Version2);
        Adjacency(5, AdjacencyKind.IpTunnel, Numbered(0x57), 0, Limit, AdjacencyFlags.Sequence | AdjacencyFlags.Version2);
        Route(4, Host, 8, 1);
        Route(6, [0x20, 2], 16, 1);
        Route(4, Subscriber, 32, 2);
        Route(6, [0x20, 1], 16, 2);
        Route(4, [10, 9, 1, 8], 32, 3);
        Route(4, NumberedSubscriber, 32, 4);
        Route(6, [0x20, 0xff], 16, 5); // no bit away from another
        Address16 local = Address16.From(IPAddress.Parse("10.0.0.1"));
        _ways.Send(CommandKind.Route, new RouteRecord { Family = 4, PrefixLength = 32, Prefix = local, Target = new ForwardingTarget(TargetKind.Local).Value });
        Session(1, Key, default);
        Session(2, LimitedKey, Rates);
        Session(3, NumberedKey, default);
    }

    private static L2tpSessionRecord Rates => new()
    {
        Flags = L2tpSessionFlags.RateLimited,
        RateUp = 8000,
        BurstUp = 1000,
        RateDown = 8000,
        BurstDown = 2000,
    };

    /// <summary>Name, port, offset of the inner header, frame.</summary>
    public static TheoryData<string, int, int, byte[]> Frames() => new()
    {
        { "from the peer, IPv4", 0, 52, [.. Link(0x0800), .. Outer(Key, 0x21, Ipv4(Subscriber, Host, Tcp(0x10)))] },
        { "from the peer, IPv6", 0, 52, [.. Link(0x0800), .. Outer(Key, 0x57, Ipv6(1, 2, Tcp(0x10)))] },
        { "to the peer, IPv4", 1, 14, [.. Link(0x0800), .. Ipv4(Host, Subscriber, Tcp(0x10))] },
        { "to the peer, IPv6", 1, 14, [.. Link(0x86dd), .. Ipv6(2, 1, Tcp(0x10))] },
    };

    /// <summary>A packet of TCP that is no SYN, each of its bits changed in turn: some of these make it a SYN, or something with extension headers.</summary>
    [Theory]
    [MemberData(nameof(Frames))]
    public void EveryBitDoesTheSame(string name, int port, int inner, byte[] frame)
    {
        Assert.All(_ways.Run(port, [.. Enumerable.Repeat(frame, 8)], traced: false).IsShort, Assert.True);
        int others = 0;
        for (int bit = inner * 8; bit < frame.Length * 8; bit++)
        {
            byte[] changed = [.. frame];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            foreach (byte[] tried in (byte[][])[changed, WithSum(changed, inner)])
            {
                foreach (int copies in (int[])[8, 1])
                {
                    List<byte[]> burst = [.. Enumerable.Repeat(tried, copies)];
                    Ways.Result quick = _ways.Run(port, burst, traced: false);
                    Ways.Result slow = _ways.Run(port, burst, traced: true);
                    string what = $"{name}, {copies} times {Convert.ToHexString(tried)}";
                    Assert.True(slow.Sent.SequenceEqual(quick.Sent), what);
                    Assert.True(slow.Counts.SequenceEqual(quick.Counts), what);
                    others += quick.IsShort[0] ? 0 : 1;
                }
            }
        }

        Assert.InRange(others, 10, int.MaxValue);
    }

    [Theory]
    [InlineData(0, 1000 / 64)]
    [InlineData(1, 2000 / 64)]
    public void BothWaysTakeFromTheSameBucket(int port, int fits)
    {
        byte[] near = [10, 9, 1, 8];
        byte[] frame = port == 0
            ? [.. Link(0x0800), .. Outer(LimitedKey, 0x21, Ipv4(near, Host, Tcp(0x10)))]
            : [.. Link(0x0800), .. Ipv4(Host, near, Tcp(0x10))];
        for (int quick = 0; quick <= fits + 3; quick++)
        {
            // Other rates, and the same again: full buckets.
            L2tpSessionRecord other = Rates;
            (other.RateUp, other.RateDown) = (9000, 9000);
            Session(2, LimitedKey, other);
            Session(2, LimitedKey, Rates);
            int passed = 0;
            if (quick > 0)
            {
                Ways.Result result = _ways.Run(port, [.. Enumerable.Repeat(frame, quick)], traced: false);
                passed = result.Sent.Count;
                Assert.Equal(Math.Min(quick, fits), passed);
                Assert.Equal(passed, result.IsShort.Count(static taken => taken));
            }

            passed += _ways.Run(port, [.. Enumerable.Repeat(frame, 40)], traced: true).Sent.Count;
            Assert.Equal(fits, passed);
        }

        L2tpRateDrops drops = _ways.Tables.Channel.Elements<L2tpRateDrops>(RegionKind.L2tpRateDrops, 0)[2];
        PacketCounter counted = port == 0 ? drops.Up : drops.Down;
        ulong offered = (ulong)Enumerable.Range(0, fits + 4).Sum(quick => quick + 40 - fits);
        Assert.Equal((offered, offered * 64), (counted.Packets, counted.Bytes));
        DropReason reason = port == 0 ? DropReason.PppRateUp : DropReason.PppRateDown;
        Assert.Equal(offered, _ways.Tables.Channel.Elements<ulong>(RegionKind.DropCounters, 0)[(int)reason]);
    }

    /// <summary>Packets of sessions with and without a rate, and of none, in one vector.</summary>
    [Fact]
    public void AMixedVectorIsSortedOut()
    {
        byte[] free = [.. Link(0x0800), .. Ipv4(Host, Subscriber, Tcp(0x10))];
        byte[] limited = [.. Link(0x0800), .. Ipv4(Host, [10, 9, 1, 8], Tcp(0x10))];
        byte[] plain = [.. Link(0x0800), .. Ipv4(Subscriber, Host, Tcp(0x10))];
        foreach (byte[][] order in (byte[][][])[[free, limited, plain], [limited, plain, free], [plain, free, limited], [limited, free, plain]])
        {
            L2tpSessionRecord other = Rates;
            other.RateDown = 9000;
            Session(2, LimitedKey, other);
            Session(2, LimitedKey, Rates);
            List<byte[]> burst = [.. Enumerable.Range(0, 90).Select(i => order[i % 3])];
            Ways.Result quick = _ways.Run(1, burst, traced: false);
            Assert.Equal(90, quick.Sent.Count);
            Assert.All(quick.IsShort, Assert.True);
        }
    }

    [Fact]
    public void WrongRatesAreRefused()
    {
        Assert.Equal(CommandError.Malformed, Refused(new L2tpSessionRecord { RateUp = 8000, BurstUp = 1 }));
        Assert.Equal(CommandError.Malformed, Refused(new L2tpSessionRecord { Flags = L2tpSessionFlags.RateLimited }));
        Assert.Equal(CommandError.Malformed, Refused(new L2tpSessionRecord { Flags = L2tpSessionFlags.RateLimited, RateDown = 8000 }));
        Assert.Equal(CommandError.Malformed, Refused(new L2tpSessionRecord { SegmentLimit = 67 }, 67));
        Assert.Equal(CommandError.None, _ways.Tables.Send(CommandKind.L2tpSession, Record(2, LimitedKey, Rates)));
        CommandError Refused(L2tpSessionRecord rates, ushort limit = Limit) =>
            _ways.Tables.Send(CommandKind.L2tpSession, Record(2, LimitedKey, rates) with { SegmentLimit = limit });
    }

    /// <summary>Packets of both families and the control plane's frames have one count, in the order in which they leave.</summary>
    [Fact]
    [Trait("l2tp", "E63")]
    public void PacketsOfANumberedSessionAreCountedTogether()
    {
        byte[] ipv4 = [.. Link(0x0800), .. Ipv4(Host, NumberedSubscriber, Tcp(0x10))];
        byte[] ipv6 = [.. Link(0x86dd), .. Ipv6(2, 0xff, Tcp(0x10))];
        Assert.Equal([0, 1], Sent(_ways.Run(1, [ipv4, ipv4], traced: false)));
        Assert.Equal([2, 3], Sent(_ways.Run(1, [ipv6, ipv6], traced: true)));
        Assert.Equal([4], Sent(_ways.Inject(0, [Frame(NumberedKey)])));
        Assert.Equal([5], Sent(_ways.Run(1, [ipv4], traced: true)));

        // The session is changed, and goes on; one that is new begins at 0.
        Session(3, NumberedKey, Rates);
        Assert.Equal([6], Sent(_ways.Inject(0, [Frame(NumberedKey)])));
        _ways.Send(CommandKind.L2tpSession, Record(3, NumberedKey, default), delete: true);
        Session(3, NumberedKey, default);
        Assert.Equal([0], Sent(_ways.Run(1, [ipv4], traced: false)));

        // Modulo 65536.
        List<byte[]> many = [.. Enumerable.Repeat(ipv4, 64)];
        for (int next = 1; next <= 65536; next += many.Count)
        {
            Assert.Equal(Enumerable.Range(next, many.Count).Select(static number => number & 0xffff), Sent(_ways.Run(1, many, traced: false)));
        }
    }

    /// <summary>A route that outlives its session by some commands leaves nothing for the next session with its index.</summary>
    [Fact]
    public void TheCountOfARemovedSessionEndsWithItsAdjacency()
    {
        byte[] ipv4 = [.. Link(0x0800), .. Ipv4(Host, NumberedSubscriber, Tcp(0x10))];
        _ways.Send(CommandKind.L2tpSession, Record(3, NumberedKey, default), delete: true);
        Assert.Equal([0, 1], Sent(_ways.Run(1, [ipv4, ipv4], traced: false)));
        Route(4, NumberedSubscriber, 32, 4, delete: true);
        _ways.Send(CommandKind.Adjacency, new AdjacencyRecord { Id = 4 }, delete: true);
        Adjacency(4, AdjacencyKind.IpTunnel, Numbered(0x21), 0, Limit, AdjacencyFlags.Sequence | AdjacencyFlags.Version2);
        Route(4, NumberedSubscriber, 32, 4);
        Session(3, NumberedKey, default);
        Assert.Equal([0], Sent(_ways.Run(1, [ipv4], traced: false)));

        // While the session lives, another adjacency goes on with its count.
        Route(4, NumberedSubscriber, 32, 4, delete: true);
        _ways.Send(CommandKind.Adjacency, new AdjacencyRecord { Id = 4 }, delete: true);
        Adjacency(4, AdjacencyKind.IpTunnel, Numbered(0x21), 0, Limit, AdjacencyFlags.Sequence | AdjacencyFlags.Version2);
        Route(4, NumberedSubscriber, 32, 4);
        Assert.Equal([1], Sent(_ways.Run(1, [ipv4], traced: false)));
    }

    /// <summary>Over IPv4 and IPv6 the checksum of a frame that got its number is right; without one there is none.</summary>
    [Fact]
    public void AFrameOfTheControlPlaneHasARightChecksum()
    {
        for (int i = 0; i < 300; i++)
        {
            byte[] frame = Convert.FromHexString(Assert.Single(_ways.Inject(0, [Frame(NumberedKey)]).Sent).Frame);
            Assert.Equal(0xffff, UdpSum(frame));
        }

        byte[] without = Frame(NumberedKey);
        without.AsSpan(40, 2).Clear();
        byte[] sent = Convert.FromHexString(Assert.Single(_ways.Inject(0, [without]).Sent).Frame);
        Assert.Equal((0, 300), (BinaryPrimitives.ReadUInt16BigEndian(sent.AsSpan(40)), BinaryPrimitives.ReadUInt16BigEndian(sent.AsSpan(48))));
    }

    /// <summary>What Linux sends that is no such frame stays as it is, at whatever octet it ends.</summary>
    [Fact]
    public void OtherFramesOfLinuxAreLeftAlone()
    {
        byte[] frame = Frame(NumberedKey);
        List<byte[]> others = [Frame(NumberedKey + 9), [.. Link(0x0806), .. frame[14..]], [.. Link(0x86dd), .. frame[14..]]];
        foreach (int octet in (int[])[14, 23, 26, 30, 34, 36, 42, 43, 48, 50])
        {
            byte[] other = [.. frame];
            other[octet] ^= octet == 14 ? (byte)0x0f : (byte)1;
            others.Add(other);
        }

        byte[] later = [.. frame];
        later[21] = 1; // a fragment
        others.Add(later);
        others.AddRange(Enumerable.Range(14, 52 - 14).Select(length => frame[..length]));
        foreach (byte[] other in others)
        {
            Assert.Equal(Convert.ToHexString(other), Assert.Single(_ways.Inject(0, [other]).Sent).Frame);
        }
    }

    [Fact]
    public void WrongNumberingIsRefused()
    {
        const AdjacencyFlags Right = AdjacencyFlags.Sequence | AdjacencyFlags.Version2;
        AdjacencyRecord right = AdjacencyOf(9, AdjacencyKind.IpTunnel, Numbered(0x21), 0, Limit, Right);
        AdjacencyRecord[] wrong =
        [
            right with { Flags = right.Flags & ~AdjacencyFlags.Sequence },
            right with { Flags = right.Flags & ~AdjacencyFlags.Udp },
            right with { Flags = right.Flags | AdjacencyFlags.SequenceNonIp },
            right with { Kind = AdjacencyKind.L2tpv3, SegmentLimit = 0 },
            right with { RewriteLength = 14 + 20 + 8 + 7 },
            right with { SessionIndex = 4096 },
        ];
        Assert.All(wrong, record => Assert.Equal(CommandError.Malformed, _ways.Tables.Send(CommandKind.Adjacency, record)));
        Assert.Equal(CommandError.None, _ways.Tables.Send(CommandKind.Adjacency, right));
        Assert.Equal(CommandError.Exists, _ways.Tables.Send(CommandKind.Adjacency, right with { SessionIndex = 2 }));
    }

    public void Dispose() => _ways.Dispose();

    /// <summary>Ns of what was sent to the peer, each with its S bit and an Nr of 0.</summary>
    private static IEnumerable<int> Sent(Ways.Result result) => result.Sent.Select(static sent =>
    {
        byte[] frame = Convert.FromHexString(sent.Frame);
        Assert.Equal((0, "080200110009", "0000FF"), (sent.Port, sent.Frame[84..96], sent.Frame[100..106]));
        return (int)BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(48));
    });

    /// <summary>A PPP frame as the control plane sends it: its ids in the place of Ns and Nr.</summary>
    private static byte[] Frame(uint key)
    {
        byte[] l2tp = [8, 2, 0, 0x11, 0, 9, (byte)(key >> 24), (byte)(key >> 16), (byte)(key >> 8), (byte)key, 0xff, 3, 0xc0, 0x21, 9, 1, 0, 8, 1, 2, 3, 4];
        byte[] frame = [.. Link(0x0800), .. Datagram([10, 0, 0, 1], [10, 0, 0, 2], 17, Udp(l2tp))];
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(40), (ushort)~UdpSum(frame));
        return frame;
    }

    private static int UdpSum(byte[] frame)
    {
        byte[] summed = [.. frame[26..34], 0, 17, .. frame[38..40], .. frame[34..]];
        int sum = 0;
        for (int i = 0; i < summed.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(summed.AsSpan(i));
        }

        sum = (sum & 0xffff) + (sum >> 16);
        return (sum & 0xffff) + (sum >> 16);
    }

    private void Session(uint id, uint key, L2tpSessionRecord rates) => _ways.Send(CommandKind.L2tpSession, Record(id, key, rates));

    private static L2tpSessionRecord Record(uint id, uint key, L2tpSessionRecord rates) => rates with
    {
        Key = 100 + id,
        Id = id,
        SessionId = key,
        Interface = 0,
        SegmentLimit = Limit,
        Flags = rates.Flags | L2tpSessionFlags.Enabled | L2tpSessionFlags.Udp | L2tpSessionFlags.Version2 | L2tpSessionFlags.Ppp | L2tpSessionFlags.NetworkUp,
        PeerPort = 1701,
        LocalPort = 1701,
        Peer = Address16.From(IPAddress.Parse("10.0.0.2")),
        Local = Address16.From(IPAddress.Parse("10.0.0.1")),
    };

    private void Adjacency(uint id, AdjacencyKind kind, byte[] rewrite, uint egress, ushort limit, AdjacencyFlags more = AdjacencyFlags.None) =>
        _ways.Send(CommandKind.Adjacency, AdjacencyOf(id, kind, rewrite, egress, limit, more));

    private static AdjacencyRecord AdjacencyOf(uint id, AdjacencyKind kind, byte[] rewrite, uint egress, ushort limit, AdjacencyFlags more)
    {
        bool tunnel = kind == AdjacencyKind.IpTunnel;
        AdjacencyRecord record = new()
        {
            Id = id,
            Key = id,
            Interface = egress,
            Kind = kind,
            Flags = (tunnel ? AdjacencyFlags.OuterIpv4 | AdjacencyFlags.Udp : AdjacencyFlags.None) | more,
            Mtu = 1500,
            RewriteLength = (byte)rewrite.Length,
            L2Length = 14,
            IpOffset = (byte)(tunnel ? 14 : 0),
            SessionIndex = more == AdjacencyFlags.RateLimited ? 2u : more != AdjacencyFlags.None ? 3u : 0,
            SegmentLimit = limit,
        };
        rewrite.CopyTo((Span<byte>)record.Rewrite);
        return record;
    }

    private void Route(byte family, byte[] prefix, byte length, uint adjacency, bool delete = false)
    {
        Address16 address = default;
        prefix.CopyTo((Span<byte>)address);
        if (length < 32)
        {
            ((Span<byte>)address)[(length / 8)..].Clear();
        }

        _ways.Send(CommandKind.Route, new RouteRecord
        {
            Family = family,
            PrefixLength = length,
            Prefix = address,
            Target = new ForwardingTarget(TargetKind.Adjacency, adjacency).Value,
        }, delete);
    }

    private static byte[] Link(ushort type) => [.. Ways.RouterMac, .. Ways.PeerMac, (byte)(type >> 8), (byte)type];

    /// <summary>A rewrite whose lengths and checksum are those of an empty payload.</summary>
    private static byte[] Tunnelled(uint key) => [.. Link(0x0800), .. Datagram([10, 0, 0, 1], [10, 0, 0, 2], 17, Udp(L2tp(key, 0x21)))];

    /// <summary>The same of <see cref="NumberedKey"/> with Ns and Nr.</summary>
    private static byte[] Numbered(byte protocol) =>
        [.. Link(0x0800), .. Datagram([10, 0, 0, 1], [10, 0, 0, 2], 17, Udp([8, 2, 0, 0x11, 0, 9, 0, 0, 0, 0, 0xff, 3, 0, protocol]))];

    private static byte[] Outer(uint key, byte protocol, byte[] inner) =>
        Datagram([10, 0, 0, 2], [10, 0, 0, 1], 17, Udp([.. L2tp(key, protocol), .. inner]));

    private static byte[] L2tp(uint key, byte protocol) =>
        [0, 2, (byte)(key >> 24), (byte)(key >> 16), (byte)(key >> 8), (byte)key, 0xff, 3, 0, protocol];

    private static byte[] Udp(byte[] payload) => [6, 0xa5, 6, 0xa5, (byte)((payload.Length + 8) >> 8), (byte)(payload.Length + 8), 0, 0, .. payload];

    /// <summary>64 octets of TCP over IPv4 with an MSS of 1460.</summary>
    private static byte[] Tcp(byte flags) =>
        [0x9c, 0x40, 0, 80, 0, 0, 0, 1, 0, 0, 0, 2, 0xb0, flags, 0xfa, 0xf0, 0x12, 0x34, 0, 0, 2, 4, 5, 0xb4, 4, 2, 8, 10, 1, 2, 3, 4, 0, 0, 0, 0, 1, 3, 3, 7, 1, 1, 1, 0];

    private static byte[] Ipv4(byte[] source, byte[] target, byte[] payload) => Datagram(source, target, 6, payload);

    private static byte[] Datagram(byte[] source, byte[] target, byte protocol, byte[] payload) =>
        WithSum([0x45, 0, (byte)((20 + payload.Length) >> 8), (byte)(20 + payload.Length), 0, 0, 0x40, 0, Ttl, protocol, 0, 0, .. source, .. target, .. payload], 0);

    private static byte[] Ipv6(byte source, byte target, byte[] payload) =>
    [
        0x60, 0, 0, 0, 0, (byte)payload.Length, 6, Ttl, 0x20, source, .. new byte[13], 1, 0x20, target, .. new byte[13], 1, .. payload,
    ];

    /// <summary>The frame with the checksum of its IPv4 header right, options not counted.</summary>
    private static byte[] WithSum(byte[] frame, int at)
    {
        byte[] right = [.. frame];
        if (right[at] >> 4 == 4)
        {
            Span<byte> header = right.AsSpan(at, Math.Min((right[at] & 0xf) * 4, right.Length - at));
            if (header.Length >= 20)
            {
                header[10..12].Clear();
                uint sum = 0;
                for (int i = 0; i < header.Length; i += 2)
                {
                    sum += BinaryPrimitives.ReadUInt16BigEndian(header[i..]);
                }

                sum = (sum & 0xffff) + (sum >> 16);
                sum = (sum & 0xffff) + (sum >> 16);
                BinaryPrimitives.WriteUInt16BigEndian(header[10..], (ushort)~sum);
            }
        }

        return right;
    }
}
