using System.Diagnostics;

namespace Router.Cli.Supervisor;

/// <summary>One supervised program. Used by the supervisor's thread only.</summary>
internal sealed class ChildProcess(ChildSpecification specification, TextWriter output, TextWriter error) : IDisposable
{
    private const string ParentDeathWrapper = "/usr/bin/setpriv";

    private readonly Backoff _backoff = new();
    private Process? _process;
    private long _startedAt;
    private long _startAt;

    /// <summary>Whether it is alive.</summary>
    public bool Running => _process is { HasExited: false };

    /// <summary>Starts the program when it is time, and notes its death.</summary>
    public void Tend()
    {
        if (_process is { HasExited: true } dead)
        {
            dead.WaitForExit();
            TimeSpan wait = _backoff.After(Stopwatch.GetElapsedTime(_startedAt));
            _startAt = Stopwatch.GetTimestamp() + (long)(wait.TotalSeconds * Stopwatch.Frequency);
            Log($"exited with {Describe(dead.ExitCode)}, starting again in {wait.TotalMilliseconds:F0} ms");
            dead.Dispose();
            _process = null;
        }

        if (_process is null && Stopwatch.GetTimestamp() >= _startAt)
        {
            Start();
        }
    }

    /// <summary>Asks it to end.</summary>
    public void Terminate()
    {
        if (Running)
        {
            _ = NativeMethods.Kill(_process!.Id, NativeMethods.Terminate);
        }
    }

    /// <summary>Ends it.</summary>
    public void Kill()
    {
        if (Running)
        {
            Log("did not end in time, killed");
            _process!.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Says so when it did not end well.</summary>
    public void Dispose()
    {
        if (_process is not null)
        {
            // Also waits for the last lines of the log.
            if (_process.WaitForExit(TimeSpan.FromMilliseconds(300)) && _process.ExitCode != 0)
            {
                Log($"ended with {Describe(_process.ExitCode)}");
            }

            _process.Dispose();
        }
    }

    private static string Describe(int code) => code > 128 ? $"signal {code - 128}" : $"code {code}";

    private void Start()
    {
        // setpriv (util-linux) sets PR_SET_PDEATHSIG between fork and exec, where .NET offers no hook:
        // the kernel then kills the child if this program dies, however it dies.
        bool wrapped = File.Exists(ParentDeathWrapper);
        IEnumerable<string> arguments = wrapped
            ? ["--pdeathsig", "KILL", "--", specification.Program, .. specification.Arguments]
            : specification.Arguments;
        ProcessStartInfo info = new(wrapped ? ParentDeathWrapper : specification.Program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        _startedAt = Stopwatch.GetTimestamp();
        Process process = new() { StartInfo = info };
        process.OutputDataReceived += (_, line) => Forward(output, line.Data);
        process.ErrorDataReceived += (_, line) => Forward(error, line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
        Log($"started, process {process.Id}");
    }

    private void Log(string message) => Forward(error, message, "supervisor: ");

    private void Forward(TextWriter to, string? line, string more = "")
    {
        if (line is not null)
        {
            lock (to)
            {
                to.WriteLine($"{specification.Name,-12} | {more}{line}");
                to.Flush();
            }
        }
    }
}
