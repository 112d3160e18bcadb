using System.Text.Json;
using Router.Api;
using Xunit;

namespace Router.Unit.Tests.Cli;

/// <summary>What people see, word for word.</summary>
public sealed class OutputTests
{
    private static readonly InterfaceInfo[] Interfaces =
    [
        new()
        {
            Id = 0, Name = "core0", Kind = "l3", Port = "core0", Vrf = "default", Addresses = ["10.0.1.1/24", "2001:db8:1::1/64"],
            Mac = "02:00:00:00:01:01", Mtu = 1500, Enabled = true, LinkUp = true, Mpls = true, Ipv4 = true, Ipv6 = true,
            Counters = new() { RxPackets = 12, RxBytes = 1200, TxPackets = 7, TxBytes = 700, RxDrops = 1, TxDrops = 2, Punts = 3, Injects = 4 },
        },
        new()
        {
            Name = "ce0.200", Kind = "attachment-circuit", Port = "ce0", Vlan = 200, InnerVlan = 300, OuterTpid = "0x88a8", Vrf = "default",
            Addresses = [], Mtu = 1500, Enabled = false, Mpls = false, Ipv4 = false, Ipv6 = false, ConnectedTo = "pw1",
        },
    ];

    [Fact]
    public async Task Interfaces_plain()
    {
        await using FakeApi api = await Serve("/v1/interfaces", Interfaces);
        CliRun run = await CliRun.Of(api.Directory, "show interfaces");
        Assert.Equal(
            """
            INTERFACE  PORT   VLAN     VRF      STATE      MTU  MAC                ADDRESSES                     RX PKTS  RX BYTES  TX PKTS  TX BYTES  DROPS
            core0      core0  -        default  up        1500  02:00:00:00:01:01  10.0.1.1/24 2001:db8:1::1/64       12      1200        7       700      3
            ce0.200    ce0    200.300  default  disabled  1500  -                  <> pw1                              -         -        -         -      -

            """,
            run.Out);
    }

    [Fact]
    public async Task Neighbours_boxed_without_colour()
    {
        await using FakeApi api = await Serve("/v1/neighbours", new[] { Neighbour() });
        CliRun run = await CliRun.Of(api.Directory, "show neighbors", terminal: true, variables: ("NO_COLOR", "1"));
        Assert.Equal(
            """
            ╭──────────┬───────────┬─────────┬───────────────────┬───────────┬────────╮
            │ ADDRESS  │ INTERFACE │ VRF     │ MAC               │ STATE     │ ORIGIN │
            ├──────────┼───────────┼─────────┼───────────────────┼───────────┼────────┤
            │ 10.0.1.2 │ core0     │ default │ 02:00:00:00:02:02 │ reachable │ kernel │
            ╰──────────┴───────────┴─────────┴───────────────────┴───────────┴────────╯

            """,
            run.Out);
    }

