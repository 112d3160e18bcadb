using System.Globalization;

namespace Router.Process.Tests.Harness;

/// <summary>Processes, from /proc.</summary>
internal static class ProcessTable
{
    /// <summary>Process ids of the children of <paramref name="parent"/> whose program file is named <paramref name="program"/>.</summary>
    public static IReadOnlyList<int> Children(int parent, string program) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out int pid) ? pid : 0)
            .Where(pid => pid > 0 && ParentOf(pid) == parent && ProgramOf(pid) == program)];

    /// <summary>Whether a process lives (zombies do not).</summary>
    public static bool IsAlive(int pid) => Stat(pid) is { } fields && fields[0] is not ("Z" or "X");

    private static int ParentOf(int pid) => Stat(pid) is { } fields ? int.Parse(fields[1], CultureInfo.InvariantCulture) : 0;

    private static string? ProgramOf(int pid)
    {
        try
        {
            return Path.GetFileName(File.ReadAllText($"/proc/{pid}/cmdline").Split('\0')[0]);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Fields of /proc/PID/stat after the program's name: state, parent, …; null for no process.</summary>
    private static string[]? Stat(int pid)
    {
        try
        {
            string text = File.ReadAllText($"/proc/{pid}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
