using Router.Api;
using Router.Process.Tests.Harness;
using Router.Process.Tests.Topologies;
using Router.Process.Tests.Traffic;
using Xunit;
using Xunit.Abstractions;

namespace Router.Process.Tests;

/// <summary>Either process dies under traffic at 50,000 packets per second through a pseudowire.</summary>
public sealed class ProcessKillTests(ITestOutputHelper output) : IDisposable
{
    private const int Rate = 50_000;
    private static readonly TimeSpan BeforeKill = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AfterKill = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan ConvergenceLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan OutageLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RestartTimeout = TimeSpan.FromSeconds(30);

    private readonly Lab _lab = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        _lab.WriteLogs(output);
        _lab.Dispose();
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(10_000)]
    public void Killing_the_control_plane_loses_no_packet_and_touches_no_entry(int sessions)
    {
        RouterProcess router = PseudowireNetwork.Build(_lab);
        AddSessions(router, sessions);
        WaitQuiet(router);
        ChannelInfo before = router.Api.Channel;
        using PacketStream stream = PseudowireNetwork.StartStream(_lab, Rate);
        Thread.Sleep(BeforeKill);

        int dead = router.KillChild(RouterProcess.Controlplane);
        TimeSpan restart = Wait.Until("a new control plane", RestartTimeout, () => router.FindChild(RouterProcess.Controlplane) is int pid && pid != dead);
        TimeSpan convergence = Wait.Until(
            "convergence", RestartTimeout, () => router.Api.TryChannel() is { Attached: true, Converged: true } now && now.ControlplanePid != dead);
        Thread.Sleep(AfterKill);
        StreamReport report = stream.Stop();
        ChannelInfo after = router.Api.Channel;
        output.WriteLine($"{report}; restarted after {restart.TotalMilliseconds:F0} ms, converged {convergence.TotalMilliseconds:F0} ms later; {before.Commands} {after.Commands}");

        Assert.Equal(0, report.Lost);
        Assert.Equal(0, report.Duplicated);
        Assert.True(report.Rate > Rate * 0.6, report.ToString());
        Assert.True(convergence < ConvergenceLimit + (sessions * TimeSpan.FromMilliseconds(1)), $"converged in {convergence.TotalSeconds:F2} s");

        Assert.Equal(before.Epoch, after.Epoch);
        Assert.Equal(before.DataplanePid, after.DataplanePid);
        Assert.Equal(before.Commands!.Created, after.Commands!.Created);
        Assert.Equal(before.Commands.Changed, after.Commands.Changed);
        Assert.Equal(before.Commands.Removed, after.Commands.Removed);
        Assert.Equal(before.Commands.Refused, after.Commands.Refused);
        Assert.True(after.Commands.Confirmed > before.Commands.Confirmed, "the replay confirmed nothing");
        Assert.NotEqual(before.Generation, after.Generation);
        Conservation.Check(router);
    }

    [SkippableFact]
    public void Killing_the_dataplane_interrupts_traffic_for_less_than_three_seconds()
    {
        RouterProcess router = PseudowireNetwork.Build(_lab);
        WaitQuiet(router);
        ChannelInfo before = router.Api.Channel;
        using PacketStream stream = PseudowireNetwork.StartStream(_lab, Rate);
        Thread.Sleep(BeforeKill);

        int dead = router.KillChild(RouterProcess.Dataplane);
        long atKill = stream.Received;
        TimeSpan restart = Wait.Until("a new dataplane", RestartTimeout, () => router.FindChild(RouterProcess.Dataplane) is int pid && pid != dead);
        TimeSpan back = Wait.Until("traffic", RestartTimeout, () => stream.Received > atKill + 1_000);
        Thread.Sleep(AfterKill);
        StreamReport report = stream.Stop();
        output.WriteLine($"{report}; restarted after {restart.TotalMilliseconds:F0} ms, traffic {back.TotalMilliseconds:F0} ms later");

        ChannelInfo after = router.Api.Channel;
        Assert.NotEqual(before.Epoch, after.Epoch);
        Assert.NotEqual(dead, after.DataplanePid);
        Assert.Equal(before.ControlplanePid, after.ControlplanePid);
        Assert.True(after.Commands!.Created > 0);
        Assert.True(report.Lost > 0, "the kill was not noticed: did the traffic pass this router?");
        Assert.True(report.LongestGap < OutageLimit, report.ToString());
        Conservation.Check(router);
    }

    /// <summary>Further static sessions, each switched to the next, in the configuration that a new control plane reads too.</summary>
    private void AddSessions(RouterProcess router, int sessions)
    {
        if (sessions == 0)
        {
            return;
        }

        string more = string.Join('\n', Enumerable.Range(0, sessions).Select(static i => $"    - {{ name: s{i}, tunnel: t1, session-id: {1000 + i}, peer-session-id: {1000 + i} }}"));
        string pairs = string.Join('\n', Enumerable.Range(0, sessions / 2).Select(static i => $"  - [s{2 * i}, s{(2 * i) + 1}]"));
        string configuration = File.ReadAllText(router.ConfigurationFile)
            .Replace("  sessions:\n", $"  sessions:\n{more}\n", StringComparison.Ordinal)
            .Replace("cross-connects:\n", $"cross-connects:\n{pairs}\n", StringComparison.Ordinal);
        File.WriteAllText(router.ConfigurationFile, configuration);
        _lab.RouterCtl(router, "config", "apply", router.ConfigurationFile).Checked();
        Assert.Equal(sessions + 1, router.Api.Sessions.Count(static session => session.State == "up"));
    }

    /// <summary>Waits until the control plane has had nothing to program for a second: neighbours are still being learned after the first ping.</summary>
    private static void WaitQuiet(RouterProcess router)
    {
        CommandCounts? last = null;
        Wait.Until("nothing to program", TimeSpan.FromSeconds(20), () =>
        {
            CommandCounts? now = router.Api.Channel.Commands;
            bool quiet = now == last;
            last = now;
            if (!quiet)
            {
                Thread.Sleep(1_000);
            }

            return quiet;
        });
    }
}