    [Fact]
    public async Task Colour_only_on_a_terminal_without_no_color()
    {
        await using FakeApi api = await Serve("/v1/neighbours", new[] { Neighbour() });
        Assert.Contains("\u001b[", (await CliRun.Of(api.Directory, "show neighbours", terminal: true)).Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[", (await CliRun.Of(api.Directory, "show neighbours")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Routes()
    {
        RouteInfo[] routes =
        [
            new()
            {
                Prefix = "10.2.0.0/16", Vrf = "default", Kind = "via", Source = "static", Target = "via 10.0.2.2 dev core1 labels 100/200",
                Adjacency = 3, Resolved = false, Packets = 5, Bytes = 500,
            },
            new() { Prefix = "10.3.0.0/16", Vrf = "red", Kind = "unreachable", Source = "static", Target = "unreachable" },
        ];
        await using FakeApi api = await Serve("/v1/routes", routes);
        Assert.Equal(
            """
            VRF      PREFIX       SOURCE  TARGET                                              ADJACENCY  PACKETS  BYTES
            default  10.2.0.0/16  static  via 10.0.2.2 dev core1 labels 100/200 (unresolved)          3        5    500
            red      10.3.0.0/16  static  unreachable                                                 -        -      -

            """,
            (await CliRun.Of(api.Directory, "show ip route")).Out);
    }

    [Fact]
    public async Task Drops_hides_reasons_that_have_not_occurred()
    {
        DropsInfo drops = new()
        {
            Drops =
            [
                new() { Reason = "runt", Explanation = "shorter than an Ethernet header", Total = 7, Workers = [3, 4] },
                new() { Reason = "tx-full", Explanation = "full", Total = 0, Workers = [0, 0] },
            ],
            Punts = [new() { Reason = "arp", Total = 2, Workers = [2, 0] }],
        };
        await using FakeApi api = await Serve("/v1/drops", drops);
        Assert.Equal(
            """
            KIND  REASON  TOTAL  BY WORKER  EXPLANATION
            drop  runt        7  3 4        shorter than an Ethernet header
            punt  arp         2  2 0        -

            """,
            (await CliRun.Of(api.Directory, "show drops")).Out);
        Assert.Contains("tx-full", (await CliRun.Of(api.Directory, "show drops --all")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trace_waits_for_the_packets()
    {
        TraceInfo none = new() { Count = 1, Complete = false, Packets = [] };
        TraceInfo done = new()
        {
            Count = 1,
            Complete = true,
            Packets =
            [
                new()
                {
                    Worker = 0, Number = 1, Interface = "ce0",
                    Steps =
                    [
                        new() { Node = "ethernet-input", Ticks = 0, Nanoseconds = 0, Length = 60, Data = "ffffffffffff" },
                        new() { Node = "drop", Ticks = 100, Nanoseconds = 38.5, Length = 60, Reason = "runt", Data = "ffff" },
                    ],
                },
            ],
        };
        await using FakeApi api = await Serve("/v1/trace", done);
        api.With("POST /v1/trace", JsonSerializer.Serialize(none, ApiJson.Default.TraceInfo));
        CliRun run = await CliRun.Of(api.Directory, "trace --count 1 --port ce0");
        Assert.Equal(
            """
            packet 1, worker 0, from ce0, 60 octets
                   0 ns  ethernet-input      60 octets
                         ffffffffffff
                  38 ns  drop                60 octets reason runt
                         ffff


            """,
            run.Out);
        Assert.Equal(["""POST /v1/trace {"count":1,"port":"ce0"}""", "GET /v1/trace"], api.Requests);
    }

    [Fact]
    public async Task Trace_without_packets_fails()
    {
        string none = """{"count":1,"complete":false,"packets":[]}""";
        await using FakeApi api = await FakeApi.Start();
        api.With("POST /v1/trace", none).With("GET /v1/trace", none);
        CliRun run = await CliRun.Of(api.Directory, "trace --count 1 --timeout 0.2");
        Assert.Equal((1, "routerctl: no packet came by in time.\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Diff_shows_signs()
    {
        ConfigChanges changes = new()
        {
            Revision = 4,
            Changes =
            [
                new() { Kind = "add", Key = "routes[0]", After = "10.1.0.0/16" },
                new() { Kind = "remove", Key = "vrfs.red", Before = "red" },
                new() { Kind = "change", Key = "ports.a.mtu", Before = "1500", After = "1600", NeedsRestart = true },
            ],
        };
        string file = Path.GetTempFileName();
        await using FakeApi api = await FakeApi.Start();
        api.With($"POST /v1/config/diff?file={Uri.EscapeDataString(file)}", JsonSerializer.Serialize(changes, ApiJson.Default.ConfigChanges));
        CliRun run = await CliRun.Of(api.Directory, $"config diff {file}");
        File.Delete(file);
        Assert.Equal(
            """
            + routes[0]: 10.1.0.0/16
            - vrfs.red: red
            ~ ports.a.mtu: 1500 -> 1600  (needs a restart of the dataplane)
            3 change(s), revision 4

            """,
            run.Out);
    }

    [Theory]
    [InlineData("show interfaces")]
    [InlineData("trace")]
    [InlineData("config check")]
    [InlineData("l2tp")]
    [InlineData("replay")]
    [InlineData("run")]
    [InlineData("completion")]
    public async Task Help_has_examples_and_exit_codes(string command)
    {
        CliRun run = await CliRun.Of("/nonexistent", $"{command} --help");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"Examples:\n  routerctl {command.Split(' ')[0]} ", run.Out.Replace("trace\n", "trace \n", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("Exit codes: 0 done", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suggestions_for_the_shells()
    {
        CliRun run = await CliRun.Of("/nonexistent", "[suggest:15]");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("show\n", run.Out, StringComparison.Ordinal);
    }

    private static NeighbourInfo Neighbour() => new()
    {
        Address = "10.0.1.2",
        Interface = "core0",
        Vrf = "default",
        Mac = "02:00:00:00:02:02",
        State = "reachable",
        Origin = "kernel",
    };

    private static async Task<FakeApi> Serve<T>(string path, T value) =>
        (await FakeApi.Start()).With($"GET {path}", JsonSerializer.Serialize(value, typeof(T).IsArray ? Listed(typeof(T)) : typeof(T), ApiJson.Default));

    private static Type Listed(Type array) => typeof(IReadOnlyList<>).MakeGenericType(array.GetElementType()!);
}
