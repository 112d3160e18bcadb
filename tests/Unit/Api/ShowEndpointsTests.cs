using System.Text.Json;
using Router.Channel;
using Router.Controlplane.Desired;
using Xunit;

namespace Router.Unit.Tests.Api;

/// <summary>The lists of the API over a channel with known counters.</summary>
public sealed class ShowEndpointsTests : IAsyncLifetime, IDisposable
{
    private readonly SyntheticRouter _router = new();
    private ApiServer _api = null!;

    public async Task InitializeAsync() => _api = await ApiServer.Start(_router);

    public async Task DisposeAsync() => await _api.DisposeAsync();

    public void Dispose() => _router.Dispose();

    [Fact]
    public async Task Version()
    {
        JsonElement version = await _api.Get("/v1/version");
        Assert.Equal("synthetic", Text(version, "instance"));
        Assert.Equal(ChannelAbi.Hash.ToString("x16"), Text(version, "channelAbi"));
    }

    [Fact]
    public async Task Interfaces_have_the_sums_of_both_workers()
    {
        JsonElement list = await _api.Get("/v1/interfaces");
        Assert.Equal(["core0", "core0.9", "ce0", "ce0.200"], list.EnumerateArray().Select(i => Text(i, "name")));
        JsonElement core = list[0];
        uint id = _router.Snapshot.Ids.Interfaces[StableKey.OfInterface("core0")];
        Assert.Equal(id, core.GetProperty("id").GetUInt32());
        Assert.Equal(("l3", "default", "02:00:00:00:01:01"), (Text(core, "kind"), Text(core, "vrf"), Text(core, "mac")));
        Assert.Equal(["10.0.1.1/24", "2001:db8:1::1/64"], core.GetProperty("addresses").EnumerateArray().Select(a => a.GetString()));
        Assert.True(core.GetProperty("linkUp").GetBoolean());
        JsonElement counters = core.GetProperty("counters");
        Assert.Equal(SyntheticRouter.Sum(id, 1), counters.GetProperty("rxPackets").GetUInt64());
        Assert.Equal(SyntheticRouter.Sum(id, 200), counters.GetProperty("txBytes").GetUInt64());
        Assert.Equal(SyntheticRouter.Sum(id, 5), counters.GetProperty("punts").GetUInt64());

        JsonElement circuit = list[3];
        Assert.Equal(("attachment-circuit", "0x88a8", "pw-mpls"), (Text(circuit, "kind"), Text(circuit, "outerTpid"), Text(circuit, "connectedTo")));
        Assert.Equal((200, 300), (circuit.GetProperty("vlan").GetInt32(), circuit.GetProperty("innerVlan").GetInt32()));
        Assert.False(circuit.GetProperty("linkUp").GetBoolean());
    }

    [Fact]
    public async Task Ports()
    {
        JsonElement port = (await _api.Get("/v1/ports"))[1];
        Assert.Equal(("ce0", "net_null", "02:00:00:00:01:02"), (Text(port, "name"), Text(port, "driver"), Text(port, "mac")));
        Assert.Equal(3UL, port.GetProperty("rxMissed").GetUInt64());
    }

    [Theory]
    [InlineData("10.1.0.0/16", "via 10.0.1.2 dev core0", true)]
    [InlineData("10.2.0.0/16", "via 10.0.1.2 dev core0 labels 100/200", true)]
    [InlineData("10.3.0.0/16", "via 10.0.1.3 dev core0", false)]
    public async Task Route_via_a_next_hop(string prefix, string target, bool resolved)
    {
        JsonElement route = Assert.Single((await _api.Get($"/v1/routes?vrf=default&prefix={Uri.EscapeDataString(prefix)}")).EnumerateArray());
        Assert.Equal((prefix, target, "via", "static"), (Text(route, "prefix"), Text(route, "target"), Text(route, "kind"), Text(route, "source")));
        Assert.Equal(resolved, route.GetProperty("resolved").GetBoolean());
        uint id = route.GetProperty("adjacency").GetUInt32();
        Assert.Equal(SyntheticRouter.Sum(id, 1), route.GetProperty("packets").GetUInt64());
        Assert.Equal(SyntheticRouter.Sum(id, 100), route.GetProperty("bytes").GetUInt64());
    }

