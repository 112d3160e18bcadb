using System.Globalization;
using Router.Controlplane.Programming;

namespace Router.Controlplane.Replay;

/// <summary>A directory of its own in memory, removed when disposed.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private const string Memory = "/dev/shm";
    private const string Prefix = "router-replay-";

    /// <summary>Creates it.</summary>
    public TemporaryDirectory()
    {
        string parent = Directory.Exists(Memory) ? Memory : System.IO.Path.GetTempPath();
        RemoveAbandoned(parent);
        Path = System.IO.Path.Combine(parent, $"{Prefix}{Environment.ProcessId}-{Guid.NewGuid():N}");
        _ = Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }

    /// <summary>Removes what replays that were killed have left: memory is short.</summary>
    private static void RemoveAbandoned(string parent)
    {
        ProcessTable processes = new();
        foreach (string path in Directory.EnumerateDirectories(parent, Prefix + "*"))
        {
            string[] parts = System.IO.Path.GetFileName(path)[Prefix.Length..].Split('-');
            if (int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && !processes.IsAlive(pid))
            {
                try
                {
                    Directory.Delete(path, recursive: true);
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    // Another replay was faster, or it is another user's.
                }
            }
        }
    }
}
