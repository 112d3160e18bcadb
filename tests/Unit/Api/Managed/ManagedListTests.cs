using System.Text.Json;
using Xunit;

namespace Router.Unit.Tests.Api.Managed;

/// <summary>Managed tunnels, sessions, peers and subscribers in the lists of the API.</summary>
public sealed class ManagedListTests : IAsyncLifetime
{
    private ManagedRouter _router = null!;

    public async Task InitializeAsync() => _router = await ManagedRouter.Start();

    public async Task DisposeAsync() => await _router.DisposeAsync();

    [Fact]
    public async Task Tunnels_static_and_managed_are_one_list()
    {
        JsonElement list = await _router.Until("/v1/l2tp/tunnels?peer=pe2&state=established", list => list.GetArrayLength() == 1);
        JsonElement tunnel = list[0];
        Assert.StartsWith("pe2/", Text(tunnel, "name"), StringComparison.Ordinal);
        Assert.Equal(("managed", 3, "pe2", true), (Text(tunnel, "origin"), Number(tunnel, "version"), Text(tunnel, "peer"), tunnel.GetProperty("initiator").GetBoolean()));
        Assert.Equal(("10.0.1.1", "10.0.1.3"), (Text(tunnel, "local"), Text(tunnel, "remote")));
        Assert.Equal((1701, 1701), (Number(tunnel, "udpSourcePort"), Number(tunnel, "udpDestinationPort")));
        Assert.Equal(("pe2.example", "10.0.1.3"), (Text(tunnel, "peerHostName"), Text(tunnel, "peerRouterId")));
        Assert.True(tunnel.GetProperty("authenticated").GetBoolean());
        Assert.True(tunnel.GetProperty("uptimeSeconds").GetDouble() >= 0);
        Assert.True(tunnel.GetProperty("control").GetProperty("sent").GetInt64() >= 2);
        Assert.NotEqual(0, Number(tunnel, "peerTunnelId"));

        JsonElement[] all = [.. (await _router.Api.Get("/v1/l2tp/tunnels")).EnumerateArray()];
        Assert.Equal(("t1", "static"), (Text(all[0], "name"), Text(all[0], "origin")));
        Assert.False(all[0].TryGetProperty("state", out _));
        Assert.Contains(all, tunnel => tunnel.TryGetProperty("peer", out JsonElement peer) && peer.GetString() == "pe3");
        Assert.Equal(["t1"], await Names("/v1/l2tp/tunnels?origin=static"));
        Assert.Equal(["t1"], await Names("/v1/l2tp/tunnels?address=10.0.1.9"));
        Assert.Equal([Text(tunnel, "name")], await Names("/v1/l2tp/tunnels?address=10.0.1.3"));
        Assert.Equal([Text(tunnel, "name")], await Names($"/v1/l2tp/tunnels?tunnel={Number(tunnel, "tunnelId")}"));
    }

