using System.Text.Json;
using Router.Api;
using Xunit;

namespace Router.Unit.Tests.Cli;

/// <summary>What people see of L2TP and PPP.</summary>
public sealed class L2tpOutputTests
{
    private static readonly L2tpTunnelInfo[] Tunnels =
    [
        new()
        {
            Name = "t1", Origin = "static", Version = 3, TunnelId = 1, PeerTunnelId = 2, Encapsulation = "udp", Local = "10.0.1.1", Remote = "10.0.1.9",
            UdpSourcePort = 1701, UdpDestinationPort = 1702, UdpChecksum = "auto", Ttl = 64, Dscp = "0", Df = true, Vrf = "default", Sessions = 1,
        },
        new()
        {
            Name = "lac1/4711", Origin = "managed", Version = 2, State = "established", Peer = "lac1", TunnelId = 4711, PeerTunnelId = 77,
            Encapsulation = "udp", Local = "10.0.1.1", Remote = "10.0.1.2", UdpSourcePort = 1701, UdpDestinationPort = 1701, UdpChecksum = "auto",
            Ttl = 64, Dscp = "0", Df = true, Vrf = "default", Sessions = 2, Initiator = false, Authenticated = true, PeerHostName = "la\u001bc",
            UptimeSeconds = 93784.9,
            Control = new()
            {
                Sent = 10, Received = 9, Retransmitted = 1, AcknowledgementsSent = 2, AcknowledgementsReceived = 3, Duplicates = 4, OutOfOrder = 5,
                HellosSent = 6, IgnoredAvps = 7, Drops = new Dictionary<string, long> { ["bad-digest"] = 8 },
            },
        },
    ];

    private static readonly L2tpSessionInfo Call = new()
    {
        Name = "lac1/4711/8",
        Origin = "managed",
        Version = 2,
        PseudowireType = "ppp",
        Peer = "lac1",
        Tunnel = "lac1/4711",
        TunnelId = 4711,
        PeerTunnelId = 77,
        SessionId = 8,
        PeerSessionId = 9,
        Local = "10.0.1.1",
        Remote = "10.0.1.2",
        Encapsulation = "udp",
        CookieLength = 0,
        PeerCookieLength = 0,
        L2Sublayer = "none",
        Sequencing = "none",
        Mode = "ppp",
        State = "established",
        Forwarding = "up",
        Initiator = false,
        UptimeSeconds = 61,
        Ppp = new()
        {
            User = "alice",
            Session = "lac1/4711/8",
            Peer = "lac1",
            Profile = "subscribers",
            Phase = "network",
            Address = "100.64.0.2",
            LocalAddress = "100.64.0.1",
            Mtu = 1492,
            UptimeSeconds = 61,
            LinkPrefix = "2001:db8::/64",
            DelegatedPrefixes = ["2001:db8:100::/56"],
            Routes = ["100.64.0.2/32"],
        },
        Counters = new() { RxPackets = 1, RxBytes = 100, TxPackets = 2, TxBytes = 200, BadCookie = 0, WrongPeer = 1, OutOfSequence = 0, OtherErrors = 2 },
    };

    private static readonly L2tpRates Limits = new() { Up = 2_500_000, BurstUp = 31_250, Down = 0, BurstDown = 0 };

    private static readonly L2tpSessionCounts Limited =
        Call.Counters! with { OverRateUpPackets = 7, OverRateUpBytes = 700, OverRateDownPackets = 5, OverRateDownBytes = 50 };

    private static readonly L2tpSessionInfo Idle = Call with
    {
        Name = "pw2",
        Version = 3,
        PseudowireType = "ethernet-vlan",
        Vlan = 5,
        Tunnel = "",
        TunnelId = 0,
        PeerTunnelId = 0,
        SessionId = 0,
        PeerSessionId = 0,
        Mode = "vlan",
        State = "idle",
        Forwarding = null,
        UptimeSeconds = null,
        Ppp = null,
        Counters = null,
        ConnectedTo = "ce0",
        LastDown = new()
        {
            At = DateTimeOffset.UnixEpoch,
            Cause = "peer-request",
            Result = 2,
            ResultText = "session disconnected for the reason indicated in the error code",
            Error = 4,
            ErrorText = "insufficient resources to handle this operation now",
            Message = "full",
        },
    };

    [Fact]
    public async Task Tunnels_plain()
    {
        await using FakeApi api = await Serve("/v1/l2tp/tunnels?limit=2000", Tunnels);
        Assert.Equal(
            """
            TUNNEL  PEER ID  NAME       VERSION  ENCAP  LOCAL     REMOTE    UDP PORTS    VRF      STATE        PEER HOST  SESSIONS  UPTIME
                 1        2  t1               3  udp    10.0.1.1  10.0.1.9  1701 > 1702  default  static       -                 1  -
              4711       77  lac1/4711        2  udp    10.0.1.1  10.0.1.2  1701 > 1701  default  established  la.c              2  1d02:03:04

            """,
            (await CliRun.Of(api.Directory, "show l2tp tunnels")).Out);
    }

