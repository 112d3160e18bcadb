using System.Globalization;
using System.Net;
using Router.Api;
using Router.Process.Tests.Harness;
using Router.Process.Tests.Topologies;
using Router.Process.Tests.Traffic;
using Xunit;
using Xunit.Abstractions;

namespace Router.Process.Tests;

/// <summary>Customer traffic through three routers: the pseudowire and the LSP of the demo, with IPv6.</summary>
public sealed class TunnelAndLspTests(ITestOutputHelper output, TunnelAndLspTests.Network network)
    : IClassFixture<TunnelAndLspTests.Network>, IDisposable
{
    private readonly Lab _lab = network.Get();

    /// <inheritdoc/>
    public void Dispose() => _lab.WriteLogs(output);

    [SkippableTheory]
    [InlineData("10.1.0.2")]
    [InlineData("2001:db8:1::2")]
    public void Pings_cross_the_pseudowire(string destination)
    {
        _lab.PingUntilAnswered("ce1", destination);
        L2tpSessionCounts[] before = [.. new[] { "pe1", "pe2" }.Select(Session)];
        ulong labelled = Packets("p", 100) + Packets("p", 110);
        _lab.Ping("ce1", destination, 7);
        L2tpSessionCounts[] after = [.. new[] { "pe1", "pe2" }.Select(Session)];
        for (int i = 0; i < after.Length; i++)
        {
            Assert.InRange(after[i].RxPackets - before[i].RxPackets, 7UL, 20UL);
            Assert.InRange(after[i].TxPackets - before[i].TxPackets, 7UL, 20UL);
            Assert.Equal(before[i].BadCookie + before[i].OtherErrors, after[i].BadCookie + after[i].OtherErrors);
        }

        Assert.Equal(labelled, Packets("p", 100) + Packets("p", 110));
    }

    [SkippableTheory]
    [InlineData("10.2.2.2", 100u, 201u, 200u, 101u)]
    [InlineData("10.2.2.130", 102u, 201u, 200u, 101u)]
    [InlineData("2001:db8:22::2", 110u, 211u, 210u, 111u)]
    public void Pings_cross_the_lsp(string destination, uint there, uint back, uint thereAtPe2, uint backAtPe1)
    {
        _lab.PingUntilAnswered("ce1", destination);
        ulong[] before = Counts();
        _lab.Ping("ce1", destination, 7);
        ulong[] after = Counts();
        Assert.Equal([7, 7, 7, 7], after.Zip(before, (now, then) => now - then));

        ulong[] Counts() => [Packets("p", there), Packets("p", back), Packets("pe2", thereAtPe2), Packets("pe1", backAtPe1)];
    }

    [SkippableTheory]
    [InlineData("10.2.1.1")]
    [InlineData("10.0.1.1")]
    [InlineData("2001:db8:21::1")]
    public void The_router_answers_for_itself(string address)
    {
        _lab.PingUntilAnswered("ce1", address);
        CommandResult result = _lab.Ping("ce1", address, 3);
        Assert.Contains("ttl=64", result.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Neighbours_are_resolved_through_the_mirrors()
    {
        _lab.PingUntilAnswered("ce1", "10.2.1.1");
        _lab.PingUntilAnswered("ce1", "2001:db8:21::1");
        string ofCe1 = _lab.Exec("ce1", "cat", "/sys/class/net/l3/address").Checked().Output.Trim();
        string ofPe1 = Router("pe1").Api.Interfaces.Single(item => item.Name == "cust0").Mac!;
        Wait.Until(() => Describe(Router("pe1")), TimeSpan.FromSeconds(5), () => new[] { "10.2.1.2", "2001:db8:21::2" }.All(address =>
            Router("pe1").Api.Neighbours.Any(entry =>
                entry.Address == address && entry.Interface == "cust0" && entry.Mac == ofCe1 && entry.Origin == "kernel")));
        foreach (string address in new[] { "10.2.1.1", "2001:db8:21::1" })
        {
            Assert.Contains(ofPe1, _lab.Exec("ce1", "ip", "neighbour", "show", address).Checked().Output, StringComparison.Ordinal);
        }
    }

    [SkippableTheory]
    [InlineData("10.2.2.2", 1, "10.2.1.1")] // PE1, plain IP
    [InlineData("10.2.2.130", 2, "10.0.1.2")] // P, from inside the LSP: the label's TTL is the packet's (uniform)
    [InlineData("10.2.2.2", 2, "10.0.2.2")] // PE2: the LSP hides P (pipe)
    [InlineData("2001:db8:22::2", 1, "2001:db8:21::1")]
    public void A_packet_at_its_last_hop_is_answered(string destination, int hops, string answers)
    {
        _lab.PingUntilAnswered("ce1", destination.Contains(':', StringComparison.Ordinal) ? "2001:db8:22::2" : "10.2.2.2");
        CommandResult result = _lab.Exec(
            "ce1", "ping", "-n", "-c", "1", "-W", "3", "-t", hops.ToString(CultureInfo.InvariantCulture), destination);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"From {answers} icmp_seq=1 Time", result.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Packets_are_conserved_in_every_router()
    {
        _lab.PingUntilAnswered("ce1", "10.1.0.2");
        _lab.PingUntilAnswered("ce1", "10.2.2.2");
        StreamReport[] reports = [Run("10.1.0.2", 10_000), Run("10.2.2.2", 10_000)];
        foreach (StreamReport report in reports)
        {
            output.WriteLine(report.ToString());
            Assert.True(report.Received > 10_000, report.ToString());
        }

        // Some that are dropped, some that are answered, some that are punted.
        foreach (string unreachable in new[] { "10.0.77.1", "10.2.2.77" })
        {
            _ = _lab.Exec("ce1", "ping", "-n", "-c", "3", "-i", "0.1", "-W", "1", unreachable);
        }

        Assert.True(Router("pe1").Api.DropsBy("ip4-no-route") >= 3);
        foreach (RouterProcess router in _lab.Routers)
        {
            Conservation.Check(router);
        }
    }

    private static string Describe(RouterProcess router) =>
        string.Join('\n', router.Api.Neighbours.Select(entry => entry.ToString()));

    private StreamReport Run(string destination, int rate)
    {
        using PacketStream stream = PacketStream.Start(new StreamOptions
        {
            From = _lab.FullName("ce1"),
            To = _lab.FullName("ce2"),
            Destination = IPAddress.Parse(destination),
            Rate = rate,
        });
        Thread.Sleep(TimeSpan.FromSeconds(2));
        return stream.Stop();
    }

    private RouterProcess Router(string node) => _lab.Routers.Single(router => router.Node == node);

    private L2tpSessionCounts Session(string node) => Router(node).Api.Sessions.Single(session => session.Name == "pw1").Counters!;

    private ulong Packets(string node, uint label) => Router(node).Api.Labels.Single(entry => entry.Label == label).Packets ?? 0;

    /// <summary>The network, built for the first test.</summary>
    public sealed class Network : IDisposable
    {
        private Lab? _lab;

        /// <inheritdoc/>
        public void Dispose() => _lab?.Dispose();

        internal Lab Get()
        {
            if (_lab is null)
            {
                _lab = new Lab();
                ProviderNetwork.Build(_lab);
            }

            return _lab;
        }
    }
}
