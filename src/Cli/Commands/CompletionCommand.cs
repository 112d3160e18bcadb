using System.CommandLine;

namespace Router.Cli.Commands;

/// <summary><c>completion SHELL</c>: a script that asks this program for the words that may come next.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # routerctl completion for bash: source <(routerctl completion bash)
        _routerctl() {
            local line="${COMP_LINE:0:COMP_POINT}" word="${COMP_WORDS[COMP_CWORD]}"
            mapfile -t COMPREPLY < <(compgen -W "$(routerctl "[suggest:${#line}]" "$line" 2>/dev/null)" -- "$word")
        }
        complete -o default -F _routerctl routerctl
        """;

    private const string Zsh = """
        #compdef routerctl
        # routerctl completion for zsh: source <(routerctl completion zsh)
        _routerctl() {
            local line="${words[1,CURRENT]}"
            local -a suggestions
            suggestions=("${(@f)$(routerctl "[suggest:${#line}]" "$line" 2>/dev/null)}")
            compadd -a suggestions || _files
        }
        compdef _routerctl routerctl
        """;

    private const string Fish = """
        # routerctl completion for fish: routerctl completion fish | source
        function __routerctl_suggest
            set -l line (commandline -cp)
            routerctl "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c routerctl -a '(__routerctl_suggest)'
        """;

    /// <summary>Builds the command.</summary>
    public static Command Build(RouterCtl.Wrap wrap)
    {
        Argument<string> shell = new("SHELL") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        CliCommand completion = new("completion", "Print a completion script for a shell.",
            "completion bash > /etc/bash_completion.d/routerctl", "completion fish | source");
        completion.Arguments.Add(shell);
        completion.SetAction(wrap(invocation =>
        {
            invocation.Environment.Out.WriteLine(invocation.Line.GetRequiredValue(shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                _ => Fish,
            });
            return Task.FromResult(ExitCodes.Ok);
        }));
        return completion;
    }
}
