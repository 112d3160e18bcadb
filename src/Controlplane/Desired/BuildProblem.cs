namespace Router.Controlplane.Desired;

/// <summary>How bad a <see cref="BuildProblem"/> is.</summary>
public enum ProblemSeverity
{
    /// <summary>Part of the configuration waits for something: a route, a port.</summary>
    Pending,

    /// <summary>The configuration asks for the impossible and is refused.</summary>
    Error,
}

/// <summary>Something in the configuration that has no effect on forwarding.</summary>
/// <param name="Severity">How bad.</param>
/// <param name="Key">Path of the configuration key, such as <c>routes[2]</c>.</param>
/// <param name="Message">What is wrong and what would help.</param>
public sealed record BuildProblem(ProblemSeverity Severity, string Key, string Message);
