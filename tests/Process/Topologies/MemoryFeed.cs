using Router.Process.Tests.Harness;
using Router.Process.Tests.Traffic;

namespace Router.Process.Tests.Topologies;

/// <summary>
/// One router that is fed from memory, without a kernel in the way: net_pcap repeats a capture as fast as the worker
/// polls, net_null swallows what is sent. Every kind of work that customer packets cause is in the capture.
/// </summary>
internal static class MemoryFeed
{
    private const string RouterMac = "02:00:00:00:00:01";
    private const string PeerMac = "02:00:00:00:00:99";
    private const ulong Cookie = 0x0102030405060708;

    /// <summary>Writes the captures and starts the router.</summary>
    public static RouterProcess Build(Lab lab)
    {
        lab.AddNodes("r");
        lab.WithoutIpv6("r");
        string core = Path.Combine(lab.RunDirectory, "core.pcap");
        string customer = Path.Combine(lab.RunDirectory, "customer.pcap");
        Frames.WriteCapture(core, [.. Enumerable.Range(0, 32).SelectMany(CoreFrames)]);
        Frames.WriteCapture(customer, [.. Enumerable.Range(0, 64).Select(CustomerFrame)]);
        return lab.StartRouter("r", Configuration(core, customer));
    }

    private static string Configuration(string core, string customer) => $$"""
        dataplane: { memory: 128, mbufs: 16384, hugepages: false, idle: poll }
        ports:
          feed0: { device: "net_pcap0,rx_pcap={{core}},infinite_rx=1", mac: {{RouterMac}} }
          feed1: { device: "net_pcap1,rx_pcap={{customer}},infinite_rx=1", mac: 02:00:00:00:00:02 }
          sink0: { device: "net_null0,no-rx=1", mac: 02:00:00:00:00:03 }
        interfaces:
          feed0: { addresses: [10.0.1.1/24, "2001:db8:1::1/64"], mpls: true }
          feed1: {}
          sink0: { addresses: [10.0.2.1/24, "2001:db8:2::1/64"], mpls: true }
        neighbours:
          - { interface: sink0, address: 10.0.2.2, mac: {{PeerMac}} }
          - { interface: sink0, address: "2001:db8:2::2", mac: {{PeerMac}} }
        routes:
          - { prefix: 10.1.0.0/16, via: 10.0.2.2 }
          - { prefix: 10.2.0.0/16, via: 10.0.2.2, labels: [300, 301] }
          - { prefix: 10.3.0.0/16, action: blackhole }
          - { prefix: "2001:db8:100::/48", via: "2001:db8:2::2" }
        mpls:
          labels:
            - { label: 100, action: swap, via: 10.0.2.2, out-labels: [200] }
            - { label: 101, action: lookup, vrf: default }
            - { label: 102, action: pop, via: 10.0.2.2, payload: ipv4 }
        l2tp:
          tunnels:
            - { name: t1, tunnel-id: 1, peer-tunnel-id: 2, encapsulation: udp, local: 10.0.2.1, remote: 10.0.2.2 }
          sessions:
            - { name: pw1, tunnel: t1, session-id: 0x11, peer-session-id: 0x22, cookie: "a1a2a3a4a5a6a7a8", peer-cookie: "0102030405060708" }
        cross-connects:
          - [feed1, pw1]
        """;

    private static IEnumerable<byte[]> CoreFrames(int number)
    {
        byte[] udp = Frames.Udp(1000, (ushort)(2000 + number), new byte[26]);
        string source = $"10.0.1.{10 + number}";
        byte[] routed = Frames.Ipv4(source, $"10.1.{number}.1", 17, udp);
        byte[] inner = Frames.Ethernet("02:00:00:00:00:55", "02:00:00:00:00:66", 0x0800, routed);
        yield return Ip(0x0800, routed);
        yield return Ip(0x0800, Frames.Ipv4(source, $"10.2.{number}.1", 17, udp));
        yield return Ip(0x0800, Frames.Ipv4(source, "10.3.0.1", 17, udp));
        yield return Ip(0x86dd, Frames.Ipv6($"2001:db8:1::{number + 16:x}", $"2001:db8:100::{number:x}", 17, udp));
        yield return Ip(0x8847, Frames.Labelled(100, routed));
        yield return Ip(0x8847, Frames.Labelled(101, routed));
        yield return Ip(0x8847, Frames.Labelled(102, routed));
        yield return Ip(0x8847, Frames.Labelled(999, routed));
        yield return Ip(0x0800, Frames.Ipv4("10.0.2.2", "10.0.2.1", 17, Frames.Udp(1701, 1701, Frames.L2tpv3(0x11, Cookie, inner))));
        yield return Ip(0x0800, Frames.Ipv4("10.0.2.2", "10.0.2.1", 17, Frames.Udp(1701, 1701, Frames.L2tpv3(0x11, Cookie + 1, inner))));
    }

    private static byte[] Ip(ushort type, byte[] packet) => Frames.Ethernet(RouterMac, PeerMac, type, packet);

    private static byte[] CustomerFrame(int number) =>
        Frames.Ethernet("02:00:00:00:00:77", "02:00:00:00:00:88", 0x0800, Frames.Ipv4("192.0.2.1", $"192.0.2.{number + 2}", 17, Frames.Udp(1, 2, new byte[18])));
}
