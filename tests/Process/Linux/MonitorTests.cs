using System.Net;
using System.Threading.Channels;
using Router.Configuration;
using Router.Linux;
using Xunit;

namespace Router.Process.Tests.Linux;

/// <summary>The monitor against the real kernel.</summary>
public sealed class MonitorTests
{
    private static readonly IPAddress Far = IPAddress.Parse("10.7.1.2");

    [SkippableFact]
    public async Task ChangesAreSeenAndMatchTheSnapshot()
    {
        TestNamespace.Require();
        using var ns = new TestNamespace();
        ns.AddTap("tap0");
        using var monitor = new KernelMonitor(ns.Namespace);
        await monitor.Synchronised.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.True(monitor.Snapshot.FindLink("tap0")!.IsTap);
        Channel<KernelChange> changes = System.Threading.Channels.Channel.CreateUnbounded<KernelChange>();
        using KernelSubscription subscription = monitor.Subscribe(changes.Writer);
        ns.Batch(["link set tap0 up mtu 1600", "addr add 10.7.1.1/24 dev tap0", "neigh add 10.7.1.2 lladdr 02:00:00:00:77:02 dev tap0 nud permanent"]);
        int index = monitor.Snapshot.FindLink("tap0")!.Index;
        var key = new NeighbourKey(index, Far);
        Eventually.True(() => monitor.Snapshot.Neighbours.ContainsKey(key), "the neighbour is seen");
        Assert.Equal(1600, monitor.Snapshot.Links[index].Mtu);
        Assert.Contains(monitor.Snapshot.Addresses.Values, address => address.InterfaceAddress == new InterfaceAddress(IPAddress.Parse("10.7.1.1"), 24));
        NeighbourInfo neighbour = monitor.Snapshot.Neighbours[key];
        Assert.Equal(new MacAddress(0x02_00_00_00_77_02), neighbour.Mac);
        Assert.Equal(NeighbourState.Permanent, neighbour.State);
        Assert.True(neighbour.IsUsable);
        Assert.Contains(await DrainAsync(changes), change => change is NeighbourChange { Before: null, After: { } after } && after == neighbour);

        ns.Ip("link del tap0");
        Eventually.True(() => monitor.Snapshot.FindLink("tap0") is null, "the interface has gone");
        Assert.DoesNotContain(monitor.Snapshot.Neighbours.Keys, other => other.InterfaceIndex == index);
        Assert.DoesNotContain(monitor.Snapshot.Addresses.Keys, other => other.InterfaceIndex == index);
        IReadOnlyList<KernelChange> gone = await DrainAsync(changes);
        Assert.Contains(gone, change => change is LinkChange { After: null });
        Assert.Contains(gone, change => change is NeighbourChange { After: null, Before: { } before } && before.Key == key);
    }

    [SkippableFact]
    public void ProbeResolvesANeighbourAcrossAVeth()
    {
        TestNamespace.Require();
        using var near = new TestNamespace();
        using var far = new TestNamespace();
        near.Ip($"link add v0 type veth peer name v1 netns {far.Name}");
        near.Batch(["link set v0 up", "addr add 10.7.1.1/24 dev v0", "addr add 2001:db8:7::1/64 dev v0 nodad"]);
        far.Batch(["link set v1 address 02:00:00:00:77:02 up", "addr add 10.7.1.2/24 dev v1", "addr add 2001:db8:7::2/64 dev v1 nodad"]);
        using var monitor = new KernelMonitor(near.Namespace);
        using var kernel = new KernelConfigurator(near.Namespace);
        int index = kernel.FindLink("v0")!.Index;
        foreach (IPAddress address in new[] { Far, IPAddress.Parse("2001:db8:7::2") })
        {
            var key = new NeighbourKey(index, address);
            Assert.False(monitor.Snapshot.Neighbours.ContainsKey(key));
            kernel.ProbeNeighbour(index, address);
            Eventually.True(() => monitor.Snapshot.Neighbours.GetValueOrDefault(key)?.IsUsable == true, $"{address} is resolved", 5);
            Assert.Equal(new MacAddress(0x02_00_00_00_77_02), monitor.Snapshot.Neighbours[key].Mac);
            kernel.ProbeNeighbour(index, address); // known already: no harm
        }

        kernel.ProbeNeighbour(index, IPAddress.Parse("10.7.1.99"));
        var missing = new NeighbourKey(index, IPAddress.Parse("10.7.1.99"));
        Eventually.True(() => monitor.Snapshot.Neighbours.GetValueOrDefault(missing)?.State == NeighbourState.Failed, "nobody answers", 8);
        Assert.False(monitor.Snapshot.Neighbours[missing].IsUsable);
    }

