using System.Net;
using System.Text.Json;
using Router.Configuration;
using Router.Linux;
using Xunit;
using Xunit.Abstractions;

namespace Router.Process.Tests.Linux;

/// <summary>TAP mirrors in namespaces of the test; <c>ip tuntap</c> plays the dataplane.</summary>
public sealed class MirrorTests(ITestOutputHelper output) : IDisposable
{
    private static readonly MacAddress Mac = new(0x02_00_00_00_77_01);
    private readonly TestNamespace _home = new(create: false);
    private readonly TestNamespace _red = new(create: false);
    private readonly KernelMonitorSet _monitors = new(new KernelMonitorOptions { CheckInterval = TimeSpan.FromMilliseconds(50) });

    [SkippableFact]
    public async Task TapIsConfiguredWhenItComesAndAgainWhenItComesBack()
    {
        await using MirrorInterfaces mirrors = Start();
        mirrors.Apply(new MirrorPlan([Mirror("core0")], [Route("10.9.0.0/16", "10.7.1.2"), Route("2001:db8:9::/48", "2001:db8:7::2", "core0")]));
        Eventually.True(() => State(mirrors, "core0") == MirrorState.Waiting, "it waits");
        Assert.Contains("no TAP device core0", mirrors.Report.Interfaces["core0"].Error!, StringComparison.Ordinal);
        for (int i = 0; i < 4; i++)
        {
            _home.AddTap("core0");
            TimeSpan time = Eventually.True(() => IsComplete(_home, "core0") && mirrors.Report.IsReady, "everything is applied", 1);
            output.WriteLine($"applied after {time.TotalMilliseconds:f0} ms");
            Assert.Equal(_monitors.Get(_home.Namespace).Snapshot.FindLink("core0")!.Index, mirrors.Report.Interfaces["core0"].InterfaceIndex);
            Assert.Equal("0", Sysctl("ipv6", "accept_ra"));
            Assert.Equal("0", Sysctl("ipv4", "rp_filter"));
            Assert.Equal("0", Sysctl("ipv4", "forwarding"));
            Assert.Equal("0", Sysctl("ipv6", "forwarding"));
            _home.Ip("tuntap del dev core0 mode tap");
            Eventually.True(() => State(mirrors, "core0") == MirrorState.Waiting, "it waits again");
        }
    }

    [SkippableFact]
    public async Task WhatOthersChangeIsPutRight()
    {
        await using MirrorInterfaces mirrors = Start();
        _home.AddTap("core0");
        mirrors.Apply(new MirrorPlan([Mirror("core0")], [Route("10.9.0.0/16", "10.7.1.2")]));
        Eventually.True(() => mirrors.Report.IsReady && IsComplete(_home, "core0"), "everything is applied");
        foreach (string change in new[]
        {
            "addr del 10.7.1.1/24 dev core0", "addr add 10.8.8.8/24 dev core0", "addr add 2001:db8:66::1/64 dev core0", "link set core0 mtu 1400",
            "link set core0 down", "link set core0 address 02:00:00:00:66:66", "addr flush dev core0",
        })
        {
            _home.Ip(change);
            _ = Eventually.True(() => IsComplete(_home, "core0"), $"'{change}' is undone", 2);
        }

        // The link-local address follows the MAC address, and there is only that one.
        _ = Eventually.True(() => LinkLocal() is ["fe80::ff:fe00:7701"], "the link-local address is there", 2);
        string[] LinkLocal() => [.. Addresses(_home, "core0").Where(address => address.GetProperty("scope").GetString() == "link").Select(address => address.GetProperty("local").GetString()!)];
        Eventually.True(() => mirrors.Report.IsReady, "nothing is left to do");
        long rounds = mirrors.Rounds;
        _home.Batch(Enumerable.Range(2, 200).Select(i => $"neigh add 10.7.1.{i} lladdr 02:00:00:00:00:02 dev core0"));
        await Task.Delay(500);
        Assert.InRange(mirrors.Rounds, rounds, rounds + 3);
    }

