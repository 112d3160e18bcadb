using Router.Process.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Router.Process.Tests.Peers;

/// <summary>PPP over L2TPv2 between the router and xl2tpd with pppd: each as LAC and as LNS, and how each end notices that the other is gone.</summary>
[Collection(PeerCollectionDefinition.Name)]
public sealed class Xl2tpdRouterTests(ITestOutputHelper output, PeerNetwork network) : IDisposable
{
    private const string RouterInside = "10.8.0.1";
    private const string PeerLns = "10.9.0.1";
    private const string RouterAsCaller = "10.9.0.10";

    // A second of silence, then a Hello and two repetitions: 1 + 1 + 2 + 4 seconds.
    private const string Impatient = "hello-interval: 1, retries: 2";
    private static readonly TimeSpan RetransmissionLimit = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(40);

    private readonly PeerNetwork _network = network.Get(nameof(Xl2tpdRouterTests));

    /// <inheritdoc/>
    public void Dispose()
    {
        _network.Peer.StopXl2tpd();
        _network.Lab.WriteLogs(output);
        output.WriteLine(_network.Peer.Run($"tail -n 60 {Xl2tpd.Log} {Xl2tpd.PppLog}").Output);
    }

    [SkippableTheory]
    [Trait("l2tp", "H111")]
    [Trait("l2tp", "H115")]
    [InlineData("chap", "tunnel-secret")]
    [InlineData("pap", null)]
    public void The_router_is_the_lns(string protocol, string? secret)
    {
        Xl2tpdAccount account = new() { Protocol = protocol, TunnelSecret = secret };
        _network.Configure(Lns(account));
        _network.Peer.StartXl2tpdLac(PeerNetwork.RouterIpv4, account);
        string address = Dial();
        _network.Peer.Run($"ping -c 2 -W 5 {RouterInside}").Checked();
        _network.Peer.Run($"ping -c 1 -W 5 -s 1372 {RouterInside}").Checked();
        _ = _network.Lab.Ping("pe", address, 3);
        if (secret is null)
        {
            return; // how sessions end does not depend on it
        }

        // The LAC hangs up.
        _network.Peer.HangUpXl2tpd();
        WaitSessions(0, CallTimeout);
        WaitPppDown(CallTimeout);

        // The LNS does.
        _ = Dial();
        _ = _network.Lab.RouterCtl(_network.Router, "clear", "ppp", "user", account.User).Checked();
        WaitPppDown(CallTimeout);
        WaitSessions(0, CallTimeout);

        // The LAC is gone without a word.
        _ = Dial();
        _network.Peer.KillXl2tpd();
        WaitSessions(0, RetransmissionLimit + Slack);
    }

    [SkippableFact]
    [Trait("l2tp", "H105")]
    public void A_lac_notices_that_the_router_was_killed_and_calls_again()
    {
        Xl2tpdAccount account = new() { PppOptions = ["lcp-echo-interval 1", "lcp-echo-failure 5"] };
        _network.Configure(Lns(account));
        _network.Peer.StartXl2tpdLac(PeerNetwork.RouterIpv4, account);
        _ = Dial();
        _ = _network.Router.KillChild(RouterProcess.Controlplane);
        WaitPppDown(CallTimeout); // five echoes, and pppd's farewell, which nobody hears

        // It tells the LNS, whose new control plane does not know the tunnel, and says so.
        Wait.Until("the LAC is told to begin anew", CallTimeout, () =>
            _network.Router.Log.Any(static line => line.Contains("begin anew", StringComparison.Ordinal)));
        _ = Dial();
        _network.Peer.Run($"ping -c 2 -W 5 {RouterInside}").Checked();
    }

    [SkippableTheory]
    [Trait("l2tp", "H111")]
    [InlineData("chap", "tunnel-secret")]
    [InlineData("pap", null)]
    public void The_router_is_the_lac(string protocol, string? secret)
    {
        Xl2tpdAccount account = new() { Protocol = protocol, TunnelSecret = secret, PppOptions = ["ipcp-accept-remote"] };
        _network.Peer.StartXl2tpdLns(PeerLns, $"{RouterAsCaller}-10.9.0.20", account);
        _network.Configure(Lac(account));
        WaitSessions(1, CallTimeout);
        _network.Lab.PingUntilAnswered("pe", PeerLns);
        _ = _network.Lab.Ping("pe", PeerLns, 3, 1372);
        _network.Peer.Run($"ping -c 2 -W 5 {RouterAsCaller}").Checked();
        if (secret is null)
        {
            return;
        }

        // The LNS hangs up: the router calls again.
        string before = _network.Peer.Run("pidof pppd").Checked().Output.Trim();
        _network.Peer.Run($"kill {before}").Checked();
        _network.Peer.WaitFor($"pid=$(pidof pppd) && test \"$pid\" != '{before}'", CallTimeout);
        _network.Lab.PingUntilAnswered("pe", PeerLns);

        // The LAC does.
        _network.Configure("");
        WaitPppDown(CallTimeout);

        // The LNS is gone without a word.
        _network.Configure(Lac(account));
        _network.Lab.PingUntilAnswered("pe", PeerLns);
        _network.Peer.KillXl2tpd();
        WaitSessions(0, RetransmissionLimit + Slack);
    }

    private static string Lns(Xl2tpdAccount account) => $$"""
        l2tp:
          peers: [{ name: lac, local: {{PeerNetwork.RouterIpv4}}, remote: {{PeerNetwork.PeerIpv4}}, version: 2, ppp: subscribers, {{Secret(account)}}{{Impatient}} }]
        ppp:
          profiles: [{ name: subscribers, interface: loopback0, authentication: [{{account.Protocol}}], pools: [pool] }]
          users: [{ name: {{account.User}}, password: {{account.Password}} }]
          pools: [{ name: pool, prefix: 10.8.1.0/24 }]
        """;

    private static string Lac(Xl2tpdAccount account) => $$"""
        l2tp:
          peers: [{ name: lns, local: {{PeerNetwork.RouterIpv4}}, remote: {{PeerNetwork.PeerIpv4}}, version: 2, initiate: true, {{Secret(account)}}{{Impatient}} }]
          calls: [{ name: internet, peer: lns, user: {{account.User}}, password: {{account.Password}}, interface: loopback1 }]
        """;

    private static string Secret(Xl2tpdAccount account) => account.TunnelSecret is null ? "" : $"secret: {account.TunnelSecret}, hide-avps: true, ";

    /// <summary>Lets the LAC call; its address.</summary>
    private string Dial()
    {
        _network.Peer.DialXl2tpd();
        _network.Peer.WaitPppUp(CallTimeout);
        string line = _network.Peer.Run("ip -4 -o address show dev ppp0").Checked().Output;
        output.WriteLine(line);
        string address = line.Split("inet ")[1].Split(' ', '/')[0];
        Assert.StartsWith("10.8.1.", address, StringComparison.Ordinal);
        Assert.Contains($"peer {RouterInside}", line, StringComparison.Ordinal);
        WaitSessions(1, CallTimeout);
        return address;
    }

    private void WaitPppDown(TimeSpan timeout) => _network.Peer.WaitFor("! ip link show dev ppp0", timeout);

    private void WaitSessions(int count, TimeSpan timeout)
    {
        int found = -1;
        Wait.Until(() => $"{found} sessions where {count} should be", timeout, () =>
            (found = _network.Router.Api.Sessions.Count(static session => session.State == "established")) == count);
    }
}
