using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Router.Process.Tests.Harness;

namespace Router.Process.Tests.Peers;

/// <summary>
/// A virtual machine with a Linux kernel, whose cards are TAPs of a lab's node: the other end of a tunnel. It ends with this
/// object, with the lab, and with this process.
/// </summary>
internal sealed class LinuxPeer : IDisposable
{
    /// <summary>Precedes what the peer says about itself and its commands.</summary>
    private const char Separator = '\x1e';

    /// <summary>Fifths of a second of silence.</summary>
    private const int NudgeAfter = 25;

    // An emulated processor on a busy machine: 7 s when it is quiet.
    private static readonly TimeSpan BootTimeout = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(3);

    private readonly BlockingCollection<string> _lines = [];
    private readonly ConcurrentQueue<string> _log = new();
    private readonly Lock _lock = new();
    private readonly System.Diagnostics.Process _process;
    private readonly int _number;
    private readonly long _started = Stopwatch.GetTimestamp();
    private int _commands;

    private LinuxPeer(Lab lab, string node, int number, string[] taps)
    {
        _number = number;
        string script = Path.Combine(LabImage.Scripts, "run-peer.sh");
        string[] command = ["netns", "exec", lab.FullName(node), script, "--number", number.ToString(CultureInfo.InvariantCulture), .. taps];
        ProcessStartInfo info = new("ip", command)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.Latin1,
        };
        _process = new System.Diagnostics.Process { StartInfo = info };
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null)
            {
                _lines.Add(line.Data);
            }
        };
        _process.ErrorDataReceived += (_, line) => _log.Enqueue(line.Data ?? "(end)");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What its kernel and QEMU say.</summary>
    public IReadOnlyCollection<string> Log => _log;

    /// <summary>Time from the start until it took commands.</summary>
    public TimeSpan BootTime { get; private set; }

    /// <summary>Starts a peer; <paramref name="number"/> tells the peers of a cable apart.</summary>
    public static LinuxPeer Launch(Lab lab, string node, int number, params string[] taps)
    {
        LabImage.Ensure();
        return new LinuxPeer(lab, node, number, taps);
    }

    /// <summary>MAC address of <c>ethN</c>.</summary>
    public string Mac(int card = 0) => $"02:4c:00:00:{_number:x2}:{card:x2}";

    /// <summary>Waits until it takes commands.</summary>
    /// <exception cref="TimeoutException">It does not; the message has its log.</exception>
    public void WaitReady()
    {
        ReadUntil("ready", BootTimeout);
        BootTime = Stopwatch.GetElapsedTime(_started);
    }

    /// <summary>Runs a shell script in the peer. What it leaves in the background goes on.</summary>
    /// <exception cref="TimeoutException">It did not end; it has been killed.</exception>
    public CommandResult Run(string script, TimeSpan? timeout = null)
    {
        TimeSpan limit = timeout ?? DefaultTimeout;
        string code = Convert.ToBase64String(Encoding.UTF8.GetBytes(script));
        lock (_lock)
        {
            string tag = (++_commands).ToString(CultureInfo.InvariantCulture);
            _process.StandardInput.Write($"{tag} {(int)Math.Ceiling(limit.TotalSeconds)} {code}\n");
            _process.StandardInput.Flush();
            (string output, string status) = ReadUntil(tag, limit + DefaultTimeout);
            return new CommandResult($"in the peer: {script}", int.Parse(status, CultureInfo.InvariantCulture), output, "");
        }
    }

    /// <summary>Waits until a script succeeds.</summary>
    /// <exception cref="TimeoutException">It never did.</exception>
    public void WaitFor(string script, TimeSpan timeout)
    {
        CommandResult? last = null;
        Wait.Until(() => $"{last}", timeout, () => (last = Run(script)).ExitCode == 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended before.
        }

        if (!_process.WaitForExit(StopTimeout))
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _lines.Dispose();
    }

    /// <summary>What comes before the line of <paramref name="tag"/>, and the rest of that line.</summary>
    private (string Output, string Status) ReadUntil(string tag, TimeSpan timeout)
    {
        string mark = $"{Separator}{tag} ";
        StringBuilder output = new();
        long started = Stopwatch.GetTimestamp();
        int silent = 0;
        while (true)
        {
            TimeSpan left = timeout - Stopwatch.GetElapsedTime(started);
            if (_process.HasExited || left <= TimeSpan.Zero)
            {
                throw new TimeoutException($"no '{tag}' from the peer within {timeout.TotalSeconds:F0} s\n{output}{string.Join('\n', _log)}");
            }

            if (!_lines.TryTake(out string? line, (int)Math.Min(left.TotalMilliseconds, 200)))
            {
                if (++silent % NudgeAfter == 0 && _commands != 0)
                {
                    // The end of an answer has been seen to stay in the guest's console until something else went through
                    // that. An empty line is no command.
                    _process.StandardInput.Write('\n');
                    _process.StandardInput.Flush();
                }

                continue;
            }

            int at = line.IndexOf(mark, StringComparison.Ordinal);
            if (at >= 0)
            {
                return (output.Append(line.AsSpan(0, at)).ToString(), line[(at + mark.Length)..]);
            }

            // The answer to an earlier command that nobody waited for.
            if (line.Contains(Separator, StringComparison.Ordinal))
            {
                output.Clear();
                continue;
            }

            output.Append(line).Append('\n');
        }
    }
}
