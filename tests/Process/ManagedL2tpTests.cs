using Router.Process.Tests.Harness;
using Router.Process.Tests.Topologies;
using Router.Unit.Tests.Controlplane.Radius;
using Xunit;
using Xunit.Abstractions;

namespace Router.Process.Tests;

/// <summary>L2TP tunnels and pseudowires that the control protocol sets up, between two routers.</summary>
public sealed class ManagedL2tpTests(ITestOutputHelper output) : IDisposable
{
    private readonly Lab _lab = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        _lab.WriteLogs(output);
        _lab.Dispose();
    }

    [SkippableTheory]
    [InlineData("udp", false, "secret: s3cret")]
    [InlineData("ip", false, "secret: s3cret, cookie-length: 4, hide-avps: true")]
    [InlineData("udp", true, "l2-sublayer: none, cookie-length: 0")]
    [InlineData("ip", true, "sequencing: recv, authentication: integrity")]
    public void Pseudowires_come_up_and_carry_frames(string encapsulation, bool ipv6, string more)
    {
        ManagedPseudowires.Build(_lab, encapsulation, ipv6, more);
        _ = _lab.Ping("ce1", ManagedPseudowires.Destination, 20);
    }

    [SkippableTheory]
    [InlineData("version: 2, secret: s3cret", "authentication: [chap]")]
    [InlineData("version: 2", "authentication: [ms-chap-v2]")]
    [InlineData("version: 2, hide-avps: true, secret: s3cret", "authentication: [pap]")]
    [InlineData("version: 3, secret: s3cret", "authentication: [chap, pap]")]
    [InlineData("version: both", "authentication: [chap]")]
    public void Ppp_sessions_come_up_and_carry_packets(string peer, string profile)
    {
        _ = SubscriberNetwork.Build(_lab, peer, profile);
        _lab.PingUntilAnswered("home", SubscriberNetwork.Host);
        _ = _lab.Ping("home", SubscriberNetwork.Host, 10);
        _ = _lab.Ping("home", SubscriberNetwork.Gateway);
        _ = _lab.Ping("host", "192.168.7.2");
        _ = _lab.Ping("host", SubscriberNetwork.Subscriber);
        Assert.Contains("ttl=62", _lab.Ping("home", SubscriberNetwork.Host).Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Radius_knows_the_subscriber_and_may_end_the_session()
    {
        Skip.IfNot(FreeRadius.IsInstalled, "needs FreeRADIUS: apt-get install freeradius freeradius-utils");
        const int Auth = 11812;
        string radius = $$"""
            radius:
              groups:
                - name: isp
                  servers: [{ address: 127.0.0.1, auth-port: {{Auth}}, acct-port: {{Auth + 1}}, secret: {{FreeRadius.Secret}} }]
                  timeout: 1
                  coa-port: 3799
            """;
        _ = SubscriberNetwork.Build(_lab, "version: 2", "authentication: [chap], radius: isp", users: radius);
        using FreeRadius server = new(
            $"""
            alice Cleartext-Password := "wonderland"
                Framed-IP-Address = {SubscriberNetwork.Subscriber},
                Framed-Route = "192.168.7.0/24 0.0.0.0 1",
                Class = 0x6162

            """,
            "$INCLUDE /usr/share/freeradius/dictionary\n",
            _lab.FullName("lns"),
            Auth);
        Assert.True(server.IsReady, server.Output);
        _lab.PingUntilAnswered("home", SubscriberNetwork.Host);
        _ = _lab.Ping("home", SubscriberNetwork.Host, 10);
        Wait.Until("an Accounting-Start", TimeSpan.FromSeconds(5), () => server.Detail.Contains("Acct-Status-Type = Start", StringComparison.Ordinal));
        Assert.Contains("Class = 0x6162", server.Detail, StringComparison.Ordinal);

        string file = _lab.WriteFile("disconnect", "User-Name = alice\n");
        CommandResult answer = _lab.Exec(
            "lns", "radclient", "-f", file, "-r", "2", "127.0.0.1:3799", "disconnect", FreeRadius.Secret);
        Assert.Contains("Disconnect-ACK", answer.Output, StringComparison.Ordinal);
        Wait.Until("an Accounting-Stop", TimeSpan.FromSeconds(10), () => server.Detail.Contains("Acct-Status-Type = Stop", StringComparison.Ordinal));
        Assert.Matches("Acct-Input-Packets = [1-9]", server.Detail);

        // cpe calls again.
        _lab.PingUntilAnswered("home", SubscriberNetwork.Host);
    }

    [SkippableFact]
    public void Sessions_go_on_while_the_control_plane_of_the_lns_is_killed_and_begin_anew()
    {
        (_, RouterProcess lns) = SubscriberNetwork.Build(_lab, "version: 2, hello-interval: 5", "authentication: [chap], echo-interval: 0");
        _lab.PingUntilAnswered("home", SubscriberNetwork.Host);
        Thread.Sleep(3000); // the sessions are on disk after two seconds

        Task<CommandResult> pings = Task.Run(() => _lab.Exec("home", TimeSpan.FromSeconds(60), "ping", "-i", "0.05", "-c", "300", SubscriberNetwork.Host));
        _ = lns.KillChild(RouterProcess.Controlplane);
        string report = pings.GetAwaiter().GetResult().Output;

        // 15 s of pings: through the kill, the restart and, at the next Hello, a new tunnel. What is lost is the new beginning.
        int received = int.Parse(System.Text.RegularExpressions.Regex.Match(report, "([0-9]+) received").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(received, 150, 300);
        Wait.Until("lns tells cpe to begin anew", TimeSpan.FromSeconds(20), () => lns.Log.Any(line => line.Contains("begin anew", StringComparison.Ordinal)));
        _lab.PingUntilAnswered("home", SubscriberNetwork.Host);
        _ = _lab.Ping("home", SubscriberNetwork.Host, 10);
        output.WriteLine($"{received} of 300 pings");
    }
}