    [SkippableFact]
    public void PermanentNeighboursAreSetAndDeleted()
    {
        TestNamespace.Require();
        using var ns = new TestNamespace();
        ns.AddTap("tap0");
        ns.Ip("link set tap0 up");
        using var kernel = new KernelConfigurator(ns.Namespace);
        int index = kernel.FindLink("tap0")!.Index;
        foreach (IPAddress address in new[] { Far, IPAddress.Parse("2001:db8:7::2") })
        {
            kernel.SetNeighbour(index, address, new MacAddress(0x02_00_00_00_77_01));
            kernel.SetNeighbour(index, address, new MacAddress(0x02_00_00_00_77_02));
            System.Text.Json.JsonElement shown = Assert.Single(ns.Json($"neigh show {address} dev tap0"));
            Assert.Equal("02:00:00:00:77:02", shown.GetProperty("lladdr").GetString());
            Assert.Equal("PERMANENT", shown.GetProperty("state")[0].GetString());
            Assert.Contains(kernel.Neighbours(), neighbour => neighbour.Address.Equals(address) && neighbour.State == NeighbourState.Permanent);
            Assert.True(kernel.DeleteNeighbour(index, address));
            Assert.False(kernel.DeleteNeighbour(index, address));
        }
    }

    [SkippableFact]
    public async Task NamespaceMayComeGoAndComeBack()
    {
        TestNamespace.Require();
        using var ns = new TestNamespace(create: false);
        using var monitor = new KernelMonitor(ns.Namespace, new KernelMonitorOptions { CheckInterval = TimeSpan.FromMilliseconds(50) });
        Channel<KernelChange> changes = System.Threading.Channels.Channel.CreateUnbounded<KernelChange>();
        using KernelSubscription subscription = monitor.Subscribe(changes.Writer);
        await Task.Delay(150);
        Assert.False(monitor.Snapshot.IsPresent);
        Assert.Contains("there is no network namespace", monitor.LastError!, StringComparison.Ordinal);
        ns.Create();
        ns.AddTap("tap0");
        Eventually.True(() => monitor.Snapshot.FindLink("tap0") is not null, "the namespace is found");
        NamespaceIdentity? first = ns.Namespace.Identify();

        ns.Delete();
        Eventually.True(() => !monitor.Snapshot.IsPresent, "the deletion is noticed");
        Assert.Empty(monitor.Snapshot.Links);
        Assert.Contains(await DrainAsync(changes), change => change is NamespaceChange { Present: false });

        ns.Create();
        Eventually.True(() => monitor.Snapshot.IsPresent, "the new namespace is found");
        Assert.NotNull(first);
        Assert.Null(monitor.Snapshot.FindLink("tap0"));
        Assert.Null(monitor.LastError);
    }