    [Fact]
    public async Task Sessions_static_pseudowires_and_calls_are_one_list()
    {
        _ = await _router.Until("/v1/l2tp/sessions?state=established&peer=pe2", list => list.GetArrayLength() == 1);
        JsonElement subscriber = (await _router.Subscribe(1, ("alice", "wonderland")))[0];
        JsonElement[] all = [.. (await _router.Api.Get("/v1/l2tp/sessions")).EnumerateArray()];
        string call = Text(subscriber, "session");
        Assert.Equal(["static1", call, "pw1", "pw2", "pw3"], all.Select(session => Text(session, "name")));
        Assert.Equal(["static", "managed", "managed", "managed", "managed"], all.Select(session => Text(session, "origin")));
        Assert.Equal(["ethernet", "ppp", "ethernet", "ethernet", "ethernet"], all.Select(session => Text(session, "pseudowireType")));
        Assert.Equal(["established", "established", "disabled"], all.Where((_, i) => i is 1 or 2 or 4).Select(session => Text(session, "state")));

        // Only what was configured is shown of cookies.
        Assert.Equal(("a1a2a3a4", 4), (Text(all[0], "cookie"), Number(all[0], "cookieLength")));
        JsonElement pseudowire = all[2];
        Assert.False(pseudowire.TryGetProperty("cookie", out _));
        Assert.Equal((8, "ce0"), (Number(pseudowire, "peerCookieLength"), Text(pseudowire, "connectedTo")));
        Assert.Equal("active", Text(pseudowire, "peerCircuitStatus"));
        Assert.NotEqual(0, Number(pseudowire, "peerSessionId"));

        JsonElement ppp = all[1].GetProperty("ppp");
        Assert.Equal(("alice", "subscribers", "network"), (Text(ppp, "user"), Text(ppp, "profile"), Text(ppp, "phase")));
        Assert.Equal((2, 1), (Number(all[1], "version"), (await _router.Api.Get("/v1/l2tp/sessions?user=alice")).GetArrayLength()));

        // A pseudowire that the peer refuses says so.
        JsonElement refused = await _router.Until("/v1/l2tp/sessions?state=idle", list => list.GetArrayLength() == 1 && list[0].TryGetProperty("lastDown", out _));
        JsonElement down = refused[0].GetProperty("lastDown");
        Assert.Equal(("pw2", "peer-request", 5), (Text(refused[0], "name"), Text(down, "cause"), Number(down, "result")));
        Assert.Contains("appropriate facilities (permanent)", Text(down, "resultText"), StringComparison.Ordinal);
        Assert.Equal("no such pseudowire", Text(down, "message"));
    }

    /// <summary>A rate of the user goes before the profile's; a burst is never less than the longest packets that each end takes.</summary>
    [Fact]
    public async Task Subscribers_have_rates()
    {
        _ = await _router.Subscribe(2, ("alice", "wonderland"), ("bob", "builder"));
        JsonElement alice = (await _router.Api.Get("/v1/l2tp/sessions?user=alice"))[0];
        Assert.Equal(1300, Number(alice, "tcpMss"));
        Assert.Equal((64_000, 4000, 4_000_000, 50_000), Rates(alice));
        Assert.Equal((64_000, 4000, 4_000_000, 50_000), Rates((await _router.Api.Get("/v1/ppp/subscribers?user=alice"))[0]));
        Assert.False((await _router.Api.Get("/v1/l2tp/sessions?user=bob"))[0].TryGetProperty("rates", out _));
        Assert.False((await _router.Api.Get("/v1/l2tp/sessions?origin=static"))[0].TryGetProperty("tcpMss", out _));

        static (long Up, long BurstUp, long Down, long BurstDown) Rates(JsonElement item)
        {
            JsonElement rates = item.GetProperty("rates");
            return (Number(rates, "up"), Number(rates, "burstUp"), Number(rates, "down"), Number(rates, "burstDown"));
        }
    }

    [Fact]
    public async Task Subscribers_have_addresses_and_pools_their_use()
    {
        JsonElement list = await _router.Subscribe(2, ("alice", "wonderland"), ("bob", "builder"), ("bob", "wrong"));
        JsonElement alice = list.EnumerateArray().Single(subscriber => Text(subscriber, "user") == "alice");
        Assert.StartsWith("100.64.0.", Text(alice, "address"), StringComparison.Ordinal);
        Assert.Equal(("100.64.0.1", "lac1"), (Text(alice, "localAddress"), Text(alice, "peer")));
        Assert.Equal([$"{Text(alice, "address")}/32", "192.0.2.0/28"], alice.GetProperty("routes").EnumerateArray().Select(route => route.GetString()));
        Assert.Equal(1500, Number(alice, "mtu"));
        Assert.Equal("alice", Text((await _router.Api.Get("/v1/ppp/subscribers?address=192.0.2.7"))[0], "user"));
        Assert.Equal("alice", Text((await _router.Api.Get($"/v1/ppp/subscribers?address={Text(alice, "address")}"))[0], "user"));
        Assert.Equal(0, (await _router.Api.Get("/v1/ppp/subscribers?user=carol")).GetArrayLength());
        Assert.Equal(0, (await _router.Api.Get("/v1/ppp/subscribers?peer=pe2")).GetArrayLength());

        JsonElement pools = await _router.Api.Get("/v1/ppp/pools");

        // The router's own address is not given out.
        Assert.Equal(("pool1", 254, 3), (Text(pools[0], "name"), Number(pools[0], "size"), Number(pools[0], "used")));
        Assert.Equal(("pool6", 65536, 0, 56), (Text(pools[1], "name"), Number(pools[1], "size"), Number(pools[1], "used"), Number(pools[1], "delegatedLength")));
    }

