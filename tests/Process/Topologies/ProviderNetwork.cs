using Router.Process.Tests.Harness;

namespace Router.Process.Tests.Topologies;

/// <summary>
/// The demo's network with IPv6: <c>ce1 == pe1 -- p -- pe2 == ce2</c>. Each CE has one link into an L2TPv3 pseudowire
/// (10.1.0.0/24 and 2001:db8:1::/64 reach from CE to CE) and one that is routed over LSPs: pipe for 10.2.x.0/25 and IPv6,
/// uniform for 10.2.x.128/25.
/// </summary>
internal static class ProviderNetwork
{
    private const string Dataplane = "dataplane: { memory: 64, mbufs: 8192, hugepages: false }\n";

    private const string Pe1 = Dataplane + """
        ports:
          ac0: { device: "net_af_packet0,iface=v-ac0" }
          cust0: { device: "net_af_packet1,iface=v-cust0" }
          core0: { device: "net_af_packet2,iface=v-core0", mtu: 1600 }
        interfaces:
          ac0: {}
          cust0: { addresses: [10.2.1.1/24, "2001:db8:21::1/64"] }
          core0: { addresses: [10.0.1.1/24, "2001:db8:c1::1/64"], mpls: true }
        routes:
          - { prefix: 10.0.2.0/24, via: 10.0.1.2 }
          - { prefix: 10.2.2.0/25, via: 10.0.1.2, labels: [100] }
          - { prefix: 10.2.2.128/25, via: 10.0.1.2, labels: [102], ttl-mode: uniform }
          - { prefix: "2001:db8:22::/64", via: "2001:db8:c1::2", labels: [110] }
        mpls:
          labels:
            - { label: 101, action: lookup, vrf: default }
            - { label: 111, action: lookup, vrf: default }
        l2tp:
          tunnels:
            - { name: to-pe2, tunnel-id: 1, peer-tunnel-id: 2, encapsulation: udp, local: 10.0.1.1, remote: 10.0.2.2 }
          sessions:
            - name: pw1
              tunnel: to-pe2
              session-id: 0x11
              peer-session-id: 0x22
              cookie: "a1a2a3a4a5a6a7a8"
              peer-cookie: "0102030405060708"
        cross-connects:
          - [ac0, pw1]
        """;

    private const string P = Dataplane + """
        ports:
          west0: { device: "net_af_packet0,iface=v-west0", mtu: 1600 }
          east0: { device: "net_af_packet1,iface=v-east0", mtu: 1600 }
        interfaces:
          west0: { addresses: [10.0.1.2/24, "2001:db8:c1::2/64"], mpls: true }
          east0: { addresses: [10.0.2.1/24, "2001:db8:c2::1/64"], mpls: true }
        routes:
          - { prefix: 10.2.1.0/24, via: 10.0.1.1 }   # for ICMP errors only
        mpls:
          labels:
            - { label: 100, action: swap, via: 10.0.2.2, out-labels: [200] }
            - { label: 102, action: swap, via: 10.0.2.2, out-labels: [200], ttl-mode: uniform }
            - { label: 110, action: swap, via: "2001:db8:c2::2", out-labels: [210] }
            - { label: 201, action: swap, via: 10.0.1.1, out-labels: [101] }
            - { label: 211, action: swap, via: "2001:db8:c1::1", out-labels: [111] }
        """;

    private const string Pe2 = Dataplane + """
        ports:
          ac0: { device: "net_af_packet0,iface=v-ac0" }
          cust0: { device: "net_af_packet1,iface=v-cust0" }
          core0: { device: "net_af_packet2,iface=v-core0", mtu: 1600 }
        interfaces:
          ac0: {}
          cust0: { addresses: [10.2.2.1/24, "2001:db8:22::1/64"] }
          core0: { addresses: [10.0.2.2/24, "2001:db8:c2::2/64"], mpls: true }
        routes:
          - { prefix: 10.0.1.0/24, via: 10.0.2.1 }
          - { prefix: 10.2.1.0/24, via: 10.0.2.1, labels: [201] }
          - { prefix: "2001:db8:21::/64", via: "2001:db8:c2::1", labels: [211] }
        mpls:
          labels:
            - { label: 200, action: lookup, vrf: default }
            - { label: 210, action: lookup, vrf: default }
        l2tp:
          tunnels:
            - { name: to-pe1, tunnel-id: 2, peer-tunnel-id: 1, encapsulation: udp, local: 10.0.2.2, remote: 10.0.1.1 }
          sessions:
            - name: pw1
              tunnel: to-pe1
              session-id: 0x22
              peer-session-id: 0x11
              cookie: "0102030405060708"
              peer-cookie: "a1a2a3a4a5a6a7a8"
        cross-connects:
          - [ac0, pw1]
        """;

    /// <summary>Builds the network and waits until both ways carry pings.</summary>
    public static void Build(Lab lab)
    {
        lab.AddNodes("ce1", "pe1", "p", "pe2", "ce2");
        lab.Wire("ce1", "l2", "pe1", "v-ac0");
        lab.Wire("ce1", "l3", "pe1", "v-cust0");
        lab.Wire("pe1", "v-core0", "p", "v-west0", 1600);
        lab.Wire("p", "v-east0", "pe2", "v-core0", 1600);
        lab.Wire("pe2", "v-ac0", "ce2", "l2");
        lab.Wire("pe2", "v-cust0", "ce2", "l3");
        lab.Address("ce1", "l2", "10.1.0.1/24", "2001:db8:1::1/64");
        lab.Address("ce2", "l2", "10.1.0.2/24", "2001:db8:1::2/64");
        lab.Address("ce1", "l3", "10.2.1.2/24", "2001:db8:21::2/64");
        lab.Address("ce2", "l3", "10.2.2.2/24", "10.2.2.130/24", "2001:db8:22::2/64");
        lab.Route("ce1", "10.2.2.0/24", "10.2.1.1");
        lab.Route("ce1", "10.0.0.0/16", "10.2.1.1");
        lab.Route("ce2", "10.2.1.0/24", "10.2.2.1");
        lab.Route("ce1", "2001:db8:22::/64", "2001:db8:21::1");
        lab.Route("ce2", "2001:db8:21::/64", "2001:db8:22::1");
        RouterProcess[] routers = [lab.LaunchRouter("pe1", Pe1), lab.LaunchRouter("p", P), lab.LaunchRouter("pe2", Pe2)];
        foreach (RouterProcess router in routers)
        {
            router.WaitReady();
        }
    }
}
