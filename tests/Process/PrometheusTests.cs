using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Router.Process.Tests.Harness;
using Router.Process.Tests.Topologies;
using Xunit;
using Xunit.Abstractions;

namespace Router.Process.Tests;

/// <summary>A Prometheus server scrapes a running router.</summary>
public sealed class PrometheusTests(ITestOutputHelper output) : IDisposable
{
    private const string Server = "127.0.0.1:9090";
    private const string Target = "127.0.0.1:9464";

    private readonly Lab _lab = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        _lab.WriteLogs(output);
        _lab.Dispose();
    }

    [SkippableFact]
    public void A_server_scrapes_what_the_router_counts()
    {
        Skip.IfNot(File.Exists("/usr/bin/prometheus"), "needs Debian's package prometheus");
        RouterProcess router = RoutedNetwork.Build(_lab);
        using System.Diagnostics.Process server = StartServer();
        try
        {
            using HttpClient http = NetworkNamespace.HttpClient(_lab.FullName("r"));
            _lab.Ping("a", RoutedNetwork.Destination, 20);
            Wait.Until("a scrape", TimeSpan.FromSeconds(30), () => Query(http, $"up{{instance=\"{Target}\"}}") == 1);
            ulong counted = router.Api.Interfaces.Single(item => item.Name == "west0").Counters!.RxPackets;
            Assert.True(counted >= 20);
            Wait.Until(
                () => $"at least {counted} packets in Prometheus, last {Query(http, PacketsOfWest)}",
                TimeSpan.FromSeconds(15),
                () => Query(http, PacketsOfWest) >= counted);
            ulong later = router.Api.Interfaces.Single(item => item.Name == "west0").Counters!.RxPackets;
            Assert.True(Query(http, PacketsOfWest) <= later);
            Assert.Equal(1, Query(http, "router_dataplane_converged"));
            Assert.Equal(0, Query(http, "count(scrape_samples_scraped == 0) or vector(0)"));
        }
        finally
        {
            server.Kill();
            server.WaitForExit();
        }
    }

    [SkippableFact]
    public void Promtool_finds_nothing_wrong_with_the_exposition()
    {
        Skip.IfNot(File.Exists("/usr/bin/promtool"), "needs Debian's package prometheus");
        RouterProcess router = RoutedNetwork.Build(_lab);
        using HttpClient http = NetworkNamespace.HttpClient(_lab.FullName("r"));
        string tcp = http.GetStringAsync($"http://{Target}/metrics").GetAwaiter().GetResult();
        string unix = router.Api.GetText("/metrics?sessions=true");
        foreach (string text in new[] { tcp, unix })
        {
            Assert.Contains("router_interface_packets_total{", text, StringComparison.Ordinal);
            string file = _lab.WriteFile("metrics", text);
            CommandResult check = Shell.Run("sh", "-c", $"promtool check metrics < {file}");
            Assert.Equal("", check.Output + check.Error);
        }

        // The TCP listener is for metrics only.
        using HttpResponseMessage other = http.GetAsync($"http://{Target}/v1/config").GetAwaiter().GetResult();
        Assert.Equal(404, (int)other.StatusCode);
    }

    private const string PacketsOfWest = "router_interface_packets_total{interface=\"west0\",direction=\"rx\"}";

    private static double? Query(HttpClient http, string expression)
    {
        try
        {
            string text = http.GetStringAsync($"http://{Server}/api/v1/query?query={Uri.EscapeDataString(expression)}").GetAwaiter().GetResult();
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement result = document.RootElement.GetProperty("data").GetProperty("result");
            return result.GetArrayLength() == 1
                ? double.Parse(result[0].GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture)
                : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or System.Net.Sockets.SocketException)
        {
            return null;
        }
    }

    private System.Diagnostics.Process StartServer()
    {
        string file = _lab.WriteFile("prometheus.yaml", $$"""
            global: { scrape_interval: 500ms, scrape_timeout: 500ms }
            scrape_configs:
              - job_name: router
                static_configs: [ { targets: ["{{Target}}"] } ]
            """);
        Shell.Run("promtool", "check", "config", file);
        ProcessStartInfo info = new(
            "ip",
            [
                "netns", "exec", _lab.FullName("r"), "prometheus", $"--config.file={file}", $"--web.listen-address={Server}",
                $"--storage.tsdb.path={Path.Combine(_lab.RunDirectory, "tsdb")}", "--log.level=error",
            ])
        {
            UseShellExecute = false,
        };
        return System.Diagnostics.Process.Start(info)!;
    }
}
