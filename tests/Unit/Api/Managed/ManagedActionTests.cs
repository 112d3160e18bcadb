using System.Text.Json;
using Router.Api;
using Router.Unit.Tests.Cli;
using Xunit;

namespace Router.Unit.Tests.Api.Managed;

/// <summary>What the operator does, from routerctl through the API into the service and to the peer.</summary>
public sealed class ManagedActionTests : IAsyncLifetime
{
    private ManagedRouter _router = null!;

    public async Task InitializeAsync() => _router = await ManagedRouter.Start();

    public async Task DisposeAsync() => await _router.DisposeAsync();

    [Fact]
    public async Task A_cleared_tunnel_ends_with_stopccn_and_comes_again()
    {
        string name = await TunnelOf("pe2");
        Assert.Equal(new CliRun(0, "1 tunnel cleared\n", ""), await Ctl($"clear l2tp tunnel {name}"));
        await Eventually(() => _router.Pe.Downs.Contains("tunnel PeerRequest 1"));
        JsonElement tunnels = await _router.Until("/v1/l2tp/tunnels?peer=pe2&state=established", list => list.GetArrayLength() == 1);
        Assert.NotEqual(name, tunnels[0].GetProperty("name").GetString());

        // By our id; and the second time it is ending already.
        string id = tunnels[0].GetProperty("tunnelId").GetInt64().ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal("1 tunnel cleared\n", (await Ctl($"clear l2tp tunnel {id}")).Out);
        Assert.Equal("0 tunnels cleared\n", (await Ctl($"clear l2tp tunnel {id}")).Out);
    }

    [Fact]
    public async Task A_cleared_pseudowire_ends_with_cdn_and_comes_again()
    {
        JsonElement before = (await _router.Until("/v1/l2tp/sessions?peer=pe2&state=established", list => list.GetArrayLength() == 1))[0];
        Assert.Equal(new CliRun(0, "1 session cleared\n", ""), await Ctl("clear l2tp session pw1"));
        await Eventually(() => _router.Pe.Downs.Contains("session PeerRequest 3"));
        JsonElement after = (await _router.Until(
            "/v1/l2tp/sessions?peer=pe2&state=established",
            list => list.GetArrayLength() == 1 && list[0].GetProperty("sessionId").GetInt64() != before.GetProperty("sessionId").GetInt64()))[0];
        Assert.Equal("local-request", after.GetProperty("lastDown").GetProperty("cause").GetString());
    }

    [Fact]
    public async Task A_cleared_user_loses_all_its_sessions_and_nobody_elses()
    {
        _ = await _router.Subscribe(3, ("alice", "wonderland"), ("alice", "wonderland"), ("bob", "builder"));
        Assert.Equal(new CliRun(0, "2 sessions cleared\n", ""), await Ctl("clear ppp user alice"));
        JsonElement left = await _router.Until("/v1/ppp/subscribers", list => list.GetArrayLength() == 1);
        Assert.Equal("bob", left[0].GetProperty("user").GetString());
        await Eventually(() => _router.Lac.Downs.Count(static down => down == "session PeerRequest 3") == 2);
        Assert.Equal(2, (await _router.Api.Get("/v1/ppp/pools"))[0].GetProperty("used").GetInt32());

        string session = left[0].GetProperty("session").GetString()!;
        Assert.Equal(0, (await Ctl($"clear l2tp session {session}")).ExitCode);
        _ = await _router.Until("/v1/ppp/subscribers", list => list.GetArrayLength() == 0);
    }

    [Fact]
    public async Task A_cleared_peer_loses_all_its_tunnels()
    {
        _ = await _router.Subscribe(1, ("alice", "wonderland"));
        _ = await TunnelOf("pe2");
        Assert.Equal(new CliRun(0, "1 tunnel cleared\n", ""), await Ctl("clear l2tp peer lac1"));
        await Eventually(() => _router.Lac.Downs.Contains("tunnel PeerRequest 1"));
        Assert.Equal(0, (await _router.Api.Get("/v1/ppp/subscribers")).GetArrayLength());
        Assert.Equal(1, (await _router.Api.Get("/v1/l2tp/peers"))[1].GetProperty("tunnels").GetInt32());
        Assert.Equal(new CliRun(0, """{"cleared":0}""" + "\n", ""), await Ctl("clear l2tp peer lac1 --json"));
    }