    [Fact]
    public async Task Tunnels_in_detail()
    {
        await using FakeApi api = await Serve("/v1/l2tp/tunnels?peer=lac1&limit=2000", Tunnels[1..]);
        Assert.Equal(
            """
            tunnel lac1/4711: established, L2TPv2 over udp
              ids             4711, of the peer 77
              addresses       10.0.1.1 to 10.0.1.2, vrf default
              udp             1701 > 1701, checksum auto
              peer            lac1
              host name       la.c
              opened by       the peer
              authenticated   yes
              sessions        2
              uptime          1d02:03:04
              sent            10 messages: 1 repetitions, 2 acknowledgements, 6 Hellos
              received        9 messages: 4 duplicates, 3 acknowledgements, 5 out of order
              ignored AVPs    7
              drops           8 bad-digest


            """,
            (await CliRun.Of(api.Directory, "show l2tp tunnels detail --peer lac1")).Out);
    }

    [Fact]
    public async Task Sessions_plain()
    {
        await using FakeApi api = await Serve("/v1/l2tp/sessions?limit=2000", new[] { Call, Idle });
        Assert.Equal(
            """
            SESSION  PEER ID  NAME         TUNNEL     TYPE             STATE        FORWARDING  CIRCUIT  PEER CIRCUIT  CONNECTED TO      RX PKTS  RX BYTES  TX PKTS  TX BYTES  ERRORS
                  8        9  lac1/4711/8  lac1/4711  ppp              established  up          -        -             alice 100.64.0.2        1       100        2       200       3
                  -        -  pw2          -          ethernet-vlan 5  idle         -           -        -             ce0                     -         -        -         -       -

            """,
            (await CliRun.Of(api.Directory, "show l2tp sessions")).Out);
    }