    [SkippableFact]
    public async Task ANamespaceThatIsReplacedIsReadAnew()
    {
        TestNamespace.Require();
        using var ns = new TestNamespace();
        ns.AddTap("tap0");
        using var monitor = new KernelMonitor(ns.Namespace, new KernelMonitorOptions { CheckInterval = TimeSpan.FromMilliseconds(500) });
        await monitor.Synchronised.WaitAsync(TimeSpan.FromSeconds(5));
        Channel<KernelChange> changes = System.Threading.Channels.Channel.CreateUnbounded<KernelChange>();
        using KernelSubscription subscription = monitor.Subscribe(changes.Writer);
        ns.Delete();
        ns.Create();
        ns.AddTap("tap1");
        Eventually.True(() => monitor.Snapshot.FindLink("tap1") is not null && monitor.Snapshot.FindLink("tap0") is null, "the new namespace is read");
        IReadOnlyList<KernelChange> seen = await DrainAsync(changes);
        Assert.Contains(seen, change => change is LinkChange { Before.Name: "tap0" });
        Assert.Contains(seen, change => change is LinkChange { After.Name: "tap1" });
    }

    [SkippableFact]
    public void ADeletedNamespaceIsNotKeptAlive()
    {
        TestNamespace.Require();
        using var kept = new TestNamespace();
        using var deleted = new TestNamespace();
        kept.Ip($"link add v0 type veth peer name v1 netns {deleted.Name}");
        using var monitor = new KernelMonitor(deleted.Namespace, new KernelMonitorOptions { CheckInterval = TimeSpan.FromMilliseconds(50) });
        Eventually.True(() => monitor.Snapshot.FindLink("v1") is not null, "the monitor has the namespace open");
        deleted.Delete();

        // The veth's other end lives until the last user of the namespace is gone.
        Eventually.True(() => kept.Json("link").All(link => link.GetProperty("ifname").GetString() != "v0"), "the namespace is really gone", 5);
    }

    [SkippableFact]
    public void ThousandNeighboursComeAndGo()
    {
        TestNamespace.Require();
        using var ns = new TestNamespace();
        ns.AddTap("tap0");
        ns.Ip("link set tap0 up");
        using var monitor = new KernelMonitor(ns.Namespace);
        Eventually.True(() => monitor.Snapshot.IsPresent, "the first dump");
        ns.Batch(Enumerable.Range(0, 1000).Select(Add));
        Eventually.True(() => monitor.Snapshot.Neighbours.Count(pair => pair.Value.IsUsable && IsOurs(pair.Key)) == 1000, "all are seen");
        Assert.Equal(0, monitor.Statistics.Overruns);
        Assert.Equal(0, monitor.Statistics.Malformed);
        Assert.Equal(1, monitor.Statistics.Synchronisations);
        AssertSameAsIp(ns, monitor);
        ns.Batch(Enumerable.Range(0, 1000).Select(i => $"neigh del 10.7.{i >> 8}.{i & 255} dev tap0"));
        Eventually.True(() => !monitor.Snapshot.Neighbours.Keys.Any(IsOurs), "all have gone");
    }

    [SkippableFact]
    public void LostNotificationsAreMadeUpFor()
    {
        TestNamespace.Require();
        using var ns = new TestNamespace();
        ns.AddTap("tap0");
        ns.Ip("link set tap0 up");

        // Room for a few notifications only.
        using var monitor = new KernelMonitor(ns.Namespace, new KernelMonitorOptions { ReceiveBuffer = 2048 });
        Channel<KernelChange> changes = System.Threading.Channels.Channel.CreateUnbounded<KernelChange>();
        using KernelSubscription subscription = monitor.Subscribe(changes.Writer);
        Eventually.True(() => monitor.Snapshot.IsPresent, "the first dump");
        for (int round = 0; round < 20 && monitor.Statistics.Overruns == 0; round++)
        {
            ns.Batch(Enumerable.Range(0, 1000).Select(Add));
            ns.Batch(Enumerable.Range(0, 1000).Select(i => $"neigh del 10.7.{i >> 8}.{i & 255} dev tap0"));
        }

        ns.Batch(Enumerable.Range(0, 1000).Select(Add));
        Eventually.True(() => monitor.Snapshot.Neighbours.Keys.Count(IsOurs) == 1000, "all are there in the end");
        Assert.True(monitor.Statistics.Overruns > 0, "the buffer never overflowed");
        Eventually.True(() => monitor.Statistics.Synchronisations > 1, "the state is read again");
        AssertSameAsIp(ns, monitor);

        // The changes alone lead to the same state.
        var state = new Dictionary<NeighbourKey, NeighbourInfo>();
        Eventually.True(
            () =>
            {
                while (changes.Reader.TryRead(out KernelChange? change))
                {
                    if (change is NeighbourChange neighbour)
                    {
                        NeighbourKey key = (neighbour.After ?? neighbour.Before)!.Key;
                        Assert.Equal(state.GetValueOrDefault(key), neighbour.Before);
                        _ = neighbour.After is null ? state.Remove(key) : (state[key] = neighbour.After) is null;
                    }
                }

                return state.Keys.Count(IsOurs) == 1000;
            },
            "the changes lead there too");
    }

