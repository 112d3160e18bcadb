namespace Router.Cli;

/// <summary>Everything that a command touches outside itself; tests put their own in its place.</summary>
internal sealed record CliEnvironment
{
    /// <summary>Standard output.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Standard error.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Standard input.</summary>
    public required TextReader In { get; init; }

    /// <summary>Reads an environment variable; null when unset.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Whether a person reads the output: boxed tables, indented JSON.</summary>
    public required bool IsTerminal { get; init; }

    /// <summary>Columns of the terminal.</summary>
    public int Width { get; init; } = 120;

    /// <summary>Directory of this program; the other programs are found relative to it.</summary>
    public required string ProgramDirectory { get; init; }

    /// <summary>Colours are wanted: on a terminal, unless NO_COLOR is set and not empty (no-color.org).</summary>
    public bool Colour => IsTerminal && string.IsNullOrEmpty(Variable("NO_COLOR"));

    /// <summary>The process's own surroundings.</summary>
    public static CliEnvironment OfProcess()
    {
        bool terminal = !Console.IsOutputRedirected;
        return new CliEnvironment
        {
            Out = Console.Out,
            Error = Console.Error,
            In = Console.In,
            Variable = Environment.GetEnvironmentVariable,
            IsTerminal = terminal,
            Width = terminal ? Math.Max(Console.WindowWidth, 80) : 120,
            ProgramDirectory = AppContext.BaseDirectory,
        };
    }

    /// <summary>Path of another program of the router: an environment variable, or its place next to this one.</summary>
    /// <exception cref="CliException">It is not there.</exception>
    public string FindProgram(string name, string variable)
    {
        string path = Variable(variable) is { Length: > 0 } given
            ? given
            : Path.GetFullPath(Path.Combine(ProgramDirectory, "..", name, name));
        return File.Exists(path)
            ? path
            : throw new CliException(ExitCodes.Failed, $"{name} not found at {path}; set {variable} to its path.");
    }
}