    [Fact]
    public async Task Sessions_in_detail()
    {
        await using FakeApi api = await Serve("/v1/l2tp/sessions?user=alice&limit=2000", new[] { Call, Idle });
        string text = (await CliRun.Of(api.Directory, "show l2tp sessions detail --user alice")).Out;
        Assert.StartsWith("session lac1/4711/8: established, ppp, managed\n", text, StringComparison.Ordinal);
        Assert.Contains("  address         100.64.0.2, ours 100.64.0.1\n", text, StringComparison.Ordinal);
        Assert.Contains("  refused         0 cookie, 1 peer, 0 sequence, 2 other\n", text, StringComparison.Ordinal);
        Assert.Contains(
            "  last down       1970-01-01 00:00:00Z peer-request: result 2 session disconnected for the reason indicated in the error code, insufficient resources to handle this operation now (full)\n",
            text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_of_a_session()
    {
        await using FakeApi api = await Serve("/v1/l2tp/sessions?limit=2000", new[] { Call with { TcpMss = 1422, Rates = Limits, Counters = Limited } });
        string text = (await CliRun.Of(api.Directory, "show l2tp sessions detail")).Out;
        Assert.Contains("  tcp mss         1422\n  rate up         2500kbit/s, at once 31250 octets\n  rate down       no limit\n", text, StringComparison.Ordinal);
        Assert.Contains("  over rate       7 packets up, 700 octets; 5 down, 50 octets\n", text, StringComparison.Ordinal);
        await using FakeApi plain = await Serve("/v1/l2tp/sessions?limit=2000", new[] { Call });
        text = (await CliRun.Of(plain.Directory, "show l2tp sessions detail")).Out;
        Assert.DoesNotContain("rate", text, StringComparison.Ordinal);
        Assert.DoesNotContain("tcp mss", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Long_lists_come_in_pages_and_as_json_at_once()
    {
        L2tpSessionInfo[] first = [.. Enumerable.Range(0, 2000).Select(static i => Call with { Name = $"lac1/1/{i}" })];
        await using FakeApi api = await Serve("/v1/l2tp/sessions?limit=2000", first);
        _ = api.With("GET /v1/l2tp/sessions?limit=2000&after=lac1%2F1%2F1999", JsonSerializer.Serialize([Call], ApiJson.Default.IReadOnlyListL2tpSessionInfo));
        _ = api.With("GET /v1/l2tp/sessions", "[]");
        Assert.Equal(2002, (await CliRun.Of(api.Directory, "show l2tp sessions")).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal("[]\n", (await CliRun.Of(api.Directory, "show l2tp sessions --json")).Out);
        Assert.Equal(3, api.Requests.Count);
    }

    [Fact]
    public async Task Peers()
    {
        L2tpPeerInfo peer = new()
        {
            Name = "pe2",
            Local = "10.0.1.1",
            Remote = "10.0.1.3",
            Vrf = "default",
            Encapsulation = "ip",
            Version = "3",
            Authentication = "required",
            Initiate = true,
            State = "waiting",
            Tunnels = 0,
            Sessions = 0,
            Pseudowires = 2,
            NextAttemptSeconds = 7.6,
            Debug = true,
            LastDown = new() { At = DateTimeOffset.UnixEpoch, Cause = "timeout", Result = 7, ResultText = "finite state machine error or timeout", Error = 0, ErrorText = "no general error", Message = "no answer" },
        };
        await using FakeApi api = await Serve("/v1/l2tp/peers", new[] { peer });
        Assert.Equal(
            """
            PEER  LOCAL     REMOTE    VERSION  ENCAP  STATE    TUNNELS  SESSIONS  NEXT ATTEMPT  LAST DOWN
            pe2   10.0.1.1  10.0.1.3  3        ip     waiting        0         0  8 s           timeout: finite state machine error or timeout (no answer)

            """,
            (await CliRun.Of(api.Directory, "show l2tp peers")).Out);
        string detail = (await CliRun.Of(api.Directory, "show l2tp peers detail")).Out;
        Assert.Contains("  debug           messages go into the log\n", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscribers_and_pools()
    {
        await using FakeApi api = await Serve("/v1/ppp/subscribers?address=100.64.0.2&state=network&limit=2000", new[] { Call.Ppp! with { Rates = Limits, Counters = Limited } });
        Assert.Equal(
            """
            USER   SESSION      PROFILE      PHASE    ADDRESS     IPV6 PREFIXES                     MTU  UPTIME    UP bit/s  DOWN bit/s  RX PKTS  RX BYTES  TX PKTS  TX BYTES  OVER RATE
            alice  lac1/4711/8  subscribers  network  100.64.0.2  2001:db8::/64 2001:db8:100::/56  1492  00:01:01     2500k           -        1       100        2       200         12

            """,
            (await CliRun.Of(api.Directory, "show ppp subscribers --address 100.64.0.2 --phase network")).Out);
        _ = api.With("GET /v1/ppp/pools", """[{"name":"p","prefix":"2001:db8::/40","delegatedLength":56,"size":65536,"used":6}]""");
        Assert.Equal(
            """
            POOL  PREFIX         LENGTH   SIZE  USED   FREE
            p     2001:db8::/40      56  65536     6  65530

            """,
            (await CliRun.Of(api.Directory, "show ppp pools")).Out);
    }

    [Fact]
    public async Task Debug_prints_lines_until_the_control_plane_ends()
    {
        await using FakeApi api = await FakeApi.Start();
        string line = """{"at":"2024-01-02T03:04:05.678Z","direction":"received","peer":"lac1","local":"10.0.1.1:1701","remote":"10.0.1.2:1701","text":"SCCRQ","lost":3}""";
        _ = api.With("GET /v1/l2tp/debug?peer=lac1", line + "\n");
        CliRun run = await CliRun.Of(api.Directory, "debug l2tp peer lac1");
        Assert.Equal((3, "routerctl: the control plane has ended\n"), (run.ExitCode, run.Error));
        Assert.StartsWith("(3 messages lost)\n", run.Out, StringComparison.Ordinal);
        Assert.EndsWith(":05.678 lac1 10.0.1.1:1701 < 10.0.1.2:1701 SCCRQ\n", run.Out, StringComparison.Ordinal);
        Assert.Equal(line + "\n", (await CliRun.Of(api.Directory, "debug l2tp peer lac1 --json")).Out);
    }

    [Theory]
    [InlineData("show l2tp tunnels more")]
    [InlineData("show l2tp peers --peer x")]
    [InlineData("show ppp")]
    [InlineData("clear")]
    [InlineData("clear l2tp tunnel")]
    [InlineData("clear l2tp tunnel a b")]
    [InlineData("clear ppp user")]
    [InlineData("debug")]
    [InlineData("debug l2tp peer")]
    [InlineData("debug l2tp --log perhaps")]
    public async Task Wrong_command_line_is_2(string commandLine)
    {
        CliRun run = await CliRun.Of(Path.GetTempPath(), commandLine);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
    }

    [Theory]
    [InlineData("show l2tp sessions")]
    [InlineData("show ppp subscribers")]
    [InlineData("clear l2tp session")]
    [InlineData("clear ppp")]
    [InlineData("debug l2tp")]
    public async Task Help_has_examples(string command)
    {
        CliRun run = await CliRun.Of("/nonexistent", $"{command} --help");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"Examples:\n  routerctl {command}", run.Out, StringComparison.Ordinal);
    }

    private static async Task<FakeApi> Serve<T>(string path, T[] value) =>
        (await FakeApi.Start()).With($"GET {path}", JsonSerializer.Serialize(value, typeof(IReadOnlyList<T>), ApiJson.Default));
}
