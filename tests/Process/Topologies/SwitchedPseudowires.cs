using Router.Process.Tests.Harness;

namespace Router.Process.Tests.Topologies;

/// <summary>
/// <c>left -- pe1 -- pe2 -- right</c>: static sessions at the hosts, which the test plays, and between the routers pseudowires
/// that the control protocol sets up. Each router switches between the two; no router has an interface for what is inside.
/// </summary>
internal static class SwitchedPseudowires
{
    /// <summary>Session ids of the static sessions, the same in both directions: HDLC, Frame Relay.</summary>
    public const uint Hdlc = 0x11;

    /// <summary>As <see cref="Hdlc"/>.</summary>
    public const uint FrameRelay = 0x12;

    /// <summary>DLCIs at left and right; between the routers it is another.</summary>
    public static readonly (ushort Left, ushort Right) Dlcis = (100, 300);

    /// <summary>Builds the network and waits until all sessions are up.</summary>
    /// <param name="lab">The lab.</param>
    /// <param name="encapsulation">Of the managed tunnel: udp or ip.</param>
    /// <param name="more">More keys of both peers.</param>
    public static (RouterProcess Pe1, RouterProcess Pe2) Build(Lab lab, string encapsulation, string more)
    {
        lab.AddNodes("left", "pe1", "pe2", "right");
        lab.WithoutIpv6("left", "pe1", "pe2", "right");
        lab.Wire("left", "wire", "pe1", "v-host0");
        lab.Wire("pe1", "v-core0", "pe2", "v-core0", 1600);
        lab.Wire("pe2", "v-host0", "right", "wire");
        lab.Address("left", "wire", "10.1.1.2/24");
        lab.Address("right", "wire", "10.1.2.2/24");
        RouterProcess pe1 = lab.LaunchRouter("pe1", Configuration(1, 2, Dlcis.Left, encapsulation, $"initiate: true, {more}"));
        RouterProcess pe2 = lab.LaunchRouter("pe2", Configuration(2, 1, Dlcis.Right, encapsulation, more));
        pe1.WaitReady();
        pe2.WaitReady();
        lab.PingUntilAnswered("left", "10.1.1.1");
        lab.PingUntilAnswered("right", "10.1.2.1");
        foreach (RouterProcess router in new[] { pe1, pe2 })
        {
            Wait.Until(
                () => string.Join('\n', router.Api.Sessions.Select(static session => session.ToString())),
                TimeSpan.FromSeconds(20),
                () => router.Api.Sessions is { Count: 4 } sessions && sessions.All(static session => session.State is "up" or "established"));
        }

        return (pe1, pe2);
    }

    private static string Configuration(int own, int other, ushort dlci, string encapsulation, string peer) => $$"""
        dataplane: { memory: 64, mbufs: 8192, hugepages: false }
        ports:
          host0: { device: "net_af_packet0,iface=v-host0" }
          core0: { device: "net_af_packet1,iface=v-core0", mtu: 1600 }
        interfaces:
          host0: { addresses: [10.1.{{own}}.1/24] }
          core0: { addresses: [10.0.0.{{own}}/24] }
        l2tp:
          host-name: pe{{own}}
          router-id: 10.255.0.{{own}}
          tunnels:
            - { name: host, tunnel-id: 1, peer-tunnel-id: 1, encapsulation: ip, local: 10.1.{{own}}.1, remote: 10.1.{{own}}.2 }
          sessions:
            - { name: host-hdlc, tunnel: host, session-id: {{Hdlc}}, peer-session-id: {{Hdlc}}, payload: hdlc }
            - { name: host-fr, tunnel: host, session-id: {{FrameRelay}}, peer-session-id: {{FrameRelay}}, payload: frame-relay, dlci: {{dlci}} }
          peers:
            - { name: other, local: 10.0.0.{{own}}, remote: 10.0.0.{{other}}, encapsulation: {{encapsulation}}, {{peer}} }
          pseudowires:
            - { name: core-hdlc, peer: other, payload: hdlc }
            - { name: core-fr, peer: other, payload: frame-relay, dlci: 200 }
        cross-connects:
          - [host-hdlc, core-hdlc]
          - [host-fr, core-fr]
        """;
}
