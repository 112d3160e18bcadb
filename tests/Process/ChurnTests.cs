using System.Globalization;
using System.Net;
using System.Text;
using Router.Api;
using Router.Process.Tests.Harness;
using Router.Process.Tests.Topologies;
using Router.Process.Tests.Traffic;
using Xunit;
using Xunit.Abstractions;

namespace Router.Process.Tests;

/// <summary>Routes, labels, tunnels, sessions, interfaces and cross-connects come and go by the thousand while packets flow.</summary>
public sealed class ChurnTests(ITestOutputHelper output) : IDisposable
{
    private const int Rounds = 16;
    private const int Routes = 2_000;
    private const int Labels = 1_000;
    private const int Sessions = 500;

    private readonly Lab _lab = new();

    public void Dispose()
    {
        _lab.WriteLogs(output);
        _lab.Dispose();
    }

    [SkippableFact]
    public void Adding_and_deleting_under_traffic_loses_nothing_and_leaves_nothing()
    {
        RouterProcess router = RoutedNetwork.Build(_lab, realTime: true);
        string full = Write(router, "full", Everything());
        string empty = Write(router, "empty", "");
        ChannelInfo before = router.Api.Channel;
        using PacketStream stream = PacketStream.Start(new StreamOptions
        {
            From = _lab.FullName("a"),
            To = _lab.FullName("b"),
            Destination = IPAddress.Parse(RoutedNetwork.Destination),
            Rate = 20_000,
        });
        for (int round = 0; round < Rounds; round++)
        {
            _lab.RouterCtl(router, "config", "apply", full).Checked();
            Assert.Equal(Labels, router.Api.Labels.Count);
            _lab.RouterCtl(router, "config", "apply", empty).Checked();
            Assert.Empty(router.Api.Labels);
        }

        StreamReport report = stream.Stop();
        ChannelInfo after = router.Api.Channel;
        ulong created = after.Commands!.Created - before.Commands!.Created;
        ulong removed = after.Commands.Removed - before.Commands.Removed;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report}; {created} created, {removed} removed"));
        Assert.Equal(0, report.Lost);
        Assert.True(created >= Rounds * (Routes + Labels + (3 * Sessions)), $"{created} created");
        Assert.Equal(created, removed);
        Conservation.Check(router);
    }

    private static string Everything()
    {
        StringBuilder yaml = new();
        yaml.AppendLine("routes:");
        for (int i = 0; i < Routes; i++)
        {
            yaml.AppendLine(CultureInfo.InvariantCulture, $"  - {{ prefix: 10.{100 + (i >> 8)}.{i & 255}.0/24, via: 10.0.2.2 }}");
        }

        yaml.AppendLine("mpls:\n  labels:");
        for (int i = 0; i < Labels; i++)
        {
            yaml.AppendLine(CultureInfo.InvariantCulture, $"    - {{ label: {1000 + i}, action: swap, via: 10.0.2.2, out-labels: [{5000 + i}] }}");
        }

        yaml.AppendLine("l2tp:\n  tunnels:\n    - { name: t, tunnel-id: 1, peer-tunnel-id: 1, local: 10.0.2.1, remote: 10.0.2.2 }\n  sessions:");
        for (int i = 0; i < Sessions; i++)
        {
            yaml.AppendLine(CultureInfo.InvariantCulture, $"    - {{ name: s{i}, tunnel: t, session-id: {i + 1}, peer-session-id: {i + 1} }}");
        }

        yaml.AppendLine("cross-connects:");
        for (int i = 0; i < Sessions; i++)
        {
            yaml.AppendLine(CultureInfo.InvariantCulture, $"  - [east0.{i + 1}, s{i}]");
        }

        return yaml.ToString();
    }

    private string Write(RouterProcess router, string name, string more)
    {
        StringBuilder circuits = new("interfaces:\n");
        for (int i = 0; more.Length > 0 && i < Sessions; i++)
        {
            circuits.AppendLine(CultureInfo.InvariantCulture, $"  east0.{i + 1}: {{ vlan: {i + 1} }}");
        }

        string configuration = RoutedNetwork.Configuration.Replace("interfaces:\n", circuits.ToString(), StringComparison.Ordinal);
        return _lab.WriteFile($"{name}.yaml", $"instance: {router.Instance}\n{configuration}{more}\n");
    }
}
