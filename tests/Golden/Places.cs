namespace Router.Golden.Tests;

/// <summary>Where things lie in the repository.</summary>
internal static class Places
{
    /// <summary>The folder with <c>Router.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The stored groups.</summary>
    public static string Data => Path.Combine(Root, "tests", "Golden", "data");

    /// <summary>The generator.</summary>
    public static string Generator => Path.Combine(Root, "tests", "Golden", "generate.sh");

    /// <summary>The page that the generator writes.</summary>
    public static string Conformance => Path.Combine(Root, "docs", "conformance.md");

    /// <summary>The page that it writes parts of.</summary>
    public static string L2tp => Path.Combine(Root, "docs", "l2tp.md");

    /// <summary>The program under test.</summary>
    public static string RouterCtl => Path.Combine(Root, "artifacts", "bin", "routerctl", "routerctl");

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Router.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"no Router.sln above {AppContext.BaseDirectory}");
    }
}
