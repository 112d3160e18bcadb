using System.Buffers.Binary;
using System.Diagnostics;
using Router.Api;
using Router.Process.Tests.Harness;
using Router.Process.Tests.Topologies;
using Router.Process.Tests.Traffic;
using Router.Unit.Tests.Controlplane.Radius;
using Xunit;
using Xunit.Abstractions;

namespace Router.Process.Tests;

/// <summary>L2TP tunnels and pseudowires that the control protocol sets up, between two routers.</summary>
public sealed class ManagedL2tpTests(ITestOutputHelper output) : IDisposable
{
    private const int EthernetHeader = 14;
    private const int L2tp = EthernetHeader + 20 + 8;

    private readonly Lab _lab = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        _lab.WriteLogs(output);
        _lab.Dispose();
    }

    [SkippableTheory]
    [Trait("l2tp", "I125")]
    [Trait("l2tp", "J141")]
    [Trait("l2tp", "J144")]
    [Trait("l2tp", "J147")]
    [Trait("l2tp", "C41")]
    [InlineData("udp", false, "secret: s3cret")]
    [InlineData("ip", false, "secret: s3cret, cookie-length: 4, hide-avps: true")]
    [InlineData("udp", true, "l2-sublayer: none, cookie-length: 0")]
    [InlineData("ip", true, "sequencing: recv, authentication: integrity")]
    public void Pseudowires_come_up_and_carry_frames(string encapsulation, bool ipv6, string more)
    {
        ManagedPseudowires.Build(_lab, encapsulation, ipv6, more);
        _ = _lab.Ping("ce1", ManagedPseudowires.Destination, 20);
    }

    [SkippableTheory]
    [Trait("l2tp", "B27")]
    [InlineData(false)]
    [InlineData(true)]
    public void Control_messages_have_a_right_udp_checksum(bool ipv6)
    {
        (RouterProcess pe1, _) = ManagedPseudowires.Build(_lab, "udp", ipv6, "udp-checksum: zero, hello-interval: 1");
        using Wiretap wire = new(_lab, "pe1", "v-core0");
        _ = _lab.RouterCtl(pe1, "clear", "l2tp", "peer", "other").Checked();
        IReadOnlyList<byte[]> messages = wire.Collect(frame => IsControl(frame, ipv6), 10, TimeSpan.FromSeconds(20));
        Assert.InRange(messages.Count, 10, int.MaxValue);
        foreach (byte[] frame in messages)
        {
            Span<byte> ip = frame.AsSpan(EthernetHeader);
            Span<byte> udp = ip[(ipv6 ? 40 : 20)..];
            udp = udp[..BinaryPrimitives.ReadUInt16BigEndian(udp[4..])];
            Assert.NotEqual(0, BinaryPrimitives.ReadUInt16BigEndian(udp[6..]));
            byte[] pseudoHeader = [.. ipv6 ? ip[8..40] : ip[12..20], 0, 17, udp[4], udp[5]];
            Assert.Equal(0xffff, (int)Frames.Sum([.. pseudoHeader, .. udp, .. new byte[udp.Length % 2]]));
        }
    }

    [SkippableFact]
    [Trait("l2tp", "J153")]
    public void A_peer_that_is_gone_takes_its_sessions_with_it_and_no_static_ones()
    {
        // A second of silence, then a Hello and two repetitions: 1 + 1 + 2 + 4 seconds.
        const string Static = "tunnels: [{ name: t, tunnel-id: 7, peer-tunnel-id: 8, local: 10.0.0.1, remote: 10.0.0.2 }]\n"
            + "  sessions: [{ name: s, tunnel: t, session-id: 7, peer-session-id: 8 }]";
        (RouterProcess pe1, _) = ManagedPseudowires.Build(_lab, "udp", false, "hello-interval: 1, retries: 2", Static);
        ulong removed = pe1.Api.Channel.Commands!.Removed;
        _ = _lab.Exec("pe2", "ip", "link", "set", "v-core0", "down").Checked();
        Stopwatch watch = Stopwatch.StartNew();
        Wait.Until("the session is gone", TimeSpan.FromSeconds(15), () => !pe1.Api.Sessions.Any(session => session is { Name: "pw1", State: "established" }));
        Wait.Until("the dataplane knows", TimeSpan.FromSeconds(3), () => pe1.Api.Channel.Commands!.Removed > removed);
        output.WriteLine($"after {watch.Elapsed.TotalSeconds:F1} s");
        Assert.Equal("s", Assert.Single(pe1.Api.Sessions, session => session.Counters is not null).Name);
        _ = _lab.Exec("pe2", "ip", "link", "set", "v-core0", "up").Checked();
        _lab.PingUntilAnswered("ce1", ManagedPseudowires.Destination);
    }

    [SkippableTheory]
    [Trait("l2tp", "D54")]
    [Trait("l2tp", "E55")]
    [Trait("l2tp", "H105")]
    [Trait("l2tp", "H111")]
    [InlineData("version: 2, secret: s3cret", "authentication: [chap]")]
    [InlineData("version: 2", "authentication: [ms-chap-v2]")]
    [InlineData("version: 2, hide-avps: true, secret: s3cret", "authentication: [pap]")]
    [InlineData("version: 3, secret: s3cret", "authentication: [chap, pap]")]
    [InlineData("version: both", "authentication: [chap]")]
    public void Ppp_sessions_come_up_and_carry_packets(string peer, string profile)
    {
        _ = SubscriberNetwork.Build(_lab, peer, profile);
        _lab.PingUntilAnswered("home", SubscriberNetwork.Host);
        _ = _lab.Ping("home", SubscriberNetwork.Host, 10);
        _ = _lab.Ping("home", SubscriberNetwork.Gateway);
        _ = _lab.Ping("host", "192.168.7.2");
        _ = _lab.Ping("host", SubscriberNetwork.Subscriber);
        Assert.Contains("ttl=62", _lab.Ping("home", SubscriberNetwork.Host).Output, StringComparison.Ordinal);
    }

    /// <summary>
    /// The LAC demands sequence numbers: every data message has one, PPP's own frames among the IP packets, none is missing,
    /// none late.
    /// </summary>
    [SkippableFact]
    [Trait("l2tp", "E63")]
    public void Numbered_calls_have_one_count_for_all_they_carry()
    {
        (RouterProcess cpe, RouterProcess lns) = SubscriberNetwork.Build(
            _lab, "version: 2, sequencing: recv", "authentication: [chap], echo-interval: 1");
        _lab.PingUntilAnswered("home", SubscriberNetwork.Host);
        using Wiretap fromLns = new(_lab, "cpe", "v-wan0");
        using Wiretap fromCpe = new(_lab, "lns", "v-wan0");
        _ = _lab.Exec("home", TimeSpan.FromSeconds(60), "ping", "-n", "-i", "0.005", "-W", "3", "-c", "1000", SubscriberNetwork.Host).Checked();
        foreach ((Wiretap wire, byte source) in ((Wiretap, byte)[])[(fromCpe, 1), (fromLns, 2)])
        {
            byte[][] sent = [.. wire.Take().Where(frame => IsVersion2Data(frame) && frame[EthernetHeader + 15] == source)];
            Assert.InRange(sent.Length, 1000, int.MaxValue);
            Assert.Contains(sent, static frame => BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(L2tp + 10)) == 0xff03c021);
            int[] numbers = [.. sent.Select(static frame =>
            {
                Assert.Equal((0x0802, 0), (BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(L2tp)), BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(L2tp + 8))));
                return (int)BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(L2tp + 6));
            })];

            // Few came before: the count has begun at 0.
            Assert.InRange(numbers[0], 5, 500);
            Assert.Equal(Enumerable.Range(numbers[0], numbers.Length), numbers);
        }

        foreach (RouterProcess router in (RouterProcess[])[cpe, lns])
        {
            L2tpSessionInfo session = Assert.Single(router.Api.Sessions);
            Assert.Equal(("both", 0ul), (session.Sequencing, session.Counters!.OutOfSequence));
        }

        // Each end has refused nothing of the other, echoes included: the session is the first one.
        Assert.All(cpe.Log.Concat(lns.Log), static line => Assert.DoesNotMatch("PPP .* is down", line));
    }

    [SkippableFact]
    public void Radius_knows_the_subscriber_and_may_end_the_session()
    {
        Skip.IfNot(FreeRadius.IsInstalled, "needs FreeRADIUS: apt-get install freeradius freeradius-utils");
        const int Auth = 11812;
        string radius = $$"""
            radius:
              groups:
                - name: isp
                  servers: [{ address: 127.0.0.1, auth-port: {{Auth}}, acct-port: {{Auth + 1}}, secret: {{FreeRadius.Secret}} }]
                  timeout: 1
                  coa-port: 3799
            """;
        _ = SubscriberNetwork.Build(_lab, "version: 2", "authentication: [chap], radius: isp", users: radius);
        using FreeRadius server = new(
            $"""
            alice Cleartext-Password := "wonderland"
                Framed-IP-Address = {SubscriberNetwork.Subscriber},
                Framed-Route = "192.168.7.0/24 0.0.0.0 1",
                Class = 0x6162

            """,
            "$INCLUDE /usr/share/freeradius/dictionary\n",
            _lab.FullName("lns"),
            Auth);
        Assert.True(server.IsReady, server.Output);
        _lab.PingUntilAnswered("home", SubscriberNetwork.Host);
        _ = _lab.Ping("home", SubscriberNetwork.Host, 10);
        Wait.Until("an Accounting-Start", TimeSpan.FromSeconds(5), () => server.Detail.Contains("Acct-Status-Type = Start", StringComparison.Ordinal));
        Assert.Contains("Class = 0x6162", server.Detail, StringComparison.Ordinal);

        string file = _lab.WriteFile("disconnect", "User-Name = alice\n");
        CommandResult answer = _lab.Exec(
            "lns", "radclient", "-f", file, "-r", "2", "127.0.0.1:3799", "disconnect", FreeRadius.Secret);
        Assert.Contains("Disconnect-ACK", answer.Output, StringComparison.Ordinal);
        Wait.Until("an Accounting-Stop", TimeSpan.FromSeconds(10), () => server.Detail.Contains("Acct-Status-Type = Stop", StringComparison.Ordinal));
        Assert.Matches("Acct-Input-Packets = [1-9]", server.Detail);

        // cpe calls again.
        _lab.PingUntilAnswered("home", SubscriberNetwork.Host);
    }

    [SkippableFact]
    public void Sessions_go_on_while_the_control_plane_of_the_lns_is_killed_and_begin_anew()
    {
        (_, RouterProcess lns) = SubscriberNetwork.Build(_lab, "version: 2, hello-interval: 5", "authentication: [chap], echo-interval: 0");
        _lab.PingUntilAnswered("home", SubscriberNetwork.Host);
        Thread.Sleep(3000); // the sessions are on disk after two seconds

        Task<CommandResult> pings = Task.Run(() => _lab.Exec("home", TimeSpan.FromSeconds(60), "ping", "-i", "0.05", "-c", "300", SubscriberNetwork.Host));
        _ = lns.KillChild(RouterProcess.Controlplane);
        string report = pings.GetAwaiter().GetResult().Output;

        // 15 s of pings: through the kill, the restart and, at the next Hello, a new tunnel. What is lost is the new beginning.
        int received = int.Parse(System.Text.RegularExpressions.Regex.Match(report, "([0-9]+) received").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(received, 150, 300);
        Wait.Until("lns tells cpe to begin anew", TimeSpan.FromSeconds(20), () => lns.Log.Any(line => line.Contains("begin anew", StringComparison.Ordinal)));
        _lab.PingUntilAnswered("home", SubscriberNetwork.Host);
        _ = _lab.Ping("home", SubscriberNetwork.Host, 10);
        output.WriteLine($"{received} of 300 pings");
    }

    private static bool IsVersion2Data(byte[] frame) =>
        frame.Length >= L2tp + 14 && frame[12] == 8 && frame[13] == 0 && frame[EthernetHeader + 9] == 17
            && (frame[L2tp] & 0x80) == 0 && (frame[L2tp + 1] & 0xf) == 2;

    private static bool IsControl(byte[] frame, bool ipv6)
    {
        int udp = EthernetHeader + (ipv6 ? 40 : 20);
        return frame.Length >= udp + 20
            && BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(12)) == (ipv6 ? 0x86dd : 0x0800)
            && frame[EthernetHeader + (ipv6 ? 6 : 9)] == 17
            && BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(udp + 8)) == 0xc803;
    }
}
