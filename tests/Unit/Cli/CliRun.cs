using System.Globalization;
using Router.Cli;

namespace Router.Unit.Tests.Cli;

/// <summary>Runs routerctl in this process.</summary>
/// <param name="ExitCode">Exit code.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record CliRun(int ExitCode, string Out, string Error)
{
    /// <summary>Runs a command line against the sockets below <paramref name="runDirectory"/>.</summary>
    public static async Task<CliRun> Of(
        string runDirectory, string commandLine, bool terminal = false, string input = "", params (string Name, string Value)[] variables)
    {
        StringWriter output = new(CultureInfo.InvariantCulture);
        StringWriter error = new(CultureInfo.InvariantCulture);
        Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["ROUTER_RUN_DIR"] = runDirectory };
        foreach ((string name, string value) in variables)
        {
            environment[name] = value;
        }

        RouterCtl program = new(new CliEnvironment
        {
            Out = output,
            Error = error,
            In = new StringReader(input),
            Variable = environment.GetValueOrDefault,
            IsTerminal = terminal,
            Width = 120,
            ProgramDirectory = Path.Combine(runDirectory, "bin"),
        });
        int code = await program.Invoke(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return new CliRun(code, output.ToString(), error.ToString());
    }
}