    [SkippableFact]
    public async Task TapMovesToItsNamespaceAndBack()
    {
        await using MirrorInterfaces mirrors = Start();
        _home.AddTap("core0");
        mirrors.Apply(new MirrorPlan([Mirror("core0") with { Namespace = _red.Namespace }], []));
        Eventually.True(() => State(mirrors, "core0") == MirrorState.Waiting, "the namespace is not there yet");
        Assert.Contains(_red.Name, mirrors.Report.Interfaces["core0"].Error!, StringComparison.Ordinal);
        _red.Create();
        Eventually.True(() => mirrors.Report.IsReady && IsComplete(_red, "core0"), "it is in the other namespace");
        Assert.False(Exists(_home, "core0"));

        mirrors.Apply(new MirrorPlan([Mirror("core0")], []));
        Eventually.True(() => mirrors.Report.IsReady && IsComplete(_home, "core0"), "it is back");
        Assert.False(Exists(_red, "core0"));

        // Gone with its namespace, created again by the dataplane, and moved when the namespace is back.
        mirrors.Apply(new MirrorPlan([Mirror("core0") with { Namespace = _red.Namespace }], []));
        Eventually.True(() => mirrors.Report.IsReady && IsComplete(_red, "core0"), "it is in the other namespace again");
        _red.Delete();
        Eventually.True(() => State(mirrors, "core0") == MirrorState.Waiting, "the namespace has gone");
        _home.AddTap("core0");
        _red.Create();
        Eventually.True(() => mirrors.Report.IsReady && IsComplete(_red, "core0"), "it is in the new namespace", 3);
    }

    [SkippableFact]
    public async Task PlanChangesAreFollowed()
    {
        await using MirrorInterfaces mirrors = Start();
        _home.AddTap("core0");
        MirrorInterface mirror = Mirror("core0");
        mirrors.Apply(new MirrorPlan([mirror], [Route("10.9.0.0/16", "10.7.1.2")]));
        Eventually.True(() => mirrors.Report.IsReady && IsComplete(_home, "core0"), "everything is applied");
        InterfaceAddress other = new(IPAddress.Parse("10.7.1.77"), 24);
        mirrors.Apply(new MirrorPlan([mirror with { Addresses = [other], IsUp = false, HasIpv6 = false }], []));
        Eventually.True(
            () => mirrors.Report.IsReady && Addresses(_home, "core0") is [{ } address] && address.GetProperty("local").GetString() == "10.7.1.77", "only the new address is left");
        Assert.DoesNotContain(_home.Json("link show core0")[0].GetProperty("flags").EnumerateArray(), flag => flag.GetString() == "UP");
        Assert.Equal("1", Sysctl("ipv6", "disable_ipv6"));
        Assert.Empty(_home.Json("route show proto 200"));
        mirrors.Apply(new MirrorPlan([mirror], [Route("10.9.0.0/16", "10.7.1.3")]));
        Eventually.True(() => mirrors.Report.IsReady && IsComplete(_home, "core0"), "and back");
        Assert.Equal("10.7.1.3", Assert.Single(_home.Json("route show proto 200")).GetProperty("gateway").GetString());
        mirrors.Apply(MirrorPlan.Empty);
        Eventually.True(() => _home.Json("route show proto 200").Length == 0, "an empty plan has no routes");
        Assert.Throws<ArgumentException>(() => mirrors.Apply(new MirrorPlan([mirror, mirror], [])));
        Assert.Throws<ArgumentException>(() => mirrors.Apply(new MirrorPlan([Mirror("a/b")], [])));
    }

    [SkippableFact]
    public async Task OneFailureIsReportedAndHoldsUpNothingElse()
    {
        await using MirrorInterfaces mirrors = Start();
        _home.Ip("link add core0 type veth peer name other");
        _home.AddTap("core1");
        _home.AddTap("core2");
        mirrors.Apply(new MirrorPlan(
            [Mirror("core0"), Mirror("core1") with { Mtu = 70_000 }, Mirror("core2")], [Route("10.9.0.0/16", "192.0.2.1"), Route("10.8.0.0/16", "10.7.1.2", "core2")]));
        Eventually.True(() => State(mirrors, "core2") == MirrorState.Ready && IsComplete(_home, "core2"), "the good one is ready");
        Assert.Contains("core0 in", mirrors.Report.Interfaces["core0"].Error!, StringComparison.Ordinal);
        Assert.Contains("no TAP device but veth", mirrors.Report.Interfaces["core0"].Error!, StringComparison.Ordinal);
        Assert.Equal(MirrorState.Failed, State(mirrors, "core0"));
        Assert.Contains("mtu greater than device maximum", mirrors.Report.Interfaces["core1"].Error!, StringComparison.Ordinal);
        Assert.Contains("10.9.0.0/16 via 192.0.2.1", Assert.Single(mirrors.Report.RouteErrors), StringComparison.Ordinal);
        Assert.Equal("10.8.0.0/16", Assert.Single(_home.Json("route show proto 200")).GetProperty("dst").GetString());
        mirrors.Apply(new MirrorPlan([Mirror("core1")], []));
        Eventually.True(() => mirrors.Report.IsReady && IsComplete(_home, "core1"), "the error is over");
    }

