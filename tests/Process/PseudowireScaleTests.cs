using System.Diagnostics;
using Router.Api;
using Router.Process.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Router.Process.Tests;

/// <summary>
/// Many managed tunnels with many pseudowires between two routers: how fast they come up, that they stay, and that nothing is
/// left of them. ROUTER_TEST_TUNNELS and ROUTER_TEST_SESSIONS (in each tunnel) make it larger.
/// </summary>
public sealed class PseudowireScaleTests(ITestOutputHelper output) : IDisposable
{
    private const string Pe2 = "10.255.0.2";
    private const int VlansOfPort = 4000;

    private readonly Lab _lab = new();
    private readonly int _tunnels = TestScale.Tunnels(40);
    private readonly int _each = TestScale.SessionsInEach(50);

    private int _files;

    private int Sessions => _tunnels * _each;

    private int Ports => (Sessions + VlansOfPort - 1) / VlansOfPort;

    private TimeSpan Patience => TimeSpan.FromSeconds(60 + (Sessions / 200));

    /// <inheritdoc/>
    public void Dispose()
    {
        _lab.WriteLogs(output);
        _lab.Dispose();
    }

    [SkippableFact]
    [Trait("l2tp", "K158")]
    public void Pseudowires_come_up_fast_stay_and_leave_nothing_behind()
    {
        _lab.AddNodes("pe1", "pe2");
        _lab.WithoutIpv6("pe1", "pe2");
        _lab.Wire("pe1", "v-core0", "pe2", "v-core0", 1600);
        RouterProcess pe1 = _lab.LaunchRouter("pe1", Base(1));
        RouterProcess pe2 = _lab.LaunchRouter("pe2", Base(2));
        pe1.WaitReady();
        pe2.WaitReady();
        long[] empty = [pe1.ControlplaneMemory, pe2.ControlplaneMemory];
        Apply(pe2, Base(2, full: true) + L2tp(initiate: false));
        Counts before = Read(pe1, pe2);

        Apply(pe1, Base(1, full: true) + L2tp(initiate: true));
        Stopwatch watch = Stopwatch.StartNew();
        Wait.Until(() => $"{Sessions} sessions: {Read(pe1, pe2)}", Patience, () => Read(pe1, pe2) is var now && now.Pe1 == Sessions && now.Pe2 == Sessions);
        TimeSpan took = watch.Elapsed;
        Wait.Until(
            () => $"the dataplanes have them all: {Read(pe1, pe2)}", Patience,
            () => pe1.Api.Channel.Converged && pe2.Api.Channel.Converged);
        output.WriteLine($"{Sessions} sessions in {_tunnels} tunnels after {took.TotalSeconds:F1} s, {Sessions / took.TotalSeconds:F0}/s, programmed after {watch.Elapsed.TotalSeconds:F1} s");
        output.WriteLine($"{(pe1.ControlplaneMemory - empty[0]) / Sessions} and {(pe2.ControlplaneMemory - empty[1]) / Sessions} octets of the control planes for each session");

        // Some rounds of Hellos later all are still there, and none had to be set up twice.
        Thread.Sleep(TimeSpan.FromSeconds(5));
        Counts kept = Read(pe1, pe2);
        output.WriteLine($"{kept}");
        Assert.Equal(new Counts(Sessions, Sessions, _tunnels, _tunnels, Sessions, Sessions, 0, 0), kept);

        watch.Restart();
        Apply(pe1, Base(1));
        Wait.Until(() => $"all are down: {Read(pe1, pe2)}", Patience, () => Read(pe1, pe2) is { Pe1: 0, Pe2: 0 });
        output.WriteLine($"torn down after {watch.Elapsed.TotalSeconds:F1} s, {Sessions / watch.Elapsed.TotalSeconds:F0}/s");

        // A tunnel that ended is remembered for as long as its peer may repeat messages (RFC 2661 5.7).
        Wait.Until(() => $"nothing is left: {Read(pe1, pe2)}", Patience, () => Read(pe1, pe2) is { Tunnels1: 0, Tunnels2: 0 });
        output.WriteLine($"torn down and forgotten after {watch.Elapsed.TotalSeconds:F1} s");
        Wait.Until("the dataplanes have none of them", Patience, () => pe1.Api.Channel.Converged && pe2.Api.Channel.Converged);
        Counts after = Read(pe1, pe2);
        Assert.Equal((Sessions, Sessions), (after.Teardowns1, after.Teardowns2));
        Assert.Equal(before with { Setups1 = Sessions, Setups2 = Sessions, Teardowns1 = Sessions, Teardowns2 = Sessions }, after);
    }

