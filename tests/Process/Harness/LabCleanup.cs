using System.Globalization;
using System.Runtime.InteropServices;

namespace Router.Process.Tests.Harness;

/// <summary>Removes labs however the tests end.</summary>
internal static class LabCleanup
{
    private static readonly Lock Guard = new();
    private static readonly List<Lab> Live = [];
    private static PosixSignalRegistration[]? _signals;

    /// <summary>Remembers a lab until it is disposed; the end of the process disposes it.</summary>
    public static void Register(Lab lab)
    {
        lock (Guard)
        {
            if (_signals is null)
            {
                AppDomain.CurrentDomain.ProcessExit += (_, _) => DisposeAll();
                _signals =
                [
                    PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => DisposeAll()),
                    PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => DisposeAll()),
                    PosixSignalRegistration.Create(PosixSignal.SIGHUP, _ => DisposeAll()),
                ];
            }

            Live.Add(lab);
        }
    }

    /// <summary>Forgets a lab.</summary>
    public static void Unregister(Lab lab)
    {
        lock (Guard)
        {
            Live.Remove(lab);
        }
    }

    /// <summary>Kills what still runs in a namespace and removes it.</summary>
    public static void Remove(string name)
    {
        foreach (string pid in Shell.Try("ip", "netns", "pids", name).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            _ = NativeMethods.SendSignal(int.Parse(pid, CultureInfo.InvariantCulture), NativeMethods.Kill);
        }

        Shell.Try("ip", "netns", "delete", name);
    }

    /// <summary>Removes what processes that are dead have left: their number is in the name.</summary>
    public static void RemoveAbandoned(string prefix)
    {
        foreach (string path in Found(NetworkNamespace.Directory, prefix).Concat(Found(Path.GetTempPath(), prefix)))
        {
            string name = Path.GetFileName(path);
            string owner = name[prefix.Length..].Split('-')[0];
            if (!int.TryParse(owner, CultureInfo.InvariantCulture, out int pid) || Directory.Exists($"/proc/{pid}"))
            {
                continue;
            }

            if (path.StartsWith(NetworkNamespace.Directory, StringComparison.Ordinal))
            {
                Remove(name);
            }
            else
            {
                Directory.Delete(path, recursive: true);
            }
        }
    }

    private static string[] Found(string directory, string prefix) =>
        Directory.Exists(directory) ? Directory.EnumerateFileSystemEntries(directory, $"{prefix}*-*").ToArray() : [];

    private static void DisposeAll()
    {
        Lab[] labs;
        lock (Guard)
        {
            labs = [.. Live];
        }

        foreach (Lab lab in labs)
        {
            lab.Dispose();
        }
    }
}
