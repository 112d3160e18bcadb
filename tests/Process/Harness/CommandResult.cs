namespace Router.Process.Tests.Harness;

/// <summary>How a command ended.</summary>
/// <param name="Line">The command line.</param>
/// <param name="ExitCode">Exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record CommandResult(string Line, int ExitCode, string Output, string Error)
{
    /// <summary>The result of a command that has to succeed.</summary>
    /// <exception cref="InvalidOperationException">It did not.</exception>
    public CommandResult Checked() => ExitCode == 0 ? this : throw new InvalidOperationException(ToString());

    /// <inheritdoc/>
    public override string ToString() => $"{Line}\nexit code {ExitCode}\n{Output}{Error}";
}
