using System.Diagnostics;
using System.Globalization;
using Router.Process.Tests.Linux;
using Xunit;

namespace Router.Process.Tests.Cli;

/// <summary>
/// routerctl run and replay with shell scripts in the places of the two programs: restarts, signals, orphans, exit codes.
/// </summary>
public sealed class SupervisorTests : IDisposable
{
    private const string Config = "ports:\n  a: { device: net_null0 }\n";

    private readonly string _directory = Directory.CreateTempSubdirectory("router-run-").FullName;
    private readonly List<System.Diagnostics.Process> _started = [];

    public SupervisorTests()
    {
        File.WriteAllText(Path.Combine(_directory, "router.yaml"), Config);
        Script("dataplane", "trap 'echo bye; exit 0' TERM; while :; do sleep 0.05; done");
        Script("controlplane", "trap 'echo bye; exit 0' TERM; while :; do sleep 0.05; done");
    }

    /// <summary>Machines that build and test at the same time are slow; promises in seconds hold on idle ones.</summary>
    private static double Slack => Math.Clamp(
        double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) / Environment.ProcessorCount, 1, 4);

    public void Dispose()
    {
        foreach (System.Diagnostics.Process process in _started)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
            }

            process.Dispose();
        }

        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Runs_both_with_their_arguments_and_ends_with_0_within_2_s()
    {
        System.Diagnostics.Process run = Start();
        int[] children = [await Pid("dataplane"), await Pid("controlplane")];
        string arguments = $"--config {_directory}/router.yaml --run-dir {_directory}/run";
        Assert.Equal(arguments, (await File.ReadAllTextAsync(Path.Combine(_directory, "dataplane.args"))).Trim());
        Assert.Equal(arguments, (await File.ReadAllTextAsync(Path.Combine(_directory, "controlplane.args"))).Trim());
        Assert.True(Directory.Exists(Path.Combine(_directory, "run", "router")));

        Stopwatch watch = Stopwatch.StartNew();
        Signal(run.Id, "INT");
        Assert.True(run.WaitForExit(10_000));
        Assert.Equal(0, run.ExitCode);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 2 * Slack);
        Assert.All(children, pid => Assert.False(Alive(pid)));
        string output = await run.StandardOutput.ReadToEndAsync();
        Assert.Contains("dataplane    | hello\n", output, StringComparison.Ordinal);
        Assert.Contains("controlplane | bye\n", output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_directory, "run", "router", "run.lock")));
    }

    [Fact]
    public async Task Restarts_a_child_that_dies_and_leaves_the_other_alone()
    {
        System.Diagnostics.Process run = Start();
        int dataplane = await Pid("dataplane");
        int controlplane = await Pid("controlplane");
        Signal(controlplane, "KILL");
        int again = await Pid("controlplane", not: controlplane);
        Assert.True(Alive(dataplane));
        Signal(again, "KILL");
        int third = await Pid("controlplane", not: again);
        Assert.True(Alive(third));
        Signal(run.Id, "TERM");
        Assert.True(run.WaitForExit(10_000));
        string log = await run.StandardError.ReadToEndAsync();
        Assert.Contains("supervisor: exited with signal 9, starting again in 100 ms", log, StringComparison.Ordinal);
        Assert.Contains("supervisor: exited with signal 9, starting again in 200 ms", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Children_do_not_outlive_a_killed_supervisor()
    {
        System.Diagnostics.Process run = Start();
        int[] children = [await Pid("dataplane"), await Pid("controlplane")];
        Signal(run.Id, "KILL");
        await run.WaitForExitAsync();
        Eventually.True(() => !children.Any(Alive), "children die with the supervisor", 10 * Slack);
    }

    [Fact]
    public async Task Child_that_ignores_sigterm_is_killed_in_time()
    {
        Script("dataplane", "trap '' TERM INT; while :; do sleep 0.05; done");
        System.Diagnostics.Process run = Start();
        int child = await Pid("dataplane");
        _ = await Pid("controlplane");
        Stopwatch watch = Stopwatch.StartNew();
        Signal(run.Id, "TERM");
        Assert.True(run.WaitForExit(10_000));
        Assert.Equal(0, run.ExitCode);
        Assert.InRange(watch.Elapsed.TotalSeconds, 1, 2 * Slack);
        Assert.False(Alive(child));
    }

    [Fact]
    public async Task Second_supervisor_of_an_instance_is_refused()
    {
        System.Diagnostics.Process run = Start();
        int child = await Pid("dataplane");
        System.Diagnostics.Process second = Start();
        Assert.True(second.WaitForExit(20_000));
        Assert.Equal(1, second.ExitCode);
        Assert.Contains("is already running", await second.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.True(Alive(child));
        Assert.False(run.HasExited);
    }

    [Fact]
    public async Task Wrong_configuration_starts_nothing()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, "router.yaml"), "ports: { a: { devise: x } }\n");
        System.Diagnostics.Process run = Start();
        Assert.True(run.WaitForExit(20_000));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("router.yaml:1:", await run.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_directory, "run")));
    }

    [Fact]
    public async Task Replay_passes_arguments_output_and_exit_code_through()
    {
        Script("controlplane", "echo '{\"received\":0}'; echo oops >&2; exit 7");
        string capture = Path.Combine(_directory, "in.pcap");
        await File.WriteAllTextAsync(capture, "");
        System.Diagnostics.Process replay = Start(
            "replay", $"{_directory}/router.yaml", "--in", $"a={capture}", "--out", $"a={_directory}/out.pcap", "--punt", $"{_directory}/punt.pcap", "--trace");
        Assert.True(replay.WaitForExit(20_000));
        Assert.Equal(7, replay.ExitCode);
        Assert.Equal("hello\n{\"received\":0}\n", await replay.StandardOutput.ReadToEndAsync());
        Assert.Equal("oops\n", await replay.StandardError.ReadToEndAsync());
        Assert.Equal(
            $"replay {_directory}/router.yaml --in a={capture} --out a={_directory}/out.pcap --punt {_directory}/punt.pcap --trace",
            (await File.ReadAllTextAsync(Path.Combine(_directory, "controlplane.args"))).Trim());
    }

    private static bool Alive(int pid)
    {
        try
        {
            // A zombie is dead: only its parent has not looked yet.
            return !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void Signal(int pid, string signal) => Command.Run("/bin/kill", $"-{signal} {pid}");

    private async Task<int> Pid(string name, int not = 0)
    {
        string file = Path.Combine(_directory, $"{name}.pid");
        Stopwatch watch = Stopwatch.StartNew();
        while (true)
        {
            if (File.Exists(file) && int.TryParse(await File.ReadAllTextAsync(file), CultureInfo.InvariantCulture, out int pid) && pid != not)
            {
                return pid;
            }

            Assert.True(watch.Elapsed.TotalSeconds < 30, $"{name} does not start");
            await Task.Delay(20);
        }
    }

    private void Script(string name, string body)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, $"#!/bin/sh\necho \"$@\" > {_directory}/{name}.args\necho hello\necho $$ > {_directory}/{name}.pid\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private System.Diagnostics.Process Start(params string[] arguments)
    {
        string[] line = arguments.Length > 0 ? arguments : ["run", $"{_directory}/router.yaml", "--run-dir", $"{_directory}/run"];

        // A shell's background job ignores SIGINT, and what it starts does too.
        ProcessStartInfo info = new("/usr/bin/env", ["--default-signal=INT", Path.Combine(AppContext.BaseDirectory, "routerctl"), .. line])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment["ROUTER_DATAPLANE"] = Path.Combine(_directory, "dataplane");
        info.Environment["ROUTER_CONTROLPLANE"] = Path.Combine(_directory, "controlplane");
        System.Diagnostics.Process process = System.Diagnostics.Process.Start(info)!;
        _started.Add(process);
        return process;
    }
}
