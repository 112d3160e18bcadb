using System.Text.Json;
using Router.Unit.Tests.Cli;
using Xunit;

namespace Router.Unit.Tests.Api;

/// <summary>Changes of the configuration, from routerctl through the API into the real control loop.</summary>
public sealed class EditTests : IAsyncLifetime, IDisposable
{
    private const string Yaml = """
        ports:
          core0: { device: net_null0, mac: "02:00:00:00:01:01" }
          ce0: { device: net_null1, mac: "02:00:00:00:01:02" }
        interfaces:
          core0: { addresses: [10.0.1.1/24] }
          ce0: {}

        """;

    private readonly LiveControlplane _router = new(Yaml);
    private ApiServer _api = null!;

    public async Task InitializeAsync() => _api = await ApiServer.Start(_router.Service);

    public async Task DisposeAsync() => await _api.DisposeAsync();

    public void Dispose() => _router.Dispose();

    [Fact]
    public async Task Ip_l2tp_words_change_the_running_configuration()
    {
        await Ok("l2tp add tunnel tunnel_id 1 peer_tunnel_id 2 encap udp local 10.0.1.1 remote 10.0.9.2 udp_sport 1701 udp_dport 1702");
        await Ok("l2tp add session name pw1 tunnel_id 1 session_id 0x11 peer_session_id 0x22 cookie a1a2a3a4 peer_cookie 01020304 seq send");
        await Ok("l2tp add session tunnel_id 1 session_id 0x12 peer_session_id 0x23");
        string tunnels = await Ok("l2tp show tunnel tunnel_id 1");
        Assert.Contains("10.0.9.2  1701 > 1702", tunnels, StringComparison.Ordinal);
        JsonElement sessions = JsonDocument.Parse(await Ok("l2tp show session tid 1 --json")).RootElement;
        Assert.Equal(["pw1", "l2tpeth0"], sessions.EnumerateArray().Select(s => s.GetProperty("name").GetString()));
        Assert.Equal("send", sessions[0].GetProperty("sequencing").GetString());
        Assert.Contains("tunnel-id: 1", await Ok("config show"), StringComparison.Ordinal);

        await Ok("l2tp del session tid 1 sid 0x12");
        await Ok("l2tp del tunnel tid 1");
        Assert.Equal("[]\n", await Ok("l2tp show session --json"));
    }

    [Theory]
    [InlineData("l2tp add session tunnel_id 7 session_id 1 peer_session_id 2", "tunnel id 7")]
    [InlineData("l2tp del tunnel tunnel_id 7", "7")]
    [InlineData("l2tp del session tunnel_id 7 session_id 1", "7")]
    [InlineData("l2tp add tunnel tid 1 ptid 2 local 192.0.2.9 remote 10.0.9.2 encap ip", "192.0.2.9")]
    public async Task What_is_not_possible_is_refused_and_changes_nothing(string commandLine, string message)
    {
        string before = await Ok("config show");
        CliRun run = await CliRun.Of(_api.Directory, commandLine);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Equal(before, await Ok("config show"));
    }

    [Theory]
    [InlineData("/v1/l2tp/tunnels", """{"tunnelId":0}""", 400)]
    [InlineData("/v1/l2tp/tunnels", """{"tunnelId":1,"peerTunnelId":2,"local":"x"}""", 400)]
    [InlineData("/v1/l2tp/tunnels", """{"tunnelId":1,"peerTunnelId":2,"encapsulation":"gre"}""", 400)]
    [InlineData("/v1/l2tp/tunnels", """{"tunnelId":-1}""", 400)]
    [InlineData("/v1/l2tp/tunnels", "[]", 400)]
    [InlineData("/v1/l2tp/tunnels", "null", 400)]
    [InlineData("/v1/l2tp/sessions", """{"tunnelId":9}""", 409)]
    public async Task Wrong_bodies_are_refused(string path, string body, int status)
    {
        (int found, string? mediaType, _) = await _api.Send("POST", path, body);
        Assert.Equal((status, "application/problem+json"), (found, mediaType));
    }

    [Fact]
    public async Task Config_check_diff_apply_and_rollback()
    {
        string file = Path.Combine(_api.Directory, "new.yaml");
        await File.WriteAllTextAsync(file, Yaml + "routes:\n  - { prefix: 10.1.0.0/16, via: 10.0.1.2 }\n");
        string diff = await Ok($"config diff {file}");
        Assert.StartsWith("+ routes", diff, StringComparison.Ordinal);
        Assert.Equal(Yaml, await Ok("config show"));
        Assert.Contains("revision 2", await Ok($"config apply {file}"), StringComparison.Ordinal);
        Assert.Contains("via 10.0.1.2 dev core0", await Ok("show ip route 10.1.2.3"), StringComparison.Ordinal);
        Assert.Equal("no changes\n", await Ok($"config diff {file}"));
        await Ok("config rollback");
        Assert.Equal(Yaml, await Ok("config show"));
        Assert.Equal(1, (await CliRun.Of(_api.Directory, "show ip route 10.1.2.3")).ExitCode);
    }

    [Fact]
    public async Task Wrong_configuration_is_422_with_places_and_changes_nothing()
    {
        string file = Path.Combine(_api.Directory, "wrong.yaml");
        await File.WriteAllTextAsync(file, Yaml + "routes:\n  - { prefix: 10.1.0.0/16, viaa: 10.0.1.2 }\n");
        CliRun run = await CliRun.Of(_api.Directory, $"config apply {file}");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"{file}:8:28: routes[0].viaa: unknown key", run.Error, StringComparison.Ordinal);
        Assert.Equal(Yaml, await Ok("config show"));
        Assert.Equal(422, (await _api.Send("POST", "/v1/config/check", "ports: 5")).Status);
        Assert.Equal(200, (await _api.Send("POST", "/v1/config/check", Yaml)).Status);
    }

    [Fact]
    public async Task Body_that_is_not_utf8_is_400()
    {
        using ByteArrayContent content = new([0xff, 0xfe, 0xfd]);
        using HttpResponseMessage response = await _api.Http.PostAsync(new Uri("/v1/config/check", UriKind.Relative), content);
        Assert.Equal(400, (int)response.StatusCode);
    }

    private async Task<string> Ok(string commandLine)
    {
        CliRun run = await CliRun.Of(_api.Directory, commandLine);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return run.Out;
    }
}
