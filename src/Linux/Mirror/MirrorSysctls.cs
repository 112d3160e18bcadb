namespace Router.Linux;

/// <summary>The settings of a mirror: Linux is a host on it, the forwarding is the dataplane's.</summary>
internal static class MirrorSysctls
{
    /// <summary>Below this MTU the kernel takes IPv6 off an interface (RFC 8200 section 5).</summary>
    internal const int LowestIpv6Mtu = 1280;

    internal static IReadOnlyList<Sysctl> For(MirrorInterface mirror)
    {
        List<Sysctl> settings =
        [
            Ipv4("forwarding", 0),
            Ipv4("rp_filter", 0),           // replies may come by any port, and Linux does not know all routes
            Ipv4("accept_redirects", 0),
            Ipv4("send_redirects", 0),
            Ipv4("arp_ignore", 1),          // answer only for the addresses of this interface
            Ipv4("arp_announce", 2),        // and ask only with them
            Ipv4("arp_notify", 1),          // tell the neighbours of a new MAC address
            Ipv4("promote_secondaries", 1), // deleting a subnet's first address keeps the others
        ];
        if (mirror.Mtu >= LowestIpv6Mtu)
        {
            settings.AddRange(
            [
                Ipv6("disable_ipv6", mirror.HasIpv6 ? 0 : 1),
                Ipv6("forwarding", 0),
                Ipv6("accept_ra", 0),
                Ipv6("autoconf", 0),
                Ipv6("accept_redirects", 0),
                Ipv6("addr_gen_mode", 0),     // link-local from the MAC address (RFC 4291 appendix A)
                Ipv6("accept_dad", 0),        // usable at once
                Ipv6("dad_transmits", 0),
                Ipv6("keep_addr_on_down", 1),
                Ipv6("ndisc_notify", 1),
            ]);
        }

        return settings;

        Sysctl Ipv4(string key, int value) => Sysctl.OfInterface("ipv4", mirror.Name, key, $"{value}");
        Sysctl Ipv6(string key, int value) => Sysctl.OfInterface("ipv6", mirror.Name, key, $"{value}");
    }
}
