using Xunit;

namespace Router.Unit.Tests.Cli;

/// <summary>The promise to scripts: 0 done, 1 failed, 2 usage, 3 no connection; answers on stdout, complaints on stderr.</summary>
public sealed class ExitCodeTests
{
    private const string Drops = """
        {"drops":[{"reason":"runt","explanation":"shorter than an Ethernet header","total":7,"workers":[3,4]},{"reason":"tx-full","total":0,"workers":[0,0]}],"punts":[{"reason":"arp","total":2,"workers":[2,0]}]}
        """;

    [Fact]
    public async Task Done_is_0_and_json_is_the_answer_unchanged()
    {
        await using FakeApi api = await FakeApi.Start();
        api.With("GET /v1/drops", Drops);
        CliRun run = await CliRun.Of(api.Directory, "show drops --json");
        Assert.Equal((0, Drops + "\n", ""), (run.ExitCode, run.Out, run.Error));
    }

    [Fact]
    public async Task Json_is_indented_for_a_terminal()
    {
        await using FakeApi api = await FakeApi.Start();
        api.With("GET /v1/drops", Drops);
        CliRun run = await CliRun.Of(api.Directory, "--json show drops", terminal: true);
        Assert.StartsWith("{\n  \"drops\": [", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Error_answer_is_1_with_every_error_on_stderr()
    {
        await using FakeApi api = await FakeApi.Start();
        api.With("POST /v1/config/apply?file=%3Cstdin%3E", """
            {"type":"about:blank","title":"The configuration is wrong","status":422,"detail":"1 error(s) in the configuration; nothing has changed",
             "errors":[{"file":"<stdin>","line":3,"column":5,"key":"ports.a.mtu","message":"too small"}]}
            """, 422);
        CliRun run = await CliRun.Of(api.Directory, "config apply -", input: "ports: {}\n");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal("", run.Out);
        Assert.Equal("routerctl: 1 error(s) in the configuration; nothing has changed\n<stdin>:3:5: ports.a.mtu: too small\n", run.Error);
        Assert.Equal("POST /v1/config/apply?file=%3Cstdin%3E ports: {}\n", Assert.Single(api.Requests));
    }

    [Fact]
    public async Task Error_answer_with_json_is_the_problem_on_stdout()
    {
        await using FakeApi api = await FakeApi.Start();
        api.With("GET /v1/runtime", """{"title":"No dataplane","status":503}""", 503);
        CliRun run = await CliRun.Of(api.Directory, "show runtime --json");
        Assert.Equal((1, """{"title":"No dataplane","status":503}""" + "\n"), (run.ExitCode, run.Out));
        Assert.Equal("routerctl: No dataplane\n", run.Error);
    }

    [Fact]
    public async Task Answer_of_something_else_is_1()
    {
        await using FakeApi api = await FakeApi.Start();
        api.With("GET /v1/drops", "<html>");
        CliRun run = await CliRun.Of(api.Directory, "show drops");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("unreadable answer", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("show")]
    [InlineData("show nothing")]
    [InlineData("show drops extra")]
    [InlineData("show drops --unknown")]
    [InlineData("trace --count 0")]
    [InlineData("trace --count many")]
    [InlineData("completion tcsh")]
    [InlineData("l2tp add tunnel tunnel_id 0")]
    [InlineData("l2tp frobnicate")]
    [InlineData("replay missing.yaml --in a=b.pcap")]
    [InlineData("replay")]
    [InlineData("show drops --instance ../x")]
    public async Task Wrong_command_line_is_2(string commandLine)
    {
        CliRun run = await CliRun.Of(Path.GetTempPath(), commandLine);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.StartsWith("routerctl: ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("show interfaces")]
    [InlineData("show l2tp")]
    [InlineData("config show")]
    [InlineData("trace")]
    [InlineData("l2tp show tunnel")]
    [InlineData("show version --instance other")]
    public async Task No_control_plane_is_3(string commandLine)
    {
        CliRun run = await CliRun.Of("/nonexistent", commandLine);
        Assert.Equal((3, ""), (run.ExitCode, run.Out));
        Assert.Contains("no such socket", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dead_socket_is_3()
    {
        FakeApi api = await FakeApi.Start();
        string directory = Directory.CreateTempSubdirectory("router-cli-").FullName;
        Directory.CreateDirectory(Path.Combine(directory, "router"));
        await File.WriteAllTextAsync(Path.Combine(directory, "router", "api.sock"), "");
        CliRun run = await CliRun.Of(directory, "show drops");
        Directory.Delete(directory, recursive: true);
        await api.DisposeAsync();
        Assert.Equal(3, run.ExitCode);
    }

    [Fact]
    public async Task Instance_comes_from_option_then_environment_then_the_only_one()
    {
        await using FakeApi api = await FakeApi.Start("pe1");
        api.With("GET /v1/drops", Drops);
        Assert.Equal(0, (await CliRun.Of(api.Directory, "show drops")).ExitCode);
        Assert.Equal(0, (await CliRun.Of(api.Directory, "show drops -i pe1", variables: ("ROUTER_INSTANCE", "pe2"))).ExitCode);
        Assert.Equal(0, (await CliRun.Of("/nonexistent", $"show drops -i pe1 --run-dir {api.Directory}")).ExitCode);
        Assert.Equal(3, (await CliRun.Of(api.Directory, "show drops", variables: ("ROUTER_INSTANCE", "pe2"))).ExitCode);
    }

    [Fact]
    public async Task Config_check_is_offline_and_prints_place_key_and_message()
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "ports:\n  a: { device: net_null0, mtuu: 4 }\n");
            CliRun wrong = await CliRun.Of("/nonexistent", $"config check {file}");
            Assert.Equal((1, ""), (wrong.ExitCode, wrong.Out));
            Assert.StartsWith($"{file}:2:27: ports.a.mtuu: unknown key 'mtuu'", wrong.Error, StringComparison.Ordinal);
            await File.WriteAllTextAsync(file, "ports:\n  a: { device: net_null0 }\n");
            Assert.Equal(new CliRun(0, "", ""), await CliRun.Of("/nonexistent", $"config check {file}"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Route_lookup_without_a_route_is_1()
    {
        await using FakeApi api = await FakeApi.Start();
        api.With("GET /v1/routes?prefix=192.0.2.1", "[]");
        CliRun run = await CliRun.Of(api.Directory, "show ip route 192.0.2.1");
        Assert.Equal((1, "routerctl: no route to 192.0.2.1\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task L2tp_words_become_requests()
    {
        await using FakeApi api = await FakeApi.Start();
        api.With("POST /v1/l2tp/tunnels", """{"revision":2,"changes":[]}""");
        api.With("DELETE /v1/l2tp/sessions?tunnel=1&session=17", """{"revision":3,"changes":[]}""");
        CliRun add = await CliRun.Of(api.Directory,
            "l2tp add tunnel tunnel_id 1 peer_tunnel_id 2 encap udp local 10.0.1.1 remote 10.0.9.2 udp_sport 1701 udp_dport 1702");
        CliRun del = await CliRun.Of(api.Directory, "l2tp del session tid 1 sid 0x11");
        Assert.Equal(new CliRun(0, "", ""), add);
        Assert.Equal(new CliRun(0, "", ""), del);
        Assert.Equal(
            [
                """POST /v1/l2tp/tunnels {"tunnelId":1,"peerTunnelId":2,"encapsulation":"udp","local":"10.0.1.1","remote":"10.0.9.2","udpSourcePort":1701,"udpDestinationPort":1702,"udpChecksum":"zero"}""",
                "DELETE /v1/l2tp/sessions?tunnel=1&session=17",
            ],
            api.Requests);
    }
}
