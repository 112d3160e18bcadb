using Router.Process.Tests.Harness;

namespace Router.Process.Tests.Topologies;

/// <summary>
/// <c>home -- cpe -- lns -- host</c>: cpe is a router that calls lns over L2TP as a PPP subscriber, with the home network
/// behind it; host is on a network of the LNS.
/// </summary>
internal static class SubscriberNetwork
{
    /// <summary>Address of the LNS in the sessions.</summary>
    public const string Gateway = "10.8.0.1";

    /// <summary>Address of the host.</summary>
    public const string Host = "10.2.0.2";

    /// <summary>Address of the subscriber.</summary>
    public const string Subscriber = "10.9.0.1";

    private const string Users = $"  users: [{{ name: alice, password: wonderland, address: {Subscriber}, routes: [192.168.7.0/24] }}]";

    /// <summary>Builds the network; the session comes up by itself.</summary>
    /// <param name="lab">The lab.</param>
    /// <param name="peer">More keys of the peers at both ends.</param>
    /// <param name="profile">More keys of the PPP profile of the LNS.</param>
    /// <param name="password">What cpe says.</param>
    /// <param name="users">Who knows alice: a part of section ppp, and other sections of the LNS.</param>
    /// <returns>cpe and lns.</returns>
    public static (RouterProcess Cpe, RouterProcess Lns) Build(Lab lab, string peer, string profile, string password = "wonderland", string users = Users)
    {
        lab.AddNodes("home", "cpe", "lns", "host");
        lab.WithoutIpv6("home", "host", "cpe", "lns");
        lab.Wire("home", "l0", "cpe", "v-lan0");
        lab.Wire("cpe", "v-wan0", "lns", "v-wan0");
        lab.Wire("lns", "v-core0", "host", "l0");
        lab.Address("home", "l0", "192.168.7.2/24");
        lab.Route("home", "default", "192.168.7.1");
        lab.Address("host", "l0", Host + "/24");
        lab.Route("host", "default", "10.2.0.1");
        RouterProcess cpe = lab.LaunchRouter("cpe", $$"""
            dataplane: { memory: 64, mbufs: 8192, hugepages: false }
            ports:
              lan0: { device: "net_af_packet0,iface=v-lan0" }
              wan0: { device: "net_af_packet1,iface=v-wan0" }
            interfaces:
              lan0: { addresses: [192.168.7.1/24] }
              wan0: { addresses: [10.0.0.1/24] }
              loopback0: { addresses: [{{Subscriber}}/32] }
            l2tp:
              peers: [{ name: lns, local: 10.0.0.1, remote: 10.0.0.2, initiate: true, {{peer}} }]
              calls: [{ name: internet, peer: lns, user: alice, password: {{password}}, interface: loopback0, routes: [10.2.0.0/24] }]
            """);
        RouterProcess lns = lab.LaunchRouter("lns", $$"""
            dataplane: { memory: 64, mbufs: 8192, hugepages: false }
            ports:
              wan0: { device: "net_af_packet0,iface=v-wan0" }
              core0: { device: "net_af_packet1,iface=v-core0" }
            interfaces:
              wan0: { addresses: [10.0.0.2/24] }
              core0: { addresses: [10.2.0.1/24] }
              loopback0: { addresses: [{{Gateway}}/32] }
            l2tp:
              peers: [{ name: cpes, local: 10.0.0.2, remote: 10.0.0.0/24, ppp: subscribers, {{peer}} }]
            ppp:
              profiles: [{ name: subscribers, interface: loopback0, {{profile}} }]
            {{users}}
            """);
        cpe.WaitReady();
        lns.WaitReady();
        return (cpe, lns);
    }
}
