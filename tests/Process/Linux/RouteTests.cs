using System.Net;
using System.Text.Json;
using Router.Configuration;
using Router.Linux;
using Xunit;

namespace Router.Process.Tests.Linux;

/// <summary>Routes of the main table.</summary>
public sealed class RouteTests : IDisposable
{
    private readonly TestNamespace? _namespace;
    private readonly KernelConfigurator? _kernel;
    private readonly int _index;

    public RouteTests()
    {
        if (Environment.UserName != "root")
        {
            return;
        }

        _namespace = new TestNamespace();
        _namespace.Ip("link add v0 type veth peer name v1");
        _namespace.Batch(["link set v0 up", "link set v1 up", "addr add 10.7.1.1/24 dev v0", "addr add 2001:db8:7::1/64 dev v0 nodad"]);
        _kernel = new KernelConfigurator(_namespace.Namespace);
        _index = _kernel.FindLink("v0")!.Index;
    }

    [SkippableFact]
    public void OwnRoutesAreSynchronisedAndOthersKept()
    {
        TestNamespace.Require();
        _namespace!.Ip("route add 10.9.0.0/16 via 10.7.1.9");
        RouteInfo[] routes =
        [
            Route("10.1.0.0/16", "10.7.1.2"), Route("10.2.0.0/16", "10.7.1.2") with { InterfaceIndex = _index },
            Route("10.3.0.0/16", null) with { InterfaceIndex = _index }, Route("2001:db8:1::/48", "2001:db8:7::2"),
            Route("10.4.0.0/16", null) with { Type = RouteType.Unreachable }, Route("2001:db8:4::/48", null) with { Type = RouteType.Blackhole },
            Route("0.0.0.0/0", "10.7.1.3"), Route("::/0", "2001:db8:7::3"), Route("10.5.0.0/16", "2001:db8:7::5"),
        ];
        for (int i = 0; i < 2; i++)
        {
            Assert.Empty(_kernel!.SyncRoutes(routes));
            Assert.Equal(routes.Length, _kernel.Routes(RouteInfo.OwnProtocol).Count);
        }

        Assert.Equal("10.7.1.2", Shown("10.1.0.0/16").GetProperty("gateway").GetString());
        Assert.Equal("v0", Shown("10.3.0.0/16").GetProperty("dev").GetString());
        Assert.Equal("unreachable", Shown("10.4.0.0/16").GetProperty("type").GetString());
        Assert.Equal("200", Shown("default").GetProperty("protocol").GetString());

        RouteInfo[] fewer = [Route("10.1.0.0/16", "10.7.1.4"), routes[3]];
        Assert.Empty(_kernel!.SyncRoutes(fewer));
        Assert.Equal(2, _kernel.Routes(RouteInfo.OwnProtocol).Count);
        Assert.Equal("10.7.1.4", Shown("10.1.0.0/16").GetProperty("gateway").GetString());
        Assert.Equal("10.7.1.9", Shown("10.9.0.0/16").GetProperty("gateway").GetString());
        Assert.Empty(_kernel.SyncRoutes([]));
        Assert.Empty(_kernel.Routes(RouteInfo.OwnProtocol));
        Assert.NotEmpty(_kernel.Routes());
    }

    [SkippableFact]
    public void ReplacingARouteLeavesNoGap()
    {
        TestNamespace.Require();
        Assert.Empty(_kernel!.SyncRoutes([Route("10.1.0.0/16", "10.7.1.2"), Route("2001:db8:1::/48", "2001:db8:7::2")]));
        using System.Diagnostics.Process monitor = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("ip", $"-n {_namespace!.Name} -o monitor route") { RedirectStandardOutput = true })!;
        try
        {
            Thread.Sleep(300);
            Assert.Empty(_kernel.SyncRoutes([Route("10.1.0.0/16", "10.7.1.3"), Route("2001:db8:1::/48", "2001:db8:7::3")]));
            Assert.Empty(_kernel.SyncRoutes([Route("10.1.0.0/16", "10.7.1.4"), Route("2001:db8:1::/48", "2001:db8:7::4")]));
            Thread.Sleep(200);
        }
        finally
        {
            monitor.Kill();
        }

        string text = monitor.StandardOutput.ReadToEnd();
        Assert.Contains("10.7.1.4", text, StringComparison.Ordinal);
        Assert.Contains("2001:db8:7::4", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Deleted", text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void SomebodyElsesRouteIsInTheWayAndStays()
    {
        TestNamespace.Require();
        _namespace!.Ip("route add 10.9.0.0/16 via 10.7.1.9");
        IReadOnlyList<NetlinkException> errors = _kernel!.SyncRoutes([Route("10.9.0.0/16", "10.7.1.2"), Route("10.1.0.0/16", "10.7.1.2"), Route("10.2.0.0/16", "192.0.2.1")]);
        Assert.Equal(2, errors.Count);
        Assert.Equal(Errno.Exists, errors[0].Errno);
        Assert.Contains("10.9.0.0/16 via 10.7.1.2", errors[0].Message, StringComparison.Ordinal);
        Assert.Contains("invalid gateway", errors[1].Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("10.7.1.9", Shown("10.9.0.0/16").GetProperty("gateway").GetString());
        Assert.Single(_kernel.Routes(RouteInfo.OwnProtocol));
        Assert.False(_kernel.DeleteRoute(Route("10.9.0.0/16", "10.7.1.9")));
        Assert.True(_kernel.DeleteRoute(Route("10.1.0.0/16", "10.7.1.2")));
        Assert.False(_kernel.DeleteRoute(Route("10.1.0.0/16", "10.7.1.2")));
    }

    [SkippableFact]
    public void ThousandsOfRoutesAreSynchronisedQuickly()
    {
        TestNamespace.Require();
        RouteInfo[] routes = [.. Enumerable.Range(0, 4000).Select(i => Route($"10.{100 + (i >> 8)}.{i & 255}.0/24", "10.7.1.2"))];
        Assert.Empty(_kernel!.SyncRoutes(routes));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Empty(_kernel.SyncRoutes(routes));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 0.5); // nothing to do
        Assert.Empty(_kernel.SyncRoutes([.. routes.Select(route => route with { Gateway = IPAddress.Parse("10.7.1.3") })]));
        Assert.All(_kernel.Routes(RouteInfo.OwnProtocol), route => Assert.Equal("10.7.1.3", route.Gateway?.ToString()));
        Assert.Empty(_kernel.SyncRoutes([]));
        Assert.Empty(_kernel.Routes(RouteInfo.OwnProtocol));
    }

    public void Dispose()
    {
        _kernel?.Dispose();
        _namespace?.Dispose();
    }

    private static RouteInfo Route(string prefix, string? gateway)
    {
        string[] parts = prefix.Split('/');
        var network = new IpPrefix(IPAddress.Parse(parts[0]), int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
        return new RouteInfo(network, gateway is null ? null : IPAddress.Parse(gateway), 0);
    }

    private JsonElement Shown(string prefix) => Assert.Single(_namespace!.Json("route"), route => route.GetProperty("dst").GetString() == prefix);
}
