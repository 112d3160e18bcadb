namespace Router.Controlplane.Hosting;

/// <summary>Arguments of <c>router-controlplane</c>.</summary>
/// <param name="Configuration">Configuration file.</param>
/// <param name="RunDirectory">Runtime directory of all instances.</param>
internal sealed record HostOptions(string Configuration, string RunDirectory)
{
    /// <summary>How it is called.</summary>
    public const string Usage = "router-controlplane --config FILE [--run-dir DIR]";

    private const string DefaultRunDirectory = "/run/router";

    /// <summary>Reads the arguments.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="error">What is wrong with them; null if nothing is.</param>
    public static HostOptions? Parse(IReadOnlyList<string> arguments, out string? error)
    {
        string? configuration = null;
        string? directory = Environment.GetEnvironmentVariable("ROUTER_RUN_DIR");
        error = null;
        for (int i = 0; i < arguments.Count; i += 2)
        {
            if (i + 1 == arguments.Count || arguments[i] is not ("--config" or "--run-dir"))
            {
                error = $"{arguments[i]}: {(i + 1 == arguments.Count ? "a value is missing" : "not understood")}";
                return null;
            }

            if (arguments[i] == "--config")
            {
                configuration = arguments[i + 1];
            }
            else
            {
                directory = arguments[i + 1];
            }
        }

        if (configuration is null)
        {
            error = "--config is missing";
            return null;
        }

        return new HostOptions(configuration, string.IsNullOrEmpty(directory) ? DefaultRunDirectory : directory);
    }
}
