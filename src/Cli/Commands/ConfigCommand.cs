using System.CommandLine;
using Router.Api;
using Router.Cli.Output;
using Router.Configuration;

namespace Router.Cli.Commands;

/// <summary><c>config …</c>: checks files, compares and applies them.</summary>
internal static class ConfigCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build(RouterCtl.Wrap wrap)
    {
        CliCommand config = new("config", "Check, compare and apply configurations.");
        config.Subcommands.Add(WithFile(wrap, "check", "Check a file; needs no running router.", Check,
            "config check router.yaml", "config check - < router.yaml"));
        config.Subcommands.Add(WithFile(wrap, "diff", "Show what applying a file would change.", (i, f) => Post(i, f, ApiPaths.ConfigDiff),
            "config diff router.yaml"));
        config.Subcommands.Add(WithFile(wrap, "apply", "Put a file in force, wholly or not at all.", (i, f) => Post(i, f, ApiPaths.ConfigApply),
            "config apply router.yaml"));
        CliCommand show = new("show", "Print the running configuration.", "config show > router.yaml");
        show.SetAction(wrap(i => i.Show(ApiPaths.Config, ApiJson.Default.ConfigInfo, c => i.Environment.Out.Write(c.Yaml))));
        config.Subcommands.Add(show);
        CliCommand rollback = new("rollback", "Put the configuration before the running one in force again.", "config rollback");
        rollback.SetAction(wrap(async i =>
        {
            byte[] body = await i.Client.PostYaml(ApiPaths.ConfigRollback, "", i.Cancel).ConfigureAwait(false);
            i.Print(body, ApiJson.Default.ConfigChanges, changes => Print(i.Environment, changes));
            return ExitCodes.Ok;
        }));
        config.Subcommands.Add(rollback);
        return config;
    }

    /// <summary>Prints errors of a configuration, one line each.</summary>
    public static void PrintErrors(TextWriter error, IEnumerable<ConfigurationError> errors)
    {
        foreach (ConfigurationError item in errors)
        {
            error.WriteLine(item.ToString());
        }
    }

    private static CliCommand WithFile(
        RouterCtl.Wrap wrap, string name, string description, Func<Invocation, string, Task<int>> body, params string[] examples)
    {
        Argument<string> file = new("FILE") { Description = "Configuration file, or - for standard input." };
        CliCommand command = new(name, description, examples);
        command.Arguments.Add(file);
        command.SetAction(wrap(invocation => body(invocation, invocation.Line.GetRequiredValue(file))));
        return command;
    }

    private static Task<int> Check(Invocation invocation, string file)
    {
        ConfigurationResult result = file == "-"
            ? ConfigurationReader.Parse(invocation.Environment.In.ReadToEnd(), "<stdin>")
            : ConfigurationReader.Load(file);
        if (invocation.Json)
        {
            Problem problem = new()
            {
                Title = result.Errors.Count == 0 ? "The configuration is right." : "The configuration is wrong.",
                Status = result.Errors.Count == 0 ? 200 : 422,
                Errors = [.. result.Errors.Select(e => new ProblemError
                {
                    File = e.File, Line = e.Line, Column = e.Column, Key = e.Key, Message = e.Message,
                })],
            };
            JsonOutput.Write(invocation.Environment, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(problem, ApiJson.Default.Problem));
        }

        PrintErrors(invocation.Environment.Error, result.Errors);
        return Task.FromResult(result.Errors.Count == 0 ? ExitCodes.Ok : ExitCodes.Failed);
    }

    private static async Task<int> Post(Invocation invocation, string file, string path)
    {
        string name = file == "-" ? "<stdin>" : file;
        string yaml = file == "-"
            ? await invocation.Environment.In.ReadToEndAsync(invocation.Cancel).ConfigureAwait(false)
            : await File.ReadAllTextAsync(file, invocation.Cancel).ConfigureAwait(false);
        byte[] body = await invocation.Client.PostYaml($"{path}?file={Uri.EscapeDataString(name)}", yaml, invocation.Cancel)
            .ConfigureAwait(false);
        invocation.Print(body, ApiJson.Default.ConfigChanges, changes => Print(invocation.Environment, changes));
        return ExitCodes.Ok;
    }

    private static void Print(CliEnvironment environment, ConfigChanges answer)
    {
        foreach (ConfigChange change in answer.Changes)
        {
            (char sign, string value) = change.Kind switch
            {
                "add" => ('+', change.After ?? ""),
                "remove" => ('-', change.Before ?? ""),
                _ => ('~', $"{change.Before} -> {change.After}"),
            };
            string restart = change.NeedsRestart ? "  (needs a restart of the dataplane)" : "";
            environment.Out.WriteLine($"{sign} {change.Key}{(value.Length == 0 ? "" : ": ")}{value}{restart}");
        }

        environment.Out.WriteLine(answer.Changes.Count == 0 ? "no changes" : $"{answer.Changes.Count} change(s), revision {answer.Revision}");
    }
}
