using System.Net;
using Router.Api;
using Router.Process.Tests.Harness;
using Router.Process.Tests.Topologies;
using Router.Process.Tests.Traffic;
using Xunit;
using Xunit.Abstractions;

namespace Router.Process.Tests;

/// <summary><c>routerctl config apply</c> on a router that forwards.</summary>
public sealed class ConfigurationApplyTests(ITestOutputHelper output) : IDisposable
{
    private readonly Lab _lab = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        _lab.WriteLogs(output);
        _lab.Dispose();
    }

    [SkippableFact]
    public void A_wrong_configuration_changes_nothing()
    {
        RouterProcess router = RoutedNetwork.Build(_lab);
        (string Name, string More, string Says)[] cases =
        [
            ("unknown-key", "rutes: []", "rutes"),
            ("unknown-port", "cross-connects: [ [west0, nowhere] ]", "nowhere"),
            ("bad-prefix", "routes: [ { prefix: 10.9.0.0/33, via: 10.0.2.2 } ]", "'/33'"),
            ("reserved-label", "mpls: { labels: [ { label: 3, action: drop } ] }", "label"),
            ("no-such-vrf", "routes: [ { prefix: 10.9.0.0/16, action: lookup, lookup-vrf: blue } ]", "blue"),
            ("bad-cookie", """
                l2tp:
                  tunnels: [ { name: t, tunnel-id: 1, peer-tunnel-id: 1, encapsulation: ip, local: 10.0.2.1, remote: 10.0.2.2 } ]
                  sessions: [ { name: s, tunnel: t, session-id: 1, peer-session-id: 1, cookie: "0102030405" } ]
                """, "cookie"),
            ("good-and-wrong", "routes: [ { prefix: 10.9.0.0/16, via: 10.0.2.2 }, { prefix: 10.9.0.0/16, via: 10.0.1.2 } ]", "10.9.0.0/16"),
        ];
        ConfigInfo config = router.Api.Config;
        CommandCounts commands = router.Api.Channel.Commands!;
        IReadOnlyList<string> routes = Routes(router);
        foreach ((string name, string more, string says) in cases)
        {
            CommandResult result = Apply(router, name, more);
            Assert.True(result.ExitCode == 1, result.ToString());
            Assert.Contains($"{name}.yaml:", result.Error, StringComparison.Ordinal);
            Assert.Contains(says, result.Error, StringComparison.Ordinal);
            Assert.Equal(config, router.Api.Config);
        }

        Assert.Equal(routes, Routes(router));
        CommandCounts after = router.Api.Channel.Commands!;
        Assert.Equal((commands.Created, commands.Changed, commands.Removed), (after.Created, after.Changed, after.Removed));
        _lab.Ping("a", RoutedNetwork.Destination, 3);
    }

    [SkippableFact]
    public void A_change_leaves_other_traffic_alone()
    {
        RouterProcess router = RoutedNetwork.Build(_lab, realTime: true);
        _lab.Address("b", "wire", "10.9.0.9/32");
        Assert.NotEqual(0, _lab.Exec("a", "ping", "-n", "-c", "1", "-W", "1", "10.9.0.9").ExitCode);
        using PacketStream stream = PacketStream.Start(new StreamOptions
        {
            From = _lab.FullName("a"),
            To = _lab.FullName("b"),
            Destination = IPAddress.Parse(RoutedNetwork.Destination),
            Rate = 20_000,
        });
        int revision = router.Api.Config.Revision;
        Apply(router, "more", """
            routes: [ { prefix: 10.9.0.0/16, via: 10.0.2.2 }, { prefix: 10.8.0.0/16, action: blackhole } ]
            mpls: { labels: [ { label: 100, action: swap, via: 10.0.2.2, out-labels: [200] } ] }
            """).Checked();
        _lab.PingUntilAnswered("a", "10.9.0.9");
        Assert.Contains(100u, router.Api.Labels.Select(entry => entry.Label));
        Assert.True(router.Api.Config.Revision > revision);

        Apply(router, "less", "").Checked();
        Assert.NotEqual(0, _lab.Exec("a", "ping", "-n", "-c", "1", "-W", "1", "10.9.0.9").ExitCode);
        Assert.Empty(router.Api.Labels);

        Wait.Until("20,000 packets", TimeSpan.FromSeconds(20), () => stream.Received > 20_000);
        StreamReport report = stream.Stop();
        output.WriteLine(report.ToString());
        Assert.Equal(0, report.Lost);
        Conservation.Check(router);
    }

    private static IReadOnlyList<string> Routes(RouterProcess router) =>
        [.. router.Api.Routes.Select(route => $"{route.Prefix} {route.Kind} {route.Target}").Order(StringComparer.Ordinal)];

    private CommandResult Apply(RouterProcess router, string name, string more)
    {
        string file = _lab.WriteFile($"{name}.yaml", $"instance: {router.Instance}\n{RoutedNetwork.Configuration}{more}\n");
        return _lab.RouterCtl(router, "config", "apply", file);
    }
}
