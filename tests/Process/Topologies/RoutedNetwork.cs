using Router.Process.Tests.Harness;

namespace Router.Process.Tests.Topologies;

/// <summary><c>a -- r -- b</c>: one router between two hosts.</summary>
internal static class RoutedNetwork
{
    /// <summary>Address of b.</summary>
    public const string Destination = "10.0.2.2";

    /// <summary>The router's configuration.</summary>
    public const string Configuration = """
        dataplane: { memory: 64, mbufs: 8192, hugepages: false }
        ports:
          west0: { device: "net_af_packet0,iface=v-west0,framecnt=16384" }
          east0: { device: "net_af_packet1,iface=v-east0,framecnt=16384" }
        interfaces:
          west0: { addresses: [10.0.1.1/24], mpls: true }
          east0: { addresses: [10.0.2.1/24], mpls: true }
        metrics: { listen: "127.0.0.1:9464" }

        """;

    /// <summary>Builds the network without its router.</summary>
    public static void BuildHosts(Lab lab)
    {
        lab.AddNodes("a", "r", "b");
        lab.WithoutIpv6("a", "r", "b");
        lab.Wire("a", "wire", "r", "v-west0");
        lab.Wire("r", "v-east0", "b", "wire");
        lab.Address("a", "wire", "10.0.1.2/24");
        lab.Address("b", "wire", "10.0.2.2/24");
        lab.Route("a", "default", "10.0.1.1");
        lab.Route("b", "default", "10.0.2.1");
    }

    /// <summary>Builds the network and waits until the router forwards.</summary>
    public static RouterProcess Build(Lab lab, bool realTime = false)
    {
        BuildHosts(lab);
        RouterProcess router = lab.StartRouter("r", Configuration, realTime);
        lab.PingUntilAnswered("a", Destination);
        return router;
    }
}
