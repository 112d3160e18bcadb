using System.Net;
using Router.Process.Tests.Harness;
using Router.Process.Tests.Traffic;
using Xunit;
using Xunit.Abstractions;
using static Router.Unit.Tests.Controlplane.L2tp.Octets;

namespace Router.Process.Tests;

/// <summary>
/// Many PPP subscribers at one LNS: how fast they come up, that each has an address of its own, that a flood of requests from
/// forged addresses does them no harm, and that nothing is left of them. ROUTER_TEST_TUNNELS and ROUTER_TEST_SESSIONS (in each tunnel) make it larger.
/// </summary>
public sealed class SubscriberScaleTests(ITestOutputHelper output) : IDisposable
{
    private const int Flood = 20_000;
    private const int MostHalfOpen = 1024;

    private readonly Lab _lab = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        _lab.WriteLogs(output);
        _lab.Dispose();
    }

    [SkippableFact]
    [Trait("l2tp", "H119")]
    public void Subscribers_come_up_fast_and_leave_nothing_behind()
    {
        int tunnels = TestScale.Tunnels(50);
        int each = TestScale.SessionsInEach(40);
        int sessions = tunnels * each;
        _lab.AddNodes("lac", "lns");
        _lab.WithoutIpv6("lac", "lns");
        _lab.Wire("lac", "eth0", "lns", "v-wan0");
        _lab.Address("lac", "eth0", "10.0.0.1/24");
        RouterProcess lns = _lab.StartRouter("lns", $$"""
            dataplane:
              memory: 512
              mbufs: 32768
              hugepages: false
              limits: { adjacencies: {{sessions + 64}}, routes: {{sessions + 64}}, l2tp-sessions: {{sessions + 64}} }
            ports:
              wan0: { device: "net_af_packet0,iface=v-wan0,framecnt=16384" }
            interfaces:
              wan0: { addresses: [10.0.0.2/24] }
              loopback0: { addresses: [10.255.0.1/32] }
            routes: [{ prefix: 172.16.0.0/12, via: 10.0.0.1 }]
            l2tp:
              peers: [{ name: everyone, local: 10.0.0.2, remote: 0.0.0.0/0, version: 2, ppp: subscribers, hello-interval: 0 }]
            ppp:
              profiles: [{ name: subscribers, interface: loopback0, authentication: [chap], pools: [pool], echo-interval: 0 }]
              users: [{ name: alice, password: wonderland }]
              pools: [{ name: pool, prefix: 100.64.0.0/14 }]
            """);
        _ = _lab.Exec("lac", "ping", "-c", "3", "10.0.0.2");
        using SubscriberLoad load = new(_lab.FullName("lac"), IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2"));
        long before = lns.ControlplaneMemory;
        ulong routes = lns.Api.Channel.Routes ?? 0;
        TimeSpan took = load.Open(tunnels, each, 256, TimeSpan.FromSeconds(60 + (sessions / 500)));
        output.WriteLine($"{load.Up} of {sessions} sessions in {took.TotalSeconds:F1} s, {load.Up / took.TotalSeconds:F0}/s, {load.Failed} failed");
        Assert.Equal(sessions, load.Up);
        Assert.Equal(sessions, load.Addresses);
        Wait.Until("the dataplane has them all", TimeSpan.FromSeconds(30), () => lns.Api.Channel.Routes == routes + (ulong)sessions);
        output.WriteLine($"{(lns.ControlplaneMemory - before) / sessions} octets of the control plane for each session");

        SendFlood(lns);
        Assert.Equal((sessions, 0), (load.Up, load.Failed));
        Assert.Equal(routes + (ulong)sessions, lns.Api.Channel.Routes);

        load.Close(TimeSpan.FromSeconds(3));
        Wait.Until("nothing is left", TimeSpan.FromSeconds(30), () => lns.Api.Channel.Routes == routes);
    }

    private void SendFlood(RouterProcess lns)
    {
        string mac = lns.Api.Interfaces.Single(static item => item.Name == "wan0").Mac!;
        long before = lns.ControlplaneMemory;
        long most = 0;
        Random random = new(4);
        using Wiretap wire = new(_lab, "lac", "eth0");
        for (int i = 1; i <= Flood; i++)
        {
            byte[] request = V2(0, 0, 0, 0, [Type(1), Avp(2, U16(0x100)), Avp(3, U32(3)), Avp(7, Text("forged")), Avp(9, U16(random.Next(1, 65536)))]);
            string source = $"172.{random.Next(16, 32)}.{random.Next(256)}.{random.Next(256)}";
            wire.Send(Frames.Ethernet(mac, "02:00:00:00:00:99", 0x0800, Frames.Ipv4(source, "10.0.0.2", 17, Frames.Udp((ushort)random.Next(1024, 65536), 1701, request))));
            if (i % 2000 == 0)
            {
                most = Math.Max(most, lns.Api.Metrics.Sum("router_l2tp_half_open_tunnels"));
            }
        }

        output.WriteLine($"{Flood} forged requests: {most} tunnels half-open at most, {(lns.ControlplaneMemory - before) >> 10} KiB more");
        Assert.InRange(most, 1, MostHalfOpen);
        Assert.InRange(lns.ControlplaneMemory - before, long.MinValue, 64 << 20);
    }
}
