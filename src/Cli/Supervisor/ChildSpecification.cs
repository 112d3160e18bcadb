namespace Router.Cli.Supervisor;

/// <summary>A program to keep running.</summary>
/// <param name="Name">Prefix of its log lines.</param>
/// <param name="Program">Path.</param>
/// <param name="Arguments">Arguments.</param>
internal sealed record ChildSpecification(string Name, string Program, IReadOnlyList<string> Arguments);
