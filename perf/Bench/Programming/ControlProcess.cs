using System.Diagnostics;
using System.Globalization;

namespace Router.Bench;

/// <summary>A <see cref="ControlSide"/> in a process of its own, on the CPUs of the calling thread.</summary>
internal sealed class ControlProcess : IDisposable
{
    private readonly Process _process;

    /// <param name="channel">The channel file.</param>
    /// <param name="routes">Numbers of routes.</param>
    public ControlProcess(string channel, int routes)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (string argument in new[] { "--scenario", "control-side", "--channel", channel, "--entries", routes.ToString(CultureInfo.InvariantCulture) })
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException("The control side did not start.");
    }

    /// <summary>Gives an order and waits for its numbers.</summary>
    /// <exception cref="InvalidOperationException">The process has failed.</exception>
    public long[] Order(string order)
    {
        _process.StandardInput.WriteLine(order);
        _process.StandardInput.Flush();
        string line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The control side failed at {order}.");
        return [.. line.Split(' ').Select(static number => long.Parse(number, CultureInfo.InvariantCulture))];
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(10_000))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
