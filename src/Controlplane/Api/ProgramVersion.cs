using System.Reflection;

namespace Router.Controlplane.Api;

/// <summary>Version of this program.</summary>
internal static class ProgramVersion
{
    /// <summary>Version and, when built from a repository, the commit.</summary>
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
