using System.Buffers.Binary;
using Router.Api;
using Router.Process.Tests.Harness;
using Router.Process.Tests.Traffic;
using Xunit;
using Xunit.Abstractions;

namespace Router.Process.Tests.Peers;

/// <summary>
/// What no peer sends of its own accord: packets made by hand on the wire of a pseudowire that Linux's kernel is the other
/// end of. The traits <c>l2tp</c> are the numbers of docs/l2tp.md.
/// </summary>
[Collection(PeerCollectionDefinition.Name)]
[TestCaseOrderer("Router.Process.Tests.Peers.VariantOrder", "Router.Process.Tests")]
public sealed class PseudowirePacketTests(ITestOutputHelper output, PeerNetwork network) : IDisposable
{
    private const int UnderlayLeast = 60;
    private const uint Numbered = 0x4000_0000;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);

    private readonly PeerNetwork _network = network.Get(nameof(PseudowirePacketTests));
    private readonly Wiretap _wire = new(network.Get(nameof(PseudowirePacketTests)).Lab, "wire", PeerNetwork.RouterSide);
    private readonly Wiretap _customer = new(network.Get(nameof(PseudowirePacketTests)).Lab, "ce", "l2");

    /// <summary>One variant of each encapsulation, those that demand cookies of 8 octets.</summary>
    public static TheoryData<string> Encapsulations =>
        [.. PseudowireVariant.All.Values.Where(variant => variant.ToRouter == 8).Select(variant => variant.ToString())];

    /// <summary>Those of them without sequence numbers: one that demands a sublayer, one that has none.</summary>
    public static TheoryData<string> NotSequenced => [.. PseudowireVariant.All.Values
        .Where(variant => variant.ToRouter == 8 && variant.Sublayer != Sublayer.Sequenced).Select(variant => variant.ToString())];

    /// <summary>Variants with sequence numbers.</summary>
    public static TheoryData<string> Sequenced =>
        [.. PseudowireVariant.All.Values.Where(variant => variant.Sublayer == Sublayer.Sequenced).Select(variant => variant.ToString())];

    /// <inheritdoc/>
    public void Dispose()
    {
        _wire.Dispose();
        _customer.Dispose();
    }

    /// <summary>Unusual and good: the frame arrives, exactly, once; behind IPv6 extension headers the packet is the router's kernel's.</summary>
    [SkippableTheory]
    [MemberData(nameof(Encapsulations))]
    [Trait("l2tp", "A5")]
    [Trait("l2tp", "A15")]
    [Trait("l2tp", "A18")]
    [Trait("l2tp", "B25")]
    [Trait("l2tp", "B31")]
    public void Unusual_packets_are_delivered(string name)
    {
        TunnelPacket packet = Packet(name, 46);
        TunnelPacket least = packet with { Inner = Frames.Test(_network.CeMac, 0) };
        int length = least.ToFrame().Length;
        Delivered("behind it, padding of the outer frame", least with { Padding = new byte[Math.Max(UnderlayLeast - length, 8)] });
        Delivered("TTL 1", packet with { Ttl = 1 });
        if (_network.Current!.Variant.Ipv6)
        {
            Punted("IPv6 destination options", packet with { DestinationOptions = true });
        }
        else
        {
            Delivered("IPv4 options", packet with { Options = [1, 1, 1, 1] });
            Delivered("no UDP checksum", packet with { Checksum = UdpChecksum.Zero });
        }
    }

    /// <summary>Dropped without an answer, and counted under their reason.</summary>
    [SkippableTheory]
    [MemberData(nameof(Encapsulations))]
    [Trait("l2tp", "A9")]
    [Trait("l2tp", "A10")]
    [Trait("l2tp", "A14")]
    [Trait("l2tp", "B31")]
    public void Bad_packets_are_dropped_and_counted(string name)
    {
        TunnelPacket packet = Packet(name, 46);
        PseudowireVariant variant = _network.Current!.Variant;
        Dropped("unknown session", "l2tp-unknown-session", packet with { Session = 0x7fff_fff1 });
        string other = variant.Ipv6 ? "2001:db8:7::9" : "192.0.2.9";
        Dropped("another source", "l2tp-wrong-peer", packet with { Outer = packet.Outer with { Source = other } });
        Dropped("frame of 13 octets", "l2tp-truncated", packet with { Inner = packet.Inner[..13] });
        if (variant.Udp)
        {
            Dropped("another port", "l2tp-wrong-peer", packet with { Ports = ((ushort)(packet.Ports!.Value.Source + 1), packet.Ports.Value.Destination) });
        }
    }

    /// <summary>Ends that do not agree about the sublayer see broken frames, four octets too short or too long.</summary>
    [SkippableTheory]
    [MemberData(nameof(NotSequenced))]
    [Trait("l2tp", "C41")]
    public void Disagreement_about_the_sublayer_is_visible(string name)
    {
        // The frame's first octets are taken for a sublayer: in one of VCCV, which is something else, the first bit is set.
        TunnelPacket packet = Packet(name, 46) with { Inner = Frames.Test("02:00:00:00:00:ce", 46) };
        bool expected = packet.Sublayer is not null;
        byte[] broken = expected ? packet.Inner[4..] : [0, 0, 0, 0, .. packet.Inner];
        _wire.Send((packet with { Sublayer = expected ? null : 0 }).ToFrame());
        Assert.Single(_customer.Collect(frame => frame.AsSpan().SequenceEqual(broken), 1, Soon));
    }

    /// <summary>Numbers start at 0, wrap, and are late in one half of the circle; after a gap it goes on.</summary>
    [SkippableTheory]
    [MemberData(nameof(Sequenced))]
    [Trait("l2tp", "C33")]
    [Trait("l2tp", "C36")]
    [Trait("l2tp", "C37")]
    [Trait("l2tp", "C38")]
    public void Sequence_numbers_are_checked(string name)
    {
        _network.Forget();
        TunnelPacket packet = Packet(name, 46);
        IReadOnlyList<byte[]> frames = _wire.Take();
        Pseudowire pseudowire = _network.Current!;
        Assert.Equal(Numbered, FirstSublayer(frames, packet, _network.RouterMac, pseudowire.PeerSession, pseudowire.Variant.ToPeer));
        Assert.Equal(Numbered, FirstSublayer(frames, packet, _network.Peer.Mac(), pseudowire.RouterSession, pseudowire.Variant.ToRouter));
        uint[] good = [0x700000, 0xe00000, 0xfffffe, 0xffffff, 0, 1, 6, 7];
        foreach (uint number in good)
        {
            Delivered($"number {number:x}", packet with { Sublayer = Numbered | number });
        }

        uint[] late = [7, 6, 0xffffff, 0x800008];
        foreach (uint number in late)
        {
            Dropped($"late number {number:x}", "l2tp-out-of-sequence", packet with { Sublayer = Numbered | number });
        }

        Delivered("the last of the half that is ahead", packet with { Sublayer = Numbered | 0x800007 });
        _network.Forget(); // the peer's own numbers are late now
    }

    /// <summary>The outer header is as configured, whatever is inside.</summary>
    [SkippableTheory]
    [MemberData(nameof(Encapsulations))]
    [Trait("l2tp", "A17")]
    [Trait("l2tp", "B26")]
    public void Outer_headers_are_as_configured(string name)
    {
        PseudowireVariant variant = PseudowireVariant.All[name];
        _ = _network.Use(variant, $", ttl: 77, dscp: 10{(variant.Ipv6 ? "" : ", df: false")}");
        _ = _wire.Take();
        _network.Lab.Ping("ce", PeerNetwork.PeerInside, 3);
        byte[][] frames = [.. _wire.Take().Where(frame => IsData(frame, variant, _network.RouterMac))];
        Assert.True(frames.Length >= 3, $"{frames.Length} packets");
        foreach (byte[] frame in frames)
        {
            Span<byte> ip = frame.AsSpan(14);
            if (variant.Ipv6)
            {
                Assert.Equal((77, 10), (ip[7], (BinaryPrimitives.ReadUInt16BigEndian(ip) >> 6) & 0x3f));
            }
            else
            {
                Assert.Equal((77, 10, 0, 0xffff), (ip[8], ip[1] >> 2, ip[6] & 0xe0, (int)Frames.Sum(ip[..20])));
            }

            // By default none over IPv4 and a right one over IPv6.
            if (variant.Udp)
            {
                Span<byte> udp = ip[(variant.Ipv6 ? 40 : 20)..];
                ushort checksum = BinaryPrimitives.ReadUInt16BigEndian(udp[6..]);
                byte[] pseudoHeader = [.. ip[8..40], 0, 17, udp[4], udp[5]];
                Assert.Equal(variant.Ipv6 ? 0xffff : 0, variant.Ipv6 ? Frames.Sum([.. pseudoHeader, .. udp]) : checksum);
                Assert.Equal(variant.Ipv6, checksum != 0);
            }
        }
    }

    private static bool IsData(byte[] frame, PseudowireVariant variant, string source) =>
        Frames.IsFrom(frame, source)
        && BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(12)) == (variant.Ipv6 ? 0x86dd : 0x0800)
        && frame[variant.Ipv6 ? 20 : 23] == (variant.Udp ? 17 : TunnelPacket.Protocol);

    private TunnelPacket Packet(string name, int payload) =>
        _network.Use(PseudowireVariant.All[name]).ToRouter(_network.Peer.Mac(), _network.RouterMac, Frames.Test(_network.CeMac, payload));

    private void Delivered(string what, TunnelPacket packet)
    {
        _ = _customer.Take();
        _wire.Send(packet.ToFrame());
        IReadOnlyList<byte[]> frames = _customer.Collect(Frames.IsTest, 1, Soon);
        Assert.True(frames.Count == 1, $"{what}: {frames.Count} frames");
        Assert.Equal(Convert.ToHexString(packet.Inner), Convert.ToHexString(frames[0]));
        output.WriteLine($"delivered: {what}");
    }

    private void Dropped(string what, string reason, TunnelPacket packet)
    {
        ulong before = _network.Router.Api.DropsBy(reason);
        _ = _customer.Take();
        _ = _wire.Take();
        _wire.Send(packet.ToFrame());
        Wait.Until($"{what}: {reason}", Soon, () => _network.Router.Api.DropsBy(reason) == before + 1);
        Assert.DoesNotContain(_customer.Take(), Frames.IsTest);
        Assert.DoesNotContain(_wire.Take(), frame => Frames.IsFrom(frame, _network.RouterMac) && Frames.IsIcmpError(frame));
        output.WriteLine($"dropped: {what}, {reason}");
    }

    private void Punted(string what, TunnelPacket packet)
    {
        ulong before = Punts();
        _ = _customer.Take();
        _wire.Send(packet.ToFrame());
        Wait.Until($"{what}: to the kernel", Soon, () => Punts() > before);
        Assert.DoesNotContain(_customer.Take(), Frames.IsTest);
        output.WriteLine($"punted: {what}");

        ulong Punts() => _network.Router.Api.Drops.Punts.Single(punt => punt.Reason == "ipv6-local").Total;
    }

    /// <summary>The sublayer of the first packet with a session id.</summary>
    private uint FirstSublayer(IReadOnlyList<byte[]> frames, TunnelPacket pattern, string source, uint session, int cookie)
    {
        PseudowireVariant variant = _network.Current!.Variant;
        int start = pattern.ToFrame().Length - pattern.Message().Length + (variant.Udp ? 4 : 0);
        byte[] first = frames.First(frame =>
            IsData(frame, variant, source) && BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(start)) == session);
        return BinaryPrimitives.ReadUInt32BigEndian(first.AsSpan(start + 4 + cookie));
    }
}
