namespace Router.Process.Tests.Harness;

/// <summary>Where the programs under test lie.</summary>
internal static class Repository
{
    /// <summary>Directory of Router.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The <c>routerctl</c> of this build.</summary>
    public static string RouterCtl { get; } = Program("routerctl");

    /// <summary>Path of a program of this build.</summary>
    public static string Program(string name) => Path.Combine(Root, "artifacts", "bin", name, name);

    private static string FindRoot()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "Router.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? throw new InvalidOperationException($"no Router.sln above {AppContext.BaseDirectory}");
    }
}
