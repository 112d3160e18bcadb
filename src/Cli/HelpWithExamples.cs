using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Router.Cli;

/// <summary>The usual help, then examples and the exit codes.</summary>
internal sealed class HelpWithExamples(HelpAction inner) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        inner.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        List<string> examples = [.. Examples(parseResult.CommandResult.Command)];
        if (examples.Count > 0)
        {
            output.WriteLine("Examples:");
            foreach (string example in examples)
            {
                output.WriteLine($"  routerctl {example}");
            }

            output.WriteLine();
        }

        output.WriteLine("Exit codes: 0 done, 1 failed or configuration wrong, 2 command line wrong, 3 no connection to the control plane.");
        return ExitCodes.Ok;
    }

    /// <summary>The command's own examples, or the first of each of its subcommands.</summary>
    private static IEnumerable<string> Examples(Command command) => command is CliCommand { Examples.Count: > 0 } own
        ? own.Examples
        : command.Subcommands.SelectMany(sub => Examples(sub).Take(1));
}
