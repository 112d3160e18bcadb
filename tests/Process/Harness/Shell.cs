using System.Diagnostics;

namespace Router.Process.Tests.Harness;

/// <summary>Runs commands and waits for them.</summary>
internal static class Shell
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Runs a program that has to succeed.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    /// <exception cref="TimeoutException">It did not end.</exception>
    public static CommandResult Run(string program, params string[] arguments) => Try(program, arguments).Checked();

    /// <summary>Runs a program that may fail.</summary>
    /// <exception cref="TimeoutException">It did not end.</exception>
    public static CommandResult Try(string program, params string[] arguments) => Execute(program, arguments, DefaultTimeout, null);

    /// <summary>Runs a program with a time limit and more environment variables.</summary>
    /// <exception cref="TimeoutException">It did not end; it has been killed.</exception>
    public static CommandResult Execute(
        string program, IEnumerable<string> arguments, TimeSpan timeout, IReadOnlyDictionary<string, string>? environment)
    {
        ProcessStartInfo info = new(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            info.Environment[name] = value;
        }

        string line = $"{program} {string.Join(' ', info.ArgumentList)}";
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(info)
            ?? throw new InvalidOperationException($"{line}: not started");
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(timeout))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{line}: not finished after {timeout.TotalSeconds} s");
        }

        return new CommandResult(line, process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }
}