    [SkippableFact]
    public async Task SlowSubscriberIsToldToReadAgain()
    {
        TestNamespace.Require();
        using var ns = new TestNamespace();
        ns.AddTap("tap0");
        ns.Ip("link set tap0 up");
        using var monitor = new KernelMonitor(ns.Namespace, new KernelMonitorOptions { CheckInterval = TimeSpan.FromMilliseconds(50) });
        await monitor.Synchronised.WaitAsync(TimeSpan.FromSeconds(5));
        Channel<KernelChange> changes = System.Threading.Channels.Channel.CreateBounded<KernelChange>(10);
        using KernelSubscription subscription = monitor.Subscribe(changes.Writer, KernelEvents.Neighbours);
        ns.Batch(Enumerable.Range(0, 100).Select(Add));
        Eventually.True(() => monitor.Snapshot.Neighbours.Keys.Count(IsOurs) == 100, "the monitor is not held up");
        IReadOnlyList<KernelChange> read = await DrainAsync(changes);
        Assert.Equal(10, read.Count(change => change is NeighbourChange));
        Assert.Single(read, change => change is KernelResynchronised);
        ns.Ip("neigh del 10.7.0.1 dev tap0");
        Eventually.True(() => changes.Reader.TryRead(out KernelChange? change) && change is NeighbourChange, "changes come again");
    }

    private static string Add(int i) => $"neigh add 10.7.{i >> 8}.{i & 255} lladdr 02:00:00:00:{i >> 8:x2}:{i & 255:x2} dev tap0 nud permanent";

    private static bool IsOurs(NeighbourKey key) => key.Address.GetAddressBytes() is [10, 7, ..];

    private static void AssertSameAsIp(TestNamespace ns, KernelMonitor monitor)
    {
        string[] expected = [.. ns.Json("neigh show dev tap0 nud permanent").Select(neighbour => $"{neighbour.GetProperty("dst")} {neighbour.GetProperty("lladdr")}").Order()];
        Assert.NotEmpty(expected);
        _ = Eventually.True(() => expected.SequenceEqual(Permanent()), "the snapshot is what ip shows");

        IEnumerable<string> Permanent() => monitor.Snapshot.Neighbours.Values
            .Where(neighbour => neighbour.State == NeighbourState.Permanent).Select(neighbour => $"{neighbour.Address} {neighbour.Mac}").Order();
    }

    // What comes until nothing has come for a while.
    private static async Task<IReadOnlyList<KernelChange>> DrainAsync(Channel<KernelChange> changes)
    {
        var read = new List<KernelChange>();
        using var patience = new CancellationTokenSource();
        do
        {
            while (changes.Reader.TryRead(out KernelChange? change))
            {
                read.Add(change);
            }
        }
        while (await Task.WhenAny(changes.Reader.WaitToReadAsync(patience.Token).AsTask(), Task.Delay(300)) is Task<bool>);
        await patience.CancelAsync();
        return read;
    }
}