    [Fact]
    public async Task Peers_have_state_and_the_last_failure_in_words()
    {
        _ = await _router.Until("/v1/l2tp/peers", list => Text(list[1], "state") == "established");
        JsonElement peers = await _router.Api.Get("/v1/l2tp/peers");
        Assert.Equal(["lac1", "pe2", "pe3"], peers.EnumerateArray().Select(peer => Text(peer, "name")));
        Assert.Equal(("idle", "2", "required", "subscribers"), (Text(peers[0], "state"), Text(peers[0], "version"), Text(peers[0], "authentication"), Text(peers[0], "pppProfile")));
        Assert.Equal((1, 2), (Number(peers[1], "tunnels"), Number(peers[1], "pseudowires")));
        Assert.Equal("wait-ctl-reply", Text(peers[2], "state"));

        (int status, _) = await _router.Post("/v1/l2tp/clear", """{"peer":"pe2"}""");
        Assert.Equal(200, status);
        JsonElement down = (await _router.Until("/v1/l2tp/peers", list => list[1].TryGetProperty("lastDown", out _)))[1].GetProperty("lastDown");
        Assert.Equal(("local-request", 1, "general request to clear control connection"), (Text(down, "cause"), Number(down, "result"), Text(down, "resultText")));
    }

    [Fact]
    public async Task Pages_have_everything_once()
    {
        _ = await _router.Until("/v1/l2tp/sessions?state=established&peer=pe2", list => list.GetArrayLength() == 1);
        _ = await _router.Subscribe(40, [.. Enumerable.Range(0, 40).Select(static i => i % 2 == 0 ? ("alice", "wonderland") : ("bob", "builder"))]);
        string[] all = await Names("/v1/l2tp/sessions");
        Assert.Equal(44, all.Length);
        foreach (int size in (int[])[1, 7, 44, 100])
        {
            List<string> paged = [];
            string[] page = await Names($"/v1/l2tp/sessions?limit={size}");
            while (page.Length > 0)
            {
                Assert.InRange(page.Length, 1, size);
                paged.AddRange(page);
                page = await Names($"/v1/l2tp/sessions?limit={size}&after={Uri.EscapeDataString(page[^1])}");
            }

            Assert.Equal(all, paged);
        }

        string[] tunnels = await Names("/v1/l2tp/tunnels");
        Assert.Equal(tunnels[1..], await Names("/v1/l2tp/tunnels?after=t1"));
        Assert.Equal(tunnels[2..3], await Names($"/v1/l2tp/tunnels?limit=1&after={Uri.EscapeDataString(tunnels[1])}"));

        // A name that is gone still has its place.
        Assert.Equal(["pw1"], await Names("/v1/l2tp/sessions?limit=1&after=pw0"));
        Assert.Equal(20, (await _router.Api.Get("/v1/ppp/subscribers?user=bob")).GetArrayLength());
    }

    [Theory]
    [InlineData("/v1/l2tp/tunnels?origin=here", "static, managed")]
    [InlineData("/v1/l2tp/sessions?address=x", "not an IP address")]
    [InlineData("/v1/l2tp/sessions?limit=-1", "a number from 0")]
    [InlineData("/v1/ppp/subscribers?address=1.2.3.4.5", "not an IP address")]
    public async Task Wrong_queries_are_400(string path, string message)
    {
        (int status, _, string body) = await _router.Api.Send("GET", path);
        Assert.Equal(400, status);
        Assert.Contains(message, body, StringComparison.Ordinal);
    }

    private async Task<string[]> Names(string path) => [.. (await _router.Api.Get(path)).EnumerateArray().Select(item => Text(item, "name"))];

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();
}
