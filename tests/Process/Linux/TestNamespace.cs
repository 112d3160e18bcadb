using System.Globalization;
using System.Text.Json;
using Router.Linux;
using Xunit;

namespace Router.Process.Tests.Linux;

/// <summary>
/// A network namespace of a test: named after this process, deleted at the end, also when the process is told to stop.
/// What a killed run left behind is deleted by the next one.
/// </summary>
internal sealed class TestNamespace : IDisposable
{
    private const string Prefix = "rt-linux-";
    private static readonly HashSet<string> Living = [];
    private static int _count;

    static TestNamespace()
    {
        foreach (string path in Directory.Exists("/run/netns") ? Directory.GetFiles("/run/netns", Prefix + "*") : [])
        {
            string name = Path.GetFileName(path);
            if (int.TryParse(name[Prefix.Length..].Split('-')[0], CultureInfo.InvariantCulture, out int process) && !Directory.Exists($"/proc/{process}"))
            {
                _ = Command.TryRun("ip", $"netns del {name}");
            }
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => DeleteAll();
        Console.CancelKeyPress += (_, _) => DeleteAll();
    }

    internal TestNamespace(bool create = true)
    {
        Name = $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";
        if (create)
        {
            Create();
        }
    }

    internal string Name { get; }

    internal NetworkNamespace Namespace => NetworkNamespace.Named(Name);

    /// <summary>Skips the test where namespaces cannot be made.</summary>
    internal static void Require() => Skip.IfNot(Environment.UserName == "root", "needs root to make network namespaces");

    internal void Create()
    {
        lock (Living)
        {
            _ = Living.Add(Name);
        }

        _ = Command.Run("ip", $"netns add {Name}");
    }

    internal void Delete() => _ = Command.Run("ip", $"netns del {Name}");

    internal string Ip(string arguments) => Command.Run("ip", $"-n {Name} {arguments}");

    internal void Batch(IEnumerable<string> lines) => _ = Command.Run("ip", $"-n {Name} -batch -", string.Join('\n', lines) + "\n");

    internal JsonElement[] Json(string arguments) => Command.Json("ip", $"-n {Name} -j -d {arguments}");

    /// <summary>Makes a TAP that stays without a program, and so has no carrier.</summary>
    internal void AddTap(string name) => Ip($"tuntap add dev {name} mode tap");

    public void Dispose()
    {
        lock (Living)
        {
            if (!Living.Remove(Name))
            {
                return;
            }
        }

        _ = Command.TryRun("ip", $"netns del {Name}");
    }

    private static void DeleteAll()
    {
        List<string> names;
        lock (Living)
        {
            names = [.. Living];
            Living.Clear();
        }

        names.ForEach(name => Command.TryRun("ip", $"netns del {name}"));
    }
}
