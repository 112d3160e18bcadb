using System.Net;
using Router.Process.Tests.Harness;
using Router.Process.Tests.Traffic;

namespace Router.Process.Tests.Topologies;

/// <summary><c>ce1 -- pe1 -- pe2 -- ce2</c>: an L2TPv3 pseudowire between two routers back to back.</summary>
internal static class PseudowireNetwork
{
    // Rings for a third of a second at 50 kpps: this machine's stalls are not what is tested.
    private const string Rings = "framecnt=16384";

    private static readonly string Pe1 = Configuration("10.0.0.1", "10.0.0.2", 1, 2, "a1a2a3a4a5a6a7a8", "0102030405060708");
    private static readonly string Pe2 = Configuration("10.0.0.2", "10.0.0.1", 2, 1, "0102030405060708", "a1a2a3a4a5a6a7a8");

    /// <summary>Address of ce2 in the customer's network.</summary>
    public const string Destination = "10.1.0.2";

    /// <summary>Builds the network and waits until the pseudowire carries pings. Returns pe1.</summary>
    public static RouterProcess Build(Lab lab)
    {
        lab.AddNodes("ce1", "pe1", "pe2", "ce2");
        lab.WithoutIpv6("ce1", "ce2", "pe1", "pe2");
        lab.Wire("ce1", "l2", "pe1", "v-ac0");
        lab.Wire("pe1", "v-core0", "pe2", "v-core0", 1600);
        lab.Wire("pe2", "v-ac0", "ce2", "l2");
        lab.Address("ce1", "l2", "10.1.0.1/24");
        lab.Address("ce2", "l2", "10.1.0.2/24");
        RouterProcess pe1 = lab.LaunchRouter("pe1", Pe1, realTime: true);
        RouterProcess pe2 = lab.LaunchRouter("pe2", Pe2, realTime: true);
        pe1.WaitReady();
        pe2.WaitReady();
        lab.PingUntilAnswered("ce1", Destination);
        return pe1;
    }

    /// <summary>Starts a stream of packets from ce1 to ce2.</summary>
    /// <param name="lab">The lab of the network.</param>
    /// <param name="rate">Packets in a second.</param>
    public static PacketStream StartStream(Lab lab, int rate) => PacketStream.Start(new StreamOptions
    {
        From = lab.FullName("ce1"),
        To = lab.FullName("ce2"),
        Destination = IPAddress.Parse(Destination),
        Rate = rate,
    });

    private static string Configuration(string local, string remote, int id, int peer, string cookie, string peerCookie) => $$"""
        dataplane: { memory: 64, mbufs: 8192, hugepages: false }
        ports:
          ac0: { device: "net_af_packet0,iface=v-ac0,{{Rings}}" }
          core0: { device: "net_af_packet1,iface=v-core0,{{Rings}}", mtu: 1600 }
        interfaces:
          ac0: {}
          core0: { addresses: [{{local}}/24], mpls: true }
        routes:
          - { prefix: 10.9.0.0/16, via: {{remote}} }
        mpls:
          labels:
            - { label: 100, action: swap, via: {{remote}}, out-labels: [200] }
        l2tp:
          tunnels:
            - { name: t1, tunnel-id: {{id}}, peer-tunnel-id: {{peer}}, encapsulation: udp, local: {{local}}, remote: {{remote}} }
          sessions:
            - { name: pw1, tunnel: t1, session-id: {{id}}, peer-session-id: {{peer}}, cookie: "{{cookie}}", peer-cookie: "{{peerCookie}}" }
        cross-connects:
          - [ac0, pw1]
        """;
}
