using Router.Api;
using Router.Process.Tests.Harness;
using Router.Process.Tests.Topologies;
using Router.Process.Tests.Traffic;
using Xunit;
using Xunit.Abstractions;

namespace Router.Process.Tests;

/// <summary>Frames of static HDLC and Frame Relay sessions through two routers that switch them into negotiated pseudowires.</summary>
public sealed class PseudowireSwitchingTests(ITestOutputHelper output) : IDisposable
{
    private const int Count = 200;
    private const int HeadersLength = 34;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly Lab _lab = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        _lab.WriteLogs(output);
        _lab.Dispose();
    }

    [SkippableTheory]
    [Trait("l2tp", "D47")]
    [Trait("l2tp", "D48")]
    [InlineData("udp", "secret: s3cret")]
    [InlineData("ip", "sequencing: recv, cookie-length: 4")]
    public void Frames_are_switched_in_order_and_as_they_came(string encapsulation, string more)
    {
        (RouterProcess pe1, RouterProcess pe2) = SwitchedPseudowires.Build(_lab, encapsulation, more);
        Assert.Equal("hdlc", Type(pe1, "core-hdlc"));
        Assert.Equal(Type(pe1, "host-fr"), Type(pe2, "core-fr"));
        using Wiretap left = new(_lab, "left", "wire");
        using Wiretap right = new(_lab, "right", "wire");

        // Cisco HDLC; some frames are shorter than Ethernet's least, some look like it.
        byte[][] hdlc = [.. Enumerable.Range(0, Count).Select(static number => (byte[])[0x0f, 0, 8, 0, (byte)number, .. new byte[number]])];
        Switched(left, pe1, right, pe2, SwitchedPseudowires.Hdlc, hdlc, hdlc);
        Switched(right, pe2, left, pe1, SwitchedPseudowires.Hdlc, hdlc, hdlc);

        byte[][] atLeft = [.. Enumerable.Range(0, Count).Select(static number => Relayed(SwitchedPseudowires.Dlcis.Left, number))];
        byte[][] atRight = [.. Enumerable.Range(0, Count).Select(static number => Relayed(SwitchedPseudowires.Dlcis.Right, number))];
        Switched(left, pe1, right, pe2, SwitchedPseudowires.FrameRelay, atLeft, atRight);
        Switched(right, pe2, left, pe1, SwitchedPseudowires.FrameRelay, atRight, atLeft);

        left.Send(Packet(pe1, SwitchedPseudowires.FrameRelay, Relayed((ushort)(SwitchedPseudowires.Dlcis.Left + 1), 0)));
        Wait.Until("another DLCI is counted", Soon, () => pe1.Api.DropsBy("frame-relay-wrong-dlci") == 1);
        Assert.Equal(0ul, pe2.Api.DropsBy("frame-relay-wrong-dlci"));
        foreach (string name in new[] { "host-hdlc", "core-hdlc", "host-fr", "core-fr" })
        {
            L2tpSessionCounts counts = pe1.Api.Sessions.Single(session => session.Name == name).Counters!;
            Assert.Equal(((ulong)Count, (ulong)Count), (counts.RxPackets, counts.TxPackets));
        }

        Conservation.Check(pe1);
        Conservation.Check(pe2);
    }

    private static string Type(RouterProcess router, string name) => router.Api.Sessions.Single(session => session.Name == name).PseudowireType;

    /// <summary>A Frame Relay frame: Q.922 header of 2 octets with changing FECN, BECN and DE, then a number.</summary>
    private static byte[] Relayed(ushort dlci, int number) =>
        [(byte)(dlci >> 4 << 2), (byte)((dlci & 15) << 4 | (number & 7) << 1 | 1), 3, 0xcc, (byte)number, .. new byte[number]];

    private static byte[] Packet(RouterProcess router, uint session, byte[] inner)
    {
        int network = router.Node == "pe1" ? 1 : 2;
        string mac = router.Api.Interfaces.Single(static item => item.Name == "host0").Mac!;
        return new TunnelPacket
        {
            Outer = ("02:00:00:00:00:99", mac, $"10.1.{network}.2", $"10.1.{network}.1"),
            Session = session,
            Cookie = [],
            Sublayer = 0,
            Inner = inner,
        }.ToFrame();
    }

    private void Switched(Wiretap from, RouterProcess ingress, Wiretap to, RouterProcess egress, uint session, byte[][] sent, byte[][] wanted)
    {
        byte[][] packets = [.. sent.Select(inner => Packet(ingress, session, inner))];
        string mac = egress.Api.Interfaces.Single(static item => item.Name == "host0").Mac!;
        _ = to.Take();
        foreach (byte[] packet in packets)
        {
            from.Send(packet);
        }

        IReadOnlyList<byte[]> frames = to.Collect(frame => Frames.IsFrom(frame, mac) && frame[12] == 8 && frame[13] == 0 && frame[23] == TunnelPacket.Protocol, wanted.Length, Soon);
        output.WriteLine($"{frames.Count} frames of session {session} leave {egress.Node}");
        Assert.Equal(
            wanted.Select(inner => Convert.ToHexString([0, 0, 0, (byte)session, 0, 0, 0, 0, .. inner])),
            frames.Select(static frame => Convert.ToHexString(frame.AsSpan(HeadersLength, (frame[16] << 8 | frame[17]) - 20))));
    }
}