    [SkippableFact]
    public async Task ManyMirrorsAreReadySoon()
    {
        await using MirrorInterfaces mirrors = Start();
        MirrorInterface[] many = [.. Enumerable.Range(0, 64).Select(i => Mirror($"core0.{i}") with
        {
            Addresses = [new(IPAddress.Parse($"10.7.{i}.1"), 24), new(IPAddress.Parse($"2001:db8:{i:x}::1"), 64)],
        })];
        mirrors.Apply(new MirrorPlan(many, []));
        _home.Batch(many.Select(mirror => $"tuntap add dev {mirror.Name} mode tap"));
        TimeSpan time = Eventually.True(() => mirrors.Report.Interfaces.Count == 64 && mirrors.Report.IsReady, "all are ready", 3);
        output.WriteLine($"64 mirrors ready {time.TotalMilliseconds:f0} ms after the last came");
        Assert.All(many, mirror => Assert.True(IsComplete(_home, mirror.Name, mirror.Addresses)));
    }

    public void Dispose()
    {
        _monitors.Dispose();
        _home.Dispose();
        _red.Dispose();
    }

    private MirrorInterfaces Start()
    {
        TestNamespace.Require();
        _home.Create();
        return new MirrorInterfaces(_monitors, new MirrorInterfacesOptions { Home = _home.Namespace, Retry = TimeSpan.FromMilliseconds(200) });
    }

    private MirrorInterface Mirror(string name) =>
        new(name, _home.Namespace, Mac, 1600, true, [new(IPAddress.Parse("10.7.1.1"), 24), new(IPAddress.Parse("2001:db8:7::1"), 64)]);

    private MirrorRoute Route(string prefix, string gateway, string? name = null)
    {
        string[] parts = prefix.Split('/');
        var network = new IpPrefix(IPAddress.Parse(parts[0]), int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
        return new MirrorRoute(_home.Namespace, network, IPAddress.Parse(gateway), name);
    }

    private string Sysctl(string family, string key) => Command.Run("ip", $"netns exec {_home.Name} cat /proc/sys/net/{family}/conf/core0/{key}").Trim();

    private static MirrorState? State(MirrorInterfaces mirrors, string name) => mirrors.Report.Interfaces.GetValueOrDefault(name)?.State;

    private static bool Exists(TestNamespace ns, string name) => ns.Json("link").Any(link => link.GetProperty("ifname").GetString() == name);

    private static JsonElement[] Addresses(TestNamespace ns, string name) => [.. ns.Json($"addr show {name}")[0].GetProperty("addr_info").EnumerateArray()];

    private bool IsComplete(TestNamespace ns, string name, IReadOnlyList<InterfaceAddress>? addresses = null)
    {
        if (!Exists(ns, name))
        {
            return false;
        }

        JsonElement link = ns.Json($"link show {name}")[0];
        string[] expected = [.. (addresses ?? Mirror(name).Addresses).Select(address => address.ToString()).Order(StringComparer.Ordinal)];
        string[] actual = [.. Addresses(ns, name).Where(address => address.GetProperty("scope").GetString() != "link")
            .Select(address => $"{address.GetProperty("local").GetString()}/{address.GetProperty("prefixlen")}").Order(StringComparer.Ordinal)];
        return link.GetProperty("address").GetString() == Mac.ToString() && link.GetProperty("mtu").GetInt32() == 1600
            && link.GetProperty("flags").EnumerateArray().Any(flag => flag.GetString() == "UP") && expected.SequenceEqual(actual);
    }
}
