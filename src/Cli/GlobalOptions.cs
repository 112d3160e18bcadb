using System.CommandLine;
using Router.Api;

namespace Router.Cli;

/// <summary>Options that every command takes.</summary>
internal sealed class GlobalOptions
{
    /// <summary>Prints the API's JSON.</summary>
    public Option<bool> Json { get; } = new("--json", "-j")
    {
        Description = "Print the control plane's JSON instead of tables.",
        Recursive = true,
    };

    /// <summary>Which router.</summary>
    public Option<string?> Instance { get; } = new("--instance", "-i")
    {
        Description = "Instance to talk to (default: ROUTER_INSTANCE, or the only one that runs, or \"router\").",
        HelpName = "NAME",
        Recursive = true,
    };

    /// <summary>Where the instances' directories are.</summary>
    public Option<string?> RunDirectory { get; } = new("--run-dir")
    {
        Description = "Directory of the instances' directories (default: ROUTER_RUN_DIR, or /run/router).",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary>The run directory that counts for this command line.</summary>
    public string FindRunDirectory(ParseResult line, CliEnvironment environment) =>
        line.GetValue(RunDirectory) ?? NotEmpty(environment.Variable("ROUTER_RUN_DIR")) ?? ApiPaths.DefaultRunDirectory;

    /// <summary>The control plane's socket that counts for this command line.</summary>
    public string FindSocket(ParseResult line, CliEnvironment environment)
    {
        string directory = FindRunDirectory(line, environment);
        string instance = line.GetValue(Instance) ?? NotEmpty(environment.Variable("ROUTER_INSTANCE")) ?? OnlyInstance(directory);
        if (instance.Contains('/', StringComparison.Ordinal) || instance is "." or "..")
        {
            throw new UsageException($"instance \"{instance}\": a name without slashes is wanted.");
        }

        return ApiPaths.Socket(directory, instance);
    }

    private static string? NotEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;

    /// <summary>With one router on the machine nobody wants to name it.</summary>
    private static string OnlyInstance(string directory)
    {
        if (!Directory.Exists(directory) || File.Exists(ApiPaths.Socket(directory, ApiPaths.DefaultInstance)))
        {
            return ApiPaths.DefaultInstance;
        }

        string[] running = [.. Directory.EnumerateDirectories(directory).Where(d => File.Exists(Path.Combine(d, ApiPaths.SocketName))).Take(2)];
        return running.Length == 1 ? Path.GetFileName(running[0]) : ApiPaths.DefaultInstance;
    }
}
