using System.Diagnostics;
using System.Text.Json;

namespace Router.Process.Tests.Linux;

/// <summary>Runs programs and waits for them.</summary>
internal static class Command
{
    internal static string Run(string program, string arguments, string? input = null)
    {
        (int code, string output, string error) = TryRun(program, arguments, input);
        return code == 0 ? output : throw new InvalidOperationException($"{program} {arguments}: exit code {code}: {error}");
    }

    internal static (int Code, string Output, string Error) TryRun(string program, string arguments, string? input = null)
    {
        using var process = System.Diagnostics.Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(60_000))
        {
            process.Kill();
            throw new TimeoutException($"{program} {arguments} does not end");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    internal static JsonElement[] Json(string program, string arguments)
    {
        string text = Run(program, arguments).Trim();
        if (text.Length == 0)
        {
            return [];
        }

        using var document = JsonDocument.Parse(text);
        return [.. document.RootElement.Clone().EnumerateArray().Where(element => element.EnumerateObject().Any())];
    }
}
