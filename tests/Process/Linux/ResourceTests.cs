using System.Globalization;
using Router.Linux;
using Xunit;

namespace Router.Process.Tests.Linux;

/// <summary>Not beside other tests: they count the process's threads and descriptors.</summary>
[CollectionDefinition(nameof(ResourceTests), DisableParallelization = true)]
public sealed class ResourceCollection;

/// <summary>Nothing is left behind, and nothing runs while nothing happens.</summary>
[Collection(nameof(ResourceTests))]
public sealed class ResourceTests
{
    [SkippableFact]
    public async Task NothingIsLeftBehind()
    {
        TestNamespace.Require();
        using var ns = new TestNamespace();
        ns.AddTap("tap0");
        await UseAsync(ns);
        int descriptors = Descriptors();
        for (int i = 0; i < 30; i++)
        {
            await UseAsync(ns);
        }

        Assert.InRange(Descriptors(), 0, descriptors + 3);

        // The kernel removes a thread that has ended when it gets around to it.
        Eventually.True(() => Threads("netlink rt-linu").Count == 0, "the monitors' threads are gone");
        Eventually.True(() => Threads("netns rt-linux-").Count == 0, "the namespaces' threads are gone");
        ns.Delete();
        using var gone = new KernelMonitor(ns.Namespace);
        await Task.Delay(100);
        Assert.NotNull(gone.LastError);
    }

    [SkippableFact]
    public async Task AMonitorSleepsWhileNothingHappens()
    {
        TestNamespace.Require();
        using var ns = new TestNamespace();
        using var monitors = new KernelMonitorSet();
        KernelMonitor monitor = monitors.Get(ns.Namespace);
        await monitor.Synchronised.WaitAsync(TimeSpan.FromSeconds(5));
        string thread = Assert.Single(Threads("netlink rt-linu"));
        long before = Ticks(thread);
        await Task.Delay(2000);
        Assert.InRange(Ticks(thread) - before, 0, 2); // of 10 ms
    }

    [SkippableFact]
    public async Task DisposingStopsWhatIsWaiting()
    {
        TestNamespace.Require();
        using var monitors = new KernelMonitorSet();
        var mirrors = new MirrorInterfaces(monitors, new MirrorInterfacesOptions { Home = NetworkNamespace.Named("rt-linux-none") });
        mirrors.Apply(new MirrorPlan([new MirrorInterface("tap0", NetworkNamespace.Named("rt-linux-none"), null, 1500, true, [])], []));
        Eventually.True(() => mirrors.Report.Interfaces.Count == 1, "it waits for the namespace");
        await mirrors.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(2));
        await mirrors.DisposeAsync();
        KernelMonitor monitor = monitors.Get(NetworkNamespace.Named("rt-linux-none"));
        await monitor.Synchronised.WaitAsync(TimeSpan.FromSeconds(2));
        Assert.False(monitor.Snapshot.IsPresent);
        monitors.Dispose();
        Assert.Throws<ObjectDisposedException>(() => monitors.Get(NetworkNamespace.Own));
    }

    private static async Task UseAsync(TestNamespace ns)
    {
        using var monitors = new KernelMonitorSet();
        await using (var mirrors = new MirrorInterfaces(monitors, new MirrorInterfacesOptions { Home = ns.Namespace }))
        {
            mirrors.Apply(new MirrorPlan([new MirrorInterface("tap0", ns.Namespace, null, 1500, true, [])], []));
            Eventually.True(() => mirrors.Report is { IsReady: true, Interfaces.Count: 1 }, "the mirror is ready");
        }

        await monitors.Get(ns.Namespace).Synchronised.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.NotEmpty(monitors.Get(ns.Namespace).Snapshot.Links);
    }

    private static int Descriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Length;

    private static List<string> Threads(string name) =>
        [.. Directory.GetDirectories("/proc/self/task").Where(task => File.Exists(task + "/comm") && File.ReadAllText(task + "/comm").Trim() == name)];

    // User and system time, after the name in parentheses.
    private static long Ticks(string task)
    {
        string[] fields = File.ReadAllText(task + "/stat").Split(')')[^1].Trim().Split(' ');
        return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
    }
}
