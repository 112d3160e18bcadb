using System.Globalization;
using System.Net;
using System.Text;
using Router.Process.Tests.Harness;
using Router.Process.Tests.Topologies;
using Router.Process.Tests.Traffic;
using Xunit;
using Xunit.Abstractions;

namespace Router.Process.Tests;

/// <summary>
/// Once the dataplane is up its runtime does nothing that stops or delays a worker: no collection, no compilation, no
/// allocation, whatever arrives, is configured or asked for, also for the first time.
/// </summary>
public sealed class RuntimeEventTests(ITestOutputHelper output) : IDisposable
{
    private const string Collections = "router_dataplane_gc_collections_total";
    private const string Compiled = "router_dataplane_jit_methods_total";
    private const string Allocated = "router_dataplane_allocated_bytes_total";
    private const string MainAllocated = "router_dataplane_main_allocated_bytes_total";

    /// <summary>The dataplane's counters are a tenth of a second old at most.</summary>
    private static readonly TimeSpan Refreshed = TimeSpan.FromMilliseconds(300);

    /// <summary>
    /// Octets in which the runtime hands memory to a thread: the first object of one of its own threads counts so many.
    /// What the main thread and the workers allocate is counted exactly.
    /// </summary>
    private const double Step = 8200;

    private readonly Lab _lab = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        _lab.WriteLogs(output);
        _lab.Dispose();
    }

    [SkippableFact]
    public void Nothing_is_collected_compiled_or_allocated_after_start()
    {
        RoutedNetwork.BuildHosts(_lab);
        RouterProcess router = _lab.StartRouter("r", RoutedNetwork.Configuration, realTime: true);
        Thread.Sleep(Refreshed);
        double allocated = router.Api.Metrics[Allocated];

        // Neighbours that the kernel must find, errors that the router must send, packets that it must cut to pieces.
        _lab.PingUntilAnswered("a", RoutedNetwork.Destination);
        _ = _lab.Exec("a", "ping", "-c", "1", "-W", "1", "-t", "1", RoutedNetwork.Destination);
        _ = _lab.Exec("a", "ping", "-c", "1", "-W", "1", "10.99.0.1");
        _ = _lab.Exec("a", "ping", "-c", "1", "-W", "1", "10.0.1.1");
        string full = Write(router, "full", circuits: 50, Everything());
        string empty = Write(router, "empty", circuits: 0, "");
        using PacketStream stream = PacketStream.Start(new StreamOptions
        {
            From = _lab.FullName("a"),
            To = _lab.FullName("b"),
            Destination = IPAddress.Parse(RoutedNetwork.Destination),
            Rate = 10_000,
        });
        ulong created = router.Api.Channel.Commands!.Created;
        for (int round = 0; round < 5; round++)
        {
            _lab.RouterCtl(router, "config", "apply", full).Checked();
            _lab.RouterCtl(router, "trace", "--count", "5").Checked();
            _ = router.Api.Sessions;
            _ = router.Api.Metrics;
            _lab.RouterCtl(router, "config", "apply", empty).Checked();
        }

        StreamReport report = stream.Stop();
        created = router.Api.Channel.Commands!.Created - created;

        Thread.Sleep(Refreshed);
        RouterMetrics after = router.Api.Metrics;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report}; {created} objects made"));
        foreach (string name in new[] { Collections, Compiled, Allocated, MainAllocated })
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {after[name]}"));
        }

        Assert.Equal(0, report.Lost);
        Assert.True(report.Received > 5_000 && created > 3_000, "nothing was done");
        Assert.All(router.Api.Runtime.Workers, worker => Assert.Equal(0u, worker.AllocatedBytes));
        Assert.Equal(0, after[Collections]);
        Assert.Equal(0, after[Compiled]);
        Assert.Equal(0, after[MainAllocated]);
        Assert.InRange(allocated, 0, Step);
        Assert.Equal(allocated, after[Allocated]);
    }

    /// <summary>One of every kind of object, and many of some.</summary>
    private static string Everything()
    {
        StringBuilder yaml = new();
        yaml.AppendLine("vrfs:\n  blue: {}");
        yaml.AppendLine("neighbours:\n  - { interface: east0, address: 10.0.2.77, mac: 02:00:00:00:00:77 }");
        yaml.AppendLine("routes:\n  - { prefix: 10.77.0.0/16, action: blackhole }\n  - { vrf: blue, prefix: 10.78.0.0/16, action: blackhole }");
        for (int i = 0; i < 400; i++)
        {
            yaml.AppendLine(CultureInfo.InvariantCulture, $"  - {{ prefix: 10.{100 + (i >> 8)}.{i & 255}.{(i & 1) * 128}/{24 + (i & 1)}, via: 10.0.2.2 }}");
            yaml.AppendLine(CultureInfo.InvariantCulture, $"  - {{ prefix: 11.{i >> 8}.{i & 255}.0/24, via: 10.0.2.2, labels: [{1000 + i}] }}");
        }

        yaml.AppendLine("mpls:\n  labels:\n    - { label: 16, action: lookup, vrf: blue }\n    - { label: 17, action: pop, via: 10.0.2.2, payload: ipv4 }");
        for (int i = 0; i < 200; i++)
        {
            yaml.AppendLine(CultureInfo.InvariantCulture, $"    - {{ label: {1000 + i}, action: swap, via: 10.0.2.2, out-labels: [{5000 + i}] }}");
        }

        yaml.AppendLine("l2tp:\n  tunnels:\n    - { name: t, tunnel-id: 1, peer-tunnel-id: 1, encapsulation: udp, local: 10.0.2.1, remote: 10.0.2.2 }\n  sessions:");
        for (int i = 0; i < 50; i++)
        {
            yaml.AppendLine(CultureInfo.InvariantCulture, $"    - {{ name: s{i}, tunnel: t, session-id: {i + 1}, peer-session-id: {i + 1}, cookie: \"a1a2a3a4a5a6a7a8\", peer-cookie: \"0102030405060708\" }}");
        }

        yaml.AppendLine("cross-connects:");
        for (int i = 0; i < 50; i++)
        {
            yaml.AppendLine(CultureInfo.InvariantCulture, $"  - [east0.{i + 1}, s{i}]");
        }

        return yaml.ToString();
    }

    private string Write(RouterProcess router, string name, int circuits, string more)
    {
        StringBuilder interfaces = new("interfaces:\n");
        for (int i = 0; i < circuits; i++)
        {
            interfaces.AppendLine(CultureInfo.InvariantCulture, $"  east0.{i + 1}: {{ vlan: {i + 1} }}");
        }

        string configuration = RoutedNetwork.Configuration.Replace("interfaces:\n", interfaces.ToString(), StringComparison.Ordinal);
        return _lab.WriteFile($"{name}.yaml", $"instance: {router.Instance}\n{configuration}{more}\n");
    }
}
