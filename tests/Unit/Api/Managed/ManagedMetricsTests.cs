using System.Globalization;
using Xunit;

namespace Router.Unit.Tests.Api.Managed;

/// <summary>Managed L2TP and PPP in <c>/metrics</c>.</summary>
public sealed class ManagedMetricsTests
{
    [Fact]
    public async Task Gauges_and_counters_say_what_happened()
    {
        await using ManagedRouter router = await ManagedRouter.Start();
        _ = await router.Until("/v1/l2tp/sessions?peer=pe2&state=established", list => list.GetArrayLength() == 1);
        _ = await router.Subscribe(2, ("alice", "wonderland"), ("bob", "builder"), ("bob", "wrong"));
        _ = await router.Until("/v1/l2tp/sessions?peer=lac1", list => list.GetArrayLength() == 2);
        _ = await router.Post("/v1/ppp/clear", """{"user":"bob"}""");
        _ = await router.Until("/v1/l2tp/sessions?peer=lac1", list => list.GetArrayLength() == 1);
        Dictionary<string, double> metrics = await Metrics(router);
        Assert.Equal(1, metrics["router_l2tp_managed_tunnels{peer=\"pe2\",state=\"established\"}"]);
        Assert.Equal(0, metrics["router_l2tp_managed_tunnels{peer=\"pe3\",state=\"established\"}"]);
        Assert.Equal(1, metrics["router_l2tp_managed_tunnels{peer=\"pe3\",state=\"wait-ctl-reply\"}"]);
        Assert.Equal(1, metrics["router_l2tp_managed_sessions{peer=\"lac1\",type=\"ppp\",state=\"established\"}"]);
        Assert.Equal(1, metrics["router_l2tp_managed_sessions{peer=\"pe2\",type=\"ethernet\",state=\"established\"}"]);
        Assert.Equal(1, metrics["router_ppp_subscribers{profile=\"subscribers\",phase=\"network\"}"]);
        Assert.Equal((254, 2), (metrics["router_ppp_pool_size{pool=\"pool1\"}"], metrics["router_ppp_pool_used{pool=\"pool1\"}"]));
        Assert.Equal(2, metrics["router_l2tp_tunnel_setups_total"]);
        Assert.Equal(3, metrics["router_l2tp_session_setups_total{type=\"ppp\"}"]);
        Assert.Equal(2, metrics["router_l2tp_session_teardowns_total{cause=\"local-request\"}"]);
        Assert.True(metrics["router_l2tp_session_failures_total{cause=\"peer-request\"}"] >= 1);
        Assert.Equal(2, metrics["router_ppp_authentications_total{result=\"accepted\"}"]);
        Assert.Equal(1, metrics["router_ppp_authentications_total{result=\"rejected\"}"]);
        Assert.Equal(1, metrics["router_ppp_terminations_total{reason=\"authentication-failed\"}"]);
        Assert.Equal(1, metrics["router_ppp_terminations_total{reason=\"closed\"}"]);
        Assert.True(metrics["router_l2tp_control_messages_total{direction=\"rx\"}"] > 5);
        Assert.Equal(0, metrics["router_l2tp_control_drops_total{reason=\"bad-digest\"}"]);
        Assert.Equal(0, metrics["router_l2tp_socket_overflows_total"]);
        Assert.Contains("router_l2tp_unknown_call_frames_total", metrics);
        Assert.Contains("router_l2tp_half_open_tunnels", metrics);
    }

    [Fact]
    public async Task Thousands_of_sessions_make_no_more_series()
    {
        await using ManagedRouter router = await ManagedRouter.Start();
        int before = (await Metrics(router)).Count;
        router.Lac.CallSilently(3000);
        _ = await router.Until("/v1/l2tp/sessions?peer=lac1&state=established", list => list.GetArrayLength() == 3000);
        Dictionary<string, double> metrics = await Metrics(router);
        Assert.Equal(3000, metrics["router_l2tp_managed_sessions{peer=\"lac1\",type=\"ppp\",state=\"established\"}"]);
        Assert.InRange(metrics.Count, before, before + 5);
        Assert.Equal(3000, (await router.Api.Get("/v1/ppp/subscribers?state=establish")).GetArrayLength());
    }

    private static async Task<Dictionary<string, double>> Metrics(ManagedRouter router)
    {
        (int status, _, string body) = await router.Api.Send("GET", "/metrics");
        Assert.Equal(200, status);
        return body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static line => line.StartsWith("router_l2tp_", StringComparison.Ordinal) || line.StartsWith("router_ppp_", StringComparison.Ordinal)).ToDictionary(
            static line => line[..line.LastIndexOf(' ')],
            static line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }
}
