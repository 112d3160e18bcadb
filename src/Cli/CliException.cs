using Router.Api;

namespace Router.Cli;

/// <summary>Ends the command with a message on standard error.</summary>
internal class CliException(int exitCode, string message) : Exception(message)
{
    /// <summary>One of <see cref="ExitCodes"/>.</summary>
    public int ExitCode { get; } = exitCode;
}

/// <summary>The command line is wrong.</summary>
internal sealed class UsageException(string message) : CliException(ExitCodes.Usage, message);

/// <summary>The control plane answered with an error.</summary>
internal sealed class ApiException(Problem problem, byte[] body) : CliException(ExitCodes.Failed, problem.Detail ?? problem.Title)
{
    /// <summary>The error.</summary>
    public Problem Problem { get; } = problem;

    /// <summary>The answer as received, for <c>--json</c>.</summary>
    public byte[] Body { get; } = body;
}
