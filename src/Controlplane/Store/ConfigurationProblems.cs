using Router.Configuration;
using Router.Controlplane.Desired;

namespace Router.Controlplane.Store;

/// <summary>What cannot be seen in a configuration before it is turned into forwarding state.</summary>
public static class ConfigurationProblems
{
    /// <summary>The problems for which a configuration is refused.</summary>
    /// <param name="state">What the configuration comes to.</param>
    /// <param name="source">Name of the configuration.</param>
    public static List<ConfigurationError> Errors(DesiredState state, string source)
    {
        ArgumentNullException.ThrowIfNull(state);
        return
        [
            .. state.Problems
                .Where(static problem => problem.Severity == ProblemSeverity.Error)
                .Select(problem => new ConfigurationError(source, 0, 0, problem.Key, problem.Message)),
        ];
    }
}
