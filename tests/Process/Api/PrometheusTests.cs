using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Unit.Tests.Api;
using Xunit;

namespace Router.Process.Tests.Api;

/// <summary>A real Prometheus server scrapes the TCP listener of <c>metrics.listen</c>.</summary>
public sealed class PrometheusTests : IDisposable
{
    private const string Server = "/usr/bin/prometheus";

    private readonly string _directory = Directory.CreateTempSubdirectory("router-prometheus-").FullName;
    private System.Diagnostics.Process? _prometheus;

    public void Dispose()
    {
        if (_prometheus is not null)
        {
            _prometheus.Kill();
            _prometheus.WaitForExit();
            _prometheus.Dispose();
        }

        Directory.Delete(_directory, recursive: true);
    }

    [SkippableFact]
    public async Task Prometheus_scrapes_what_the_counters_say()
    {
        Skip.IfNot(File.Exists(Server), "prometheus is not installed");
        IPEndPoint metrics = FreeEndpoint();
        using SyntheticRouter router = new();
        Listen(router, metrics);
        await using ApiServer api = await ApiServer.Start(router);
        IPEndPoint own = FreeEndpoint();
        StartPrometheus(metrics, own);
        using HttpClient http = new() { BaseAddress = new Uri($"http://{own}") };

        uint id = router.Snapshot.Ids.Interfaces[StableKey.OfInterface("core0")];
        double wanted = SyntheticRouter.Sum(id, 1);
        Assert.Equal(wanted, await Query(http, "router_interface_packets_total{interface=\"core0\",direction=\"rx\"}"));
        Assert.Equal(1, await Query(http, "up{job=\"router\"}"));
        Assert.Equal(11, await Query(http, "sum(router_drops_total{reason=\"runt\"})"));
        Assert.Equal(1, await Query(http, "router_l2tp_sessions{state=\"up\"}"));
    }

    [Fact]
    public async Task Tcp_listener_serves_metrics_only_and_follows_the_configuration()
    {
        using SyntheticRouter router = new();
        await using ApiServer api = await ApiServer.Start(router);
        IPEndPoint first = FreeEndpoint();
        Listen(router, first);
        using HttpClient http = new();
        Assert.Contains("router_build_info", await Eventually(() => http.GetStringAsync(new Uri($"http://{first}/metrics"))), StringComparison.Ordinal);
        foreach ((HttpMethod method, string path) in new[] { (HttpMethod.Get, "/v1/config"), (HttpMethod.Post, "/v1/config/apply"), (HttpMethod.Get, "/") })
        {
            using HttpRequestMessage request = new(method, $"http://{first}{path}");
            using HttpResponseMessage response = await http.SendAsync(request);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }

        using HttpRequestMessage post = new(HttpMethod.Post, $"http://{first}/metrics");
        using HttpResponseMessage refused = await http.SendAsync(post);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, refused.StatusCode);

        IPEndPoint second = FreeEndpoint();
        Listen(router, second);
        Assert.Contains("router_build_info", await Eventually(() => http.GetStringAsync(new Uri($"http://{second}/metrics"))), StringComparison.Ordinal);
        using Socket probe = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await Assert.ThrowsAsync<SocketException>(() => probe.ConnectAsync(first));
    }

    [Fact]
    public async Task Tcp_listener_waits_for_an_address_that_is_taken()
    {
        using TcpListener holder = new(IPAddress.Loopback, 0);
        holder.Start();
        IPEndPoint taken = (IPEndPoint)holder.LocalEndpoint;
        using SyntheticRouter router = new();
        Listen(router, taken);
        await using ApiServer api = await ApiServer.Start(router);
        await Task.Delay(700);
        Assert.Equal(200, (await api.Send("GET", "/v1/version")).Status);
        holder.Stop();
        using HttpClient http = new();
        Assert.Contains("router_build_info", await Eventually(() => http.GetStringAsync(new Uri($"http://{taken}/metrics"))), StringComparison.Ordinal);
    }

    private static void Listen(SyntheticRouter router, IPEndPoint endpoint) => router.Snapshot = router.Snapshot with
    {
        Revision = router.Snapshot.Revision with
        {
            Configuration = router.Snapshot.Configuration with { Metrics = new MetricsConfiguration { Listen = endpoint } },
        },
    };

    private static IPEndPoint FreeEndpoint()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }

    private static async Task<T> Eventually<T>(Func<Task<T>> attempt)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await attempt();
            }
            catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException && watch.Elapsed.TotalSeconds < 60)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>Value of an instant query, as soon as there is one.</summary>
    private static Task<double> Query(HttpClient http, string query) => Eventually(async () =>
    {
        string text = await http.GetStringAsync(new Uri($"/api/v1/query?query={Uri.EscapeDataString(query)}", UriKind.Relative));
        using JsonDocument answer = JsonDocument.Parse(text);
        JsonElement result = answer.RootElement.GetProperty("data").GetProperty("result");
        return result.GetArrayLength() == 0
            ? throw new HttpRequestException($"no value yet: {query}")
            : double.Parse(result[0].GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture);
    });

    private void StartPrometheus(IPEndPoint target, IPEndPoint own)
    {
        string config = Path.Combine(_directory, "prometheus.yml");
        File.WriteAllText(config, $$"""
            global: { scrape_interval: 1s, scrape_timeout: 1s }
            scrape_configs:
              - job_name: router
                static_configs:
                  - targets: ["{{target}}"]
            """);
        _prometheus = System.Diagnostics.Process.Start(new ProcessStartInfo(
            Server,
            [$"--config.file={config}", $"--storage.tsdb.path={Path.Combine(_directory, "data")}", $"--web.listen-address={own}", "--log.level=error"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        _prometheus.BeginErrorReadLine();
        _prometheus.BeginOutputReadLine();
    }
}
