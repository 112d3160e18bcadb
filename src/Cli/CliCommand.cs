using System.CommandLine;

namespace Router.Cli;

/// <summary>A command with examples in its help.</summary>
internal sealed class CliCommand(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Command lines to learn from, without the program's name.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;
}
