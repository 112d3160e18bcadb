using System.Buffers.Binary;
using Router.Api;
using Router.Process.Tests.Harness;
using Router.Process.Tests.Topologies;
using Router.Process.Tests.Traffic;
using Xunit;
using Xunit.Abstractions;

namespace Router.Process.Tests;

/// <summary>
/// Two routers on a wire that loses a fifth of the L2TP messages, doubles a tenth and brings others late.
/// ROUTER_TEST_TUNNELS and ROUTER_TEST_SESSIONS (in each tunnel, up to 4094 in all) make it larger.
/// </summary>
public sealed class BadWireTests(ITestOutputHelper output) : IDisposable
{
    private const int L2tp = 14 + 20 + 8;

    private readonly Lab _lab = new();
    private readonly int _tunnels = TestScale.Tunnels(10);
    private readonly int _each = TestScale.SessionsInEach(5);
    private readonly int[] _messages = new int[2];
    private readonly LateFrames[] _late = [new(), new()];

    private BadWire? _wire;

    private int Sessions => _tunnels * _each;

    /// <inheritdoc/>
    public void Dispose()
    {
        _wire?.Dispose();
        _lab.WriteLogs(output);
        _lab.Dispose();
    }

    /// <summary>All tunnels and sessions come up, once, stay, and go.</summary>
    [SkippableFact]
    [Trait("l2tp", "F73")]
    [Trait("l2tp", "F75")]
    public void Every_tunnel_and_session_comes_up_and_stays()
    {
        _lab.AddNodes("pe1", "pe2");
        _lab.WithoutIpv6("pe1", "pe2");
        _wire = new BadWire(_lab, "pe1", "pe2", "v-core0", IsControl, (from, frame) => _messages[from] += IsControl(frame) ? 1 : 0);
        RouterProcess pe2 = _lab.LaunchRouter("pe2", ManyPseudowires(2));
        RouterProcess pe1 = _lab.LaunchRouter("pe1", ManyPseudowires(1));
        pe1.WaitReady();
        pe2.WaitReady();
        Wait.Until(
            () => $"{Sessions} sessions: {Established(pe1)}, {Established(pe2)}", TimeSpan.FromSeconds(90),
            () => Established(pe1) == Sessions && Established(pe2) == Sessions);

        // Three rounds of Hellos.
        Thread.Sleep(TimeSpan.FromSeconds(7));
        foreach (RouterProcess router in (RouterProcess[])[pe1, pe2])
        {
            RouterMetrics metrics = router.Api.Metrics;
            Assert.Equal(Sessions, metrics.Sum("router_l2tp_managed_sessions", "state=\"established\""));
            Assert.Equal(_tunnels, metrics.Sum("router_l2tp_managed_tunnels", "state=\"established\""));
            Assert.Equal(Sessions, metrics.Sum("router_l2tp_session_setups_total"));
            Assert.Equal(0, metrics.Sum("router_l2tp_session_teardowns_total"));
        }

        output.WriteLine($"control messages delivered: {_messages[0]} to pe2, {_messages[1]} to pe1");
        Assert.All(_messages, count => Assert.InRange(count, Sessions, int.MaxValue));
        string file = _lab.WriteFile("empty.yaml", $"instance: {pe1.Instance}\n{Base(1)}");
        _ = _lab.RouterCtl(pe1, "config", "apply", file).Checked();
        Wait.Until(
            () => $"all are down: {Established(pe1)}, {Established(pe2)}", TimeSpan.FromSeconds(60), () => Established(pe1) + Established(pe2) == 0);
    }

    /// <summary>Of the numbered frames of a pseudowire exactly those are dropped that come behind a later one.</summary>
    [SkippableFact]
    [Trait("l2tp", "C36")]
    public void Exactly_the_late_frames_are_dropped()
    {
        (RouterProcess pe1, RouterProcess pe2) = ManagedPseudowires.Build(
            _lab, "udp", false, "sequencing: recv, cookie-length: 0",
            join: () => _wire = new BadWire(_lab, "pe1", "pe2", "v-core0", IsData, (from, frame) => _late[from].See(frame)));
        _ = _lab.Exec("ce1", TimeSpan.FromSeconds(60), "ping", "-n", "-q", "-i", "0.002", "-W", "1", "-c", "2000", ManagedPseudowires.Destination);
        Check(pe2, _late[0]);
        Check(pe1, _late[1]);
    }

