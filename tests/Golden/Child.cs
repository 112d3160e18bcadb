using System.Diagnostics;

namespace Router.Golden.Tests;

/// <summary>What a finished program left behind.</summary>
internal sealed record ChildResult(int ExitCode, string Output, string Errors)
{
    public string Describe() => $"exit code {ExitCode}\n{Tail(Errors)}\n{Tail(Output)}";

    private static string Tail(string text) => text.Length <= 4000 ? text : "…" + text[^4000..];
}

/// <summary>Runs a program to its end.</summary>
internal static class Child
{
    public static async Task<ChildResult> RunAsync(string program, IEnumerable<string> arguments, string runDirectory, TimeSpan limit)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        start.Environment["ROUTER_RUN_DIR"] = runDirectory;
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource timer = new(limit);
        try
        {
            await process.WaitForExitAsync(timer.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end within {limit}\n{await errors}");
        }

        return new ChildResult(process.ExitCode, await output, await errors);
    }
}