    [Theory]
    [InlineData("/v1/routes?prefix=10.4.0.0/16", "lookup vrf red")]
    [InlineData("/v1/routes?vrf=default&prefix=10.0.1.1", "local")]
    [InlineData("/v1/routes?vrf=default&prefix=10.0.1.77", "connected dev core0")]
    [InlineData("/v1/routes?vrf=red&prefix=192.0.2.1", "blackhole")]
    [InlineData("/v1/routes?vrf=red&prefix=10.9.0.5", "connected dev core0.9")]
    [InlineData("/v1/routes?vrf=default&prefix=2001:db8:1::5", "connected dev core0")]
    public async Task Route_of_an_address_is_the_longest_match(string path, string target) =>
        Assert.Equal(target, Text(Assert.Single((await _api.Get(path)).EnumerateArray()), "target"));

    [Fact]
    public async Task Routes_are_sorted_by_vrf_family_and_prefix()
    {
        JsonElement[] routes = [.. (await _api.Get("/v1/routes")).EnumerateArray()];
        Assert.Equal(_router.Snapshot.Desired.Routes.Count, routes.Length);
        string[] red = [.. routes.Where(r => Text(r, "vrf") == "red").Select(r => Text(r, "prefix"))];
        Assert.Equal("0.0.0.0/0", red[0]);
        Assert.Equal("10.9.0.0/24", red[1]);
        string[] vrfs = [.. routes.Select(r => Text(r, "vrf"))];
        Assert.Equal(vrfs.Order(StringComparer.Ordinal), vrfs);
    }

    [Fact]
    public async Task No_route_is_an_empty_list() => Assert.Empty((await _api.Get("/v1/routes?vrf=default&prefix=192.0.2.1")).EnumerateArray());

