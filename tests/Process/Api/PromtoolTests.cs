using System.Buffers;
using System.Globalization;
using System.Text;
using Router.Controlplane.Desired;
using Router.Controlplane.Metrics;
using Router.Process.Tests.Linux;
using Router.Unit.Tests.Api;
using Router.Unit.Tests.Api.Managed;
using Xunit;

namespace Router.Process.Tests.Api;

/// <summary>The exposition as Prometheus's own checker sees it.</summary>
public sealed class PromtoolTests
{
    private const string Promtool = "/usr/bin/promtool";

    [SkippableTheory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Promtool_has_nothing_to_say(bool attached, bool sessions)
    {
        Skip.IfNot(File.Exists(Promtool), "promtool is not installed");
        using SyntheticRouter router = new() { Attached = attached };

        // A request first, so that the API's own meter has something to show.
        await using ApiServer api = await ApiServer.Start(router);
        Assert.Equal(200, (await api.Send("GET", "/v1/version")).Status);
        (int status, string? mediaType, string body) = await api.Send("GET", sessions ? "/metrics?sessions=true" : "/metrics");
        Assert.Equal((200, "text/plain"), (status, mediaType));
        Assert.Equal(attached, body.Contains("router_interface_packets_total{interface=\"core0\"", StringComparison.Ordinal));
        Assert.Equal(attached && sessions, body.Contains("router_l2tp_session_packets_total{session=\"pw1\"", StringComparison.Ordinal));
        Assert.Contains("router_api_request_duration_seconds_count{method=\"GET\",route=\"/v1/version\"} 1", body, StringComparison.Ordinal);
        (int code, string output, string error) = Command.TryRun(Promtool, "check metrics", body);
        Assert.Equal((0, "", ""), (code, output, error));
    }

    [SkippableFact]
    public async Task Promtool_has_nothing_to_say_about_subscribers()
    {
        Skip.IfNot(File.Exists(Promtool), "promtool is not installed");
        await using ManagedRouter router = await ManagedRouter.Start();
        _ = await router.Subscribe(1, ("alice", "wonderland"));
        (_, _, string body) = await router.Api.Send("GET", "/metrics");
        Assert.Contains("router_ppp_subscribers{profile=\"subscribers\",phase=\"network\"} 1", body, StringComparison.Ordinal);
        (int code, string output, string error) = Command.TryRun(Promtool, "check metrics", body);
        Assert.Equal((0, "", ""), (code, output, error));
    }

    [SkippableFact]
    public void Promtool_finds_mistakes()
    {
        Skip.IfNot(File.Exists(Promtool), "promtool is not installed");
        (int code, _, _) = Command.TryRun(Promtool, "check metrics", "# TYPE a counter\na{b=\"c} 1\n");
        Assert.NotEqual(0, code);
    }

    [Fact]
    public void Counters_never_fall_when_objects_go_away()
    {
        using SyntheticRouter router = new();
        using MetricsCollector metrics = new(router);
        ulong before = Value(Text(metrics), "router_adjacency_packets_total");
        Assert.True(before > 0);
        router.Snapshot = router.Snapshot with
        {
            Ids = router.Snapshot.Ids with { Adjacencies = new Dictionary<ulong, uint>() },
            Desired = router.Snapshot.Desired with { Adjacencies = new Dictionary<ulong, DesiredAdjacency>() },
        };
        Assert.Equal(before, Value(Text(metrics), "router_adjacency_packets_total"));
    }

    private static string Text(MetricsCollector metrics)
    {
        ArrayBufferWriter<byte> buffer = new();
        metrics.Write(buffer, sessions: false);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static ulong Value(string text, string name) => ulong.Parse(
        text.Split('\n').Single(line => line.StartsWith(name + " ", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture);
}