    private Counts Read(RouterProcess pe1, RouterProcess pe2)
    {
        RouterMetrics first = Metrics(pe1);
        RouterMetrics second = Metrics(pe2);
        return new Counts(
            first.Sum("router_l2tp_managed_sessions", "state=\"established\""), second.Sum("router_l2tp_managed_sessions", "state=\"established\""),
            first.Sum("router_l2tp_managed_tunnels"), second.Sum("router_l2tp_managed_tunnels"),
            first.Sum("router_l2tp_session_setups_total"), second.Sum("router_l2tp_session_setups_total"),
            first.Sum("router_l2tp_session_teardowns_total"), second.Sum("router_l2tp_session_teardowns_total"));
    }

    // A router that takes 64,000 pseudowires at once has something else to do than to answer within seconds.
    private RouterMetrics Metrics(RouterProcess router)
    {
        using RouterApi patient = new(ApiPaths.Socket(_lab.RunDirectory, router.Instance), 60);
        return patient.Metrics;
    }

    private string Base(int own, bool full = false) => $$"""
        dataplane:
          memory: 96
          mbufs: 16384
          hugepages: false
          limits: { interfaces: {{Sessions + 64}}, adjacencies: {{(2 * Sessions) + 64}}, routes: 4096, l2tp-sessions: {{Sessions + 64}} }
        ports:
          core0: { device: "net_af_packet0,iface=v-core0,framecnt=16384", mtu: 1600 }
        {{Yaml.Lines(Ports, i => $"  ac{i}: {{ device: \"net_null{i},no-rx=1\" }}")}}
        interfaces:
          core0: { addresses: [10.0.0.{{own}}/24] }
        {{Yaml.Lines(full ? Sessions : 0, i => $"  {Circuit(i)}: {{ vlan: {Vlan(i)} }}")}}
          loopback0: { addresses: [{{(own == 2 ? $"{Pe2}/32" : string.Join(", ", Enumerable.Range(0, _tunnels).Select(static i => $"{Pe1(i)}/32")))}}] }
        routes: [{ prefix: {{(own == 2 ? "10.1.0.0/16" : $"{Pe2}/32")}}, via: 10.0.0.{{3 - own}} }]

        """;

    private string L2tp(bool initiate) => $"""
        l2tp:
          peers:
        {Yaml.Lines(_tunnels, i => $"    - {{ name: p{i}, {(initiate ? $"local: {Pe1(i)}, remote: {Pe2}" : $"local: {Pe2}, remote: {Pe1(i)}")}, hello-interval: 3, retries: 2, initiate: {(initiate ? "true" : "false")} }}")}
          pseudowires:
        {Yaml.Lines(Sessions, i => $"    - {{ name: pw{i}, peer: p{i / _each}, initiate: {(initiate ? "true" : "false")} }}")}
        cross-connects:
        {Yaml.Lines(Sessions, i => $"  - [{Circuit(i)}, pw{i}]")}
        """;

    private static string Circuit(int pseudowire) => $"ac{pseudowire / VlansOfPort}.{Vlan(pseudowire)}";

    private static int Vlan(int pseudowire) => (pseudowire % VlansOfPort) + 1;

    private static string Pe1(int tunnel) => $"10.1.{tunnel / 250}.{(tunnel % 250) + 1}";

    private void Apply(RouterProcess router, string yaml)
    {
        Stopwatch watch = Stopwatch.StartNew();
        string file = _lab.WriteFile($"{router.Node}-{++_files}.yaml", $"instance: {router.Instance}\n{yaml}");
        CommandResult result = _lab.Exec(router.Node, Patience, Repository.RouterCtl, "--instance", router.Instance, "config", "apply", file).Checked();
        output.WriteLine($"{router.Node}: {result.Output.Count(static c => c == '\n')} lines of configuration changed after {watch.Elapsed.TotalSeconds:F1} s");
    }

    private sealed record Counts(
        long Pe1, long Pe2, long Tunnels1, long Tunnels2, long Setups1, long Setups2, long Teardowns1, long Teardowns2);
}
