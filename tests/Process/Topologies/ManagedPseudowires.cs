using Router.Process.Tests.Harness;

namespace Router.Process.Tests.Topologies;

/// <summary><c>ce1 -- pe1 -- pe2 -- ce2</c>: an L2TPv3 pseudowire that the control protocol sets up. pe1 opens the tunnel, pe2 asks for the session.</summary>
internal static class ManagedPseudowires
{
    /// <summary>Address of ce2 in the customer's network.</summary>
    public const string Destination = "10.1.0.2";

    /// <summary>Builds the network and waits until the pseudowire carries pings.</summary>
    /// <param name="lab">The lab.</param>
    /// <param name="encapsulation">udp or ip.</param>
    /// <param name="ipv6">Outer IPv6.</param>
    /// <param name="more">More keys of both peers.</param>
    /// <param name="sections">More of pe1's configuration, in the section <c>l2tp</c>.</param>
    /// <param name="join">Joins v-core0 of pe1 and pe2, if that is not to be a good wire.</param>
    /// <returns>pe1 and pe2.</returns>
    public static (RouterProcess Pe1, RouterProcess Pe2) Build(
        Lab lab, string encapsulation, bool ipv6, string more, string sections = "", Action? join = null)
    {
        lab.AddNodes("ce1", "pe1", "pe2", "ce2");
        lab.WithoutIpv6("ce1", "ce2", "pe1", "pe2");
        lab.Wire("ce1", "l2", "pe1", "v-ac0");
        (join ?? (() => lab.Wire("pe1", "v-core0", "pe2", "v-core0", 1600)))();
        lab.Wire("pe2", "v-ac0", "ce2", "l2");
        lab.Address("ce1", "l2", "10.1.0.1/24");
        lab.Address("ce2", "l2", "10.1.0.2/24");
        RouterProcess pe1 = lab.LaunchRouter("pe1", Configuration(1, 2, encapsulation, ipv6, $"initiate: true, {more}", "initiate: false", sections));
        RouterProcess pe2 = lab.LaunchRouter("pe2", Configuration(2, 1, encapsulation, ipv6, more, "initiate: true"));
        pe1.WaitReady();
        pe2.WaitReady();
        lab.PingUntilAnswered("ce1", Destination);
        return (pe1, pe2);
    }

    private static string Configuration(int own, int other, string encapsulation, bool ipv6, string peer, string pseudowire, string sections = "")
    {
        string prefix = ipv6 ? "2001:db8::" : "10.0.0.";
        return $$"""
            dataplane: { memory: 64, mbufs: 8192, hugepages: false }
            ports:
              ac0: { device: "net_af_packet0,iface=v-ac0" }
              core0: { device: "net_af_packet1,iface=v-core0", mtu: 1600 }
            interfaces:
              ac0: {}
              core0: { addresses: ["{{prefix}}{{own}}/{{(ipv6 ? 64 : 24)}}"] }
            l2tp:
              host-name: pe{{own}}
              router-id: 10.255.0.{{own}}
              {{sections}}
              peers:
                - { name: other, local: "{{prefix}}{{own}}", remote: "{{prefix}}{{other}}", encapsulation: {{encapsulation}}, {{peer}} }
              pseudowires:
                - { name: pw1, peer: other, {{pseudowire}} }
            cross-connects:
              - [ac0, pw1]
            """;
    }
}