    [Theory]
    [InlineData("clear l2tp tunnel nobody/7", "no managed tunnel \"nobody/7\"")]
    [InlineData("clear l2tp tunnel t1", "no managed tunnel \"t1\"")]
    [InlineData("clear l2tp session static1", "no managed session \"static1\"")]
    [InlineData("clear l2tp session a/b/c", "no managed session \"a/b/c\"")]
    [InlineData("clear l2tp session lac1/1/99999999999", "no managed session")]
    [InlineData("clear l2tp peer nobody", "no L2TP peer \"nobody\"")]
    [InlineData("clear ppp user carol", "user \"carol\" has no session")]
    [InlineData("debug l2tp peer nobody", "no L2TP peer \"nobody\"")]
    [InlineData("debug l2tp peer nobody --log on", "no L2TP peer \"nobody\"")]
    public async Task What_is_not_there_is_said(string commandLine, string message)
    {
        CliRun run = await Ctl(commandLine);
        Assert.Equal((1, ""), (run.ExitCode, run.Out));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/l2tp/clear", "{}")]
    [InlineData("/v1/l2tp/clear", """{"tunnel":"a","peer":"b"}""")]
    [InlineData("/v1/l2tp/clear", """{"session":""}""")]
    [InlineData("/v1/l2tp/clear", """{"user":"x"}""")]
    [InlineData("/v1/ppp/clear", "{}")]
    [InlineData("/v1/l2tp/debug", """{"enabled":"yes"}""")]
    public async Task Wrong_bodies_are_400(string path, string body) => Assert.Equal(400, (await _router.Post(path, body)).Status);

    [Fact]
    public async Task Debug_streams_messages_of_a_peer_without_secrets()
    {
        _ = await TunnelOf("pe2");
        using HttpResponseMessage stream = await _router.Api.Http.GetAsync(
            new Uri("/v1/l2tp/debug?peer=lac1", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        using StreamReader reader = new(await stream.Content.ReadAsStreamAsync());
        _ = await _router.Post("/v1/l2tp/clear", """{"peer":"pe2"}""");
        _ = await _router.Subscribe(1, ("alice", "wonderland"));
        List<L2tpDebugLine> lines = [];
        while (!lines.Exists(static line => line.Text.Contains("ICCN", StringComparison.Ordinal) || line.Text.Contains("IncomingCallConnected", StringComparison.Ordinal)))
        {
            lines.Add(JsonSerializer.Deserialize((await reader.ReadLineAsync())!, ApiJson.Default.L2tpDebugLine)!);
        }

        Assert.Equal("received", lines[0].Direction);
        Assert.All(lines, static line => Assert.Equal(("lac1", "10.0.1.1:1701", "10.0.1.2:1701"), (line.Peer, line.Local, line.Remote)));
        Assert.Contains(lines, static line => line.Direction == "sent");
        Assert.DoesNotContain(lines, static line => line.Text.Contains(ManagedRouter.Secret, StringComparison.Ordinal));
        Assert.True(await _router.Service.AskAsync(() => _router.Service.Engine.Trace is not null));

        // Nobody listens any more: messages are not made into text any more.
        stream.Dispose();
        await Eventually(() => _router.Service.AskAsync(() => _router.Service.Engine.Trace is null).Result);
    }

    [Fact]
    public async Task Debug_into_the_log_by_peer()
    {
        Assert.Equal("logged: lac1\n", (await Ctl("debug l2tp peer lac1 --log on")).Out);
        Assert.Equal("logged: lac1 pe2 pe3\n", (await Ctl("debug l2tp --log on")).Out);
        Assert.True((await _router.Api.Get("/v1/l2tp/peers"))[0].GetProperty("debug").GetBoolean());
        Assert.Equal("logged: lac1 pe3\n", (await Ctl("debug l2tp peer pe2 --log off")).Out);
        Assert.Equal("nothing is logged\n", (await Ctl("debug l2tp --log off")).Out);
        Assert.True(await _router.Service.AskAsync(() => _router.Service.Engine.Trace is null));
    }

    private static async Task Eventually(Func<bool> condition)
    {
        long end = Environment.TickCount64 + 20_000;
        while (!condition())
        {
            Assert.True(Environment.TickCount64 < end);
            await Task.Delay(20);
        }
    }

    private Task<CliRun> Ctl(string commandLine) => CliRun.Of(_router.Api.Directory, commandLine);

    private async Task<string> TunnelOf(string peer) =>
        (await _router.Until($"/v1/l2tp/tunnels?peer={peer}&state=established", list => list.GetArrayLength() == 1))[0].GetProperty("name").GetString()!;
}