    [Theory]
    [InlineData("/v1/routes?vrf=blue", "no VRF")]
    [InlineData("/v1/routes?prefix=10.0.0.0/33", "0 to 32")]
    [InlineData("/v1/routes?prefix=10.0.0.0/x", "0 to 32")]
    [InlineData("/v1/routes?prefix=here", "neither an address nor a prefix")]
    [InlineData("/v1/l2tp/sessions?tunnel=-1", "a number from 0")]
    [InlineData("/v1/l2tp/tunnels?tunnel=x", "a number from 0")]
    public async Task Wrong_query_is_400(string path, string message)
    {
        (int status, string? mediaType, string body) = await _api.Send("GET", path);
        Assert.Equal((400, "application/problem+json"), (status, mediaType));
        Assert.Contains(message, JsonDocument.Parse(body).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Labels()
    {
        JsonElement[] labels = [.. (await _api.Get("/v1/mpls/labels")).EnumerateArray()];
        Assert.Equal([32U, 34U, 35U, 36U, 55U], labels.Select(l => l.GetProperty("label").GetUInt32()));
        Assert.Equal(["swap", "pop", "lookup", "drop", "pseudowire"], labels.Select(l => Text(l, "action")));
        Assert.Equal(["any", "yes", "yes", "any", "yes"], labels.Select(l => Text(l, "bottomOfStack")));
        Assert.Equal("via 10.0.1.2 dev core0 labels 33", Text(labels[0], "target"));
        Assert.Equal("lookup vrf red", Text(labels[2], "target"));
        Assert.Equal("pw-mpls", Text(labels[4], "pseudowire"));

        // Label counters are by label value: 32 is the 33rd.
        Assert.Equal(SyntheticRouter.Sum(32, 1), labels[0].GetProperty("packets").GetUInt64());
    }

    [Fact]
    public async Task L2tp()
    {
        JsonElement tunnel = Assert.Single((await _api.Get("/v1/l2tp/tunnels?tunnel=1")).EnumerateArray());
        Assert.Equal(("t1", "udp", 2), (Text(tunnel, "name"), Text(tunnel, "encapsulation"), tunnel.GetProperty("sessions").GetInt32()));
        JsonElement[] sessions = [.. (await _api.Get("/v1/l2tp/sessions")).EnumerateArray()];
        Assert.Equal(["up", "not-connected"], sessions.Select(s => Text(s, "state")));
        Assert.Equal(("a1a2a3a4", "0102030405060708", "ce0"), (Text(sessions[0], "cookie"), Text(sessions[0], "peerCookie"), Text(sessions[0], "connectedTo")));
        uint id = _router.Snapshot.Ids.Sessions[StableKey.OfSession(0x11)];
        JsonElement counters = sessions[0].GetProperty("counters");
        Assert.Equal(SyntheticRouter.Sum(id, 2), counters.GetProperty("badCookie").GetUInt64());
        uint adjacency = _router.Snapshot.Ids.Adjacencies[_router.Snapshot.Desired.Encapsulations["pw1"].Key];
        Assert.Equal(SyntheticRouter.Sum(adjacency, 1), counters.GetProperty("txPackets").GetUInt64());
        Assert.Equal("idle", Text(Assert.Single((await _api.Get("/v1/l2tp/sessions?tunnel=1&session=18")).EnumerateArray()), "name"));
        Assert.Empty((await _api.Get("/v1/l2tp/sessions?tunnel=9")).EnumerateArray());
    }

    [Fact]
    public async Task Neighbours()
    {
        JsonElement[] list = [.. (await _api.Get("/v1/neighbours")).EnumerateArray()];
        Assert.Equal(["permanent", "incomplete"], list.Select(n => Text(n, "state")));
        Assert.Equal(["configuration", "kernel"], list.Select(n => Text(n, "origin")));
        Assert.False(list[1].TryGetProperty("mac", out _));
    }

    [Fact]
    public async Task Runtime()
    {
        JsonElement runtime = await _api.Get("/v1/runtime");
        Assert.Equal(2, runtime.GetProperty("workers").GetArrayLength());
        JsonElement worker = runtime.GetProperty("workers")[1];
        Assert.Equal((2, 200UL), (worker.GetProperty("cpu").GetInt32(), worker.GetProperty("received").GetUInt64()));

        // 10^10 ticks at 2 GHz are 5 s of about 100 s.
        Assert.InRange(worker.GetProperty("busyShare").GetDouble(), 0.045, 0.0501);
        JsonElement node = worker.GetProperty("nodes")[(int)NodeId.Ipv4Forward];
        Assert.Equal("ipv4-forward", Text(node, "node"));
        Assert.Equal((10UL * ((ulong)NodeId.Ipv4Forward + 1), 8.0, 100.0), (node.GetProperty("calls").GetUInt64(), node.GetProperty("packetsPerCall").GetDouble(), node.GetProperty("ticksPerPacket").GetDouble()));
    }

    [Fact]
    public async Task Drops()
    {
        JsonElement drops = await _api.Get("/v1/drops");
        Assert.Equal(DropReasons.Count - 1, drops.GetProperty("drops").GetArrayLength());
        JsonElement runt = drops.GetProperty("drops")[0];
        Assert.Equal(("runt", 11UL), (Text(runt, "reason"), runt.GetProperty("total").GetUInt64()));
        Assert.Equal([1UL, 10UL], runt.GetProperty("workers").EnumerateArray().Select(w => w.GetUInt64()));
        Assert.Equal(22UL, drops.GetProperty("punts")[0].GetProperty("total").GetUInt64());
    }

    [Fact]
    public async Task Channel_with_and_without_a_dataplane()
    {
        JsonElement channel = await _api.Get("/v1/channel");
        Assert.True(channel.GetProperty("attached").GetBoolean());
        Assert.Equal(5, channel.GetProperty("rings").GetArrayLength());
        Assert.InRange(channel.GetProperty("dataplaneHeartbeatAgeMs").GetInt64(), 50, 60_000);
        Assert.False(channel.TryGetProperty("controlplaneHeartbeatAgeMs", out _));
        Assert.Equal(1UL, channel.GetProperty("commands").GetProperty("refused").GetUInt64());

        _router.Attached = false;
        Assert.False((await _api.Get("/v1/channel")).GetProperty("attached").GetBoolean());
        Assert.False((await _api.Get("/v1/interfaces"))[0].TryGetProperty("counters", out _));
        Assert.False((await _api.Get("/v1/routes?prefix=10.1.0.0/16"))[0].TryGetProperty("packets", out _));
        foreach (string path in (string[])["/v1/runtime", "/v1/drops", "/v1/ports"])
        {
            (int status, string? mediaType, string body) = await _api.Send("GET", path);
            Assert.Equal((503, "application/problem+json"), (status, mediaType));
            Assert.Contains("no dataplane is attached", body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Unknown_paths_and_methods_are_problems()
    {
        (int status, string? mediaType, string body) = await _api.Send("GET", "/v1/nothing");
        Assert.Equal((404, "application/problem+json"), (status, mediaType));
        Assert.Contains("\"status\":404", body, StringComparison.Ordinal);
        Assert.Equal(405, (await _api.Send("DELETE", "/v1/drops")).Status);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
