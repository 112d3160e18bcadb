using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Router.Api;
using Router.Process.Tests.Harness;
using Router.Process.Tests.Topologies;
using Router.Process.Tests.Traffic;
using Router.Unit.Tests.Controlplane.Radius;
using Xunit;
using Xunit.Abstractions;

namespace Router.Process.Tests;

/// <summary>Real flows through a PPP session with rates, and what becomes of TCP's MSS option in it.</summary>
public sealed class PppTrafficTests(ITestOutputHelper output) : IDisposable
{
    private const string Home = "192.168.7.2";
    private const int Auth = 11812;

    /// <summary>Octets of UDP payload, and of the IP packet around it: 2,000 of these a second are 8 Mbit/s, more than any rate here.</summary>
    private const int Payload = 472;
    private const int Packet = Payload + 28;
    private const int PacketsPerSecond = 2000;

    private static readonly TimeSpan FlowTime = TimeSpan.FromSeconds(1.5);

    private readonly Lab _lab = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        _lab.WriteLogs(output);
        _lab.Dispose();
    }

    [SkippableFact]
    public void Segments_fit_and_flows_keep_to_the_rates_of_RADIUS_which_a_CoA_changes()
    {
        Skip.IfNot(FreeRadius.IsInstalled, "needs FreeRADIUS: apt-get install freeradius freeradius-utils");
        string radius = $$"""
            radius:
              groups:
                - name: isp
                  servers: [{ address: 127.0.0.1, auth-port: {{Auth}}, acct-port: {{Auth + 1}}, secret: {{FreeRadius.Secret}} }]
                  timeout: 1
                  coa-port: 3799
            """;
        (_, RouterProcess lns) = SubscriberNetwork.Build(
            _lab, "version: 2", "authentication: [chap], radius: isp, rate-up: 64k, rate-down: 64k", users: radius);

        // The dictionary that is delivered, for the server and for radclient.
        string dictionary = "$INCLUDE /usr/share/freeradius/dictionary\n"
            + File.ReadAllText(Path.Combine(Repository.Root, "deploy", "freeradius", "dictionary.router"));
        _ = _lab.WriteFile("dictionary", dictionary);
        using FreeRadius server = new(
            $"""
            alice Cleartext-Password := "wonderland"
                Framed-IP-Address = {SubscriberNetwork.Subscriber},
                Framed-Route = "192.168.7.0/24 0.0.0.0 1",
                Router-Rate-Up = 2000,
                Router-Rate-Down = 4000

            """,
            dictionary,
            _lab.FullName("lns"),
            Auth);
        Assert.True(server.IsReady, server.Output);
        _lab.PingUntilAnswered("home", SubscriberNetwork.Host);

        CheckSegments();
        L2tpSessionInfo before = Assert.Single(lns.Api.Sessions);
        Assert.Equal((2_000_000ul, 25_000u, 4_000_000ul, 50_000u), (before.Rates!.Up, before.Rates.BurstUp, before.Rates.Down, before.Rates.BurstDown));
        Check(lns, before.Rates);
        Assert.Contains("CoA-ACK", Ask("Router-Rate-Up = 6000, Router-Rate-Down = 1000"), StringComparison.Ordinal);
        Wait.Until("the new rates", TimeSpan.FromSeconds(5), () => lns.Api.Sessions.Single().Rates is { Up: 6_000_000, Down: 1_000_000 });
        L2tpSessionInfo changed = lns.Api.Sessions.Single();
        Check(lns, changed.Rates!);

        // It is the same session, and its counters went on.
        L2tpSessionInfo end = Assert.Single(lns.Api.Sessions);
        Assert.Equal((before.Name, before.SessionId), (end.Name, end.SessionId));
        L2tpSessionCounts counts = end.Counters!;
        Assert.True(counts.OverRateUpPackets > changed.Counters!.OverRateUpPackets && changed.Counters.OverRateUpPackets > 0);
        Assert.Equal((counts.OverRateUpPackets, counts.OverRateDownPackets), (lns.Api.DropsBy("ppp-rate-up"), lns.Api.DropsBy("ppp-rate-down")));
        string metrics = lns.Api.GetText(ApiPaths.Metrics);
        Assert.Matches($"router_drops_total{{[^}}]*reason=\"ppp-rate-up\"[^}}]*}} {counts.OverRateUpPackets}\n", metrics);

        string detail = _lab.RouterCtl(lns, "show", "l2tp", "sessions", "detail").Checked().Output;
        Assert.Contains("rate up         6Mbit/s, at once 75000 octets", detail, StringComparison.Ordinal);

        // A session is named by all that the request says. 0 is no limit.
        Assert.Contains("CoA-NAK", Ask("NAS-Port = 4711, Router-Rate-Up = 64"), StringComparison.Ordinal);
        Assert.Contains("CoA-ACK", Ask("Router-Rate-Up = 0, Router-Rate-Down = 0"), StringComparison.Ordinal);
        Wait.Until("no rates", TimeSpan.FromSeconds(5), () => lns.Api.Sessions.Single().Rates is null);
        ulong dropped = lns.Api.DropsBy("ppp-rate-up") + lns.Api.DropsBy("ppp-rate-down");
        (Flow up, Flow down) = Measure();
        Assert.Equal(dropped, lns.Api.DropsBy("ppp-rate-up") + lns.Api.DropsBy("ppp-rate-down"));
        Assert.True(up.Report.Received > 0 && down.Report.Received > 0);
    }

    /// <summary>SYN and SYN-ACK are lowered: each end sends segments that the session takes, although its own link takes more, before any ICMP comes back.</summary>
    private void CheckSegments()
    {
        const int TcpLevel = 6;
        const int MaximumSegment = 2;
        const int Timestamps = 12;
        IPEndPoint address = new(IPAddress.Parse(SubscriberNetwork.Host), 9001);
        using Socket listener = NetworkNamespace.Run(_lab.FullName("host"), NewSocket);
        listener.Bind(address);
        listener.Listen();
        using Socket client = NetworkNamespace.Run(_lab.FullName("home"), NewSocket);
        client.Connect(address);
        using Socket server = listener.Accept();

        // 1,500 octets of the path less IPv4, UDP, L2TP and PPP, less IPv4 and TCP: the MRU of 1,492 is larger.
        foreach (Socket end in new[] { client, server })
        {
            byte[] value = new byte[sizeof(int)];
            _ = end.GetRawSocketOption(TcpLevel, MaximumSegment, value);
            Assert.Equal(1500 - 38 - 40 - Timestamps, BitConverter.ToInt32(value));
        }

        static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    }

    /// <summary>
    /// Both directions at once, more than they may be. More than the rate and the burst never arrives. What is less may be the
    /// fault of a machine that has no time for the routers: then once more.
    /// </summary>
    private void Check(RouterProcess lns, L2tpRates rates)
    {
        const double Least = 0.75;
        const int Attempts = 4;
        for (int attempt = 1; ; attempt++)
        {
            L2tpSessionCounts before = lns.Api.Sessions.Single().Counters!;
            (Flow up, Flow down) = Measure();
            L2tpSessionCounts after = lns.Api.Sessions.Single().Counters!;
            double least = Math.Min(
                Share("up", up, rates.Up, rates.BurstUp, after.OverRateUpPackets - before.OverRateUpPackets),
                Share("down", down, rates.Down, rates.BurstDown, after.OverRateDownPackets - before.OverRateDownPackets));
            if (least >= Least)
            {
                return;
            }

            Assert.True(attempt < Attempts, $"less than {Least} of a rate {Attempts} times");
        }
    }

    /// <summary>What arrived, as a share of what a rate lets through in the time of the flow.</summary>
    private double Share(string what, Flow flow, ulong rate, uint burst, ulong overRate)
    {
        StreamReport report = flow.Report;
        double share = report.Received * Packet / ((rate / 8.0 * report.Duration.TotalSeconds) + burst);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {share:F3} of rate and burst; over it {overRate}; {report}"));

        // The time from before the first packet until all are there is never too short.
        Assert.InRange(report.Received * Packet, 1, ((rate / 8.0 * flow.Around.TotalSeconds) + burst) * 1.01);

        // What the rate dropped is counted, and nothing else is.
        Assert.InRange((long)overRate, 1, report.Lost);
        return share;
    }

    private (Flow Up, Flow Down) Measure()
    {
        Stopwatch watch = Stopwatch.StartNew();
        using PacketStream up = Start("home", "host", SubscriberNetwork.Host);
        using PacketStream down = Start("host", "home", Home);
        Thread.Sleep(FlowTime);
        StreamReport upReport = up.Stop();
        Flow upFlow = new(upReport, watch.Elapsed);
        StreamReport downReport = down.Stop();
        return (upFlow, new Flow(downReport, watch.Elapsed));
    }

    private PacketStream Start(string from, string to, string address) => PacketStream.Start(new StreamOptions
    {
        From = _lab.FullName(from),
        To = _lab.FullName(to),
        Destination = IPAddress.Parse(address),
        Rate = PacketsPerSecond,
        PayloadLength = Payload,
    });

    /// <summary>Sends a CoA-Request about alice.</summary>
    private string Ask(string attributes)
    {
        string file = _lab.WriteFile("coa", $"User-Name = alice, {attributes}\n");
        return _lab.Exec("lns", "radclient", "-d", _lab.RunDirectory, "-f", file, "-r", "2", "127.0.0.1:3799", "coa", FreeRadius.Secret).Output;
    }

    /// <summary>A flow, and a time that it lay within.</summary>
    private sealed record Flow(StreamReport Report, TimeSpan Around);
}
