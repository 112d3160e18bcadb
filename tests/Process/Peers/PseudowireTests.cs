using System.Buffers.Binary;
using Router.Api;
using Router.Process.Tests.Harness;
using Router.Process.Tests.Traffic;
using Xunit;
using Xunit.Abstractions;

namespace Router.Process.Tests.Peers;

/// <summary>
/// Static L2TPv3 Ethernet pseudowires between the router and Linux's kernel. The traits <c>l2tp</c> are the
/// numbers of docs/l2tp.md.
/// </summary>
[Collection(PeerCollectionDefinition.Name)]
[TestCaseOrderer("Router.Process.Tests.Peers.VariantOrder", "Router.Process.Tests")]
public sealed class PseudowireTests(ITestOutputHelper output, PeerNetwork network) : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);

    private readonly PeerNetwork _network = network.Get(nameof(PseudowireTests));

    /// <summary>Names of the variants.</summary>
    public static TheoryData<string> Variants => [.. PseudowireVariant.All.Keys];

    /// <summary>Names of variants that carry TCP: one of each encapsulation, or all when the time for it is set.</summary>
    public static TheoryData<string> VariantsWithTcp => [.. PseudowireVariant.All.Keys
        .Where(static (_, number) => number % 3 == 0 || Environment.GetEnvironmentVariable(Iperf3Report.SecondsVariable) is not null)];

    /// <summary>Names of the variants that demand a cookie somewhere.</summary>
    public static TheoryData<string> VariantsWithCookies =>
        [.. PseudowireVariant.All.Where(variant => variant.Value.ToPeer + variant.Value.ToRouter > 0).Select(variant => variant.Key)];

    /// <inheritdoc/>
    public void Dispose()
    {
        output.WriteLine($"peer up after {_network.Peer.BootTime.TotalSeconds:F1} s");
        _network.Lab.WriteLogs(output);
        foreach (string line in _network.Peer.Log)
        {
            output.WriteLine(line);
        }
    }

    /// <summary>Frames of every size cross in both directions, in the format of the variant, and both ends count the same.</summary>
    [SkippableTheory]
    [MemberData(nameof(Variants))]
    [Trait("l2tp", "A1")]
    [Trait("l2tp", "A2")]
    [Trait("l2tp", "A3")]
    [Trait("l2tp", "A4")]
    [Trait("l2tp", "B21")]
    [Trait("l2tp", "B31")]
    [Trait("l2tp", "C32")]
    [Trait("l2tp", "C33")]
    [Trait("l2tp", "D46")]
    [Trait("l2tp", "K156")]
    public void Frames_cross_in_both_directions(string name) => Attempt(() =>
    {
        Pseudowire pseudowire = _network.Use(PseudowireVariant.All[name]);
        using Wiretap wire = new(_network.Lab, "wire", PeerNetwork.RouterSide);
        PingFromCe(20, 56);
        PingFromCe(5, 0); // 42 octets of frame, fewer than Ethernet's least
        PingFromCe(5, 1472);
        PingsFromPeer();
        IReadOnlyList<byte[]> frames = wire.Take();
        CheckFormat(frames, pseudowire.ToPeer(_network.RouterMac, _network.Peer.Mac(), []));
        CheckFormat(frames, pseudowire.ToRouter(_network.Peer.Mac(), _network.RouterMac, []));
        CheckCounts(pseudowire);
    });

    /// <summary>A wrong cookie is dropped and counted on both sides, whichever bit is wrong, and nothing else is.</summary>
    [SkippableTheory]
    [MemberData(nameof(VariantsWithCookies))]
    [Trait("l2tp", "A6")]
    [Trait("l2tp", "A7")]
    [Trait("l2tp", "A8")]
    [Trait("l2tp", "B31")]
    public void Wrong_cookies_are_dropped_and_counted(string name) => Attempt(() =>
    {
        Pseudowire pseudowire = _network.Use(PseudowireVariant.All[name]);
        using Wiretap wire = new(_network.Lab, "wire", PeerNetwork.RouterSide);
        using Wiretap peerSide = new(_network.Lab, "wire", PeerNetwork.PeerSide);
        (L2tpSessionCounts router, PeerCounts peer) = _network.Counts(pseudowire);
        TunnelPacket toRouter = pseudowire.ToRouter(_network.Peer.Mac(), _network.RouterMac, Frames.Test(_network.CeMac, 46));
        TunnelPacket toPeer = pseudowire.ToPeer(_network.RouterMac, _network.Peer.Mac(), Frames.Test(Pseudowire.PeerMac, 46));
        TunnelPacket[] wrongToRouter = [.. WrongCookies(toRouter)];
        TunnelPacket[] wrongToPeer = [.. WrongCookies(toPeer)];
        _ = wire.Take();
        Array.ForEach(wrongToRouter, packet => wire.Send(packet.ToFrame()));
        Array.ForEach(wrongToPeer, packet => peerSide.Send(packet.ToFrame()));
        L2tpSessionCounts routerAfter = router;
        PeerCounts peerAfter = peer;
        Wait.Until(() => $"{wrongToRouter.Length} and {wrongToPeer.Length} wrong cookies: {routerAfter}, {peerAfter}", Soon, () =>
        {
            (routerAfter, peerAfter) = _network.Counts(pseudowire);
            return routerAfter == router with { BadCookie = router.BadCookie + (ulong)wrongToRouter.Length }
                && peerAfter with { Dropped = 0 } == peer with { RxErrors = peer.RxErrors + (ulong)wrongToPeer.Length, Dropped = 0 };
        });
        Assert.DoesNotContain(wire.Take(), frame => Frames.IsFrom(frame, _network.RouterMac) && Frames.IsIcmpError(frame));
        PingFromCe(3, 56);
    });

    /// <summary>TCP in both directions: what gets lost is in the counters of those who lost it.</summary>
    [SkippableTheory]
    [MemberData(nameof(VariantsWithTcp))]
    [Trait("l2tp", "K156")]
    public void Tcp_crosses_in_both_directions(string name)
    {
        Pseudowire pseudowire = _network.Use(PseudowireVariant.All[name]);
        LossCounts before = LossCounts.Read(_network, pseudowire);
        Iperf3Report report = Iperf3Report.Run(_network.Lab, "ce", PeerNetwork.PeerInside);
        LossCounts loss = LossCounts.Read(_network, pseudowire).Since(before);
        string summary = $"{name}: {report}; {loss}";
        output.WriteLine(summary);
        Iperf3Report.Record(summary);
        Assert.True(report.Sent > 1e6 && report.Received > 1e6, summary);

        // What TCP sends again although nothing was lost, it sent because an answer was late: the peer's processor is emulated.
        Assert.True(loss.IsExplained, summary);
        if (loss is { ToPeer: 0, ToRouter: 0 })
        {
            CheckCounts(pseudowire);
        }
    }

    // The peer's processor is emulated, on a machine that others share: what is lost once was lost by them, what is lost each time by the router.
    private void Attempt(Action test)
    {
        for (int left = 2; ; left--)
        {
            try
            {
                test();
                return;
            }
            catch (Exception exception) when (left > 0)
            {
                string drops = string.Join(", ", _network.Router.Api.Drops.Drops.Where(static drop => drop.Total != 0).Select(static drop => $"{drop.Reason} {drop.Total}"));
                output.WriteLine($"once more: {exception.Message}\nrouter: {_network.Current?.Name}, drops: {drops}");
                _network.Forget();
            }
        }
    }

    private static IEnumerable<TunnelPacket> WrongCookies(TunnelPacket packet)
    {
        int length = packet.Cookie.Length;
        if (length == 0)
        {
            yield break;
        }

        byte[] first = [.. packet.Cookie];
        first[0] ^= 0x80;
        byte[] last = [.. packet.Cookie];
        last[^1] ^= 1;
        yield return packet with { Cookie = first };
        yield return packet with { Cookie = last };
        yield return packet with { Cookie = [] };
        if (length == 8)
        {
            yield return packet with { Cookie = packet.Cookie[..4] };
        }
    }

    /// <summary>Every data packet of one direction has the header that the session has, and its sequence numbers are one after the other.</summary>
    private void CheckFormat(IReadOnlyList<byte[]> frames, TunnelPacket pattern)
    {
        byte[] header = pattern.Message();
        int start = pattern.ToFrame().Length - header.Length;
        bool sequenced = _network.Current!.Variant.Sublayer == Sublayer.Sequenced;
        int compared = sequenced ? header.Length - 4 : header.Length;
        byte protocol = pattern.Ports is null ? TunnelPacket.Protocol : (byte)17;
        bool ipv6 = pattern.Outer.Source.Contains(':', StringComparison.Ordinal);
        byte[][] packets = [.. frames.Where(frame => Frames.IsFrom(frame, pattern.Outer.SourceMac) && frame.Length >= start + header.Length
            && BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(12)) == (ipv6 ? 0x86dd : 0x0800) && frame[ipv6 ? 20 : 23] == protocol)];
        Assert.True(packets.Length >= 30, $"{packets.Length} packets from {pattern.Outer.Source}");
        uint? last = null;
        foreach (byte[] packet in packets)
        {
            Assert.Equal(Convert.ToHexString(header.AsSpan(0, compared)), Convert.ToHexString(packet.AsSpan(start, compared)));
            if (pattern.Ports is var (source, destination))
            {
                Assert.Equal((source, destination), (
                    BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(start - 8)), BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(start - 6))));
            }

            if (sequenced)
            {
                uint sublayer = BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(start + compared));
                Assert.Equal(0x40u, sublayer >> 24);
                Assert.Equal(last is uint before ? (before + 1) & 0xffffff : sublayer & 0xffffff, sublayer & 0xffffff);
                last = sublayer & 0xffffff;
            }
        }
    }

    private void CheckCounts(Pseudowire pseudowire)
    {
        (L2tpSessionCounts router, PeerCounts peer) = _network.Counts(pseudowire);
        output.WriteLine($"{router}\n{peer}");
        Assert.Equal((peer.RxPackets, peer.TxPackets), (router.TxPackets, router.RxPackets));

        // The kernel counts octets with the L2TP header, the router without any of the tunnel's.
        PseudowireVariant variant = pseudowire.Variant;
        Assert.Equal(peer.RxBytes, router.TxBytes + (router.TxPackets * (ulong)variant.HeaderToPeer));
        Assert.Equal(peer.TxBytes, router.RxBytes + (router.RxPackets * (ulong)variant.HeaderToRouter));
    }

    private void PingFromCe(int count, int size) => _network.Lab.Ping("ce", PeerNetwork.PeerInside, count, size);

    // All at once: busybox's ping waits a second between two of them.
    private void PingsFromPeer()
    {
        CommandResult result = _network.Peer.Run($"""
            for size in 56 56 56 56 1472 1472 1472 1472; do ping -q -c 1 -W 5 -s $size {PeerNetwork.CeInside} & done >/tmp/ping
            wait
            grep ' packet loss' /tmp/ping
            """);
        Assert.Equal(8, result.Output.Split(" 0% packet loss").Length - 1);
    }
}
