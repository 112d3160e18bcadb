using System.Text.Json;
using Router.Channel;
using Router.Controlplane.Desired;
using Xunit;

namespace Router.Unit.Tests.Api;

/// <summary>Traces: only steps of this trace, whole packets, readable reasons.</summary>
public sealed class TraceTests : IAsyncLifetime, IDisposable
{
    private readonly SyntheticRouter _router = new();
    private ApiServer _api = null!;

    public async Task InitializeAsync() => _api = await ApiServer.Start(_router);

    public async Task DisposeAsync() => await _api.DisposeAsync();

    public void Dispose() => _router.Dispose();

    [Fact]
    public async Task Trace_shows_the_steps_since_its_start()
    {
        _router.Append(0, Step(1, 0, NodeId.EthernetInput, 5));
        _router.Trace = (count, port) =>
        {
            Assert.Equal((1U, "ce0"), (count, port));
            _router.Append(1, Step(1, 0, NodeId.EthernetInput, 1000));
            _router.Append(1, Step(1, 1, NodeId.Drop, 1200, (ushort)DropReason.Runt));
            return true;
        };
        (int status, _, string body) = await _api.Send("POST", "/v1/trace", """{"count":1,"port":"ce0"}""");
        Assert.Equal(200, status);
        JsonElement trace = JsonDocument.Parse(body).RootElement;
        Assert.True(trace.GetProperty("complete").GetBoolean());
        JsonElement packet = Assert.Single(trace.GetProperty("packets").EnumerateArray());
        Assert.Equal((1, "ce0"), (packet.GetProperty("worker").GetInt32(), packet.GetProperty("interface").GetString()));
        JsonElement last = packet.GetProperty("steps")[1];
        Assert.Equal(("drop", "runt", 100.0), (last.GetProperty("node").GetString(), last.GetProperty("reason").GetString(), last.GetProperty("nanoseconds").GetDouble()));
        Assert.Equal("0102", last.GetProperty("data").GetString());
        Assert.Equal(body, (await _api.Send("GET", "/v1/trace")).Body);
    }

    [Fact]
    public async Task Buffer_that_was_lapped_gives_the_newest_steps()
    {
        _router.Trace = (_, _) =>
        {
            for (uint packet = 1; packet <= ChannelLimits.TraceSteps + 10; packet++)
            {
                _router.Append(0, Step(packet, 0, NodeId.Punt, packet, (ushort)PuntReason.Arp));
            }

            return true;
        };
        JsonElement trace = JsonDocument.Parse((await _api.Send("POST", "/v1/trace", """{"count":2}""")).Body).RootElement;
        Assert.Equal((int)ChannelLimits.TraceSteps, trace.GetProperty("packets").GetArrayLength());
        Assert.Equal(11U, trace.GetProperty("packets")[0].GetProperty("number").GetUInt32());
        Assert.Equal("arp", trace.GetProperty("packets")[0].GetProperty("steps")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Nonsense_in_the_buffer_is_named_not_trusted()
    {
        _router.Trace = (_, _) =>
        {
            _router.Append(0, new TraceStep { Packet = 1, Node = 60000, Length = 60000, Reason = 60000, Interface = 60000, Adjacency = 60000 });
            return true;
        };
        JsonElement trace = JsonDocument.Parse((await _api.Send("POST", "/v1/trace", """{"count":1}""")).Body).RootElement;
        JsonElement packet = trace.GetProperty("packets")[0];
        Assert.Equal(("interface-60000", "node-255"), (packet.GetProperty("interface").GetString(), packet.GetProperty("steps")[0].GetProperty("node").GetString()));
        _router.Channel.Elements<WorkerState>(RegionKind.Workers)[0].TraceSteps = 0;
        Assert.Equal(200, (await _api.Send("GET", "/v1/trace")).Status);
    }

    [Theory]
    [InlineData("""{"count":0}""", 400)]
    [InlineData("""{"count":257}""", 400)]
    [InlineData("""{"count":"x"}""", 400)]
    [InlineData("""{"packets":1}""", 400)]
    [InlineData("", 400)]
    public async Task Wrong_requests(string body, int expected)
    {
        (int status, string? mediaType, _) = await _api.Send("POST", "/v1/trace", body);
        Assert.Equal((expected, "application/problem+json"), (status, mediaType));
    }

    [Fact]
    public async Task Unknown_port_is_400_and_no_dataplane_503()
    {
        _router.Trace = (_, port) => port is null;
        Assert.Equal(400, (await _api.Send("POST", "/v1/trace", """{"port":"nope"}""")).Status);
        _router.Attached = false;
        Assert.Equal(503, (await _api.Send("POST", "/v1/trace", "{}")).Status);
        Assert.Equal("""{"count":0,"complete":false,"packets":[]}""", (await _api.Send("GET", "/v1/trace")).Body);
    }

    private TraceStep Step(uint packet, ushort step, NodeId node, ulong timestamp, ushort reason = 0)
    {
        TraceStep result = new()
        {
            Packet = packet,
            Step = step,
            Node = (ushort)node,
            Timestamp = timestamp,
            Length = 2,
            Reason = reason,
            Interface = _router.Snapshot.Ids.Interfaces[StableKey.OfInterface("ce0")],
        };
        result.Data[0] = 1;
        result.Data[1] = 2;
        return result;
    }
}
