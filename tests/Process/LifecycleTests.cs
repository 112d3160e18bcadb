using Router.Process.Tests.Harness;
using Router.Process.Tests.Topologies;
using Xunit;
using Xunit.Abstractions;

namespace Router.Process.Tests;

/// <summary>How <c>routerctl run</c> starts and ends.</summary>
public sealed class LifecycleTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>What others find a running router by.</summary>
    private static readonly string[] Endpoints = ["channel", "api.sock", "run.lock"];

    private readonly Lab _lab = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        _lab.WriteLogs(output);
        _lab.Dispose();
    }

    [SkippableFact]
    public void Sigterm_ends_it_and_leaves_nothing()
    {
        RouterProcess router = RoutedNetwork.Build(_lab);
        string directory = Path.Combine(_lab.RunDirectory, router.Instance);
        int[] children = [router.FindChild(RouterProcess.Dataplane)!.Value, router.FindChild(RouterProcess.Controlplane)!.Value];
        Assert.Equal(0, _lab.Exec("r", "ip", "link", "show", "west0").ExitCode);
        Assert.All(Endpoints, name => Assert.True(File.Exists(Path.Combine(directory, name)), name));
        Assert.Contains("\"converged\":true", _lab.RouterCtl(router, "show", "channel", "--json").Checked().Output.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);

        router.RequestStop();
        Assert.Equal(0, router.WaitExit());
        Assert.DoesNotContain(router.Log, static line => line.Contains("Unhandled exception", StringComparison.Ordinal)
            || line.Contains("supervisor: ended", StringComparison.Ordinal) || line.Contains("killed", StringComparison.Ordinal));

        Assert.All(children, pid => Assert.False(ProcessTable.IsAlive(pid)));
        Assert.Empty(Shell.Run("ip", "netns", "pids", _lab.FullName("r")).Output);
        Assert.NotEqual(0, _lab.Exec("r", "ip", "link", "show", "west0").ExitCode);
        Assert.All(Endpoints, name => Assert.False(File.Exists(Path.Combine(directory, name)), name));
        CommandResult show = _lab.RouterCtl(router, "show", "channel", "--json");
        Assert.Equal(3, show.ExitCode);
        Assert.Contains("no connection", show.Error, StringComparison.Ordinal);
    }

    /// <summary>As systemd ends them: anything but 0 would be a failed unit.</summary>
    [SkippableTheory]
    [InlineData(RouterProcess.Dataplane, "dataplane")]
    [InlineData(RouterProcess.Controlplane, "controlplane")]
    public void Each_program_ends_well_when_asked_to(string program, string name)
    {
        RouterProcess router = RoutedNetwork.Build(_lab);
        Assert.Equal(0, NativeMethods.SendSignal(router.FindChild(program)!.Value, NativeMethods.Terminate));
        Wait.Until($"end of {program}", TimeSpan.FromSeconds(5), () => router.Log.Any(line =>
            line.Contains($"{name,-12} | supervisor: exited with", StringComparison.Ordinal)));
        Assert.Contains(router.Log, static line => line.Contains("supervisor: exited with code 0, starting again", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void A_second_start_is_refused_and_the_first_goes_on()
    {
        RouterProcess router = RoutedNetwork.Build(_lab);
        CommandResult second = _lab.Exec("r", Repository.RouterCtl, "run", router.ConfigurationFile);
        Assert.Equal(1, second.ExitCode);
        Assert.Contains("already running", second.Error, StringComparison.Ordinal);
        Assert.Contains(router.Instance, second.Error, StringComparison.Ordinal);
        _lab.Ping("a", RoutedNetwork.Destination, 3);
        Assert.True(router.Api.Channel.Converged);
    }

    [SkippableFact]
    public void A_wrong_configuration_does_not_start()
    {
        RoutedNetwork.BuildHosts(_lab);
        string file = _lab.WriteFile("wrong.yaml", RoutedNetwork.Configuration.Replace("addresses", "adresses", StringComparison.Ordinal));
        CommandResult result = _lab.Exec("r", Repository.RouterCtl, "run", file);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("wrong.yaml:", result.Error, StringComparison.Ordinal);
        Assert.Contains("adresses", result.Error, StringComparison.Ordinal);
        Assert.Empty(Shell.Run("ip", "netns", "pids", _lab.FullName("r")).Output);
    }

    [SkippableFact]
    public void Killing_the_supervisor_takes_both_programs_along()
    {
        RouterProcess router = RoutedNetwork.Build(_lab);
        int[] children = [router.FindChild(RouterProcess.Dataplane)!.Value, router.FindChild(RouterProcess.Controlplane)!.Value];
        Assert.Equal(0, NativeMethods.SendSignal(router.Pid, NativeMethods.Kill));
        Wait.Until("end of both programs", TimeSpan.FromSeconds(5), () => !children.Any(ProcessTable.IsAlive));

        // What they could not remove themselves does not keep a new start from working.
        RouterProcess again = _lab.StartRouter("r", RoutedNetwork.Configuration);
        _lab.PingUntilAnswered("a", RoutedNetwork.Destination);
        Assert.False(again.HasExited);
    }
}
