using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Router.Cli.Commands;
using Router.Cli.Output;

namespace Router.Cli;

/// <summary>The program: builds the commands, runs one, turns failures into exit codes.</summary>
internal sealed class RouterCtl
{
    private readonly CliEnvironment _environment;
    private readonly GlobalOptions _options = new();
    private readonly RootCommand _root = new("Shows, configures and runs the router.");

    /// <summary>Builds the commands.</summary>
    public RouterCtl(CliEnvironment environment)
    {
        _environment = environment;
        _root.Options.Add(_options.Json);
        _root.Options.Add(_options.Instance);
        _root.Options.Add(_options.RunDirectory);
        foreach (Option option in _root.Options)
        {
            if (option is HelpOption { Action: HelpAction help })
            {
                option.Action = new HelpWithExamples(help);
                option.Aliases.Remove("/h");
                option.Aliases.Remove("/?");
            }
        }

        _root.Subcommands.Add(ShowCommand.Build(Run));
        _root.Subcommands.Add(ClearCommand.Build(Run));
        _root.Subcommands.Add(DebugCommand.Build(Run));
        _root.Subcommands.Add(TraceCommand.Build(Run));
        _root.Subcommands.Add(ConfigCommand.Build(Run));
        _root.Subcommands.Add(L2tpWordsCommand.Build(Run));
        _root.Subcommands.Add(ReplayCommand.Build(Run));
        _root.Subcommands.Add(RunCommand.Build(Run));
        _root.Subcommands.Add(CompletionCommand.Build(Run));
    }

    /// <summary>Makes an action of a command's body.</summary>
    public delegate Func<ParseResult, CancellationToken, Task<int>> Wrap(Func<Invocation, Task<int>> body);

    /// <summary>Runs a command line; returns one of <see cref="ExitCodes"/> (or the exit code of a program that was run).</summary>
    public async Task<int> Invoke(IReadOnlyList<string> arguments)
    {
        ParseResult line = _root.Parse(arguments);
        if (line.Action is ParseErrorAction)
        {
            foreach (string message in line.Errors.Select(error => error.Message).Distinct())
            {
                await _environment.Error.WriteLineAsync($"routerctl: {message}").ConfigureAwait(false);
            }

            string command = string.Join(' ', Path(line.CommandResult.Command));
            await _environment.Error.WriteLineAsync($"Try \"{command} --help\".").ConfigureAwait(false);
            return ExitCodes.Usage;
        }

        return await line.InvokeAsync(new InvocationConfiguration
        {
            Output = _environment.Out,
            Error = _environment.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = TimeSpan.FromSeconds(5),
        }).ConfigureAwait(false);
    }

    private static Stack<string> Path(Command command)
    {
        Stack<string> names = new();
        for (Symbol? symbol = command; symbol is not null; symbol = symbol.Parents.FirstOrDefault())
        {
            names.Push(symbol is RootCommand ? "routerctl" : symbol.Name);
        }

        return names;
    }

    private Func<ParseResult, CancellationToken, Task<int>> Run(Func<Invocation, Task<int>> body) => async (line, cancel) =>
    {
        try
        {
            using Invocation invocation = new(_environment, _options, line, cancel);
            return await body(invocation).ConfigureAwait(false);
        }
        catch (ApiException exception)
        {
            if (line.GetValue(_options.Json))
            {
                JsonOutput.Write(_environment, exception.Body);
            }

            ProblemOutput.Write(_environment.Error, exception.Problem);
            return exception.ExitCode;
        }
        catch (CliException exception)
        {
            await _environment.Error.WriteLineAsync($"routerctl: {exception.Message}").ConfigureAwait(false);
            return exception.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Failed;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await _environment.Error.WriteLineAsync($"routerctl: {exception.Message}").ConfigureAwait(false);
            return ExitCodes.Failed;
        }
    };
}
