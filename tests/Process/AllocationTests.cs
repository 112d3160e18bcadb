using Router.Api;
using Router.Process.Tests.Harness;
using Router.Process.Tests.Topologies;
using Xunit;
using Xunit.Abstractions;

namespace Router.Process.Tests;

/// <summary>Workers do not allocate managed memory, and the dataplane does not collect garbage.</summary>
public sealed class AllocationTests(ITestOutputHelper output) : IDisposable
{
    private const ulong WarmUp = 3_000_000;
    private const ulong Packets = 10_000_000;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(90);

    private readonly Lab _lab = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        _lab.WriteLogs(output);
        _lab.Dispose();
    }

    [SkippableFact]
    public void Ten_million_packets_allocate_nothing()
    {
        RouterProcess router = MemoryFeed.Build(_lab);
        Wait.Until("warm-up", Timeout, () => Received(router.Api.Runtime) > WarmUp);
        Dictionary<string, ulong> dropsBefore = Drops(router);
        RuntimeInfo before = router.Api.Runtime;
        RuntimeInfo after = before;
        Wait.Until(() => $"{Packets} packets, {Received(after)} so far", Timeout, () =>
        {
            after = router.Api.Runtime;
            return Received(after) - Received(before) >= Packets;
        });
        // Only since the warm-up: the feed starts before the router is programmed.
        Dictionary<string, ulong> drops = Drops(router).ToDictionary(drop => drop.Key, drop => drop.Value - dropsBefore.GetValueOrDefault(drop.Key));
        output.WriteLine($"{Received(after) - Received(before)} packets; allocated {before.Workers[0].AllocatedBytes} -> {after.Workers[0].AllocatedBytes}; collections {before.GcCount} -> {after.GcCount}");
        output.WriteLine(string.Join(", ", drops.Where(drop => drop.Value > 0).Select(drop => $"{drop.Key} {drop.Value}")));

        Assert.Equal(before.Workers[0].AllocatedBytes, after.Workers[0].AllocatedBytes);
        Assert.Equal(before.GcCount, after.GcCount);

        // The packets have done what they were made for: otherwise a worker that drops everything would pass.
        Assert.True(router.Api.Sessions.Single().Counters is { RxPackets: > 500_000, TxPackets: > 500_000, BadCookie: > 500_000 });
        Assert.All(router.Api.Labels, entry => Assert.True(entry.Packets > 500_000));
        foreach (string prefix in new[] { "10.1.0.0/16", "10.2.0.0/16", "2001:db8:100::/48" })
        {
            Assert.True(router.Api.Routes.Single(route => route.Prefix == prefix).Packets > 500_000, prefix);
        }

        Assert.Equal(
            ["ip4-blackhole", "l2tp-bad-cookie", "mpls-unknown-label"],
            drops.Where(drop => drop.Value > 1_000).Select(drop => drop.Key).Order(StringComparer.Ordinal));
    }

    private static Dictionary<string, ulong> Drops(RouterProcess router) => router.Api.Drops.Drops.ToDictionary(drop => drop.Reason, drop => drop.Total);

    private static ulong Received(RuntimeInfo runtime) => runtime.Workers.Aggregate(0UL, (sum, worker) => sum + worker.Received);
}
