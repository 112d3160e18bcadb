using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Router.Api;

namespace Router.Process.Tests.Harness;

/// <summary>A router under test: <c>routerctl run</c> and the two programs that it supervises.</summary>
internal sealed class RouterProcess(Lab lab, string node, string instance, string configurationFile, bool realTime) : IDisposable
{
    /// <summary>Program file of the dataplane.</summary>
    public const string Dataplane = "router-dataplane";

    /// <summary>Program file of the control plane.</summary>
    public const string Controlplane = "router-controlplane";

    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<string> _log = new();
    private readonly long _origin = Stopwatch.GetTimestamp();
    private System.Diagnostics.Process? _process;

    /// <summary>The lab's name of its namespace.</summary>
    public string Node { get; } = node;

    /// <summary>Instance name.</summary>
    public string Instance { get; } = instance;

    /// <summary>The file that it was started with.</summary>
    public string ConfigurationFile { get; } = configurationFile;

    /// <summary>Its API.</summary>
    public RouterApi Api { get; } = new(ApiPaths.Socket(lab.RunDirectory, instance));

    /// <summary>Lines of standard output and error so far, with seconds since the start.</summary>
    public IReadOnlyCollection<string> Log => _log;

    /// <summary>Process id of <c>routerctl run</c>.</summary>
    public int Pid => _process!.Id;

    /// <summary>Whether <c>routerctl run</c> has ended.</summary>
    public bool HasExited => _process!.HasExited;

    /// <summary>Process id of a supervised program, or null while there is none.</summary>
    public int? FindChild(string program) => ProcessTable.Children(Pid, program) is [int pid, ..] ? pid : null;

    /// <summary>Octets of memory that the control plane has in use.</summary>
    public long ControlplaneMemory
    {
        get
        {
            int pid = FindChild(Controlplane) ?? throw new InvalidOperationException($"{Node} has no {Controlplane}");
            string line = File.ReadLines($"/proc/{pid}/status").First(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Starts it.</summary>
    public void Start()
    {
        string[] command = [.. realTime ? RealTime.Prefix : [], Repository.RouterCtl, "run", ConfigurationFile];
        ProcessStartInfo info = new("ip", ["netns", "exec", lab.FullName(Node), .. command])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        info.Environment["ROUTER_RUN_DIR"] = lab.RunDirectory;
        if (lab.LikeUnits)
        {
            info.Environment["ROUTER_DATAPLANE"] = SystemdUnit.Script(lab, Dataplane);
            info.Environment["ROUTER_CONTROLPLANE"] = SystemdUnit.Script(lab, Controlplane);
        }

        _process = new System.Diagnostics.Process { StartInfo = info };
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Waits until the dataplane has confirmed the configuration.</summary>
    /// <exception cref="TimeoutException">It did not; the message has the log.</exception>
    public void WaitReady() => Wait.Until(
        () => $"{Node} ready\n{string.Join('\n', _log)}",
        ReadyTimeout,
        () => HasExited
            ? throw new InvalidOperationException($"{Node} ended with {_process!.ExitCode}\n{string.Join('\n', _log)}")
            : Api.TryChannel() is { Attached: true, Converged: true });

    /// <summary>Kills a supervised program with SIGKILL; returns its process id.</summary>
    public int KillChild(string program)
    {
        int pid = FindChild(program) ?? throw new InvalidOperationException($"{Node} has no {program}");
        if (NativeMethods.SendSignal(pid, NativeMethods.Kill) != 0)
        {
            throw new InvalidOperationException($"kill({pid}) failed");
        }

        Wait.Until($"death of {program}", TimeSpan.FromSeconds(5), () => !ProcessTable.IsAlive(pid));
        return pid;
    }

    /// <summary>Sends SIGTERM.</summary>
    public void RequestStop()
    {
        if (_process is { HasExited: false })
        {
            _ = NativeMethods.SendSignal(Pid, NativeMethods.Terminate);
        }
    }

    /// <summary>Waits for the end after <see cref="RequestStop"/>; returns the exit code.</summary>
    /// <exception cref="TimeoutException">It did not end.</exception>
    public int WaitExit()
    {
        if (!_process!.WaitForExit(StopTimeout))
        {
            throw new TimeoutException($"{Node} still runs {StopTimeout.TotalSeconds} s after SIGTERM");
        }

        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_process is null)
        {
            return;
        }

        RequestStop();
        if (!_process.WaitForExit(StopTimeout))
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _process = null;
        Api.Dispose();
    }

    private void Note(string? line)
    {
        if (line is not null)
        {
            _log.Enqueue($"{Stopwatch.GetElapsedTime(_origin).TotalSeconds,7:F2} {line}");
        }
    }
}