    private void Check(RouterProcess router, LateFrames late)
    {
        L2tpSessionCounts Counts() => Assert.Single(router.Api.Sessions).Counters!;
        Wait.Until(
            () => $"{late}; {router.Node} has {Counts()}", TimeSpan.FromSeconds(5),
            () => Counts().RxPackets + Counts().OutOfSequence == (ulong)late.Seen);
        output.WriteLine($"{router.Node}: {late}");
        Assert.Equal(0, late.Unnumbered);
        Assert.Equal((ulong)late.Late, Counts().OutOfSequence);
        Assert.InRange(late.Seen, 1000, int.MaxValue);
        Assert.InRange(late.Late, 100, int.MaxValue);
    }

    private static long Established(RouterProcess router) => router.Api.Metrics.Sum("router_l2tp_managed_sessions", "state=\"established\"");

    private static bool IsControl(byte[] frame) =>
        frame[12] == 8 && frame[13] == 0 && frame[23] == 17 && (frame[L2tp] & 0x80) != 0;

    private static bool IsData(byte[] frame) => frame[12] == 8 && frame[13] == 0 && frame[23] == 17 && (frame[L2tp] & 0x80) == 0;

    private string Base(int own) => $$"""
        dataplane: { memory: 64, mbufs: 8192, hugepages: false }
        ports:
          core0: { device: "net_af_packet0,iface=v-core0", mtu: 1600 }
          ac0: { device: "net_null0,no-rx=1" }
        interfaces:
          core0: { addresses: [10.0.0.{{own}}/24] }
        {{Yaml.Lines(Sessions, static i => $"  ac0.{i + 1}: {{ vlan: {i + 1} }}")}}
          loopback0: { addresses: [{{string.Join(", ", Enumerable.Range(1, _tunnels).Select(i => $"10.{own}.0.{i}/32"))}}] }
        routes: [{ prefix: 10.{{3 - own}}.0.0/24, via: 10.0.0.{{3 - own}} }]

        """;

    private string ManyPseudowires(int own) => Base(own) + $$"""
        l2tp:
          peers:
        {{Yaml.Lines(_tunnels, i => $"    - {{ name: p{i}, local: 10.{own}.0.{i + 1}, remote: 10.{3 - own}.0.{i + 1}, hello-interval: 2, initiate: {(own == 1 ? "true" : "false")} }}")}}
          pseudowires:
        {{Yaml.Lines(Sessions, i => $"    - {{ name: pw{i}, peer: p{i / _each}, initiate: {(own == 1 ? "true" : "false")} }}")}}
        cross-connects:
        {{Yaml.Lines(Sessions, static i => $"  - [ac0.{i + 1}, pw{i}]")}}
        """;

    /// <summary>Counts numbered frames in the order in which they are delivered, and those behind a later one (RFC 3931 4.6.1).</summary>
    private sealed class LateFrames
    {
        private const int Sublayer = L2tp + 8;
        private int _expected;

        /// <summary>Numbered frames.</summary>
        public int Seen { get; private set; }

        /// <summary>Those that come late, or again.</summary>
        public int Late { get; private set; }

        /// <summary>Data without a number: none is expected.</summary>
        public int Unnumbered { get; private set; }

        public void See(byte[] frame)
        {
            if (!IsData(frame))
            {
                return;
            }

            uint word = BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(Sublayer));
            if ((word & 0xff000000) != 0x40000000)
            {
                Unnumbered++;
                return;
            }

            Seen++;
            int number = (int)(word & 0xffffff);
            if (number < _expected)
            {
                Late++;
            }
            else
            {
                _expected = number + 1;
            }
        }

        public override string ToString() => $"{Seen} delivered, {Late} of them late";
    }
}
